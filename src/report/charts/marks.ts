import { round } from '../html/charts/chart.ts';
import type { Style } from '../style.ts';

/** What text charts are made of. */
export interface Canvas {
  /** Columns of the picture itself, without labels and numbers. */
  readonly width: number;
  readonly style: Style;
}

/** A label, the picture, and what is said at its end; pictures of one chart stand below one another. */
export type Row = readonly [label: string, picture: string, end: string];

/** A picture in a few lines of text: by kind of evidence, never by lab. */
export interface TextChart {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What did not fit, or how to read it. */
  readonly note?: string;
}

/** More would push away what failed. */
export const MOST_ROWS = 7;

const BLOCKS = ' ▁▂▃▄▅▆▇█';
const ASCII = ' .:-=+*#%';

export function fill(cells: number, { style }: Canvas): string {
  return (style.unicode ? '█' : '#').repeat(Math.max(0, cells));
}

/** At least one cell for what is not nothing. */
export function cellsOf(value: number, most: number, { width }: Canvas): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.min(width, Math.round((value / most) * width)));
}

/** One character per value; any but 0 is seen. */
export function sparkline(values: readonly number[], most: number, { style }: Canvas): string {
  const steps = style.unicode ? BLOCKS : ASCII;
  const at = (value: number) =>
    value <= 0 || most <= 0 ? 0 : Math.max(1, Math.min(8, Math.round((value / most) * 8)));
  return values.map((value) => steps[at(value)]).join('');
}

/** So many values as there is room for, each the most of its part. */
export function squeezed(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    return Math.max(...values.slice(from, Math.max(from + 1, Math.floor(((column + 1) * values.length) / width))));
  });
}

interface Piece {
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Pieces of time on a line, each with its name when there is room for it. Time counts from `zeroMs` for `lengthMs`. */
export function strip(pieces: readonly Piece[], zeroMs: number, lengthMs: number, { width, style }: Canvas): string {
  const cells = Array.from({ length: width }, () => ' ');
  const column = (ms: number) =>
    Math.max(0, Math.min(width - 1, Math.floor(((ms - zeroMs) / Math.max(1, lengthMs)) * width)));
  for (const { label, fromMs, toMs } of pieces) {
    const from = column(fromMs);
    const room = Math.max(1, column(toMs) - from);
    const line = style.unicode ? '━' : '=';
    const text = label.length + 1 < room ? `${label} ` : '';
    [...`${text}${line.repeat(room - text.length)}`].forEach((mark, index) => {
      cells[from + index] = mark;
    });
  }
  return cells.join('').trimEnd();
}

export const number = (value: number) => String(round(value));
