import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArchlabError } from '../errors/error.ts';
import { openProxy } from '../faults/proxy.ts';
import type { FaultProxy } from '../faults/types.ts';
import { seededRandom } from '../host/random.ts';
import type { Endpoint } from '../stack/types.ts';
import { decodeJson, decodeProtobuf, OtlpError } from './decode.ts';
import type { OtlpExport, OtlpMood, OtlpReceiver, TraceSpan } from './types.ts';

const inflate = promisify(gunzip);
const LARGEST = 16 * 1024 * 1024;
const FORWARD_LIMIT_MS = 2000;
const IGNORED = ['/v1/logs', '/v1/metrics'];

interface ReceiverOptions {
  /** Another receiver (Jaeger) that gets every export as it came; whether it is there does not matter. */
  readonly forwardTo?: Endpoint;
}

/** On a free port of 127.0.0.1. @throws ArchlabError MACHINE_PORT */
export async function openOtlpReceiver(options: ReceiverOptions = {}): Promise<OtlpReceiver> {
  const receiver = new Receiver(options);
  await receiver.open();
  return receiver;
}

/** An export on its way: what is known of it before it is decoded. */
interface Incoming {
  readonly path: string;
  readonly type: string;
  readonly encoding: OtlpExport['encoding'];
  readonly gzip: boolean;
  readonly body: Buffer;
}

class Receiver implements OtlpReceiver {
  readonly #server: Server;
  readonly #forwardTo: Endpoint | undefined;
  readonly #spans: TraceSpan[] = [];
  readonly #byTrace = new Map<string, Map<string, TraceSpan>>();
  readonly #exports: OtlpExport[] = [];
  /** Those that wait for the end of a `hang`. */
  readonly #waiting = new Set<() => void>();
  /** In front of the server: refuses connections while it is off. */
  #front: FaultProxy | undefined;
  #mood: OtlpMood = 'accept';

  constructor({ forwardTo }: ReceiverOptions) {
    this.#forwardTo = forwardTo;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve);
    }).catch((error: unknown) => {
      throw new ArchlabError('MACHINE_PORT', 'The OTLP receiver could not listen on 127.0.0.1.', { cause: error });
    });
    const address = this.#server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    this.#front = await openProxy({
      name: 'otlp',
      target: () => ({ host: '127.0.0.1', port }),
      random: seededRandom(0),
    });
  }

  get endpoint(): Endpoint {
    return this.#front?.endpoint ?? { host: '127.0.0.1', port: 0 };
  }

  get url(): string {
    return `http://127.0.0.1:${this.endpoint.port}`;
  }

  get spans(): readonly TraceSpan[] {
    return this.#spans;
  }

  get exports(): readonly OtlpExport[] {
    return this.#exports;
  }

  trace(traceId: string): readonly TraceSpan[] {
    return [...(this.#byTrace.get(traceId)?.values() ?? [])];
  }

  mark(): number {
    return this.#spans.length;
  }

  become(mood: OtlpMood): void {
    this.#mood = mood;
    this.#front?.heal();
    if (mood === 'off') {
      this.#front?.inject({ kind: 'refuse' });
      this.#front?.resetConnections();
    }
    if (mood === 'hang') return;
    for (const letGo of this.#waiting) letGo();
    this.#waiting.clear();
  }

  heal(): void {
    this.become('accept');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.become('accept');
    await this.#front?.[Symbol.asyncDispose]();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const incoming = await read(request);
      while (this.#mood === 'hang') await new Promise<void>((resolve) => this.#waiting.add(resolve));
      if (this.#mood === 'unavailable') {
        this.#exports.push(refused(incoming, 503, 'the receiver was told to be unavailable'));
        response.writeHead(503, { 'retry-after': '1' }).end();
        return;
      }
      const result = await this.#take(request.method ?? '', incoming);
      this.#exports.push(result);
      this.#answer(response, result);
    } catch {
      // The client has gone, or sent more than anybody should.
      response.destroy();
    }
  }

  async #take(method: string, incoming: Incoming): Promise<OtlpExport> {
    const { path, encoding } = incoming;
    if (method !== 'POST' || (path !== '/v1/traces' && !IGNORED.includes(path)))
      return refused(incoming, 404, `${method} ${path} is no path of OTLP/HTTP`);
    if (encoding === undefined) return refused(incoming, 415, `content type "${incoming.type}" is not OTLP's`);
    if (IGNORED.includes(path)) return { path, encoding, gzip: incoming.gzip, status: 200, spans: [], problem: '' };
    try {
      const body = incoming.gzip ? await inflate(incoming.body, { maxOutputLength: LARGEST }) : incoming.body;
      const spans = encoding === 'json' ? await decodeJson(body.toString('utf8')) : await decodeProtobuf(body);
      for (const span of spans) this.#keep(span);
      void this.#forward(incoming);
      return { path, encoding, gzip: incoming.gzip, status: 200, spans, problem: '' };
    } catch (error) {
      return refused(incoming, 400, error instanceof OtlpError ? error.message : `not readable: ${String(error)}`);
    }
  }

  /** Exporters send again what was not answered in time: the same span is one span. */
  #keep(span: TraceSpan): void {
    let trace = this.#byTrace.get(span.traceId);
    if (!trace) {
      trace = new Map();
      this.#byTrace.set(span.traceId, trace);
    }
    if (trace.has(span.spanId)) return;
    trace.set(span.spanId, span);
    this.#spans.push(span);
  }

  /** Errors carry their reason as text: learners see it in what their exporter logs. */
  #answer(response: ServerResponse, { status, encoding, problem }: OtlpExport): void {
    if (status === 200) {
      // An empty protobuf message has no bytes.
      response.writeHead(200, { 'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf' });
      response.end(encoding === 'json' ? '{}' : '');
    } else {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(problem);
    }
  }

  async #forward({ path, type, gzip, body }: Incoming): Promise<void> {
    if (!this.#forwardTo) return;
    const { host, port } = this.#forwardTo;
    const headers = { 'content-type': type, ...(gzip ? { 'content-encoding': 'gzip' } : {}) };
    const signal = AbortSignal.timeout(FORWARD_LIMIT_MS);
    // Only for looking: whether anybody listens there is the learner's business.
    await fetch(`http://${host}:${port}${path}`, { method: 'POST', headers, body: new Uint8Array(body), signal })
      .then((reply) => reply.arrayBuffer())
      .catch(() => undefined);
  }
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST) throw new OtlpError('too large');
  }
  const type = request.headers['content-type'] ?? '';
  return {
    path: new URL(request.url ?? '/', 'http://receiver').pathname,
    type,
    encoding: encodingOf(type),
    gzip: request.headers['content-encoding'] === 'gzip',
    body: Buffer.concat(chunks),
  };
}

function encodingOf(type: string): OtlpExport['encoding'] {
  const essence = type.split(';')[0]?.trim().toLowerCase();
  return essence === 'application/x-protobuf' ? 'protobuf' : essence === 'application/json' ? 'json' : undefined;
}

function refused({ path, encoding, gzip }: Incoming, status: number, problem: string): OtlpExport {
  return { path, encoding, gzip, status, spans: [], problem };
}
