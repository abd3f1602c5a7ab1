import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Running } from './config.ts';
import { ApiError, badRequest, internal, notFound } from './errors.ts';
import { log } from './log.ts';
import { traceRequest } from './server-span.ts';

const BODY_LIMIT = 4_000_000;

export interface Request {
  /** What stands for the `{…}` of the route's path. */
  params: string[];
  /** The parsed JSON body; `undefined` when there is none. */
  body: unknown;
}

export interface Reply {
  status: number;
  body: unknown;
}

export interface Route {
  method: string;
  /** `/orders/{id}` */
  path: string;
  handle(request: Request): Promise<Reply>;
}

/** Serves the routes, and `GET /healthz`, on loopback; resolves when the port answers. */
export function serve(routes: Route[], port: number): Promise<Running> {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  const server = createServer((incoming, response) => {
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    if (path === '/healthz') return send(response, { status: 200, body: { ok: true } });
    const found = compiled.find(({ route, pattern }) => route.method === incoming.method && pattern.test(path));
    const params = found?.pattern.exec(path)?.slice(1) ?? [];
    const { method = '', headers } = incoming;
    void traceRequest({ method, path, route: found?.route.path, headers }, () =>
      answer(found?.route, params, incoming),
    ).then((reply) => send(response, reply));
  });
  // Longer than any client keeps an idle connection, so that no request meets a socket that is just being closed.
  server.keepAliveTimeout = 60_000;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ stop }));
  });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, '([^/]+)')}$`);
}

/** Never rejects: whatever goes wrong becomes a reply. */
async function answer(route: Route | undefined, params: string[], incoming: IncomingMessage): Promise<Reply> {
  try {
    if (!route) throw notFound('this path');
    return await route.handle({ params, body: await readJson(incoming) });
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.body };
    log.error('unexpected failure', { error: error instanceof Error ? error.stack : String(error) });
    return { status: 500, body: internal().body };
  }
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw badRequest('the body is too large');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw badRequest('the body is not JSON');
  }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(reply.body));
}
