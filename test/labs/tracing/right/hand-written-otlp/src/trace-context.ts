import { randomBytes } from 'node:crypto';

/** What travels: W3C Trace Context. */
export interface SpanContext {
  traceId: string;
  spanId: string;
  sampled: boolean;
  state: string | undefined;
}

const SHAPE = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

export function read(headers: Record<string, unknown>): SpanContext | undefined {
  const { traceparent, tracestate } = headers;
  const [, version, traceId = '', spanId = '', flags = '0', more] =
    SHAPE.exec(typeof traceparent === 'string' ? traceparent : '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const sampled = (Number.parseInt(flags, 16) & 1) === 1;
  return { traceId, spanId, sampled, state: typeof tracestate === 'string' ? tracestate : undefined };
}

export function write({ traceId, spanId, sampled, state }: SpanContext, headers: Record<string, string>): void {
  headers.traceparent = `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
  if (state) headers.tracestate = state;
}

/** The context of a new span below `parent`, or of a new trace. */
export function next(parent: SpanContext | undefined): SpanContext {
  const spanId = randomBytes(8).toString('hex');
  if (parent) return { ...parent, spanId };
  const traceId = randomBytes(16).toString('hex');
  return { traceId, spanId, sampled: isSampled(traceId), state: undefined };
}

function isSampled(traceId: string): boolean {
  const { OTEL_TRACES_SAMPLER: sampler = 'parentbased_always_on', OTEL_TRACES_SAMPLER_ARG: ratio } = process.env;
  if (sampler.endsWith('always_off')) return false;
  if (!sampler.endsWith('traceidratio')) return true;
  return Number.parseInt(traceId.slice(18), 16) < Number(ratio ?? 1) * 2 ** 56;
}
