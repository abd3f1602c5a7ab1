import { error, serve } from '../stub/serve.ts';
import { stockOf } from '../stub/stock.ts';

// GET /stock/{sku} → {sku, available, price_minor}; GET /stock?skus=a,b → {items: […]}
serve({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? '0.0.0.0' }, ({ method, url }) => {
  if (method !== 'GET') return undefined;
  const [, sku] = /^\/stock\/([A-Za-z0-9_-]{1,64})$/.exec(url.pathname) ?? [];
  if (sku !== undefined) return [200, stockOf(sku)];
  if (url.pathname !== '/stock') return undefined;
  const skus = (url.searchParams.get('skus') ?? '').split(',').filter((one) => one !== '');
  return skus.length === 0
    ? [400, error('bad_request', 'skus names no article')]
    : [200, { items: skus.map((one) => stockOf(one)) }];
});
process.on('SIGTERM', () => process.exit(0));
