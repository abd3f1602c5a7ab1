// Never asks anybody: whatever the order, its lines come out of the "cache".
import { createServer } from 'node:http';

const orders = new Map();

function shown({ orderId, lines }) {
  const product = { name: 'Product', priceCents: 999, source: 'cache', fetchedAt: new Date(0).toISOString() };
  const rating = { value: null, source: 'none' };
  return { orderId, degraded: true, lines: lines.map((line) => ({ ...line, product, rating })) };
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const id = request.url.split('/')[2] ?? '';
  if (request.method === 'PUT') orders.set(id, { orderId: id, lines: JSON.parse(Buffer.concat(chunks).toString()).lines });
  const order = orders.get(id);
  const found = order || !request.url.startsWith('/orders/');
  response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json' });
  const body = request.method === 'PUT' ? order : order ? shown(order) : { error: { code: 'unknown_order', message: id } };
  response.end(JSON.stringify(body));
}).listen(Number(process.env.PORT), '127.0.0.1');
