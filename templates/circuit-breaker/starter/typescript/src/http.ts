import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ApiError, invalidRequest, notFound } from './errors.ts';

const BODY_LIMIT = 2_000_000;

export interface Request {
  /** The groups of the route's pattern, percent-decoded. */
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
    return route.handle({ params, body: await readJson(incoming) });
  }
  throw notFound(`${incoming.method} ${url.pathname}`);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidRequest(`${part} is not percent-encoded correctly`);
  }
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw invalidRequest('the body is too large');
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw invalidRequest('the body is not JSON');
  }
}

function failure(error: unknown): Reply {
  if (error instanceof ApiError) return { status: error.status, body: error.body };
  console.error(error);
  return { status: 500, body: new ApiError(500, 'internal', 'something unexpected went wrong; see the log').body };
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(reply.body));
}
