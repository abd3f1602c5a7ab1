import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { identify, isAlive } from '../../src/host/processes.ts';
import { FAILED } from '../../src/report/verdicts.fixture.ts';
import { findWorkspace, findWorkspaceIfAny } from '../../src/workspace/find.ts';
import { takeLock, waitForLock } from '../../src/workspace/lock.ts';
import { workspacePaths } from '../../src/workspace/paths.ts';
import { applyScaffold, planScaffold, refuseToOverwrite } from '../../src/workspace/scaffold.ts';
import { endStrays, findStrays, MARK } from '../../src/workspace/strays.ts';
import { followFile, lastLinesOf } from '../../src/workspace/tail.ts';
import { starterFiles } from '../../src/workspace/template.ts';
import { keepVerdict, lastVerdict } from '../../src/workspace/verdicts.ts';
import { hostFor } from '../support/host.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archlab workspace ü '));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const file = (path: string, content: string) => ({ path, content, mode: 0o644 });

test('a workspace is found from any folder below it', async () => {
  await writeFile(join(dir, 'archlab.yaml'), '');
  await mkdir(join(dir, 'src/deep'), { recursive: true });
  expect((await findWorkspace(join(dir, 'src/deep'))).dir).toBe(dir);
  expect(await findWorkspaceIfAny(tmpdir())).toBeUndefined();
  await expect(findWorkspace(tmpdir())).rejects.toMatchObject({ code: 'WORKSPACE_NONE' });
});

test('the scaffold writes what is missing and never over what differs', async () => {
  const paths = workspacePaths(dir);
  const files = [file('archlab.yaml', 'lab'), file('src/a.ts', 'a'), file('b.md', 'b')];
  await writeFile(join(dir, 'b.md'), 'mine');
  const plan = await planScaffold(paths, files);
  expect(() => refuseToOverwrite(paths, plan)).toThrow(
    expect.objectContaining({ code: 'WORKSPACE_NOT_EMPTY', details: ['b.md'] }),
  );
  expect(await readdir(dir)).toEqual(['b.md']);
  const backup = await applyScaffold(paths, plan, new Date('2026-01-02T03:04:05Z'));
  expect(await readFile(join(dir, 'b.md'), 'utf8')).toBe('b');
  expect(await readFile(join(dir, 'src/a.ts'), 'utf8')).toBe('a');
  expect(backup).toBe(join(dir, '.archlab/backup/2026-01-02T03-04-05.000Z'));
  expect(await readFile(join(backup!, 'b.md'), 'utf8')).toBe('mine');
  expect(await planScaffold(paths, files)).toMatchObject({ create: [], differs: [] });
});

test('a folder in the place of a file is kept as well', async () => {
  const paths = workspacePaths(dir);
  await mkdir(join(dir, 'b.md'));
  await writeFile(join(dir, 'b.md/inside'), 'x');
  const backup = await applyScaffold(paths, await planScaffold(paths, [file('b.md', 'b')]), new Date());
  expect(await readFile(join(backup!, 'b.md/inside'), 'utf8')).toBe('x');
});

test('template: shared files, then those of the language; dotfiles get their names back', async () => {
  const root = join(dir, 'templates/lab-a');
  const write = async (path: string, content: string) => {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  };
  await write('README.md', 'read');
  await write('starter/go/archlab.yaml', 'lab: lab-a');
  await write('starter/go/_gitignore', 'node_modules');
  await write('starter/go/run.sh', '#!/bin/sh');
  await write('starter/go/node_modules/x/index.js', 'not part of it');
  await write('starter/typescript/main.ts', 'other language');
  await write('solution/go/main.go', 'secret');
  await chmod(join(root, 'starter/go/run.sh'), 0o755);
  const files = await starterFiles(hostFor(dir), 'lab-a', 'go');
  expect(files.map(({ path, mode }) => [path, mode.toString(8)])).toEqual([
    ['.gitignore', '644'],
    ['archlab.yaml', '644'],
    ['README.md', '644'],
    ['run.sh', '755'],
  ]);
  await expect(starterFiles(hostFor(dir), 'lab-a', 'cobol')).rejects.toMatchObject({
    code: 'USAGE_BAD_OPTION',
    fix: expect.stringContaining('go, typescript'),
  });
});

test('of two that want the lock one gets it; the other is told who has it', async () => {
  const lock = join(dir, 'lock');
  const mine = await takeLock(lock, process.pid, 'archlab start');
  await expect(takeLock(lock, process.pid, 'archlab verify')).rejects.toMatchObject({
    code: 'WORKSPACE_BUSY',
    message: expect.stringContaining(`archlab start\` (process ${process.pid})`),
  });
  await mine[Symbol.asyncDispose]();
  await using again = await takeLock(lock, process.pid, 'archlab verify');
  expect(again).toBeDefined();
  expect(await readdir(dir)).toEqual(['lock']);
});

test('the lock of a dead process is taken over, by one of many', async () => {
  const lock = join(dir, 'lock');
  await writeFile(lock, JSON.stringify({ pid: process.pid, startTime: 'of an earlier process', command: 'x' }));
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => takeLock(lock, process.pid, `c${index}`)),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a damaged lock does not lock for ever', async () => {
  const lock = join(dir, 'lock');
  await writeFile(lock, '{');
  await using taken = await takeLock(lock, process.pid, 'x');
  expect(taken).toBeDefined();
});

test('waiting for a lock ends when it becomes free', async () => {
  const lock = join(dir, 'lock');
  const first = await takeLock(lock, process.pid, 'first');
  let second: AsyncDisposable | undefined;
  const waiting = waitForLock(lock, process.pid, 'second').then((taken) => {
    second = taken;
  });
  await expect(waitForLock(lock, process.pid, 'third', 50)).rejects.toMatchObject({ code: 'WORKSPACE_BUSY' });
  expect(second).toBeUndefined();
  await first[Symbol.asyncDispose]();
  await waiting;
  await second?.[Symbol.asyncDispose]();
});

test('strays are found by their mark, also outside of their process group, and nobody else is', async () => {
  const start = (mark: string) =>
    spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env: { ...process.env, [MARK]: mark } });
  const [ours, theirs] = [start('abc'), start('abcd')];
  const [own, other] = [identify(ours.pid!)!, identify(theirs.pid!)!];
  const host = hostFor(dir);
  try {
    await eventually(async () => (await findStrays(host, 'abc')).length === 1, { limitMs: 5000, what: 'it is seen' });
    expect(await endStrays(host, 'abc')).toBe(1);
    expect([isAlive(own), isAlive(other)]).toEqual([false, true]);
  } finally {
    ours.kill('SIGKILL');
    theirs.kill('SIGKILL');
  }
});

test('of the verdicts the last twenty stay; a damaged one is passed over', async () => {
  const paths = workspacePaths(dir);
  expect(await lastVerdict(paths)).toBeUndefined();
  for (let day = 1; day <= 22; day++) {
    await keepVerdict(paths, { ...FAILED, startedAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z` });
  }
  expect(await readdir(paths.verdicts)).toHaveLength(20);
  await writeFile(join(paths.verdicts, '2026-02-01.json'), '{');
  expect((await lastVerdict(paths))?.startedAt).toBe('2026-01-22T00:00:00.000Z');
});

test('the end of a log, and what is added to it', async () => {
  const log = join(dir, 'a.log');
  await writeFile(log, 'one\ntwo\nthree\n');
  expect(await lastLinesOf(log, 2)).toEqual(['two', 'three']);
  expect(await lastLinesOf(log, 0)).toEqual([]);
  const seen: string[] = [];
  const stop = new AbortController();
  const following = followFile(log, (line) => seen.push(line), stop.signal);
  await eventually(() => seen.length === 3, { limitMs: 5000, what: 'the old lines' });
  await writeFile(log, 'vier ü\nhalf', { flag: 'a' });
  await eventually(() => seen.includes('vier ü'), { limitMs: 5000, what: 'the new line' });
  await writeFile(log, 'anew\n');
  await eventually(() => seen.includes('anew'), { limitMs: 5000, what: 'the line after it was emptied' });
  stop.abort();
  await following;
  expect(seen).not.toContain('half');
  expect((await stat(log)).size).toBe(5);
});
