import type { Root, Type } from 'protobufjs/light.js';
import definitions from './trace-definitions.json' with { type: 'json' };
import type { Attributes, AttributeValue, SpanKind, TraceSpan } from './types.ts';

/** Not what OTLP says; the message is for the answer and for the learner. */
export class OtlpError extends Error {}

/**
 * The message type of an export, from OpenTelemetry's own definitions (opentelemetry-proto 1.11.0, Apache-2.0), converted to the
 * JSON form of protobufjs. Loaded at the first export: most commands never need it.
 */
let requestType: Promise<Type> | undefined;

function exportType(): Promise<Type> {
  requestType ??= import('protobufjs/light.js').then(({ default: protobuf }) => {
    const root: Root = protobuf.Root.fromJSON(definitions);
    return root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');
  });
  return requestType;
}

/** The spans of a protobuf `ExportTraceServiceRequest`. @throws OtlpError */
export async function decodeProtobuf(body: Uint8Array): Promise<TraceSpan[]> {
  const type = await exportType();
  try {
    return spansOf(plain(type, type.decode(body)));
  } catch (error) {
    throw error instanceof OtlpError ? error : new OtlpError(`no protobuf ExportTraceServiceRequest: ${String(error)}`);
  }
}

/** The spans of a request in OTLP's own JSON: ids in hexadecimal, 64 bit integers as strings or numbers. @throws OtlpError */
export async function decodeJson(text: string): Promise<TraceSpan[]> {
  const type = await exportType();
  try {
    const request: unknown = JSON.parse(text);
    if (typeof request !== 'object' || request === null || Array.isArray(request))
      throw new OtlpError('no JSON object');
    return spansOf(plain(type, type.fromObject(withBytes(request) as Record<string, unknown>)));
  } catch (error) {
    throw error instanceof OtlpError ? error : new OtlpError(`no JSON ExportTraceServiceRequest: ${String(error)}`);
  }
}

/** What differs from protobuf's JSON: these three fields are hexadecimal, not base64. */
const HEX_FIELDS: Readonly<Record<string, number>> = { traceId: 16, spanId: 8, parentSpanId: 8 };

function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const length = HEX_FIELDS[key];
      return [key, length === undefined ? withBytes(inner) : bytesOf(key, inner, length)];
    }),
  );
}

function bytesOf(key: string, value: unknown, length: number): string {
  if (value === '' || value === undefined || value === null) return '';
  if (typeof value !== 'string' || !new RegExp(`^[0-9a-fA-F]{${length * 2}}$`).test(value))
    throw new OtlpError(`${key} should be ${length * 2} hexadecimal digits, is ${JSON.stringify(value)}`);
  return Buffer.from(value, 'hex').toString('base64');
}

/** A message as protobufjs gives it; every field is there, 64 bit integers are decimal strings. */
interface PlainRequest {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes: readonly PlainAttribute[] } | null;
    readonly scopeSpans: readonly {
      readonly scope?: { readonly name: string } | null;
      readonly spans: readonly PlainSpan[];
    }[];
  }[];
}

interface PlainSpan {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly parentSpanId: Buffer;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly PlainAttribute[];
  readonly events: readonly { name: string; timeUnixNano: string; attributes: readonly PlainAttribute[] }[];
  readonly links: readonly { traceId: Buffer; spanId: Buffer; attributes: readonly PlainAttribute[] }[];
  readonly status?: { readonly code: number; readonly message: string } | null;
}

interface PlainAttribute {
  readonly key: string;
  readonly value?: PlainValue | null;
}

interface PlainValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly bytesValue?: Buffer;
  readonly arrayValue?: { readonly values: readonly PlainValue[] };
  readonly kvlistValue?: { readonly values: readonly PlainAttribute[] };
}

function plain(type: Type, message: ReturnType<Type['decode']>): PlainRequest {
  return type.toObject(message, { longs: String, bytes: Buffer, defaults: true }) as PlainRequest;
}

function spansOf({ resourceSpans }: PlainRequest): TraceSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const attributes = attributesOf(resource?.attributes ?? []);
    return scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => spanOf(span, attributes, scope?.name ?? '')));
  });
}

const KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const CODES = ['unset', 'ok', 'error'] as const;

function spanOf(span: PlainSpan, resource: Attributes, scope: string): TraceSpan {
  const service = resource['service.name'];
  return {
    traceId: idOf(span.traceId, 16, 'trace_id'),
    spanId: idOf(span.spanId, 8, 'span_id'),
    parentSpanId: span.parentSpanId.length === 0 || isZero(span.parentSpanId) ? '' : hex(span.parentSpanId),
    traceState: span.traceState,
    name: span.name,
    kind: KINDS[span.kind] ?? 'unspecified',
    startMs: milliseconds(span.startTimeUnixNano),
    endMs: milliseconds(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      atMs: milliseconds(event.timeUnixNano),
      attributes: attributesOf(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: hex(link.traceId),
      spanId: hex(link.spanId),
      attributes: attributesOf(link.attributes),
    })),
    status: { code: CODES[span.status?.code ?? 0] ?? 'unset', message: span.status?.message ?? '' },
    resource,
    service: typeof service === 'string' ? service : '',
    scope,
  };
}

function idOf(bytes: Buffer, length: number, field: string): string {
  if (bytes.length !== length)
    throw new OtlpError(`a span has a ${field} of ${bytes.length} bytes, it takes ${length}`);
  return hex(bytes);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

/** Nanoseconds to milliseconds; a double holds the microseconds of our time. */
function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}

function attributesOf(list: readonly PlainAttribute[]): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, valueFrom(value ?? {})]));
}

function valueFrom(value: PlainValue): AttributeValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue).toString('base64');
  if (value.arrayValue) return value.arrayValue.values.map(valueFrom);
  if (value.kvlistValue) return attributesOf(value.kvlistValue.values);
  return null;
}
