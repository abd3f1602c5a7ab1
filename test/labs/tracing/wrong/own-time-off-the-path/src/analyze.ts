import type { Piece } from './critical-path.ts';
import { readTrace, type Span } from './otlp-json.ts';

export interface Finding {
  span_id: string;
  self_ms: number;
  reason: 'slow_span' | 'sequential_calls' | 'queue_wait' | 'retries';
}

const SEQUENCE = 3;

/** What contributes most to the critical path of the trace in `body`, an OTLP/JSON ExportTraceServiceRequest. */
export function analyze(body: unknown): Finding {
  const path = readTrace(body).map(ownTime);
  const findings = [...path.map(single), ...groups(path).flatMap(repeated)];
  const largest = findings.reduce((a, b) => (b.self_ms > a.self_ms ? b : a));
  return { ...largest, self_ms: Math.round(largest.self_ms) };
}

function ownTime(span: Span): Piece {
  const children = [...span.children].sort((a, b) => a.start - b.start);
  let own = 0;
  let at = span.start;
  for (const child of children) {
    own += Math.max(0, child.start - at);
    at = Math.max(at, Math.min(child.end, span.end));
  }
  return { span, ms: own + Math.max(0, span.end - at), queued: false };
}

function single({ span, ms, queued }: Piece): Finding {
  return { span_id: span.id, self_ms: ms, reason: queued ? 'queue_wait' : 'slow_span' };
}

/** The spans on the path that have the same parent and the same name, in the order of time. */
function groups(path: Piece[]): Span[][] {
  const found = new Map<string, Span[]>();
  for (const { span, queued } of path) {
    if (queued || !span.parent) continue;
    const key = `${span.parent.id} ${span.name}`;
    found.set(key, [...(found.get(key) ?? []), span]);
  }
  return [...found.values()].map((group) => group.sort((a, b) => a.start - b.start));
}

/** One call made again and again: because it failed, or because nobody thought of making them all at once. */
function repeated(group: Span[]): Finding[] {
  const last = group.at(-1);
  if (!last || group.length < 2) return [];
  const self_ms = group.reduce((sum, { start, end }) => sum + end - start, 0);
  const retried = group.every((span) => span === last || span.failed);
  if (retried) return [{ span_id: last.id, self_ms, reason: 'retries' }];
  return group.length < SEQUENCE ? [] : [{ span_id: last.id, self_ms, reason: 'sequential_calls' }];
}
