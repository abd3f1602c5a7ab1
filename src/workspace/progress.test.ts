import { expect, test } from 'vitest';
import { FAILED } from '../report/verdicts.fixture.ts';
import { parseProgress, withHint, withVerdict } from './progress.ts';

test('steps are entered until they pass; the first pass counts; hints and unknown records stay', () => {
  const before = parseProgress(
    JSON.stringify({
      schema: 2,
      later: 'field',
      labs: {
        sharding: { 'route-by-key': { hints: 1 }, 'a-step-of-the-future': { passedAt: 'then', note: 7 } },
        'unknown-lab': { x: { passedAt: 'then' } },
      },
    }),
    'f',
  );
  const after = withVerdict(before, FAILED);
  expect(after).toEqual({
    schema: 2,
    later: 'field',
    labs: {
      sharding: {
        'route-by-key': { hints: 1, triedAt: FAILED.startedAt, runs: 1, passedAt: FAILED.startedAt },
        'spread-evenly': { triedAt: FAILED.startedAt, runs: 1 },
        'a-step-of-the-future': { passedAt: 'then', note: 7 },
      },
      'unknown-lab': { x: { passedAt: 'then' } },
    },
  });
  const again = withVerdict(after, { ...FAILED, startedAt: 'later' });
  expect(again.labs.sharding).toEqual({
    ...after.labs.sharding,
    'spread-evenly': { triedAt: FAILED.startedAt, runs: 2 },
  });
  const steps = FAILED.steps.map((step) => ({ ...step, status: 'passed' as const }));
  expect(withVerdict(again, { ...FAILED, steps, startedAt: 'at last' }).labs.sharding).toEqual({
    ...after.labs.sharding,
    'spread-evenly': { triedAt: FAILED.startedAt, runs: 3, passedAt: 'at last' },
    'ask-everybody': { triedAt: 'at last', runs: 1, passedAt: 'at last' },
  });
});

test.each(['inconclusive', 'errored', 'interrupted', 'not-run'] as const)(
  'a step that is %s was not tried',
  (status) => {
    const before = parseProgress('{"schema":2,"labs":{}}', 'f');
    const steps = FAILED.steps.map((step) => ({ ...step, status }));
    expect(withVerdict(before, { ...FAILED, steps })).toEqual(before);
  },
);

test('hints are counted', () => {
  const once = withHint(parseProgress('{"schema":2,"labs":{}}', 'f'), 'sharding', 'grow');
  expect(withHint(once, 'sharding', 'grow').labs).toEqual({ sharding: { grow: { hints: 2 } } });
});

test('a file of schema 1 is lifted; what it held besides stays', () => {
  const old = { schema: 1, since: '2026', passed: { sharding: { grow: '2026-01-01' } } };
  expect(parseProgress(JSON.stringify(old), 'f')).toEqual({
    schema: 2,
    since: '2026',
    labs: { sharding: { grow: { passedAt: '2026-01-01' } } },
  });
});

test.each([
  ['damaged', '{'],
  ['of a newer archlab', '{"schema":3,"labs":{}}'],
  ['no progress', '[]'],
  ['null', 'null'],
])('a file that is %s is refused, so never overwritten', (_, text) => {
  expect(() => parseProgress(text, 'progress.json')).toThrow(expect.objectContaining({ code: 'MACHINE_FILES' }));
});
