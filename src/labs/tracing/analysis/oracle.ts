import type { SpanToSend } from '../../../kit.ts';

/** What contributes to the critical path, in the words of the contract. */
export interface Contribution {
  readonly reason: 'slow_span' | 'sequential_calls' | 'queue_wait' | 'retries';
  /** Naming any of these is right. */
  readonly spanIds: readonly string[];
  readonly selfMs: number;
}

export interface Analysis {
  /** The largest first. */
  readonly contributions: readonly Contribution[];
  /** Ids of the spans on the critical path. */
  readonly path: ReadonlySet<string>;
}

/** Clocks differ a little: a sibling that begins this much before another one ends has still waited for it. */
const OVERLAP_MS = 10;
const SEQUENCE = 3;

/** A piece of the path: time that passed in a span itself, or in the queue before it. */
interface Piece {
  readonly span: SpanToSend;
  readonly ms: number;
  readonly queued: boolean;
}

/**
 * The rule of the README, for one trace: walk back from the last-finishing child (CRISP), cut children at their parent's end, but
 * let what a PRODUCER sent continue the path after it.
 */
export function analyse(spans: readonly SpanToSend[]): Analysis {
  const pieces = new Walk(spans).path();
  const own = new Map<string, number>();
  for (const { span, ms, queued } of pieces) if (!queued) own.set(span.spanId, (own.get(span.spanId) ?? 0) + ms);
  const onPath = spans.filter(({ spanId }) => own.has(spanId));
  const contributions: Contribution[] = [
    ...onPath.map(({ spanId }) => ({ reason: 'slow_span' as const, spanIds: [spanId], selfMs: own.get(spanId) ?? 0 })),
    ...pieces
      .filter(({ queued }) => queued)
      .map(({ span, ms }) => ({ reason: 'queue_wait' as const, spanIds: [span.spanId], selfMs: ms })),
    ...siblings(onPath).flatMap(repetition),
  ];
  return { contributions: contributions.sort((a, b) => b.selfMs - a.selfMs), path: new Set(own.keys()) };
}

class Walk {
  readonly #spans: readonly SpanToSend[];
  readonly #byId: ReadonlyMap<string, SpanToSend>;

  constructor(spans: readonly SpanToSend[]) {
    this.#spans = spans;
    this.#byId = new Map(spans.map((span) => [span.spanId, span]));
  }

  path(): Piece[] {
    const ends = this.#spans.filter((span) => !this.#parent(span) || this.#isMessage(span));
    const last = ends.reduce<SpanToSend | undefined>((a, b) => (a && a.endMs >= b.endMs ? a : b), undefined);
    return last ? this.#upTo(last, last.endMs) : [];
  }

  /** From the beginning of the trace up to `end`, a moment at which everything waited for `span`. */
  #upTo(span: SpanToSend, end: number): Piece[] {
    const pieces = this.#within(span, end);
    const parent = this.#parent(span);
    if (!parent) return pieces;
    if (!this.#isMessage(span)) return [...this.#upTo(parent, span.startMs), ...pieces];
    const wait = { span, ms: Math.max(0, span.startMs - parent.endMs), queued: true };
    return [...this.#upTo(parent, Math.min(parent.endMs, span.startMs)), wait, ...pieces];
  }

  /** In a span and below it, up to `end`. */
  #within(span: SpanToSend, end: number): Piece[] {
    const pieces: Piece[] = [];
    let own = 0;
    let at = Math.min(end, span.endMs);
    for (const child of this.#children(span)) {
      const childEnd = Math.min(child.endMs, span.endMs);
      if (child.startMs >= at || childEnd - at > OVERLAP_MS || childEnd <= span.startMs) continue;
      own += Math.max(0, at - childEnd);
      pieces.push(...this.#within(child, Math.min(childEnd, at)));
      at = Math.max(child.startMs, span.startMs);
    }
    return [{ span, ms: own + Math.max(0, at - span.startMs), queued: false }, ...pieces];
  }

  #parent(span: SpanToSend): SpanToSend | undefined {
    return this.#byId.get(span.parentSpanId);
  }

  #isMessage(span: SpanToSend): boolean {
    return this.#parent(span)?.kind === 'producer';
  }

  /** The last-finishing first. */
  #children(parent: SpanToSend): SpanToSend[] {
    const own = this.#spans.filter((span) => span.parentSpanId === parent.spanId && !this.#isMessage(span));
    const end = (span: SpanToSend) => Math.min(span.endMs, parent.endMs);
    return own.sort((a, b) => end(b) - end(a) || b.startMs - a.startMs);
  }
}

/** Spans of one parent and one name, in the order of time. */
function siblings(onPath: readonly SpanToSend[]): SpanToSend[][] {
  const groups = new Map<string, SpanToSend[]>();
  for (const span of onPath) {
    if (span.parentSpanId === '') continue;
    const key = `${span.parentSpanId} ${span.name}`;
    groups.set(key, [...(groups.get(key) ?? []), span]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.startMs - b.startMs));
}

function repetition(group: readonly SpanToSend[]): Contribution[] {
  if (group.length < 2) return [];
  const spanIds = group.map(({ spanId }) => spanId);
  const selfMs = group.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const retried = group.slice(0, -1).every(({ status }) => status?.code === 'error');
  if (retried) return [{ reason: 'retries', spanIds, selfMs }];
  return group.length < SEQUENCE ? [] : [{ reason: 'sequential_calls', spanIds, selfMs }];
}
