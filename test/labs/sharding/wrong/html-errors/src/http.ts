import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError, badRequest, notFound } from './errors.ts';

const BODY_LIMIT = 2_000_000;

export interface Request {
  /** The groups of the route's pattern, percent-decoded. */
  params: string[];
  query: URLSearchParams;
  /** The parsed JSON body; `undefined` when there is none. */
  body: unknown;
}

export interface Reply {
  status: number;
  body: unknown;
}

export interface Route {
  method: string;
  path: RegExp;
  handle(request: Request): Promise<Reply>;
}

/** Serves the routes on loopback; resolves when the port answers. */
export function serve(routes: Route[], port: number): Promise<Server> {
  const server = createServer((incoming, response) => {
    answer(routes, incoming).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, failure(error)),
    );
  });
  // Longer than any client keeps an idle connection, so that no request meets a socket that is just being closed.
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function answer(routes: Route[], incoming: IncomingMessage): Promise<Reply> {
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  for (const route of routes) {
    if (route.method !== incoming.method) continue;
    const match = route.path.exec(url.pathname);
    if (!match) continue;
    const params = match.slice(1).map(decode);
    return route.handle({ params, query: url.searchParams, body: await readJson(incoming) });
  }
  throw notFound(`${incoming.method} ${url.pathname}`);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`${part} is not percent-encoded correctly`);
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

function failure(error: unknown): Reply {
  if (error instanceof ApiError && error.status === 503) return { status: 503, body: error.body };
  return { status: 500, body: `<html><body><h1>Internal Server Error</h1><pre>${error}</pre></body></html>` };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.status === 503) response.setHeader('Retry-After', '1');
  const html = typeof reply.body === 'string';
  response.writeHead(reply.status, { 'Content-Type': html ? 'text/html' : 'application/json' });
  response.end(html ? reply.body : JSON.stringify(reply.body));
}
