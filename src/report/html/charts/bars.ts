import type { Bars } from '../../../grading/types.ts';
import { axisText, type Chart, FONT, fillOf, INK, isNarrow, lineOf, RULE, round, shorten } from './chart.ts';

const ROW = 30;

/** Lying bars: their labels are words, and words want room. */
export function bars({ bars: all, band }: Bars, width: number): Chart {
  const label = Math.min(width * 0.36, Math.max(40, ...all.map(({ label: text }) => text.length * 7)));
  const height = all.length * ROW + 44;
  const most = Math.max(1, band?.[1] ?? 0, ...all.map(({ value }) => value));
  return {
    width,
    height,
    option: {
      grid: { left: label + 12, right: 92, top: 8, bottom: 28 },
      xAxis: {
        type: 'value',
        min: (range) => Math.min(0, range.min),
        max: roundUp(most),
        axisLabel: { ...axisText, hideOverlap: true, formatter: (value: number) => String(round(value)) },
        splitLine: { lineStyle: { color: RULE } },
        splitNumber: isNarrow(width) ? 3 : 6,
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: all.map((bar) => shorten(bar.label, label)),
        axisLabel: { color: INK, fontSize: FONT, interval: 0 },
        axisTick: { show: false },
        axisLine: { lineStyle: { color: RULE } },
      },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: 18,
          data: all.map(({ value }) => {
            const tone = sideOf(value, band) === '' ? 'info' : 'bad';
            return { value, itemStyle: { color: fillOf(tone), borderColor: lineOf(tone), borderWidth: 1 } };
          }),
          label: {
            show: true,
            position: 'right',
            color: INK,
            fontSize: FONT,
            formatter: ({ dataIndex }) => {
              const value = all[dataIndex]?.value ?? 0;
              return `${round(value)}${sideOf(value, band)}`;
            },
          },
          ...(band && {
            markArea: {
              silent: true,
              itemStyle: {
                color: 'var(--band)',
                borderColor: lineOf('good'),
                borderWidth: 1,
                borderType: 'dashed' as const,
              },
              data: [[{ xAxis: band[0] }, { xAxis: band[1] }]],
            },
          }),
        },
      ],
    },
  };
}

/** To a number that an axis may end with: 163 is 200, 259 is 300. */
function roundUp(value: number): number {
  const half = 10 ** Math.floor(Math.log10(value)) / 2;
  return Math.ceil(value / half) * half;
}

/** Said in a word, not by colour alone. */
export function sideOf(value: number, band: Bars['band']): '' | ' ▼ below' | ' ▲ above' {
  if (!band || (value >= band[0] && value <= band[1])) return '';
  return value < band[0] ? ' ▼ below' : ' ▲ above';
}
