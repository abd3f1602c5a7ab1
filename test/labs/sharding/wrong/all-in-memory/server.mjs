import { createServer } from 'node:http';

const users = new Map();
const events = new Map();

const server = createServer(async (request, response) => {
  const send = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const fail = (status, code) => send(status, { error: { code, message: code } });
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = text ? JSON.parse(text) : undefined;
  const [, top, id, sub] = new URL(request.url, 'http://localhost').pathname.split('/');
  if (top === 'healthz') return send(200, { ok: true });
  if (top !== 'users' || !id) return fail(404, 'not_found');
  if (request.method === 'PUT') {
    const known = users.get(id);
    users.set(id, { id, ...body, watchSeconds: known?.watchSeconds ?? 0 });
    return send(known ? 200 : 201, users.get(id));
  }
  const user = users.get(id);
  if (!user) return fail(404, 'not_found');
  if (sub !== 'events') return send(200, user);
  const key = `${id}/${body.eventId}`;
  const known = events.has(key);
  if (!known) user.watchSeconds += body.seconds;
  events.set(key, body);
  return send(known ? 200 : 201, { userId: id, watchSeconds: user.watchSeconds });
});

server.listen(Number(process.env.PORT), '127.0.0.1');
