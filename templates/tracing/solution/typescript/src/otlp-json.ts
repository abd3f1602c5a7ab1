import { badRequest } from './errors.ts';

export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
const KINDS: readonly Kind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
const ERROR = 2;

/** A span, and what hangs below it. Times are in milliseconds since some moment. */
export interface Span {
  id: string;
  parentId: string | undefined;
  name: string;
  kind: Kind;
  failed: boolean;
  start: number;
  end: number;
  parent: Span | undefined;
  children: Span[];
}

interface RawSpan {
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind?: number | string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number | string };
}

interface Export {
  resourceSpans?: { scopeSpans?: { spans?: RawSpan[] }[] }[];
}

/** The spans of an OTLP/JSON ExportTraceServiceRequest, joined to trees. */
export function readTrace(body: unknown): Span[] {
  const { resourceSpans = [] } = (body ?? {}) as Export;
  const raw = resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans));
  if (raw.length === 0) throw badRequest('there is no span in this request');
  const origin = BigInt(raw[0]?.startTimeUnixNano ?? 0);
  const spans = raw.map((span) => readSpan(span, origin));
  const byId = new Map(spans.map((span) => [span.id, span]));
  for (const span of spans) {
    span.parent = span.parentId === undefined ? undefined : byId.get(span.parentId);
    span.parent?.children.push(span);
  }
  return spans;
}

function readSpan(raw: RawSpan, origin: bigint): Span {
  // Nanoseconds since 1970 do not fit into a number; their distance from the first start does.
  const ms = (nanos: string) => Number(BigInt(nanos) - origin) / 1e6;
  return {
    id: raw.spanId,
    parentId: raw.parentSpanId || undefined,
    name: raw.name,
    kind: kindOf(raw.kind),
    failed: raw.status?.code === ERROR || raw.status?.code === 'STATUS_CODE_ERROR',
    start: ms(raw.startTimeUnixNano),
    end: ms(raw.endTimeUnixNano),
    parent: undefined,
    children: [],
  };
}

function kindOf(kind: number | string = 0): Kind {
  if (typeof kind === 'number') return KINDS[kind] ?? 'internal';
  return KINDS.find((name) => kind === `SPAN_KIND_${name.toUpperCase()}`) ?? 'internal';
}
