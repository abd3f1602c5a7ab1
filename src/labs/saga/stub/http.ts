import { createServer, type IncomingMessage } from 'node:http';

/** Status and JSON body. */
export type Answer = readonly [status: number, body: object];

/** An error as RFC 9457 has it; programs read `code`. */
export function problem(status: number, code: string, title: string): Answer {
  return [status, { type: 'about:blank', title, status, code }];
}

export interface Call {
  /** Header `x-client`: who is asking. */
  readonly client: string;
  /** First group of the path's pattern. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One path with its handler. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  handle(call: Call): Promise<Answer> | Answer;
}

/** A JSON service with these routes and `GET /healthz`. Ends with the process. */
export function serve(routes: readonly Route[], at: { readonly host: string; readonly port: number }): void {
  const server = createServer((request, response) => {
    void answerTo(request, routes)
      // Whatever goes wrong in here is a 500: for the caller, an outcome that is not known.
      .catch((error: unknown) => problem(500, 'internal', String(error)))
      .then(([status, body]) => {
        response.writeHead(status, {
          'content-type': status < 400 ? 'application/json' : 'application/problem+json',
        });
        response.end(JSON.stringify(body));
      });
  });
  // Longer than any client keeps an idle connection: none meets a socket that is just being closed.
  server.keepAliveTimeout = 120_000;
  server.listen(at.port, at.host);
}

async function answerTo(request: IncomingMessage, routes: readonly Route[]): Promise<Answer> {
  const { method = '', url = '' } = request;
  const text = await read(request);
  if (method === 'GET' && url === '/healthz') return [200, { ok: true }];
  for (const route of routes) {
    const found = route.method === method ? route.path.exec(url) : null;
    if (!found) continue;
    const body = objectOf(text);
    if (!body) return problem(400, 'invalid_request', 'the body is not a JSON object');
    const client = String(request.headers['x-client'] ?? '');
    return route.handle({ client, id: decodeURIComponent(found[1] ?? ''), body });
  }
  return problem(404, 'not_found', `there is no ${method} ${url}`);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** No body is an empty object. */
function objectOf(text: string): Record<string, unknown> | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
