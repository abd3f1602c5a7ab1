import type { Span } from './otlp-json.ts';

/** Clocks differ a little, and a span may begin a little before the one it waited for has ended. */
const OVERLAP_MS = 10;

/** A piece of the critical path: time that passed in `span` itself, or between a message's being sent and its being taken. */
export interface Piece {
  span: Span;
  ms: number;
  queued: boolean;
}

/** Walks back from the last moment of the trace; at every point it is in the span that everything later waited for. */
export function criticalPath(spans: Span[]): Piece[] {
  const ends = spans.filter((span) => !span.parent || continues(span));
  const last = ends.reduce((a, b) => (b.end > a.end ? b : a));
  return pathTo(last, last.end);
}

/** A message is taken after its sender has gone on: its span does not belong into its parent's time, but follows it. */
function continues(span: Span): boolean {
  return span.parent?.kind === 'producer';
}

/** The path from the beginning of the trace up to `at`, when `span` was what everything waited for. */
function pathTo(span: Span, at: number): Piece[] {
  const pieces = walk(span, at, span.end);
  const { parent } = span;
  if (!parent) return pieces;
  if (!continues(span)) return [...pieces, ...pathTo(parent, span.start)];
  const waited = { span, ms: Math.max(0, span.start - parent.end), queued: true };
  return [...pieces, waited, ...pathTo(parent, Math.min(parent.end, span.start))];
}

/** The path within a span and below it, back from `at`. Nothing below it counts beyond `limit`. */
function walk(span: Span, at: number, limit: number): Piece[] {
  const pieces: Piece[] = [];
  let now = Math.min(at, limit);
  let own = 0;
  for (const child of lastFirst(span)) {
    const end = Math.min(child.end, limit);
    if (child.start >= now || ranBeside(child.start, end, now)) continue;
    own += Math.max(0, now - end);
    pieces.push(...walk(child, Math.min(end, now), end));
    now = Math.max(child.start, span.start);
  }
  own += Math.max(0, now - span.start);
  return [...pieces, { span, ms: own, queued: false }];
}

/** Nobody waited for it: one that ended later had begun long before it was over. */
function ranBeside(start: number, end: number, at: number): boolean {
  return end - at > Math.min(OVERLAP_MS, (end - start) / 2);
}

function lastFirst(span: Span): Span[] {
  return span.children.filter((child) => !continues(child)).sort((a, b) => b.end - a.end);
}
