import type { Evidence } from '../../grading/types.ts';
import type { Verdict } from '../../grading/verdict.ts';
import { visible } from '../escape.ts';

/** Longer labels than this explain nothing any more. */
const LABEL = 120;
/** A failure may quote a whole reply; a page that cannot be scrolled through helps nobody. */
const PROSE = 4000;

/** A verdict without texts that would drown all others. Nothing is escaped yet: that is done where HTML is made. */
export function shortened(verdict: Verdict): Verdict {
  return mapped(verdict, (text) => cut(text, PROSE)) as Verdict;
}

/** Evidence as a picture can show it: every text one visible line of bearable length, every number finite. */
export function cleanEvidence(evidence: Evidence): Evidence {
  return mapped(evidence, label) as Evidence;
}

/** One visible line of bearable length. */
export function label(text: string): string {
  return visible(cut(text, LABEL).replace(/\s+/g, ' '));
}

function mapped(value: unknown, text: (value: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return drawable(value);
  // JSON has no Infinity and no NaN: they come back from a file as null.
  if (value === null) return 0;
  if (Array.isArray(value)) return value.map((item) => mapped(item, text));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cut(key, LABEL), mapped(item, text)]));
}

/** Nothing real is beyond these, and axes cannot be divided there. */
function drawable(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) < 1e-6) return 0;
  return Math.max(-1e12, Math.min(1e12, value));
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not in the middle of a character that takes two places.
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}… (${(text.length - end).toLocaleString('en')} more characters)`;
}
