const { randomUUID } = require('node:crypto');
const { Pool } = require('pg');
const analyze = require('./analyze.cjs');
const { span, extract, inject, flush, log, traceId } = require('./spans.cjs');
const { serve, call, Refusal } = require('./web.cjs');

const { ROLE, ORDERS_URL, INVENTORY_URL, PAYMENTS_URL, CARRIER_URL, DATABASE_URL, WORKER_BATCH = 1 } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL });
pool.on('error', () => {});
const schema = `CREATE SCHEMA IF NOT EXISTS kiosk;
  CREATE TABLE IF NOT EXISTS kiosk.sales (id text PRIMARY KEY, ref text, email text, minor bigint, shipped boolean DEFAULT false)`;
const queue = (type) => ({ 'messaging.operation.type': type, 'messaging.destination.name': 'jobs' });

async function relay(method, path, body) {
  const reply = await call(method, ORDERS_URL, path, body, 5000);
  if (!reply || reply.status >= 500) {
    log('error', 'orders failed', { order_ref: body?.order_ref, status: reply?.status });
    throw new Refusal(502, 'upstream_error');
  }
  if (reply.status >= 400) throw new Refusal(reply.status, reply.json.error.code);
  return [reply.status, reply.json];
}

const gateway = [
  [
    'POST',
    '/checkout',
    async ({ body }) => {
      log('info', 'checkout', { order_ref: body?.order_ref });
      const [status, { order_id }] = await relay('POST', '/orders', body);
      return [status, { order_id, trace_id: traceId() }];
    },
  ],
  ['GET', '/orders/{id}', ({ id }) => relay('GET', `/orders/${id}`)],
  ['POST', '/analyze', async ({ body }) => [200, analyze(body)]],
];

async function priced(lines) {
  const replies = await Promise.all(lines.map(({ sku }) => call('GET', INVENTORY_URL, `/stock/${sku}`)));
  return replies.reduce((sum, reply, i) => {
    if (reply?.status !== 200) throw new Refusal(502, 'upstream_error');
    return sum + reply.json.price_minor * lines[i].qty;
  }, 0);
}

async function paid(order_ref, card, amount_minor) {
  const reply = await call('POST', PAYMENTS_URL, '/charges', { order_ref, card, amount_minor });
  if (reply?.status === 402) throw new Refusal(402, 'payment_declined');
  if (reply?.status === 201) return;
  log('error', 'payments failed', { order_ref, status: reply?.status });
  throw new Refusal(502, 'upstream_error');
}

async function place({ body }) {
  const { order_ref, lines, card, email } = body ?? {};
  const complete = order_ref && card && email && Array.isArray(lines) && lines.length > 0;
  if (!complete || !lines.every(({ sku, qty }) => sku && qty > 0)) throw new Refusal(400, 'bad_request');
  log('info', 'order received', { order_ref });
  const amount = await span({ name: 'price', kind: 1 }, () => priced(lines));
  await paid(order_ref, card, amount);
  const order_id = randomUUID();
  // One statement is one transaction.
  await span({ name: 'enqueue', kind: 3, attributes: queue('send') }, (self) =>
    pool.query(
      `WITH sale AS (INSERT INTO kiosk.sales (id, ref, email, minor) VALUES ($1, $2, $3, $4))
       INSERT INTO jobs (type, payload, headers) VALUES ('ship', $5, $6)`,
      [order_id, order_ref, email, amount, { order_id, order_ref }, inject(self)],
    ),
  );
  return [201, { order_id, trace_id: traceId() }];
}

async function find({ id }) {
  const { rows } = await pool.query('SELECT shipped FROM kiosk.sales WHERE id = $1', [id]);
  if (rows.length === 0) throw new Refusal(404, 'not_found');
  return [200, { order_id: id, status: rows[0].shipped ? 'shipped' : 'placed' }];
}

const orders = [
  ['POST', '/orders', place],
  ['GET', '/orders/{id}', find],
];

let stopping = false;

async function worker() {
  while (!stopping) {
    const client = await pool.connect();
    await client.query('BEGIN');
    const { rows } = await client.query(
      `SELECT * FROM jobs WHERE status = 'ready' ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [WORKER_BATCH],
    );
    if (rows.length > 0) await batch(client, rows);
    await client.query('COMMIT');
    client.release();
    if (rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

function batch(client, jobs) {
  const links = jobs.map(({ headers }) => extract(headers ?? {})).filter(Boolean);
  return span({ name: 'ship', kind: 5, attributes: queue('process'), parent: null, links }, async (self) => {
    const done = await Promise.all(jobs.map(({ payload }) => ship(payload)));
    self.error = done.includes('failed');
    for (const [i, { id, payload }] of jobs.entries()) {
      await client.query('UPDATE jobs SET status = $2 WHERE id = $1', [id, done[i]]);
      await client.query('UPDATE kiosk.sales SET shipped = $2 WHERE id = $1', [payload.order_id, done[i] === 'done']);
    }
  });
}

async function ship({ order_id, order_ref }) {
  const reply = await call('POST', CARRIER_URL, '/labels', { order_id });
  const good = reply?.status === 201;
  log(good ? 'info' : 'error', good ? 'shipped' : 'the carrier failed', { order_ref });
  return good ? 'done' : 'failed';
}

async function main() {
  if (ROLE !== 'gateway') await pool.query(`BEGIN; SELECT pg_advisory_xact_lock(7); ${schema}; COMMIT`);
  const server = serve({ gateway, orders, worker: [] }[ROLE]);
  const working = ROLE === 'worker' ? worker() : undefined;
  process.once('SIGTERM', async () => {
    stopping = true;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.all([closed, working]);
    await flush();
    process.exit(0);
  });
}

main();
