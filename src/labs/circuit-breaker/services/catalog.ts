import { PRODUCTS } from '../stub/data.ts';
import { serveRecords } from '../stub/serve.ts';

// GET /products/{id} → {productId, name, priceCents}
serveRecords({
  port: Number(process.env.PORT ?? 3000),
  host: process.env.HOST ?? '0.0.0.0',
  collection: 'products',
  records: PRODUCTS,
});
process.on('SIGTERM', () => process.exit(0));
