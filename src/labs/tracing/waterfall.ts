import type { Evidence, SpanToSend, WaterfallRow } from '../../kit.ts';
import type { Witness } from './wire.ts';

/** What of a span is drawn. */
type Drawn = Pick<SpanToSend, 'spanId' | 'parentSpanId' | 'name' | 'kind' | 'startMs' | 'endMs' | 'service'>;

/** More rows than this nobody reads; the deepest go first. */
const MOST_ROWS = 40;

/**
 * A trace as a picture: each span under its parent, the stubs' view under the CLIENT span that made the call, an arrow over the
 * queue. `critical` holds the ids of the spans on the critical path.
 */
export function waterfallOf(
  title: string,
  spans: readonly Drawn[],
  calls: readonly Witness[] = [],
  critical: ReadonlySet<string> = new Set(),
): Evidence {
  const zero = Math.min(...spans.map(({ startMs }) => startMs));
  const known = new Set(spans.map(({ spanId }) => spanId));
  const rows: { row: WaterfallRow; span?: Drawn }[] = [];
  const at = (ms: number) => Math.round((ms - zero) * 10) / 10;
  const place = (span: Drawn, depth: number) => {
    const times = { fromMs: at(span.startMs), toMs: at(span.endMs) };
    const on = critical.has(span.spanId) ? { critical: true as const } : {};
    rows.push({ span, row: { label: span.name, who: span.service ?? '', depth, ...times, ...on } });
    for (const call of calls.filter(({ context }) => context?.spanId === span.spanId))
      rows.push({ row: witnessRow(call, depth + 1, at) });
    for (const child of childrenOf(spans, span)) place(child, depth + 1);
  };
  const roots = spans.filter(({ parentSpanId }) => !known.has(parentSpanId));
  for (const root of [...roots].sort((a, b) => a.startMs - b.startMs)) place(root, 0);
  const deepest = rows.length <= MOST_ROWS ? Number.POSITIVE_INFINITY : depthFor(rows.map(({ row }) => row.depth));
  const shown = rows.filter(({ row }) => row.depth <= deepest).slice(0, MOST_ROWS);
  return { kind: 'waterfall', title, rows: shown.map(({ row }) => row), links: linksOf(shown) };
}

function childrenOf(spans: readonly Drawn[], parent: Drawn): Drawn[] {
  const children = spans.filter(
    ({ parentSpanId, spanId }) => parentSpanId === parent.spanId && spanId !== parentSpanId,
  );
  return children.sort((a, b) => a.startMs - b.startMs);
}

function witnessRow(call: Witness, depth: number, at: (ms: number) => number): WaterfallRow {
  const label = `${call.method} ${call.path.split('?')[0]}`;
  const toMs = at(call.repliedMs ?? call.receivedMs);
  return { label, who: call.at, depth, fromMs: at(call.receivedMs), toMs, witness: true };
}

/** The greatest depth down to which the rows fit. */
function depthFor(depths: readonly number[]): number {
  let depth = 1;
  while (depths.filter((one) => one <= depth + 1).length <= MOST_ROWS && depth < 50) depth++;
  return depth;
}

/** From the span that sent a message to the one that took it. */
function linksOf(rows: readonly { readonly span?: Drawn }[]): { from: number; to: number; label: string }[] {
  return rows.flatMap(({ span }, to) => {
    if (span?.kind !== 'consumer') return [];
    const from = rows.findIndex((row) => row.span?.spanId === span.parentSpanId);
    return from === -1 ? [] : [{ from, to, label: 'jobs' }];
  });
}
