import { REVIEWS } from '../stub/data.ts';
import { serveRecords } from '../stub/serve.ts';

// GET /reviews/{id} → {productId, rating}
serveRecords({
  port: Number(process.env.PORT ?? 3000),
  host: process.env.HOST ?? '0.0.0.0',
  collection: 'reviews',
  records: REVIEWS,
});
process.on('SIGTERM', () => process.exit(0));
