import type { EChartsOption } from 'echarts';
import type { Tone } from '../../../grading/types.ts';

/** What is drawn: pure data for the charting library, for one width. */
export interface Chart {
  readonly option: EChartsOption;
  readonly width: number;
  readonly height: number;
}

/** Every picture is drawn for a desk and for a phone; the page shows the one that fits. */
export const WIDE = 860;
export const NARROW = 336;

/** Below this there is no room for labels beside the picture, so they stand above its rows. */
export const isNarrow = (width: number) => width < 500;

export const FONT = 12;
export const INK = 'var(--ink)';
export const QUIET = 'var(--quiet-ink)';
export const RULE = 'var(--rule)';

/** Fills and lines are patterns and variables that the page defines (../css.ts, ../patterns.ts). */
export const fillOf = (tone: Tone) => `url(#tone-${tone})`;
export const lineOf = (tone: Tone) => `var(--${tone})`;

/** Whoever has no tone gets one by turn, never the ones that mean trouble. */
const TURN: readonly Tone[] = ['info', 'quiet', 'good'];
export const toneOf = (tone: Tone | undefined, index: number): Tone => tone ?? TURN[index % TURN.length] ?? 'info';

/** Colours for those who have a name and no meaning: services, nodes. */
export const ACTORS = 6;
export const actorFill = (index: number) => `url(#actor-${index % ACTORS})`;
export const actorLine = (index: number) => `var(--actor-${index % ACTORS})`;

export const axisText = { color: QUIET, fontSize: FONT };

/** Text that takes at most so many pixels. Without a screen nothing can be measured, so a letter counts 6.6 pixels. */
export function shorten(text: string, pixels: number): string {
  const most = Math.floor(pixels / 6.6);
  if (text.length <= most) return text;
  return most < 2 ? '' : `${text.slice(0, most - 1)}…`;
}

export const inBand = ([low, high]: readonly [number, number]) =>
  low === high ? String(round(low)) : `${round(low)} to ${round(high)}`;

export const seconds = (ms: number) => (Math.abs(ms) < 1000 ? `${round(ms)} ms` : `${round(ms / 1000)} s`);
export const round = (value: number) => Math.round(value * 100) / 100;
