import { expect, test } from 'vitest';
import type { Evidence } from '../../grading/types.ts';
import type { CheckVerdict, Status, StepVerdict } from '../../grading/verdict.ts';
import { PASSED } from '../verdicts.fixture.ts';
import { renderHtml } from './html.ts';
import { picturesOf } from './pictures.ts';

const bars = (title: string): Evidence => ({ kind: 'bars', title, bars: [{ label: 'x', value: 1 }] });
const check = (id: string, status: Status, ...titles: readonly string[]): CheckVerdict => ({
  id,
  title: id,
  status,
  durationMs: 1,
  exposed: {},
  evidence: titles.map(bars),
});
const step = (...checks: readonly CheckVerdict[]): StepVerdict => ({
  number: 1,
  id: 'one',
  title: 'One',
  status: 'passed',
  durationMs: 1,
  checks,
});
const chosen = (...checks: readonly CheckVerdict[]) =>
  picturesOf(step(...checks)).map(({ check: { id }, open, folded, elsewhere }) => [
    id,
    open.map(({ title }) => title),
    folded.map(({ title }) => title),
    elsewhere,
  ]);

test('a step that passed opens with one picture; the others are a click away', () => {
  expect(chosen(check('1a', 'passed'), check('1b', 'passed', 'A', 'B'), check('1c', 'passed', 'C'))).toEqual([
    ['1a', [], [], []],
    ['1b', ['A'], ['B'], []],
    ['1c', [], ['C'], []],
  ]);
});

test.each(['failed', 'inconclusive', 'errored', 'interrupted'] as const)(
  'a check that %s shows all of its pictures, and they come before any other',
  (status) => {
    expect(chosen(check('1a', 'passed', 'A'), check('1b', status, 'B', 'C'), check('1c', 'not-run'))).toEqual([
      ['1a', [], ['A'], []],
      ['1b', ['B', 'C'], [], []],
      ['1c', [], [], []],
    ]);
  },
);

test('of a step that passed the picture that can be taken in at a glance is opened, and a long one where there is no other', () => {
  const lanes: Evidence = { kind: 'swimlanes', title: 'L', lanes: [], spans: [] };
  const long = { ...check('1a', 'passed'), evidence: [lanes, bars('A')] };
  expect(chosen(long)).toEqual([['1a', ['A'], ['L'], []]]);
  expect(chosen({ ...long, evidence: [lanes] })).toEqual([['1a', ['L'], [], []]]);
});

test('the same picture is shown once, at the check that did not pass', () => {
  expect(chosen(check('1a', 'passed', 'A'), check('1b', 'failed', 'A'))).toEqual([
    ['1a', [], [], ['A']],
    ['1b', ['A'], [], []],
  ]);
});

test('on the page: folded pictures are drawn once, can be reached with the keyboard, and are named where they are folded', () => {
  const page = renderHtml([
    { ...PASSED, steps: [step(check('1a', 'passed', 'A', 'B', 'C'), check('1b', 'passed', 'C'))] },
  ]);
  expect(page.match(/<div class="(wide|narrow)"><svg/g)).toHaveLength(2);
  expect(page.match(/<div class="slide" role="region" tabindex="0" aria-label="[BC]">/g)).toHaveLength(2);
  expect(page).toContain('<summary>2 pictures: <bdi>B</bdi>; <bdi>C</bdi></summary>');
  expect(page).toContain('Its picture “<bdi>C</bdi>” is in this step already.');
});
