import { expect, test } from 'vitest';
import type { CheckVerdict, Status, Verdict } from '../grading/verdict.ts';
import { compare, mask, matchesRecorded } from './compare.ts';

const check = (id: string, status: Status): CheckVerdict => ({
  id,
  title: id,
  status,
  durationMs: 0,
  exposed: {},
  evidence: [],
});
const verdict = (...steps: [Status, ...[string, Status][]][]): Verdict => ({
  schema: 'archlab.verdict/1',
  archlab: '0',
  lab: 'x',
  language: 'typescript',
  engine: 'local',
  seed: 1,
  outcome: 'failed',
  startedAt: '',
  durationMs: 0,
  steps: steps.map(([status, ...checks], i) => ({
    number: i + 1,
    id: `${i}`,
    title: '',
    status,
    durationMs: 0,
    checks: checks.map(([id, s]) => check(id, s)),
  })),
});

const fails = { kind: 'fails', check: '2b', also: ['2c'] } as const;
const before: [Status, ...[string, Status][]] = ['passed', ['1a', 'passed']];

test('wrong work must be caught by the check it names', () => {
  expect(compare(fails, verdict(before, ['failed', ['2a', 'passed'], ['2b', 'failed']]))).toEqual([]);
  expect(compare(fails, verdict(before, ['passed', ['2a', 'passed'], ['2b', 'passed']]))).toEqual([
    'wrong work was not caught: 2b passed',
  ]);
});

test('nothing else may fail, but for what is listed beside it', () => {
  expect(compare(fails, verdict(before, ['failed', ['2a', 'failed'], ['2b', 'failed']]))).toEqual([
    'only 2b should have failed: 2a failed',
  ]);
  expect(compare(fails, verdict(before, ['failed', ['2b', 'failed'], ['2c', 'failed']]))).toEqual([]);
  expect(compare(fails, verdict(['failed', ['1a', 'inconclusive']], ['failed', ['2b', 'failed']]))).toHaveLength(1);
});

test('a bug of ours is never excused', () => {
  expect(compare(fails, verdict(before, ['errored', ['2b', 'failed'], ['2c', 'errored']]))).toHaveLength(1);
});

test('right work must pass everything', () => {
  expect(compare({ kind: 'passes' }, verdict(before, ['inconclusive', ['2a', 'inconclusive']]))).toEqual([
    'right work was not passed: 2a inconclusive',
  ]);
  expect(compare({ kind: 'passes' }, verdict(before))).toEqual([]);
});

test('doing nothing must fail every step', () => {
  expect(
    compare({ kind: 'fails-everywhere' }, verdict(['failed', ['1a', 'failed']], ['failed', ['2a', 'failed']])),
  ).toEqual([]);
  expect(
    compare(
      { kind: 'fails-everywhere' },
      verdict(['failed', ['1a', 'failed']], ['inconclusive', ['2a', 'inconclusive']]),
    ),
  ).toHaveLength(1);
});

test('ids, numbers and lists of them are masked, words stay', () => {
  expect(mask('u-17 was written through instance a (201); the row is on s1')).toBe(
    '# was written through instance a (#); the row is on #',
  );
  expect(mask('moved s0→s1 62, s1→s2 71 viewers')).toBe(mask('moved s2→s0 5 viewers'));
  expect(mask('one-shard reads')).toBe('one-shard reads');
});

test('a recorded text is compared word for word, but for what it leaves open within a line', () => {
  expect(
    matchesRecorded('the first: {{any}} for # (a+b).\nlook: x\n', 'the first: an event for # (a+b).\nlook: x\n'),
  ).toBe(true);
  expect(matchesRecorded('the first: {{any}} for #.\n', 'the first: an event for #.\nlook: y\n')).toBe(false);
  expect(matchesRecorded('the first: {{any}} for #.\n', 'the first:  for #.\n')).toBe(false);
  expect(matchesRecorded('GET # (a+b).\n', 'GET # (aab).\n')).toBe(false);
});
