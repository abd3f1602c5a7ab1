import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Records by product id. */
type Records<T> = Map<string, T>;

export interface StubOptions<T extends { readonly productId: string }> {
  readonly port: number;
  readonly host: string;
  /** Records answer at `/<collection>/<productId>`. */
  readonly collection: string;
  readonly records: readonly T[];
}

/**
 * A read-only service of the shop. Beside its records it has `PUT /__ctl {records:[…]}`, by which the grader adds and changes
 * them, and `GET /healthz`. Ends with the process.
 */
export function serveRecords<T extends { readonly productId: string }>(options: StubOptions<T>): void {
  const records: Records<T> = new Map(options.records.map((record) => [record.productId, record]));
  const path = new RegExp(`^/${options.collection}/([A-Za-z0-9_-]{1,64})$`);
  const server = createServer((request, response) => {
    handle(request, records, path).then(
      ([status, body]) => send(response, status, body),
      (problem: unknown) => send(response, 400, error('invalid_request', String(problem))),
    );
  });
  // Longer than any client keeps an idle connection: none meets a socket that is just being closed.
  server.keepAliveTimeout = 120_000;
  server.listen(options.port, options.host);
}

async function handle<T extends { readonly productId: string }>(
  request: IncomingMessage,
  records: Records<T>,
  path: RegExp,
): Promise<[status: number, body: unknown]> {
  if (request.method === 'GET' && request.url === '/healthz') return [200, { ok: true }];
  if (request.method === 'PUT' && request.url === '/__ctl') {
    const changed = JSON.parse(await text(request)) as { records: T[] };
    for (const record of changed.records) records.set(record.productId, record);
    return [200, { records: records.size }];
  }
  const [, id = ''] = path.exec(request.url ?? '') ?? [];
  if (request.method !== 'GET' || id === '') return [404, error('not_found', `there is no ${request.url}`)];
  const record = records.get(id);
  return record ? [200, record] : [404, error('unknown_product', `there is no product ${id}`)];
}

function error(code: string, message: string): object {
  return { error: { code, message } };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
