import { expect, test } from 'vitest';
import type { Case } from '../../model/rig.ts';
import { caseOf } from '../../model/testing.ts';
import { whoPassed } from './hints.ts';

interface One {
  readonly at: number;
  /** When it was captured; it was refused if that is missing. */
  readonly captured?: number;
  readonly instance?: string;
}

const hintFor = (...run: One[]) =>
  whoPassed({
    cases: run.map(({ captured, instance = 'limit-1' }, i): Case => {
      const one = captured === undefined ? caseOf(i, 'FAILED', 'limit_exceeded') : caseOf(i, 'COMPLETED');
      return { ...one, posting: { ...one.posting, instance } };
    }),
    passages: run.map(({ at, captured }) => ({ answeredAt: at, capturedAt: captured })),
    room: 3,
    latencyMs: 20,
  });

test('as many as fit at each instance', () => {
  const three = (instance: string) => [1, 2, 3].map((at) => ({ at, captured: 900, instance }));
  const refused = { at: 9, instance: 'limit-1' };
  expect(hintFor(...three('limit-1'), ...three('limit-2'), refused)).toBe(
    'limit-1 and limit-2 let exactly 3 pass each, as many as the limit allows one of them alone. What does each of them know of those that the other let pass?',
  );
  const fourth = { at: 4, captured: 900, instance: 'limit-2' };
  expect(hintFor(...three('limit-1'), ...three('limit-2'), fourth, refused)).toBeUndefined();
  expect(hintFor(...three('limit-1'), refused)).toBeUndefined();
  // Three and three by chance: nobody was refused before three had been captured.
  expect(hintFor(...three('limit-1'), ...three('limit-2'), { ...refused, at: 901 })).toBeUndefined();
});

const inTurn = [0, 60, 120, 185, 250].map((at) => ({ at, captured: at + 150 }));

test('one after the other, and nobody refused before as many as fit were captured', () => {
  expect(hintFor(...inTurn.toReversed(), { at: 310 }, { at: 370 })).toBe(
    'The 5 that passed first were answered one after the other, 60 ms apart or more, and the first refusal came only when 3 of them had been captured. When is your sum read, and from when on does a transfer count in it?',
  );
});

test('nothing follows when they came in heaps, when refusals came earlier, or when there were none', () => {
  expect(hintFor(...inTurn, { at: 255, captured: 400 }, { at: 310 })).toBeUndefined();
  expect(hintFor(...inTurn, { at: 260 })).toBeUndefined();
  expect(hintFor(...inTurn)).toBeUndefined();
  expect(hintFor(...inTurn.slice(0, 3), { at: 310 })).toBeUndefined();
});
