import { createServer } from 'node:http';
import { isAvailable, StockUnavailable } from './stock.mjs';

const stockUrl = process.env.STOCK_URL;

createServer(async (request, response) => {
  const [status, body] = await answer(request.method, request.url ?? '/');
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}).listen(Number(process.env.PORT ?? 8080), '127.0.0.1');

async function answer(method, path) {
  if (path === '/healthz') return [200, { ok: true }];
  const [, sku] = /^\/available\/([a-z0-9-]+)$/.exec(path) ?? [];
  if (method !== 'GET' || sku === undefined) return [404, { error: { code: 'not_found' } }];
  try {
    return [200, { sku, available: await isAvailable(stockUrl, sku) }];
  } catch (error) {
    if (error instanceof StockUnavailable) return [503, { error: { code: 'stock_unavailable' } }];
    return [500, { error: { code: 'internal', message: String(error) } }];
  }
}
