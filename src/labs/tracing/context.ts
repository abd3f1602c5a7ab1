import type { Random, SpanContext } from '../../kit.ts';

/** What a `traceparent` header says. */
export interface TraceParent extends SpanContext {
  readonly sampled: boolean;
}

/** A context of the client's own: nobody can have made it up before. */
export function inventContext(random: Random): SpanContext {
  return { traceId: inventHex(random, 32), spanId: inventHex(random, 16) };
}

function inventHex(random: Random, length: number): string {
  // Begins with a letter and a digit: never zero, and always masked in recorded texts.
  const rest = Array.from({ length: length - 2 }, () => random.pick([...'0123456789abcdef'])).join('');
  return `${random.pick([...'abcdef'])}${random.int(1, 9)}${rest}`;
}

export function traceparent({ traceId, spanId }: SpanContext, sampled = true): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** Reads a header as the stubs got it; undefined when there is none or it is none of version 00. */
export function readTraceparent(header: unknown): TraceParent | undefined {
  const [, traceId = '', spanId = '', flags = ''] =
    (typeof header === 'string' && /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header)) || [];
  if (flags === '' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value) && !/^0+$/.test(value);
}

/** For sentences: the beginning is enough to find it. */
export function short(id: string): string {
  return id.length > 12 ? `${id.slice(0, 8)}…` : id;
}
