import { expect, test } from 'vitest';
import type { Posting } from '../../model/api.ts';
import { caseOf } from '../../model/testing.ts';
import { laterPost, whichTroubles } from './hints.ts';
import type { Trouble } from './losses.ts';

const posting = (id: string | undefined): Posting => ({
  ...{ instance: 'retry', status: 202, id, code: undefined, told: 'status 202' },
});
const posts = (...ids: (string | undefined)[]) => laterPost(ids.map(posting));

test('the later POST tells a race from a key that is never found, and from one that is soon forgotten', () => {
  expect(posts('t-1', 't-2', 't-3', 't-2')).toBe(
    'The POST that came later, when the ten had been answered, got an id that was known: a key that has been stored is found. Only those of the same moment missed each other. Who decides which of two that both find nothing is the first?',
  );
  expect(posts('t-1', 't-2', 't-3', 't-4')).toMatch(
    /made a transfer of its own as well\. .* is the key asked for at all/,
  );
  expect(posts('t-1', 't-1', 't-1', 't-2')).toMatch(/^The ten that came at once got one id, .* and then no more\./);
});

test('nothing follows from one id, or where an answer had none', () => {
  expect(posts('t-1', 't-1', 't-1')).toBeUndefined();
  expect(posts('t-1', undefined, 't-1')).toBeUndefined();
  expect(posts('t-1', 't-2', undefined)).toBeUndefined();
  expect(posts()).toBeUndefined();
});

const TROUBLES: readonly Trouble[] = ['hold', 'screening', 'credit', 'capture', 'unavailable'];
const both = TROUBLES.flatMap((trouble) => [trouble, trouble]);
/** Two transfers for each trouble: FAILED are those with these troubles. */
const failing = (...failed: Trouble[]) =>
  both.map((trouble, i) => caseOf(1000 + i, failed.includes(trouble) ? 'FAILED' : 'COMPLETED'));

test('which missing answers are survived', () => {
  expect(whichTroubles(failing('credit', 'unavailable'), both)).toBe(
    'The transfers that lost the reply to the credit are FAILED, those that lost the reply to the hold or the screening or the capture are all COMPLETED. So not all of your calls read silence in the same way: what comes after it there, and what elsewhere?',
  );
  expect(whichTroubles(failing('hold'), both)).toMatch(
    /^The transfers that lost the reply to the hold are FAILED, those/,
  );
  expect(whichTroubles(failing('unavailable'), both)).toMatch(/gets over silence, but not over a 503/);
  expect(whichTroubles(failing('hold', 'screening', 'credit', 'capture'), both)).toMatch(
    /^The transfers that lost .* gets over a 503, but not over silence/,
  );
});

test('no line is drawn where it is not clean', () => {
  expect(whichTroubles(failing(), both)).toBeUndefined();
  expect(whichTroubles(failing(...TROUBLES), both)).toBeUndefined();
  const oneOfTwo = failing('credit').with(4, caseOf(1004, 'COMPLETED'));
  expect(whichTroubles(oneOfTwo, both)).toBeUndefined();
  const pending = failing('credit').with(0, caseOf(1000, 'PENDING'));
  expect(whichTroubles(pending, both)).toBeUndefined();
});
