import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderFinding, languageFinding } from '../../src/commands/shared/examination/machine.ts';
import { hostFor } from '../support/host.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(`${tmpdir()}/archlab-doctor-`);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a tool that hangs keeps nobody waiting', async () => {
  writeFileSync(`${dir}/npm`, '#!/bin/sh\nexec /bin/sleep 60\n');
  chmodSync(`${dir}/npm`, 0o755);
  const host = { ...hostFor(dir), env: { PATH: dir } };
  expect(await languageFinding('typescript', host, new AbortController().signal, 200)).toMatchObject([
    {
      state: 'fair',
      says: 'the tools for typescript have not answered within 0.2 s',
      fix: expect.stringContaining('`npm --version`'),
    },
  ]);
});

test('a folder that cannot be had', async () => {
  expect(await folderFinding('cache', '/dev/null/archlab')).toMatchObject({
    state: 'bad',
    says: expect.stringContaining('cache folder /dev/null/archlab cannot be used'),
    fix: expect.stringContaining('mkdir -p'),
  });
});
