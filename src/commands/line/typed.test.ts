import { expect, test } from 'vitest';
import { COMMANDS } from './table.ts';
import { asTyped } from './typed.ts';

const NPX = { npm_command: 'exec', npm_lifecycle_event: 'npx' };

test.each([
  ['cd x && archlab verify', 'cd x && npx archlab verify'],
  ['Run `archlab start`: it clears', 'Run `npx archlab start`: it clears'],
  ['run npx archlab list', 'run npx archlab list'],
  ['archlab itself failed; archlab-demo status', 'archlab itself failed; archlab-demo status'],
])('by npx: %s', (text, typed) => {
  expect(asTyped(text, NPX, COMMANDS)).toBe(typed);
});

test('otherwise, also in a script of npm: as it is', () => {
  for (const env of [{}, { npm_command: 'run-script', npm_lifecycle_event: 'grade' }]) {
    expect(asTyped('archlab verify', env, COMMANDS)).toBe('archlab verify');
  }
});
