import type { Evidence } from '../../grading/types.ts';

// More than this cannot be told apart on a screen.
const MOST = {
  bars: 40,
  lanes: 60,
  blocks: 400,
  rows: 120,
  cells: 12,
  columns: 600,
  points: 4000,
  lines: 8,
  spans: 60,
  table: 500,
};

/** What of a picture is drawn, and a sentence when that is not all. */
export function limited(whole: Evidence): { readonly picture: Evidence; readonly left: string | undefined } {
  const notes: string[] = [];
  const first = <T>(list: readonly T[], most: number, what: string): readonly T[] => {
    if (list.length <= most) return list;
    notes.push(`Only the first ${most} of ${list.length} ${what} are shown.`);
    return list.slice(0, most);
  };
  const picture = ((): Evidence => {
    switch (whole.kind) {
      case 'bars':
        return { ...whole, bars: first(whole.bars, MOST.bars, 'bars') };
      case 'matrix':
        return {
          ...whole,
          rows: first(whole.rows, MOST.cells, 'rows'),
          columns: first(whole.columns, MOST.cells, 'columns'),
          cells: whole.cells.slice(0, MOST.cells).map((values) => values.slice(0, MOST.cells)),
        };
      case 'timeline':
        return {
          ...whole,
          series: first(whole.series, MOST.lines, 'kinds').map((one) => ({
            ...one,
            counts: first(one.counts, MOST.columns, 'columns of time'),
          })),
          spans: first(whole.spans, MOST.spans, 'spans'),
        };
      case 'series':
        return {
          ...whole,
          lines: first(whole.lines, MOST.lines, 'lines').map((line) => ({
            ...line,
            points: first(line.points, MOST.points, 'points'),
          })),
          spans: first(whole.spans, MOST.spans, 'spans'),
        };
      case 'swimlanes':
        return {
          ...whole,
          lanes: first(whole.lanes, MOST.lanes, 'lanes').map((lane) => ({
            ...lane,
            blocks: first(lane.blocks, MOST.blocks, 'blocks of a lane'),
          })),
          spans: first(whole.spans, MOST.spans, 'spans'),
        };
      case 'waterfall':
        return { ...whole, rows: first(whole.rows, MOST.rows, 'rows') };
      case 'table':
        return { ...whole, rows: first(whole.rows, MOST.table, 'rows') };
    }
  })();
  return { picture, left: notes.length === 0 ? undefined : [...new Set(notes)].join(' ') };
}
