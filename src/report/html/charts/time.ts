import type { SeriesOption } from 'echarts';
import type { Span } from '../../../grading/types.ts';
import { axisText, type Chart, isNarrow, lineOf, RULE, seconds, toneOf } from './chart.ts';
import { type LaneBlock, type LaneLabel, labelWidth, laneSeries, lanesOf, rowHeight } from './lanes.ts';

interface TimeChart {
  readonly width: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Faults and states: lanes of their own at the foot, and behind everything else. */
  readonly spans: readonly Span[];
  /** Room at the right for the ends of lanes. */
  readonly ends?: boolean;
  readonly main: Lanes | Plot;
}

interface Lanes {
  readonly labels: readonly LaneLabel[];
  readonly blocks: readonly LaneBlock[];
}

interface Plot {
  readonly height: number;
  readonly series: readonly SeriesOption[];
}

const GAP = 10;
const FOOT = 26;
const TOP = 10;

/** A picture over time: a plot or lanes on top, lanes of what was done below, one axis of time for both. */
export function timeChart({ width, fromMs, toMs, spans, ends = false, main }: TimeChart): Chart {
  const foot = lanesOf(spans);
  const lanes = 'blocks' in main ? main : undefined;
  const left = labelWidth([...foot.labels, ...(lanes?.labels ?? [])], width);
  const right = ends && !isNarrow(width) ? 104 : 14;
  const tall = lanes ? lanes.labels.length * rowHeight(width) : (main as Plot).height;
  const below = foot.labels.length * rowHeight(width);
  const grids = [
    { left: lanes && isNarrow(width) ? 8 : left, right, top: TOP, height: tall },
    { left: lanes && isNarrow(width) ? 8 : left, right, top: TOP + tall + GAP, height: below },
  ];
  const laneAxis = (count: number) => ({
    type: 'value' as const,
    inverse: true,
    min: -0.5,
    max: count - 0.5,
    show: false,
  });
  const plotAxis = {
    type: 'value' as const,
    axisLabel: { ...axisText, hideOverlap: true },
    splitLine: { lineStyle: { color: RULE } },
    splitNumber: 4,
  };
  const last = foot.labels.length > 0 ? 1 : 0;
  const xAxis = grids.map((_, gridIndex) => ({
    type: 'value' as const,
    gridIndex,
    min: fromMs,
    max: Math.max(toMs, fromMs + 1),
    splitNumber: isNarrow(width) ? 3 : 8,
    axisLine: { show: gridIndex === last, onZero: false, lineStyle: { color: RULE } },
    axisTick: { show: gridIndex === last },
    splitLine: { lineStyle: { color: RULE, opacity: 0.6 } },
    axisLabel: { ...axisText, show: gridIndex === last, hideOverlap: true, formatter: seconds },
  }));
  return {
    width,
    height: TOP + tall + (last === 1 ? GAP + below : 0) + FOOT,
    option: {
      grid: grids.slice(0, last + 1),
      xAxis: xAxis.slice(0, last + 1),
      yAxis: [
        lanes ? { ...laneAxis(lanes.labels.length), gridIndex: 0 } : { ...plotAxis, gridIndex: 0 },
        { ...laneAxis(foot.labels.length), gridIndex: 1 },
      ].slice(0, last + 1),
      series: [
        behind(spans),
        ...(lanes ? laneSeries(0, lanes.labels, lanes.blocks, width) : (main as Plot).series),
        ...(last === 1 ? laneSeries(1, foot.labels, foot.blocks, width) : []),
      ],
    },
  };
}

/** Shades over the whole height of the upper part of what was done. Not of states, which fill their lanes and would only be a carpet. */
function behind(spans: readonly Span[]): SeriesOption {
  const faults = spans.filter(({ lane }) => lane === undefined);
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: faults.map(({ fromMs, toMs }) => [fromMs, 0, toMs]),
    renderItem: (params, api) => {
      const span = faults[params.dataIndex];
      if (!span) return null;
      const { y, height } = params.coordSys as unknown as { y: number; height: number };
      const [x1 = 0] = api.coord([span.fromMs, 0]);
      const [x2 = 0] = api.coord([span.toMs, 0]);
      const stroke = lineOf(toneOf(span.tone, 1));
      if (span.fromMs === span.toMs)
        return {
          type: 'line',
          shape: { x1, x2: x1, y1: y, y2: y + height + GAP },
          style: { stroke, lineWidth: 2, lineDash: [5, 3] },
        };
      return {
        type: 'rect',
        shape: { x: x1, y, width: Math.max(1, x2 - x1), height },
        style: { fill: stroke, opacity: 0.1 },
      };
    },
  };
}
