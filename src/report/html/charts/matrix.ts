import type { Matrix } from '../../../grading/types.ts';
import { type Chart, FONT, INK, isNarrow, QUIET, RULE, round, shorten } from './chart.ts';

const ROW = 34;
const HEAD = 28;

/** Numbers in cells, the fuller the greater. The square root: few that moved must show beside many that stayed. */
export function matrix({ rows, columns, cells }: Matrix, width: number): Chart {
  const longest = Math.max(...rows.map((row) => row.length), 3) * 7;
  const left = Math.min(longest + 10, width * 0.35);
  const cell = Math.min((width - left) / Math.max(1, columns.length), isNarrow(width) ? 64 : 110);
  const most = Math.max(1, ...cells.flat());
  const height = HEAD + rows.length * ROW + 4;
  const text = (words: string, x: number, y: number, fill: string, align: 'center' | 'right') => ({
    type: 'text' as const,
    style: { text: words, x, y, fill, fontSize: FONT, align, verticalAlign: 'middle' as const },
  });
  const marks = [
    ...columns.map((column, x) => text(shorten(column, cell), left + (x + 0.5) * cell, HEAD / 2, QUIET, 'center')),
    ...rows.map((row, y) => text(shorten(row, left - 8), left - 8, HEAD + (y + 0.5) * ROW, QUIET, 'right')),
    ...cells.flatMap((values, y) =>
      values.map((value, x) => ({
        type: 'rect' as const,
        shape: { x: left + x * cell + 1, y: HEAD + y * ROW + 1, width: cell - 2, height: ROW - 2, r: 3 },
        style: { fill: 'var(--heat)', opacity: value <= 0 ? 0.04 : 0.1 + 0.32 * Math.sqrt(value / most), stroke: RULE },
      })),
    ),
    ...cells.flatMap((values, y) =>
      values.map((value, x) =>
        text(
          value === 0 ? '·' : String(round(value)),
          left + (x + 0.5) * cell,
          HEAD + (y + 0.5) * ROW,
          value === 0 ? QUIET : INK,
          'center',
        ),
      ),
    ),
  ];
  return {
    width,
    height,
    option: {
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { show: false, min: 0, max: 1 },
      yAxis: { show: false, min: 0, max: 1 },
      series: [
        {
          type: 'custom',
          silent: true,
          data: [[0, 0]],
          renderItem: () => ({ type: 'group', children: marks }),
        },
      ],
    },
  };
}
