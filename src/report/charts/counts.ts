import type { Bars, Matrix, Swimlanes } from '../../grading/types.ts';
import { sideOf } from '../html/charts/bars.ts';
import { inBand } from '../html/charts/chart.ts';
import { count } from '../lines.ts';
import { type Canvas, cellsOf, fill, number, type TextChart } from './marks.ts';

/** Lying bars; what the band allows is said, and beside each bar on which side of it it lies. */
export function bars({ title, bars: all, band }: Bars, canvas: Canvas): TextChart {
  const most = Math.max(0, ...(band ?? []), ...all.map(({ value }) => value));
  return {
    title,
    rows: all.map(({ label, value }) => [
      label,
      fill(cellsOf(value, most, canvas), canvas),
      `${number(value)}${side(value, band, canvas)}`,
    ]),
    ...(band === undefined ? {} : { note: `${ruler(band, most, canvas)} allowed: ${inBand(band)}` }),
  };
}

/** Where the band lies, on the scale of the bars. */
function ruler([low, high]: readonly [number, number], most: number, canvas: Canvas): string {
  const from = cellsOf(low, most, canvas);
  const between = Math.max(0, cellsOf(high, most, canvas) - from - 1);
  const ends = canvas.style.unicode ? `├${'─'.repeat(between)}┤` : `|${'-'.repeat(between)}|`;
  return `${' '.repeat(Math.max(0, from - 1))}${ends}`;
}

function side(value: number, band: Bars['band'], { style }: Canvas): string {
  const said = sideOf(value, band);
  return style.unicode ? said : said.replace(/[▼▲] /, '');
}

/** Many lanes are too much for a few lines: how many ended how. */
export function ends({ title, lanes }: Swimlanes, canvas: Canvas): TextChart {
  const counts = new Map<string, number>();
  for (const { end } of lanes) if (end !== undefined) counts.set(end, (counts.get(end) ?? 0) + 1);
  const rows = [...counts].sort(([, a], [, b]) => b - a);
  return {
    title: `${title}: how ${count(lanes.length, 'lane')} ended`,
    rows: rows.map(([end, n]) => [end, fill(cellsOf(n, lanes.length, canvas), canvas), number(n)]),
  };
}

/** Numbers in columns as wide as the widest of them. */
export function matrix({ title, rows, columns, cells }: Matrix, { width }: Canvas): TextChart | undefined {
  const words = cells.map((values) => values.map((value) => (value === 0 ? '.' : number(value))));
  const widest = Math.max(0, ...[...columns, ...words.flat()].map(({ length }) => length)) + 2;
  if (widest * columns.length > width) return undefined;
  const line = (texts: readonly string[]) => texts.map((text) => text.padStart(widest)).join('');
  return { title, rows: [['', line(columns), ''], ...rows.map((row, y) => [row, line(words[y] ?? []), ''] as const)] };
}
