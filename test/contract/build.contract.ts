import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

test('a broken labs.yaml fails the build with file, line and the nearest word', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'archlab-build-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const name of ['src', 'scripts', 'bin', 'package.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const lines = readFileSync(join(root, 'labs.yaml'), 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes('platform:'));
  lines[at] = lines[at]!.replace('platform:', 'platfrom:');
  writeFileSync(join(copy, 'labs.yaml'), lines.join('\n'));
  const built = promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: copy });
  const { code, stderr } = (await built.catch((error: unknown) => error)) as { code: number; stderr: string };
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`labs\\.yaml, line ${at + 1}[\\s\\S]*"platform"`));
});
