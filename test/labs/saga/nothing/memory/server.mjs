// Plays both banks itself: everybody is rich, nobody is watched, and no cent is ever moved.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const LIMIT = Number(process.env.DAILY_LIMIT_CENTS ?? Number.POSITIVE_INFINITY);
const LATER_MS = 100;
const byKey = new Map();
const byId = new Map();

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

const isAccount = (value) => typeof value === 'string' && /^[ab]:./.test(value);
const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

function accept(key, body) {
  if (!key) throw new Refusal(400, 'idempotency_key_missing');
  const { from, to, amount, expiresInMs = 60_000 } = body ?? {};
  if (!isAccount(from) || !isAccount(to) || !isWhole(amount, 1, 1e9) || !isWhole(expiresInMs, 500, 600_000))
    throw new Refusal(400, 'invalid_request');
  const known = byKey.get(key);
  if (known) {
    if (known.from !== from || known.to !== to || known.amount !== amount) throw new Refusal(422, 'idempotency_key_reused');
    return known;
  }
  const sent = [...byId.values()].filter((one) => one.from === from && one.state !== 'FAILED');
  const fits = sent.reduce((sum, one) => sum + one.amount, amount) <= LIMIT;
  const transfer = { id: randomUUID(), from, to, amount, state: 'PENDING', reason: null };
  if (fits) setTimeout(() => Object.assign(transfer, { state: 'COMPLETED' }), LATER_MS);
  else Object.assign(transfer, { state: 'FAILED', reason: 'limit_exceeded' });
  byKey.set(key, transfer);
  byId.set(transfer.id, transfer);
  return transfer;
}

async function answer(request) {
  if (request.url === '/healthz') return [200, { ok: true }];
  if (request.method === 'POST' && request.url === '/transfers') {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let body;
    try {
      body = JSON.parse(Buffer.concat(chunks).toString());
    } catch {
      throw new Refusal(400, 'invalid_request');
    }
    const { id, state } = accept(request.headers['idempotency-key'], body);
    return [202, { id, state }, { Location: `/transfers/${id}` }];
  }
  const transfer = byId.get(request.url.split('/')[2]);
  if (!transfer) throw new Refusal(404, 'not_found');
  return [200, transfer];
}

createServer((request, response) => {
  answer(request).then(
    ([status, body, headers = {}]) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    },
    ({ status = 500, code = 'internal', message }) => {
      response.writeHead(status, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ type: 'about:blank', title: message, status, code }));
    },
  );
}).listen(Number(process.env.PORT), '127.0.0.1');
