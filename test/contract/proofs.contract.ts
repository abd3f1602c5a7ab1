import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listProofs } from '../../src/proving/proof.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archlab-proof-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), text);
}

const list = () => listProofs(dir, { languages: ['go', 'python'], checks: ['1a', '1b'] });

test('starter and reference in each language, then what the folders hold', async () => {
  await put('wrong/late/proof.yaml', 'base: reference\nabout: late\nexpect: { check: 1b }\nalso: [1a]\n');
  await put(
    'nothing/silent/proof.yaml',
    'base: none\nabout: silent\nexpect: fail-everywhere\nlanguage: lua\nrun: lua x\n',
  );
  await put('wrong/.DS_Store', '');
  const proofs = await list();
  expect(proofs.map(({ name, language }) => `${name} ${language}`)).toEqual([
    'starter/go go',
    'reference/go go',
    'starter/python python',
    'reference/python python',
    'nothing/silent lua',
    'wrong/late go',
  ]);
  expect(proofs.at(-1)?.expect).toEqual({ kind: 'fails', check: '1b', also: ['1a'] });
});

test.each([
  [
    'expect: { check: 1c }',
    /proof\.yaml, line 3: expect\.check is "1c"; allowed: 1a, 1b\. Did you mean "1a" or "1b"\?/,
  ],
  ['expect: pas', /line 3: expect is "pas"; allowed: pass, fail-everywhere\. Did you mean "pass"\?/],
  ['expects: pass', /line 3: unknown key "expects" in the file\. Did you mean "expect"\?/],
  ['expect: { chek: 1a }', /line 3: unknown key "chek" in expect\. Did you mean "check"\?/],
  ['expect: pass', /a solution in wrong\/ must have expect: \{ check: … \}/],
  ['expect: { check: 1a }\nalso: [1d]', /line 4: also\.0 is "1d"; allowed: 1a, 1b/],
])('%s is refused', async (line, message) => {
  await put('wrong/x/proof.yaml', `base: reference\nabout: x\n${line}\n`);
  await expect(list()).rejects.toMatchObject({ code: 'PACK_INVALID', message: expect.stringMatching(message) });
});

test('a solution without a proof.yaml is no proof', async () => {
  await put('right/x/main.go', '');
  await expect(list()).rejects.toThrow(/right\/x\/proof\.yaml is missing/);
});
