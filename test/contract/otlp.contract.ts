import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { toOtlpJson } from '../../src/otlp/encode.ts';
import { openOtlpReceiver } from '../../src/otlp/receiver.ts';
import type { OtlpReceiver, TraceSpan } from '../../src/otlp/types.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function receiver(): Promise<OtlpReceiver> {
  const opened = await openOtlpReceiver();
  open.push(opened);
  return opened;
}

/** The SDK as programs use it, with the settings of the lab. */
function sdk(exporter: SpanExporter): BasicTracerProvider {
  const provider = new BasicTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 20 })],
  });
  open.push({ [Symbol.asyncDispose]: () => provider.shutdown().catch(() => undefined) });
  return provider;
}

/** One span with everything that OTLP can say of a span. */
function record(provider: BasicTracerProvider): { traceId: string; spanId: string } {
  const span = provider.getTracer('contract').startSpan('POST /checkout', {
    kind: SpanKind.SERVER,
    startTime: 1_700_000_000_123.456,
    attributes: {
      'http.request.method': 'POST',
      'http.response.status_code': 502,
      ratio: 0.25,
      negative: -7,
      flag: true,
      list: ['a', 'b'],
    },
    links: [
      {
        context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED },
        attributes: { n: 1 },
      },
    ],
  });
  span.addEvent('exception', { 'exception.message': 'no' }, 1_700_000_000_200);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'bad gateway' });
  const child = provider
    .getTracer('contract')
    .startSpan('charge', { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, span));
  child.end();
  span.end(1_700_000_000_323.456);
  return span.spanContext();
}

function expectWhole(found: readonly TraceSpan[], ids: { traceId: string; spanId: string }): void {
  const span = found.find(({ spanId }) => spanId === ids.spanId);
  expect(span).toMatchObject({
    traceId: ids.traceId,
    parentSpanId: '',
    name: 'POST /checkout',
    kind: 'server',
    scope: 'contract',
    attributes: {
      'http.request.method': 'POST',
      'http.response.status_code': 502,
      ratio: 0.25,
      negative: -7,
      flag: true,
      list: ['a', 'b'],
    },
    events: [{ name: 'exception', atMs: 1_700_000_000_200, attributes: { 'exception.message': 'no' } }],
    links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: { n: 1 } }],
    status: { code: 'error', message: 'bad gateway' },
  });
  expect(span?.startMs).toBeCloseTo(1_700_000_000_123.456, 2);
  expect(span?.endMs).toBeCloseTo(1_700_000_000_323.456, 2);
  expect(span?.service).toContain('unknown_service');
  const child = found.find(({ name }) => name === 'charge');
  expect(child).toMatchObject({ traceId: ids.traceId, parentSpanId: ids.spanId, kind: 'client' });
  expect(child?.status.code).toBe('unset');
}

const GZIP = { compression: 'gzip' } as never;
const WAYS: readonly [
  name: string,
  encoding: 'protobuf' | 'json',
  gzip: boolean,
  make: (url: string) => SpanExporter,
][] = [
  ['protobuf', 'protobuf', false, (url) => new ProtobufExporter({ url })],
  ['protobuf, gzip', 'protobuf', true, (url) => new ProtobufExporter({ url, ...(GZIP as object) })],
  ['JSON', 'json', false, (url) => new JsonExporter({ url })],
  ['JSON, gzip', 'json', true, (url) => new JsonExporter({ url, ...(GZIP as object) })],
];

describe.each(WAYS)("OpenTelemetry's own exporter, %s", (_, encoding, gzip, make) => {
  test('every field arrives', async () => {
    const otlp = await receiver();
    const provider = sdk(make(`${otlp.url}/v1/traces`));
    const ids = record(provider);
    await provider.forceFlush();
    expectWhole(otlp.trace(ids.traceId), ids);
    expect(otlp.exports).toMatchObject([{ path: '/v1/traces', status: 200, encoding, gzip, problem: '' }]);
  });

  test('sends again after 503 with Retry-After, and each span is there once', async () => {
    const otlp = await receiver();
    otlp.become('unavailable');
    const provider = sdk(make(`${otlp.url}/v1/traces`));
    const ids = record(provider);
    const flushed = provider.forceFlush();
    await eventually(() => otlp.exports.length > 0, { limitMs: 5000, what: 'a first export' });
    expect(otlp.spans).toEqual([]);
    otlp.heal();
    await flushed;
    expectWhole(otlp.spans, ids);
    expect(otlp.spans.length).toBe(2);
    expect(otlp.exports.map(({ status }) => status)).toEqual([503, 200]);
  });

  test('what hung is taken in when it heals', async () => {
    const otlp = await receiver();
    otlp.become('hang');
    const provider = sdk(make(`${otlp.url}/v1/traces`));
    const ids = record(provider);
    const flushed = provider.forceFlush();
    const early = await Promise.race([flushed.then(() => 'answered'), new Promise((r) => setTimeout(r, 200, 'hangs'))]);
    expect(early).toBe('hangs');
    expect(otlp.spans).toEqual([]);
    otlp.heal();
    await flushed;
    expectWhole(otlp.spans, ids);
  });

  test('refuses connections while it is off, and listens on the same port again', async () => {
    const otlp = await receiver();
    const before = otlp.url;
    otlp.become('off');
    await expect(fetch(`${otlp.url}/v1/traces`, { method: 'POST' })).rejects.toThrow();
    otlp.heal();
    expect(otlp.url).toBe(before);
    const provider = sdk(make(`${otlp.url}/v1/traces`));
    const ids = record(provider);
    await provider.forceFlush();
    expectWhole(otlp.spans, ids);
  });
});

async function post(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) {
  const reply = await fetch(url, { method: 'POST', body, headers });
  return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const SPAN = {
  traceId: '4BF92F3577B34DA6A3CE929D0E0E4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: '',
  name: 'by hand',
  kind: 'SPAN_KIND_CONSUMER',
  startTimeUnixNano: '1700000000123456789',
  endTimeUnixNano: 1700000000123,
  unknownField: 1,
};
const request = (span: object) => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });

describe('OTLP by hand', () => {
  test('JSON: hexadecimal ids of any case, 64 bit integers as strings or numbers, unknown fields, no resource', async () => {
    const otlp = await receiver();
    const reply = await post(`${otlp.url}/v1/traces`, JSON.stringify(request(SPAN)), JSON_TYPE);
    expect(reply).toEqual({ status: 200, type: 'application/json', text: '{}' });
    expect(otlp.spans).toMatchObject([
      {
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        parentSpanId: '',
        kind: 'consumer',
        startMs: 1700000000123.456,
        service: '',
      },
    ]);
  });

  test('the same span sent twice is one', async () => {
    const otlp = await receiver();
    for (let i = 0; i < 2; i++) await post(`${otlp.url}/v1/traces`, JSON.stringify(request(SPAN)), JSON_TYPE);
    expect(otlp.spans.length).toBe(1);
    expect(otlp.exports.map(({ spans }) => spans.length)).toEqual([1, 1]);
  });

  test('logs and metrics are accepted and ignored', async () => {
    const otlp = await receiver();
    for (const signal of ['logs', 'metrics']) {
      const reply = await post(`${otlp.url}/v1/${signal}`, gzipSync('whatever'), {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
      });
      expect(reply).toMatchObject({ status: 200, text: '' });
    }
    expect(otlp.spans).toEqual([]);
  });

  test.each([
    ['another path', '/', JSON_TYPE, '{}', 404, 'POST / is no path of OTLP/HTTP'],
    [
      'another type',
      '/v1/traces',
      { 'content-type': 'text/plain' },
      '{}',
      415,
      'content type "text/plain" is not OTLP\'s',
    ],
    ['no JSON', '/v1/traces', JSON_TYPE, '{', 400, 'no JSON ExportTraceServiceRequest'],
    [
      'a short id',
      '/v1/traces',
      JSON_TYPE,
      JSON.stringify(request({ ...SPAN, spanId: 'ab' })),
      400,
      'spanId should be 16',
    ],
    ['no id', '/v1/traces', JSON_TYPE, JSON.stringify(request({ ...SPAN, traceId: '' })), 400, 'trace_id of 0 bytes'],
    ['no protobuf', '/v1/traces', { 'content-type': 'application/x-protobuf' }, '\x0a\x7f', 400, 'no protobuf'],
    ['no gzip', '/v1/traces', { ...JSON_TYPE, 'content-encoding': 'gzip' }, '{}', 400, 'not readable'],
  ])('refuses %s and says why', async (_, path, headers, body, status, text) => {
    const otlp = await receiver();
    const reply = await post(`${otlp.url}${path}`, body, headers as Record<string, string>);
    expect(reply.status).toBe(status);
    expect(reply.text).toContain(text);
    expect(otlp.exports).toMatchObject([{ status }]);
    expect(otlp.exports[0]?.problem).toContain(text);
  });

  test('what we send ourselves reads back as it was', async () => {
    const otlp = await receiver();
    const span: TraceSpan = {
      traceId: 'c'.repeat(32),
      spanId: 'd'.repeat(16),
      parentSpanId: 'e'.repeat(16),
      traceState: '',
      name: 'GET /stock/{sku}',
      kind: 'client',
      startMs: 1_700_000_000_000.25,
      endMs: 1_700_000_000_001.5,
      attributes: { text: 'x', whole: 3, real: 0.5, yes: true, list: ['a'], map: { inner: 1 } },
      events: [],
      links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: {} }],
      status: { code: 'error', message: 'no' },
      resource: { 'service.name': 'orders' },
      service: 'orders',
      scope: 'archlab',
    };
    await post(`${otlp.url}/v1/traces`, JSON.stringify(toOtlpJson([span])), JSON_TYPE);
    expect(otlp.spans).toEqual([span]);
  });

  test('hands on what came, byte for byte, and does not mind when nobody is there', async () => {
    const seen: { type: string | undefined; coding: string | undefined; body: string }[] = [];
    const other = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { 'content-type': type, 'content-encoding': coding } = incoming.headers;
        seen.push({ type, coding, body: Buffer.concat(chunks).toString('base64') });
        response.end();
      });
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const otlp = await openOtlpReceiver({ forwardTo: { host: '127.0.0.1', port } });
    open.push(otlp);
    const body = gzipSync(JSON.stringify(request(SPAN)));
    await post(`${otlp.url}/v1/traces`, body, { ...JSON_TYPE, 'content-encoding': 'gzip' });
    await eventually(() => seen.length === 1, { limitMs: 5000, what: 'the export handed on' });
    expect(seen).toEqual([{ type: 'application/json', coding: 'gzip', body: body.toString('base64') }]);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    const again = await post(`${otlp.url}/v1/traces`, JSON.stringify(request(SPAN)), JSON_TYPE);
    expect(again.status).toBe(200);
  });
});
