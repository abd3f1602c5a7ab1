import type { Evidence } from '../../grading/types.ts';
import { sideOf } from '../html/charts/bars.ts';
import { cleanEvidence } from '../html/clean.ts';
import type { Style } from '../style.ts';
import { bars, ends, matrix } from './counts.ts';
import { type Canvas, MOST_ROWS, type TextChart } from './marks.ts';
import { series, timeline, waterfall } from './times.ts';

const LABEL = 24;
const END = 22;
const WIDEST = 48;

/**
 * The picture of a check that tells most, to stand below its failure; nothing when there is none, or where style.charts says no.
 * Pure.
 */
export function chartLines(evidence: readonly Evidence[], indent: string, style: Style): string[] {
  if (!style.charts) return [];
  const canvas = { style, width: Math.min(WIDEST, style.width - indent.length - LABEL - END) };
  const off = evidence.find(
    (one) => one.kind === 'bars' && one.bars.some(({ value }) => sideOf(value, one.band) !== ''),
  );
  for (const picture of off ? [off] : evidence) {
    const chart = chartOf(cleanEvidence(picture), canvas);
    if (chart && chart.rows.length > 0) return ['', ...lines(chart, indent, canvas)];
  }
  return [];
}

function chartOf(picture: Evidence, canvas: Canvas): TextChart | undefined {
  switch (picture.kind) {
    case 'bars':
      return bars(picture, canvas);
    case 'matrix':
      return matrix(picture, canvas);
    case 'timeline':
      return timeline(picture, canvas);
    case 'series':
      return series(picture, canvas);
    case 'swimlanes':
      return ends(picture, canvas);
    case 'waterfall':
      return waterfall(picture, canvas);
    case 'table':
      return undefined;
  }
}

function lines({ title, rows, note }: TextChart, indent: string, { style, width }: Canvas): string[] {
  const shown = rows.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  const room = Math.min(LABEL, Math.max(...shown.map(([label]) => label.length)));
  const pictured = Math.min(width, Math.max(...shown.map(([, picture]) => picture.length)));
  const notes = [...(note === undefined ? [] : [note]), ...(left > 0 ? [`${left} more: archlab report`] : [])];
  return [
    `${indent}${style.dim(cut(title, style.width - indent.length))}`,
    ...shown.map(([label, picture, end]) => {
      const words = `${indent}  ${cut(label, room).padEnd(room)}  `;
      return end === ''
        ? `${words}${style.accent(picture)}`
        : `${words}${style.accent(picture.padEnd(pictured))}  ${cut(end, END)}`;
    }),
    ...(notes.length === 0 ? [] : [`${indent}  ${' '.repeat(room)}  ${style.dim(notes.join('; '))}`]),
  ];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
