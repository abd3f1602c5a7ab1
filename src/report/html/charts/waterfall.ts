import type { CustomSeriesOption, SeriesOption } from 'echarts';
import type { Waterfall } from '../../../grading/types.ts';
import { actorFill, actorLine, type Chart, FONT, isNarrow, QUIET, seconds } from './chart.ts';
import { HALO } from './lanes.ts';
import { timeChart } from './time.ts';

export const actorsOf = ({ rows }: Waterfall) => [...new Set(rows.map(({ who }) => who))];

export function waterfall(picture: Waterfall, width: number): Chart {
  const { rows, links } = picture;
  const actors = actorsOf(picture);
  const step = isNarrow(width) ? 8 : 14;
  const chart = timeChart({
    width,
    fromMs: Math.min(0, ...rows.map(({ fromMs }) => fromMs)),
    toMs: Math.max(1, ...rows.map(({ toMs }) => toMs)),
    spans: [],
    main: {
      labels: rows.map(({ label, who, depth }) => ({ text: `${who}: ${label}`, indent: Math.min(depth, 8) * step })),
      blocks: rows.map(({ who, fromMs, toMs, critical, witness }, lane) => ({
        lane,
        fromMs,
        // A block, however short the work was: the diamond is for moments.
        toMs: Math.max(toMs, fromMs + 0.001),
        text: seconds(toMs - fromMs),
        fill: witness ? 'url(#witness)' : actorFill(actors.indexOf(who)),
        line: actorLine(actors.indexOf(who)),
        bold: critical === true,
      })),
    },
  });
  const series = chart.option.series as SeriesOption[];
  return { ...chart, option: { ...chart.option, series: [...series, arrows(rows, links, width)] } };
}

/** Dashed, from the end of one row to the beginning of the other. */
function arrows(rows: Waterfall['rows'], links: Waterfall['links'], width: number): CustomSeriesOption {
  const down = isNarrow(width) ? 9 : 0;
  const known = links.filter(({ from, to }) => rows[from] && rows[to]);
  return {
    type: 'custom',
    silent: true,
    z: 6,
    data: known.map(({ from, to }) => [rows[from]?.toMs ?? 0, from, rows[to]?.fromMs ?? 0, to]),
    renderItem: ({ dataIndex }, api) => {
      const link = known[dataIndex];
      if (!link) return null;
      const [x1 = 0, y1 = 0] = api.coord([rows[link.from]?.toMs ?? 0, link.from]);
      const [x2 = 0, y2 = 0] = api.coord([rows[link.to]?.fromMs ?? 0, link.to]);
      const tip = y2 + down;
      return {
        type: 'group',
        children: [
          {
            type: 'polyline',
            shape: {
              points: [
                [x1, y1 + down],
                [x2 - 12, y1 + down],
                [x2 - 12, tip],
                [x2 - 5, tip],
              ],
            },
            style: { stroke: QUIET, lineWidth: 1.5, lineDash: [4, 3], fill: 'none' },
          },
          {
            type: 'polygon',
            shape: {
              points: [
                [x2, tip],
                [x2 - 6, tip - 4],
                [x2 - 6, tip + 4],
              ],
            },
            style: { fill: QUIET },
          },
          {
            type: 'text',
            style: { text: link.label, x: x1 + 6, y: y1 + down - 9, fill: QUIET, fontSize: FONT - 1, ...HALO },
          },
        ],
      };
    },
  };
}
