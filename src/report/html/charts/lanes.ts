import type { CustomSeriesOption } from 'echarts';
import type { Span } from '../../../grading/types.ts';
import { FONT, fillOf, INK, isNarrow, lineOf, QUIET, RULE, shorten, toneOf } from './chart.ts';

/** One block of a lane, with all that its looks depend on. */
export interface LaneBlock {
  readonly lane: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  readonly fill: string;
  readonly line: string;
  readonly bold?: boolean;
}

export interface LaneLabel {
  readonly text: string;
  /** Pixels to the right, for a tree. */
  readonly indent?: number;
  /** At the right end of the lane. */
  readonly end?: string;
}

export const rowHeight = (width: number) => (isNarrow(width) ? 42 : 26);
/** Of the picture, to the left of its time: there stand the labels of lanes, unless they stand above. */
export const labelWidth = (labels: readonly LaneLabel[], width: number) =>
  isNarrow(width)
    ? 34
    : Math.min(width * 0.34, Math.max(60, ...labels.map(({ text, indent = 0 }) => indent + text.length * 7 + 14)));

const BAR = 16;
const LEAST = 2;

/** Lanes on the axes of this index; the lane is the value of y. */
export function laneSeries(
  axis: number,
  labels: readonly LaneLabel[],
  blocks: readonly LaneBlock[],
  width: number,
): CustomSeriesOption[] {
  const narrow = isNarrow(width);
  const middle = (y: number) => (narrow ? y + 9 : y);
  const shared = { type: 'custom' as const, xAxisIndex: axis, yAxisIndex: axis, silent: true, clip: false };
  return [
    {
      ...shared,
      data: labels.map((_, lane) => [0, lane]),
      renderItem: (params, api) => {
        const { x, width: inner } = params.coordSys as unknown as { x: number; width: number };
        const lane = labels[params.dataIndex] ?? { text: '' };
        const [, y = 0] = api.coord([0, params.dataIndex]);
        const room = narrow ? width - 8 - (lane.indent ?? 0) : x - 12 - (lane.indent ?? 0);
        const left = narrow ? 4 : 2;
        const style = { fontSize: FONT, verticalAlign: 'middle' as const };
        const up = narrow ? y - 12 : y;
        const lineY = middle(y) + BAR / 2 + 3;
        return {
          type: 'group',
          children: [
            {
              type: 'line',
              shape: { x1: x, x2: x + inner, y1: lineY, y2: lineY },
              style: { stroke: RULE, lineWidth: 1 },
            },
            {
              type: 'text',
              style: { ...style, text: shorten(lane.text, room), x: left + (lane.indent ?? 0), y: up, fill: INK },
            },
            ...(lane.end === undefined
              ? []
              : [
                  {
                    type: 'text' as const,
                    style: narrow
                      ? {
                          ...style,
                          text: shorten(lane.end, 110),
                          x: width - 4,
                          y: up,
                          align: 'right' as const,
                          fill: QUIET,
                        }
                      : { ...style, text: shorten(lane.end, 96), x: x + inner + 8, y: up, fill: QUIET },
                  },
                ]),
          ],
        };
      },
    },
    {
      ...shared,
      data: blocks.map(({ lane, fromMs, toMs }) => [fromMs, lane, toMs]),
      renderItem: ({ dataIndex }, api) => {
        const block = blocks[dataIndex];
        if (!block) return null;
        const [x1 = 0, y = 0] = api.coord([block.fromMs, block.lane]);
        const [x2 = 0] = api.coord([block.toMs, block.lane]);
        const moment = block.fromMs === block.toMs;
        return { type: 'group', children: moment ? diamond(x1, middle(y), block) : bar(x1, x2, middle(y), block) };
      },
    },
  ];
}

function bar(x1: number, x2: number, y: number, block: LaneBlock) {
  const width = Math.max(LEAST, x2 - x1);
  const text = shorten(block.text, width - 8);
  return [
    {
      type: 'rect' as const,
      shape: { x: x1, y: y - BAR / 2, width, height: BAR, r: 3 },
      style: { fill: block.fill, stroke: block.bold ? INK : block.line, lineWidth: block.bold ? 2.5 : 1 },
    },
    // Half a word is worse than none: the table has them all.
    ...(text === '' || text !== block.text
      ? []
      : [
          {
            type: 'text' as const,
            style: { text, x: x1 + 5, y, fill: INK, fontSize: 11, verticalAlign: 'middle' as const, ...HALO },
          },
        ]),
  ];
}

/** So that letters can be read on a pattern. */
export const HALO = { stroke: 'var(--paper)', lineWidth: 2.5 };

function diamond(x: number, y: number, { line }: LaneBlock) {
  const r = BAR / 2;
  const points = [
    [x, y - r],
    [x + r, y],
    [x, y + r],
    [x - r, y],
  ];
  return [{ type: 'polygon' as const, shape: { points }, style: { fill: line, stroke: 'var(--paper)', lineWidth: 1 } }];
}

/** Spans by lane: a label without a lane is its own. */
export function lanesOf(spans: readonly Span[]): { readonly labels: LaneLabel[]; readonly blocks: LaneBlock[] } {
  const names = [...new Set(spans.map(({ lane, label }) => lane ?? label))];
  const blocks = spans.map((span) => {
    const tone = toneOf(span.tone, 1);
    const { fromMs, toMs, lane, label } = span;
    return {
      lane: names.indexOf(lane ?? label),
      fromMs,
      toMs,
      text: lane === undefined ? '' : label,
      fill: fillOf(tone),
      line: lineOf(tone),
    };
  });
  return { labels: names.map((text) => ({ text })), blocks };
}
