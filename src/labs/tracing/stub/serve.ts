import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface StubRequest {
  readonly method: string;
  readonly url: URL;
  /** Parsed JSON; undefined when there is no body. */
  readonly body: unknown;
}

/** Answers a request, or undefined for 404. */
type Handler = (request: StubRequest) => readonly [status: number, body: unknown] | undefined;

/** A service that Kiosk asks, with `GET /healthz` beside what `handler` does. Ends with the process. */
export function serve({ port, host }: { port: number; host: string }, handler: Handler): void {
  const server = createServer((request, response) => {
    answer(request, handler).then(
      ([status, body]) => send(response, status, body),
      (problem: unknown) => send(response, 400, error('invalid_request', String(problem))),
    );
  });
  // Longer than any client keeps an idle connection: none meets a socket that is just being closed.
  server.keepAliveTimeout = 120_000;
  server.listen(port, host);
}

async function answer(request: IncomingMessage, handler: Handler): Promise<readonly [number, unknown]> {
  const url = new URL(request.url ?? '/', 'http://stub');
  if (request.method === 'GET' && url.pathname === '/healthz') return [200, { ok: true }];
  const text = await textOf(request);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return (
    handler({ method: request.method ?? '', url, body }) ?? [404, error('not_found', `there is no ${request.url}`)]
  );
}

export function error(code: string, message: string): object {
  return { error: { code, message } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
