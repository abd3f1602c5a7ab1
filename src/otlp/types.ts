import type { Endpoint } from '../stack/types.ts';

export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Names a span; of another one as parent or link. */
export interface SpanContext {
  /** 32 hexadecimal digits, lower case. */
  readonly traceId: string;
  /** 16 hexadecimal digits, lower case. */
  readonly spanId: string;
}

/** A span as it was exported, with what its resource says of where it comes from. */
export interface TraceSpan extends SpanContext {
  /** '' for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly atMs: number; readonly attributes: Attributes }[];
  readonly links: readonly (SpanContext & { readonly attributes: Attributes })[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly resource: Attributes;
  /** `service.name` of the resource; '' when it has none. */
  readonly service: string;
  readonly scope: string;
}

/** A request that the receiver has answered, taken in or refused. */
export interface OtlpExport {
  readonly path: string;
  readonly status: number;
  /** `protobuf` or `json`, as its content type says. */
  readonly encoding: 'protobuf' | 'json' | undefined;
  readonly gzip: boolean;
  /** Spans in it, also those that had come before. */
  readonly spans: readonly TraceSpan[];
  /** Why it was refused; '' when it was not. */
  readonly problem: string;
}

/** What the receiver does with exports: `unavailable` answers 503 with Retry-After, `hang` never answers, `off` refuses connections. */
export type OtlpMood = 'accept' | 'unavailable' | 'hang' | 'off';

/**
 * Receives what a program exports by OTLP/HTTP, as a collector would: `POST /v1/traces` in protobuf or JSON, gzip or plain.
 * `/v1/logs` and `/v1/metrics` are accepted and ignored. Listens on 127.0.0.1 only.
 */
export interface OtlpReceiver extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** `http://127.0.0.1:<port>`, the base URL for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** All spans taken in so far, each once however often it was sent, in order of arrival. */
  readonly spans: readonly TraceSpan[];
  readonly exports: readonly OtlpExport[];
  /** The spans of one trace. */
  trace(traceId: string): readonly TraceSpan[];
  /** Position in `spans`; for `spans.slice(mark)`. */
  mark(): number;
  /** From now on; the exports that hung are taken in when it changes. */
  become(mood: OtlpMood): void;
  /** `become('accept')` */
  heal(): void;
}
