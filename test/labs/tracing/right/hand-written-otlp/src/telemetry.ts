import { AsyncLocalStorage } from 'node:async_hooks';
import type { Running } from './config.ts';
import { exportSpan, flush, startExporting } from './exporter.ts';
import { next, type SpanContext } from './trace-context.ts';

export interface Attributes {
  [key: string]: string | number;
}

/** OTLP's numbers. */
export const KIND = { server: 2, client: 3, producer: 4, consumer: 5 };

export interface Span {
  context: SpanContext;
  parentId: string | undefined;
  name: string;
  kind: number;
  start: bigint;
  end: bigint;
  attributes: Attributes;
  failed: boolean;
}

const active = new AsyncLocalStorage<Span>();
const offset = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();
const now = (): bigint => process.hrtime.bigint() + offset;

export function startTelemetry(): Running {
  startExporting();
  return { stop: flush };
}

export function activeTrace(): SpanContext | undefined {
  return active.getStore()?.context;
}

/** Runs `work` in a new span below `parent`, by default the active one. */
export async function inSpan<T>(
  name: string,
  kind: number,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  parent: SpanContext | undefined = activeTrace(),
): Promise<T> {
  const span: Span = {
    context: next(parent),
    parentId: parent?.spanId,
    name,
    kind,
    start: now(),
    end: 0n,
    attributes,
    failed: false,
  };
  try {
    return await active.run(span, () => work(span));
  } finally {
    span.end = now();
    if (span.context.sampled) exportSpan(span);
  }
}
