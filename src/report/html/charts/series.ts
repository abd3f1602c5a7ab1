import type { SeriesOption } from 'echarts';
import type { Series } from '../../../grading/types.ts';
import { type Chart, fillOf, isNarrow, lineOf, toneOf } from './chart.ts';
import { timeChart } from './time.ts';

/** Solid, dashed, dotted: lines are told apart without their colour. */
const DASHES = ['solid', 'dashed', 'dotted'] as const;
export const dashOf = (index: number) => DASHES[index % DASHES.length] ?? 'solid';

export function series({ lines, spans, band }: Series, width: number): Chart {
  const times = [
    ...lines.flatMap(({ points }) => points.map(([ms]) => ms)),
    ...spans.flatMap((s) => [s.fromMs, s.toMs]),
  ];
  return timeChart({
    width,
    fromMs: Math.min(0, ...times),
    toMs: Math.max(1, ...times),
    spans,
    main: {
      height: isNarrow(width) ? 160 : 210,
      series: lines.map(({ label, points, tone, steps, area }, index): SeriesOption => {
        const paint = toneOf(tone, index);
        return {
          type: 'line',
          name: label,
          silent: true,
          z: 4,
          showSymbol: points.length < 2,
          data: points.map(([ms, value]) => [ms, value]),
          ...(steps && { step: 'end' as const }),
          ...(area && { areaStyle: { color: fillOf(paint), opacity: 0.6 } }),
          lineStyle: { color: lineOf(paint), width: 2, type: dashOf(index) },
          itemStyle: { color: lineOf(paint) },
          ...(index === 0 && band && { markArea: allowed(band) }),
        };
      }),
    },
  });
}

function allowed([low, high]: readonly [number, number]) {
  return {
    silent: true,
    itemStyle: { color: 'var(--band)', borderColor: lineOf('good'), borderWidth: 1, borderType: 'dashed' as const },
    data: [[{ yAxis: low }, { yAxis: high }]] as [[{ yAxis: number }, { yAxis: number }]],
  };
}
