import type { SeriesOption } from 'echarts';
import type { Timeline } from '../../../grading/types.ts';
import { type Chart, fillOf, isNarrow, lineOf, toneOf } from './chart.ts';
import { timeChart } from './time.ts';

/** Counts per column of time, stacked, with lines for what is counted otherwise. */
export function timeline({ columnMs, series: all, spans }: Timeline, width: number): Chart {
  // With its own tone kept, should that go by turn. What never happened would be a line along the axis.
  const series = all
    .map((one, index) => ({ ...one, tone: toneOf(one.tone, index) }))
    .filter(({ counts }) => counts.some((n) => n !== 0));
  const columns = Math.max(1, ...all.map(({ counts }) => counts.length));
  const toMs = Math.max(columns * columnMs, ...spans.map((span) => span.toMs));
  const barWidth = Math.max(1, Math.min(14, ((width - 120) * columnMs) / toMs - 1));
  return timeChart({
    width,
    fromMs: 0,
    toMs,
    spans,
    main: {
      height: isNarrow(width) ? 150 : 190,
      series: series.map(({ label, counts, tone: paint, line }): SeriesOption => {
        // Stacks are made by the number of a column: every series must have them all.
        const data = Array.from({ length: columns }, (_, column) => [(column + 0.5) * columnMs, counts[column] ?? 0]);
        if (line)
          return {
            type: 'line',
            name: label,
            silent: true,
            z: 4,
            showSymbol: false,
            data,
            lineStyle: { color: lineOf(paint), width: 2 },
          };
        return {
          type: 'bar',
          name: label,
          silent: true,
          z: 3,
          stack: 'all',
          barWidth,
          data: data.map((value) => ({ value, ...(value[1] === 0 && { itemStyle: { borderWidth: 0 } }) })),
          itemStyle: { color: fillOf(paint), borderColor: lineOf(paint), borderWidth: 0.6 },
        };
      }),
    },
  });
}
