import { gzipSync } from 'node:zlib';
import type { Attributes, Span } from './telemetry.ts';

const MOST = 512;
const QUEUE = 4096;
const TIMEOUT_MS = 5000;
const LAST_MS = 2000;

const url = `${(process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? 'http://127.0.0.1:4318').replace(/\/$/, '')}/v1/traces`;
const waiting: Span[] = [];
let sending: Promise<void> | undefined;

export function startExporting(): void {
  setInterval(
    () => {
      sending ??= sendAll(TIMEOUT_MS).finally(() => {
        sending = undefined;
      });
    },
    Number(process.env.OTEL_BSP_SCHEDULE_DELAY ?? 5000),
  ).unref();
}

/** Drops the span when too many wait: telemetry must not eat up the memory. */
export function exportSpan(span: Span): void {
  if (waiting.length < QUEUE) waiting.push(span);
}

export async function flush(): Promise<void> {
  await sendAll(LAST_MS);
}

async function sendAll(timeoutMs: number): Promise<void> {
  while (waiting.length > 0) {
    const spans = waiting.splice(0, MOST);
    if (!(await post(spans, timeoutMs))) return;
  }
}

/** A batch that the receiver does not take is lost. */
async function post(spans: Span[], timeoutMs: number): Promise<boolean> {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const body = gzipSync(JSON.stringify(encode(spans)));
  try {
    const reply = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    await reply.arrayBuffer();
    return reply.ok;
  } catch {
    return false;
  }
}

function encode(spans: Span[]): object {
  const scopeSpans = [{ scope: { name: 'by-hand' }, spans: spans.map(encodeSpan) }];
  return { resourceSpans: [{ resource: { attributes: attributes(resource()) }, scopeSpans }] };
}

function resource(): Attributes {
  const pairs = (process.env.OTEL_RESOURCE_ATTRIBUTES ?? '').split(',').filter((pair) => pair.includes('='));
  const given = pairs.map((pair) => pair.split('=', 2).map((part) => decodeURIComponent(part.trim())));
  return { ...Object.fromEntries(given), 'service.name': process.env.OTEL_SERVICE_NAME ?? 'unknown_service' };
}

function encodeSpan({ context, parentId, name, kind, start, end, attributes: given, failed }: Span): object {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(context.state && { traceState: context.state }),
    ...(parentId && { parentSpanId: parentId }),
    name,
    kind,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributes(given),
    status: failed ? { code: 2 } : {},
  };
}

function attributes(given: Attributes): object[] {
  return Object.entries(given).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}
