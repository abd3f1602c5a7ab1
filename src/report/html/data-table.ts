import type { Evidence, Span, Timeline } from '../../grading/types.ts';
import { sideOf } from './charts/bars.ts';
import { inBand, round, seconds, toneOf } from './charts/chart.ts';

export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The numbers behind a picture. Pure. */
export function dataOf(picture: Evidence): DataTable {
  switch (picture.kind) {
    case 'bars':
      return {
        columns: ['what', 'value', ...(picture.band ? ['allowed'] : [])],
        rows: picture.bars.map(({ label, value }) => [
          label,
          `${round(value)}${sideOf(value, picture.band)}`,
          ...(picture.band ? [inBand(picture.band)] : []),
        ]),
      };
    case 'matrix':
      return {
        columns: ['row', ...picture.columns],
        rows: picture.rows.map((row, y) => [row, ...(picture.cells[y] ?? []).map((value) => String(round(value)))]),
      };
    case 'timeline':
      return timelineData(picture);
    case 'series':
      return {
        columns: ['what', 'from', 'to', picture.unit],
        rows: [
          ...picture.lines.flatMap(({ label, points }) =>
            points.map(([ms, value]) => [label, seconds(ms), '', String(round(value))]),
          ),
          ...spanRows(picture.spans, 1),
        ],
      };
    case 'swimlanes':
      return {
        columns: ['lane', 'what', 'how', 'from', 'to', 'end'],
        rows: [
          ...picture.lanes.flatMap(({ label, end = '', blocks }) =>
            blocks.map((block) => [
              label,
              block.label,
              picture.tones?.[toneOf(block.tone, 0)] ?? '',
              seconds(block.fromMs),
              seconds(block.toMs),
              end,
            ]),
          ),
          ...spanRows(picture.spans, 1).map(([what = '', ...rest]) => ['all', what, '', ...rest]),
        ],
      };
    case 'waterfall':
      return {
        columns: ['who', 'span', 'depth', 'from', 'to', 'notes'],
        rows: picture.rows.map(({ who, label, depth, fromMs, toMs, critical, witness }) => [
          who,
          label,
          String(depth),
          seconds(fromMs),
          seconds(toMs),
          [critical && 'critical path', witness && 'seen on the wire'].filter(Boolean).join(', '),
        ]),
      };
    case 'table':
      return picture;
  }
}

const MOST_COLUMNS = 60;

/** Columns of time are joined until they can be read. */
function timelineData({ columnMs, series, spans }: Timeline): DataTable {
  const columns = Math.max(0, ...series.map(({ counts }) => counts.length));
  const joined = Math.max(1, Math.ceil(columns / MOST_COLUMNS));
  const rows = Array.from({ length: Math.ceil(columns / joined) }, (_, row) => [
    seconds(row * joined * columnMs),
    seconds(Math.min(columns, (row + 1) * joined) * columnMs),
    ...series.map(({ counts }) =>
      String(round(counts.slice(row * joined, (row + 1) * joined).reduce((sum, n) => sum + n, 0))),
    ),
  ]);
  return {
    columns: ['from', 'to', ...series.map(({ label }) => label), ...(spans.length > 0 ? ['meanwhile'] : [])],
    rows:
      spans.length === 0
        ? rows
        : rows.map((row, n) => [...row, during(spans, n * joined * columnMs, joined * columnMs)]),
  };
}

function during(spans: readonly Span[], fromMs: number, width: number): string {
  const there = spans
    .filter((span) => span.fromMs < fromMs + width && (span.toMs > fromMs || span.toMs === span.fromMs))
    .filter((span) => span.toMs !== span.fromMs || span.fromMs >= fromMs);
  return there.map(({ label, lane }) => (lane === undefined ? label : `${lane} ${label}`)).join(', ');
}

function spanRows(spans: readonly Span[], empty: number): string[][] {
  return spans.map(({ label, lane, fromMs, toMs }) => [
    lane === undefined ? label : `${lane}: ${label}`,
    seconds(fromMs),
    seconds(toMs),
    ...Array.from({ length: empty }, () => ''),
  ]);
}
