import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { briefOf } from './brief.ts';

const README = `# Title

The story, in
two lines.

## The system

\`\`\`
  a --> b
\`\`\`

## Your program

### Contract

| request        | reply                |
| -------------- | -------------------- |
| \`PUT /x/{id}\`  | **always** 200 \`{}\`  |
| \`GET /healthz\` | 200                  |

More.

| another | table |
| ------- | ----- |
| no      | no    |
`;

test('story, picture and contract', () => {
  expect(briefOf(README)).toEqual({
    story: 'The story, in\ntwo lines.',
    picture: '  a --> b',
    contract: [
      ['PUT /x/{id}', 'always 200 {}'],
      ['GET /healthz', '200'],
    ],
  });
});

test('what is not there is empty', () => {
  expect(briefOf('# Title\n')).toEqual({ story: '', picture: '', contract: [] });
});

const templates = new URL('../../templates/', import.meta.url);

test.each(readdirSync(templates))('the README of %s has all three', (lab) => {
  const { story, picture, contract } = briefOf(readFileSync(new URL(`${lab}/README.md`, templates), 'utf8'));
  expect(story.length).toBeGreaterThan(100);
  expect(picture.split('\n').length).toBeGreaterThan(5);
  expect(contract.some((row) => row.includes('GET /healthz'))).toBe(true);
});
