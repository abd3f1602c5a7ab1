import { expect, test } from 'vitest';
import type { Catalogue, LabEntry } from '../../catalogue/types.ts';
import { PLAIN } from '../../report/style.ts';
import { learnerReport, renderLearner } from './learner.ts';

const lab = (id: string, ...steps: string[]): LabEntry => ({
  id,
  title: `Title of ${id}`,
  summary: '',
  level: 'beginner',
  minutes: [1, 2],
  languages: ['typescript'],
  servers: [],
  memoryMb: 1,
  goals: [],
  steps: steps.map((step) => ({ id: step, title: `Do ${step}` })),
});
const chapter = (number: number, labs: readonly LabEntry[]) => ({
  number,
  id: `c${number}`,
  title: `Chapter ${number}`,
  platform: '',
  topics: [],
  labs,
  coming: [],
});
const CATALOGUE: Catalogue = {
  chapters: [chapter(1, [lab('begun', 'a', 'b', 'c'), lab('untouched', 'x')]), chapter(2, [])],
};
const BEGUN = {
  schema: 2,
  labs: {
    begun: {
      a: { triedAt: '2026-11-27T10:00:00.000Z', passedAt: '2026-11-27T11:12:00.000Z', runs: 7, hints: 2 },
      b: { triedAt: '2026-11-27T11:12:00.000Z', runs: 1, hints: 1 },
      gone: { passedAt: '2026-01-01T00:00:00.000Z', hints: 9 },
    },
  },
} as const;
const text = (progress: Parameters<typeof learnerReport>[1]) =>
  renderLearner(learnerReport(CATALOGUE, progress), PLAIN);

test('chapters, labs, steps, time, runs and hints; a step that is no more counts nowhere', () => {
  expect(text(BEGUN)).toMatchInlineSnapshot(`
    "1  Chapter 1
         begun  Title of begun: 1 of 3 steps, 1 h 12 min, 3 hints
           +  1  Do a  2026-11-27  1 h 12 min, 7 runs, 2 hints
           -  2  Do b              1 run, 1 hint
           -  3  Do c
         untouched  Title of untouched, not begun
    2  Chapter 2
         no lab yet

    1 of 4 steps passed.
    How it is measured: from the first run of a step until it passed.
    "
  `);
});

test('the document has the same, in numbers', () => {
  expect(learnerReport(CATALOGUE, BEGUN)).toMatchObject({
    passed: 1,
    of: 4,
    chapters: [
      {
        labs: [
          {
            id: 'begun',
            passed: 1,
            seconds: 4320,
            hints: 3,
            steps: [
              { id: 'a', seconds: 4320, runs: 7, hints: 2 },
              { id: 'b', runs: 1 },
              { id: 'c', runs: 0, hints: 0 },
            ],
          },
          { id: 'untouched', passed: 0, seconds: 0 },
        ],
      },
      { labs: [] },
    ],
  });
});

test('what an older archlab recorded has no time, and a clock set back gives no negative one', () => {
  const a = (step: object) =>
    learnerReport(CATALOGUE, { schema: 2, labs: { begun: { a: step } } }).chapters[0]?.labs[0];
  expect(a({ passedAt: '2026-11-27T11:12:00.000Z' })).toMatchObject({ passed: 1, seconds: 0 });
  const back = { triedAt: '2026-11-27T11:12:00.000Z', passedAt: '2026-11-27T11:00:00.000Z' };
  expect(a(back)).toMatchObject({ seconds: 0 });
});

test.each([
  ['2026-11-27T10:00:20.000Z', '1 min'],
  ['2026-11-27T10:59:00.000Z', '59 min'],
  ['2026-11-29T11:00:00.000Z', '2 days'],
])('a time until %s reads %s', (passedAt, read) => {
  const steps = { a: { triedAt: '2026-11-27T10:00:00.000Z', passedAt, runs: 2 } };
  expect(text({ schema: 2, labs: { begun: steps } })).toContain(`, ${read}\n`);
});
