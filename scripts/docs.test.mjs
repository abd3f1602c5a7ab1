import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ERRORS } from '../src/errors/codes.ts';
import { errorsDocument, readmeWithLabs } from './docs.mjs';

test('docs/errors.md is up to date (else: npm run docs)', async () => {
  expect(await readFile(new URL('../docs/errors.md', import.meta.url), 'utf8')).toBe(errorsDocument(ERRORS));
});

test('the table of labs in README.md is up to date (else: npm run docs)', async () => {
  const [readme, labs] = await Promise.all(
    ['README.md', 'labs.yaml'].map((name) => readFile(new URL(`../${name}`, import.meta.url), 'utf8')),
  );
  expect(readme).toBe(readmeWithLabs(readme, labs));
});
