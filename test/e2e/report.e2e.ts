import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { FAILED, PASSED } from '../../src/report/verdicts.fixture.ts';
import { startedWorkspace } from './support/workspace.ts';
import { World } from './support/world.ts';

// The report as a file: made, kept, found and opened, and what is said when that cannot be.

let world: World;
let dir: string;
let report: string;
beforeAll(async () => {
  world = new World('report');
  dir = await startedWorkspace(world);
  report = join(dir, '.archlab/report.html');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function keepVerdict(name: string, verdict: object): string {
  const file = join(dir, '.archlab/verdicts', `${name}.json`);
  mkdirSync(join(dir, '.archlab/verdicts'), { recursive: true });
  writeFileSync(file, JSON.stringify(verdict));
  return file;
}

test('outside of a workspace', async () => {
  expect(await world.archlab(['report'])).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringContaining('WORKSPACE_NONE'),
  });
});

test('before the first verify', async () => {
  expect(await world.archlab(['report'], { cwd: dir })).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/nothing was\s+verified[\s\S]*archlab verify[\s\S]*WORKSPACE_NOT_VERIFIED/),
  });
});

test.each([
  ['a file that is in the way', 'archlab.yaml/report.html'],
  ['a folder of that name', 'src'],
])('a report that could not be written is refused before anything runs: %s', async (_, path) => {
  const refused = await world.archlab(['verify', '--report', `html=${path}`], { cwd: dir });
  expect(refused, refused.stderr).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/cannot write[\s\S]*MACHINE_FILES/),
  });
  expect(existsSync(join(dir, '.archlab/verdicts'))).toBe(false);
});

test('a verify keeps its report, and writes the one that was asked for; no file is left half-way', async () => {
  const failed = await world.archlab(['verify', '--report', 'html=out/a report.html'], { cwd: dir });
  expect(failed, failed.stderr).toMatchObject({ code: 1, stdout: expect.stringContaining('archlab report') });
  for (const file of [report, join(dir, 'out/a report.html')]) {
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toMatch(/archlab verify --step 1a --seed \d+/);
  }
  expect(readdirSync(join(dir, 'out'))).toEqual(['a report.html']);
  const html = await world.archlab(['verify', '--step', '1a', '--format', 'html'], { cwd: dir });
  expect(html).toMatchObject({ code: 1, stdout: expect.stringMatching(/^<!doctype html>[\s\S]*<\/html>\n$/) });
});

test('report says where it is; it is not drawn again without need', async () => {
  const before = statSync(report).mtimeMs;
  expect(await world.archlab(['report'], { cwd: dir })).toMatchObject({ code: 0, stdout: `${report}\n`, stderr: '' });
  const json = await world.archlab(['report', '--json'], { cwd: dir });
  expect(JSON.parse(json.stdout)).toEqual({ file: report, opened: false });
  expect(statSync(report).mtimeMs).toBe(before);
});

test('a verdict newer than the report is drawn', async () => {
  const file = keepVerdict('9990', { ...FAILED, lab: 'drawn anew' });
  const soon = Date.now() / 1000 + 5;
  utimesSync(file, soon, soon);
  expect(await world.archlab(['report'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(readFileSync(report, 'utf8')).toContain('drawn anew');
});

test.each([
  ['of another version', { ...PASSED, schema: 'archlab.verdict/2' }],
  ['that is damaged', { schema: 'archlab.verdict/1' }],
])('a verdict %s: no older one is shown instead', async (_, verdict) => {
  const file = keepVerdict('9999', verdict);
  const refused = await world.archlab(['report'], { cwd: dir });
  expect(refused).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/another version[\s\S]*archlab verify[\s\S]*WORKSPACE_VERDICT/),
  });
  expect(refused.stderr.replace(/\s/g, '')).toContain(file.replace(/\s/g, ''));
  writeFileSync(file, JSON.stringify(FAILED));
});

test('a person at a terminal with a desktop: it is opened there; otherwise its path is printed', async () => {
  const bin = world.path('bin');
  const opened = world.path('opened.txt');
  mkdirSync(bin);
  const opener = join(bin, 'xdg-open');
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${opened}'\n`);
  chmodSync(opener, 0o755);
  const atTerminal = (args: string, env: Record<string, string>) => {
    const settings = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const line = `exec env ${settings.join(' ')} '${process.execPath}' '${inject('archlab')}' report ${args}`;
    const options = { cwd: dir, env: { ...world.env, TERM: 'xterm' }, encoding: 'utf8', input: '' } as const;
    const done = spawnSync('script', ['-qefc', line, '/dev/null'], options);
    return { code: done.status, screen: done.stdout.replaceAll('\r', '') };
  };
  const desktop = { DISPLAY: ':7', PATH: `${bin}:${world.env.PATH}` };
  expect(atTerminal('--no-open', desktop)).toEqual({ code: 0, screen: `${report}\n` });
  expect(atTerminal('', { ...desktop, DISPLAY: '' })).toEqual({ code: 0, screen: `${report}\n` });
  expect(existsSync(opened)).toBe(false);
  expect(atTerminal('', desktop)).toEqual({ code: 0, screen: `Opening ${report}\n` });
  await eventually(() => existsSync(opened), { limitMs: 5000, what: 'xdg-open was called' });
  expect(readFileSync(opened, 'utf8')).toBe(`${report}\n`);
  const nothing = world.path('nothing to open with');
  mkdirSync(nothing);
  expect(atTerminal('', { DISPLAY: ':7', PATH: nothing })).toEqual({ code: 0, screen: `${report}\n` });
});
