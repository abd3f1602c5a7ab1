import type { Attributes, AttributeValue, TraceSpan } from './types.ts';

/** The fields of a span that an `ExportTraceServiceRequest` made by us has. */
export type SpanToSend = Pick<
  TraceSpan,
  'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'kind' | 'startMs' | 'endMs'
> &
  Partial<Pick<TraceSpan, 'attributes' | 'links' | 'status' | 'service'>>;

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const CODES = ['unset', 'ok', 'error'];

/** Spans as an `ExportTraceServiceRequest` in OTLP/JSON, one resource for each service. */
export function toOtlpJson(spans: readonly SpanToSend[]): object {
  const services = [...new Set(spans.map(({ service = '' }) => service))];
  return {
    resourceSpans: services.map((name) => ({
      resource: { attributes: attributesOf({ 'service.name': name }) },
      scopeSpans: [
        { scope: { name: 'archlab' }, spans: spans.filter(({ service = '' }) => service === name).map(spanOf) },
      ],
    })),
  };
}

function spanOf(span: SpanToSend): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: nanoseconds(span.startMs),
    endTimeUnixNano: nanoseconds(span.endMs),
    attributes: attributesOf(span.attributes ?? {}),
    links: (span.links ?? []).map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: attributesOf(link.attributes),
    })),
    status: { code: CODES.indexOf(span.status?.code ?? 'unset'), message: span.status?.message ?? '' },
  };
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (value === null) return {};
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: attributesOf(value as Attributes) } };
}
