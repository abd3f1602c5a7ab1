import type { Series, Span, Timeline, Waterfall } from '../../grading/types.ts';
import { seconds } from '../html/charts/chart.ts';
import { type Canvas, MOST_ROWS, number, type Row, sparkline, squeezed, strip, type TextChart } from './marks.ts';

const MOST_LANES = 3;

/** A sparkline per count, all on one scale, and below them what was going on. */
export function timeline({ title, columnMs, series: all, spans }: Timeline, canvas: Canvas): TextChart {
  const some = all.filter(({ counts }) => counts.some((n) => n > 0));
  // What is a line of its own is what the others are to be compared with.
  const seen = [...some.filter(({ line }) => line), ...some.filter(({ line }) => !line)];
  const columns = Math.max(1, ...all.map(({ counts }) => counts.length));
  const width = Math.min(columns, canvas.width);
  const most = Math.max(1, ...seen.flatMap(({ counts }) => counts));
  const own = { ...canvas, width };
  const lanes = lanesOf(spans, 0, columns * columnMs, own);
  const rows = seen.map(({ label, counts }): Row => {
    const padded = Array.from({ length: columns }, (_, column) => counts[column] ?? 0);
    return [label, sparkline(squeezed(padded, width), most, own), number(counts.reduce((sum, n) => sum + n, 0))];
  });
  return {
    title: `${title} (${seconds(columns * columnMs)})`,
    rows: [...rows.slice(0, MOST_ROWS - lanes.length), ...lanes],
  };
}

/** A sparkline per line from the least value to the most, each on its own scale: numbers say which. */
export function series({ title, unit, lines, spans }: Series, canvas: Canvas): TextChart {
  const times = [...lines.flatMap(({ points }) => points.map(([ms]) => ms)), ...spans.map(({ toMs }) => toMs)];
  const zero = Math.min(0, ...times);
  const length = Math.max(1, ...times) - zero;
  const lanes = lanesOf(spans, zero, length, canvas);
  const rows = lines
    .filter(({ points }) => points.length > 0)
    .map(({ label, points }): Row => {
      const values = sampled(points, zero, length, canvas.width);
      const least = Math.min(0, ...values);
      const most = Math.max(...values);
      const picture = sparkline(
        values.map((value) => value - least),
        most - least,
        canvas,
      );
      return [label, picture, `${number(least)} to ${number(most)}`];
    });
  return {
    title: `${title} (${unit}, ${seconds(length)})`,
    rows: [...rows.slice(0, MOST_ROWS - lanes.length), ...lanes],
  };
}

/** The value that held at the end of each column. */
function sampled(
  points: readonly (readonly [number, number])[],
  zero: number,
  length: number,
  width: number,
): number[] {
  let next = 0;
  let value = points[0]?.[1] ?? 0;
  return Array.from({ length: width }, (_, column) => {
    const until = zero + ((column + 1) * length) / width;
    for (let point = points[next]; point !== undefined && point[0] <= until; point = points[++next]) value = point[1];
    return value;
  });
}

function lanesOf(spans: readonly Span[], zero: number, length: number, canvas: Canvas): Row[] {
  const lanes = new Map<string, Span[]>();
  for (const span of spans) {
    const name = span.lane ?? span.label;
    lanes.set(name, [...(lanes.get(name) ?? []), span]);
  }
  return [...lanes].slice(0, MOST_LANES).map(([name, all]): Row => {
    // What has no lane is its own: its name stands before the line already.
    const pieces = all.map((span) => (span.lane === undefined ? { ...span, label: '' } : span));
    return [name, strip(pieces, zero, length, canvas), ''];
  });
}

/** The first rows of the tree, each a bar where it lies in time. */
export function waterfall({ title, rows }: Waterfall, canvas: Canvas): TextChart {
  const zero = Math.min(...rows.map(({ fromMs }) => fromMs), 0);
  const length = Math.max(1, ...rows.map(({ toMs }) => toMs)) - zero;
  return {
    title: `${title} (${seconds(length)})`,
    rows: rows.map(
      ({ label, who, depth, fromMs, toMs }): Row => [
        `${' '.repeat(Math.min(depth, 6))}${label}`,
        strip([{ label: '', fromMs, toMs }], zero, length, canvas),
        `${seconds(toMs - fromMs)}  ${who}`,
      ],
    ),
  };
}
