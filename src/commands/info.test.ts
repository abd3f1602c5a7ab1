import { expect, test } from 'vitest';
import type { Chapter, LabEntry } from '../catalogue/types.ts';
import { PLAIN } from '../report/style.ts';
import { render } from './info.ts';

const lab: LabEntry = {
  id: 'small',
  title: 'A small lab',
  summary: 'One sentence.',
  level: 'beginner',
  minutes: [10, 20],
  languages: ['go'],
  servers: ['postgres'],
  memoryMb: 90,
  goals: ['do it again'],
  steps: [
    { id: 'one', title: 'First' },
    { id: 'two', title: 'Second' },
  ],
};
const chapter: Chapter = { number: 3, id: 'c', title: 'Chapter', platform: '', topics: [], labs: [lab], coming: [] };
const progress = { schema: 2, labs: { small: { one: { passedAt: '2026-11-27T11:12:00.000Z' } } } } as const;

test('story, system and contract stand before facts and steps', () => {
  const brief = {
    story: 'Once upon\na time.\n\nAnd then.',
    picture: ' a --> b',
    contract: [['gateway', 'GET /x', '200']],
  };
  expect(render({ chapter, lab, brief, progress }, PLAIN)).toMatchInlineSnapshot(`
    "A small lab (small, chapter 3: Chapter)

    One sentence.

    Once upon a time.

    And then.

    The system
       a --> b

    What your program answers
      gateway  GET /x
          200

      level     beginner
      time      10 to 20 minutes
      languages go
      servers   postgres
      memory    about 90 MB

    Afterwards you can
      - do it again

    Steps
      + 1  First  one
      - 2  Second  two

    Begin with:  archlab start small
    "
  `);
});

test('a README that has none of them leaves no gaps', () => {
  const text = render({ chapter, lab, brief: { story: '', picture: '', contract: [] }, progress }, PLAIN);
  expect(text).toContain('One sentence.\n\n  level');
});
