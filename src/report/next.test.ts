import { expect, test } from 'vitest';
import type { Verdict } from '../grading/verdict.ts';
import { nextLines } from './next.ts';
import { PLAIN } from './style.ts';
import { FAILED } from './verdicts.fixture.ts';

const steps = (passed: readonly number[], all = FAILED.steps.length) =>
  Array.from({ length: all }, (_, index) => ({
    number: index + 1,
    title: `Title ${index + 1}`,
    passed: passed.includes(index + 1),
  }));
const PASSED: Verdict = {
  ...FAILED,
  outcome: 'passed',
  steps: FAILED.steps.map((step) => ({ ...step, status: 'passed' })),
};
const only = (verdict: Verdict, number: number): Verdict => ({
  ...verdict,
  steps: verdict.steps.filter((step) => step.number === number),
});
const text = (verdict: Verdict, so: ReturnType<typeof steps>) => nextLines(verdict, so, PLAIN).join('\n');

test('after a failure: change and verify, or a hint for the step that failed', () => {
  expect(text(FAILED, steps([1]))).toBe(
    'Next: change your program, then archlab verify\nIf you are stuck: archlab hint 2',
  );
  expect(text(only(FAILED, 2), steps([1]))).toContain('then archlab verify --step 2');
});

test('after a pass: the next open step, then the whole, then the reference', () => {
  expect(text(only(PASSED, 1), steps([1]))).toBe('Next: step 2, Title 2: archlab verify --step 2');
  expect(text(only(PASSED, 3), steps([1, 2, 3]))).toContain('archlab verify, to see all');
  expect(text(PASSED, steps([1, 2, 3]))).toContain('archlab solution');
});

test('after an interruption: the same again; what says so itself needs no more', () => {
  expect(text({ ...FAILED, outcome: 'interrupted' }, steps([]))).toBe('Next: archlab verify');
  expect(text({ ...FAILED, outcome: 'inconclusive' }, steps([]))).toBe('');
});
