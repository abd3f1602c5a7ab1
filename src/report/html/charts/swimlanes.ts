import type { Swimlanes } from '../../../grading/types.ts';
import { type Chart, fillOf, lineOf, toneOf } from './chart.ts';
import { timeChart } from './time.ts';

export function swimlanes({ lanes, spans }: Swimlanes, width: number): Chart {
  const blocks = lanes.flatMap(({ blocks: own }, lane) =>
    own.map(({ label, fromMs, toMs, tone }) => {
      const paint = toneOf(tone, 0);
      return { lane, fromMs, toMs, text: label, fill: fillOf(paint), line: lineOf(paint) };
    }),
  );
  const times = [...blocks, ...spans].flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  return timeChart({
    width,
    fromMs: Math.min(0, ...times),
    toMs: Math.max(1, ...times),
    spans,
    ends: lanes.some(({ end }) => end !== undefined),
    main: {
      labels: lanes.map(({ label, end }) => ({ text: label, ...(end !== undefined && { end }) })),
      blocks,
    },
  });
}
