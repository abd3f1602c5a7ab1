import type { Tone } from '../../grading/types.ts';
import { ACTORS } from './charts/chart.ts';

// A fill for each tone and each actor, made of the page's colours, so that a picture follows the scheme of its reader
// without being drawn again. The patterns differ, for nobody may have to tell colours apart.

const RISING = 'M-2 2l4-4M0 8l8-8M6 10l4-4';
const FALLING = 'M-2 6l4 4M0 0l8 8M6-2l4 4';
const DOTS = 'M2 2h.01M6 6h.01';
const LEVEL = 'M0 2h8M0 6h8';
const UPRIGHT = 'M2 0v8M6 0v8';
const PLAIN = '';

const TONES: Readonly<Record<Tone, string>> = {
  good: PLAIN,
  warn: DOTS,
  bad: RISING,
  info: LEVEL,
  quiet: FALLING,
};
const ACTOR_MARKS = [PLAIN, LEVEL, DOTS, UPRIGHT, RISING, FALLING];

export function patterns(): string {
  const all = [
    ...Object.entries(TONES).map(([tone, marks]) => pattern(`tone-${tone}`, `--${tone}`, marks)),
    ...Array.from({ length: ACTORS }, (_, n) => pattern(`actor-${n}`, `--actor-${n}`, ACTOR_MARKS[n] ?? PLAIN)),
    pattern('witness', '--quiet', `${RISING}${FALLING}`),
  ];
  // Not display: none, for then browsers do not paint with them.
  return `<svg aria-hidden="true" focusable="false" width="0" height="0" class="patterns"><defs>${all.join('')}</defs></svg>`;
}

function pattern(id: string, colour: string, marks: string): string {
  const lines =
    marks && `<path d="${marks}" stroke="var(${colour})" stroke-width="1.4" stroke-linecap="round" opacity=".55"/>`;
  return `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="var(${colour}-fill)"/>${lines}</pattern>`;
}
