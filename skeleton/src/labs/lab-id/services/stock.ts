import { createServer, type IncomingMessage } from 'node:http';

// GET /stock/{sku} → {sku, count}. The grader sets the counts with PUT /__ctl.
const counts = new Map<string, number>();

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
});

async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  if (request.url === '/healthz') return [200, { ok: true }];
  if (request.method === 'PUT' && request.url === '/__ctl') {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const set = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, number>;
    for (const [sku, count] of Object.entries(set)) counts.set(sku, count);
    return [200, { skus: counts.size }];
  }
  const [, sku] = /^\/stock\/([a-z0-9-]+)$/.exec(request.url ?? '') ?? [];
  const count = sku === undefined ? undefined : counts.get(sku);
  return count === undefined ? [404, { error: { code: 'unknown_sku' } }] : [200, { sku, count }];
}

// Longer than any client keeps an idle connection: none meets a socket that is just being closed.
server.keepAliveTimeout = 120_000;
// The local engine sets HOST and PORT; in a container the Compose file's port is 3000.
server.listen(Number(process.env.PORT ?? 3000), process.env.HOST ?? '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
