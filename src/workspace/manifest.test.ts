import { expect, test } from 'vitest';
import { parseManifest } from './manifest.ts';

const GOOD = 'lab: sharding\nlanguage: typescript\nrun: node main.js\n';

test('commands are a line or a list of words', async () => {
  expect(await parseManifest(`${GOOD}build: [npm, run, "my build"]\n`, 'archlab.yaml')).toEqual({
    lab: 'sharding',
    language: 'typescript',
    run: 'node main.js',
    build: ['npm', 'run', 'my build'],
  });
});

test.each([
  ['a misspelt key', 'lab: sharding\nlanguage: go\nrum: go run .\n', /line 3.*"rum".*"run"/],
  ['a missing key', 'lab: sharding\nlanguage: go\n', /lacks "run"/],
  ['an empty command', 'lab: sharding\nlanguage: go\nrun: ""\n', /line 3.*run/],
  ['a number for a command', 'lab: sharding\nlanguage: go\nrun: 5\n', /line 3.*run/],
  ['a word for the lab that cannot be one', 'lab: ../x\nlanguage: go\nrun: x\n', /line 1.*lab/],
  ['broken YAML', 'lab: sharding\nrun: [a\n', /line/],
  ['nothing', '', /archlab\.yaml/],
  ['text', 'hello', /archlab\.yaml, line 1/],
])('%s is refused with its line', async (_, text, message) => {
  await expect(parseManifest(text, 'archlab.yaml')).rejects.toMatchObject({
    code: 'WORKSPACE_MANIFEST',
    message: expect.stringMatching(message),
  });
});
