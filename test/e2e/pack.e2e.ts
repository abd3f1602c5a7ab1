import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stateOf, verdictOf } from './support/workspace.ts';
import { World } from './support/world.ts';

// The author's day, in order, with nothing but the packed package: each test goes on where the one before it ended.

let world: World;
let pack: string;
beforeAll(() => {
  world = new World('autorin');
  pack = world.path('meine übungen');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const inPack = (...args: string[]) => world.archlab(args, { cwd: pack, limitMs: 110_000 });
const change = (path: string, from: string | RegExp, to: string) => {
  const file = join(pack, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
};

test('lab new makes a pack, which lacks only its compiler', async () => {
  const made = await world.archlab(['lab', 'new', 'orders-queue', '--dir', pack]);
  expect(made, made.stderr).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('archlab lab check orders-queue'),
  });
  expect(await inPack('lab', 'check')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/esbuild is not installed[\s\S]*npm install[\s\S]*PACK_BUILD/),
  });
  // The package under test, which no registry has: as it was packed.
  const installed = join(dirname(inject('archlab')), '..');
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
  const manifest = JSON.parse(readFileSync(join(pack, 'package.json'), 'utf8'));
  manifest.devDependencies.archlab = `file:${join(installed, '../..', `archlab-${version}.tgz`)}`;
  writeFileSync(join(pack, 'package.json'), JSON.stringify(manifest));
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: pack, env: world.env });
});

test('the types of the kit are there', () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], { cwd: pack, stdio: 'pipe' });
});

test('the new lab passes its proof from the first moment', async () => {
  const checked = await inPack('lab', 'check', '--engine', 'local');
  expect(checked, checked.stdout + checked.stderr).toMatchObject({ code: 0 });
  expect(checked.stdout).toMatch(/all \d+ solutions came to what they must/);
  for (const name of [
    'starter/javascript',
    'reference/javascript',
    'right/plain-http',
    'wrong/guesses',
    'nothing/silent',
  ]) {
    expect(checked.stderr).toMatch(new RegExp(`${name} .* as expected`));
    expect(checked.stdout).toMatch(new RegExp(`${name} .* as expected`));
  }
});

test('a check that no longer catches what it must turns the proof red', async () => {
  change('src/labs/orders-queue/checks/honest.ts', 'status !== 503', 'status === undefined');
  const checked = await inPack('lab', 'check', 'orders-queue', '--engine', 'local', '--only', 'wrong/');
  expect(checked, checked.stderr).toMatchObject({ code: 1 });
  expect(checked.stdout).toContain('wrong work was not caught: 1b passed');
  expect(checked.stdout).toMatch(/wrong\/always-yes .* as expected/);
  change('src/labs/orders-queue/checks/honest.ts', 'status === undefined', 'status !== 503');
});

test('a changed failure text is shown beside the recorded one, and recorded when asked to', async () => {
  change('src/labs/orders-queue/checks/honest.ts', 'for nobody can know', 'since nobody can know');
  const only = ['lab', 'check', '--engine', 'local', '--only', 'guesses'];
  const differs = await inPack(...only);
  expect(differs.code).toBe(1);
  expect(differs.stdout).toMatch(/recorded:[\s\S]*for nobody can know[\s\S]*now:[\s\S]*since nobody can know/);
  expect(await inPack(...only, '--record')).toMatchObject({ code: 0 });
  expect(await inPack(...only)).toMatchObject({ code: 0 });
});

test.each([
  [
    'a check without a wrong solution',
    () => rmSync(join(pack, 'test/labs/orders-queue/wrong/guesses'), { recursive: true }),
    /check 1b .* has no wrong solution of its own/,
  ],
  [
    'a proof of a check there is not',
    () => change('test/labs/orders-queue/wrong/remembers/proof.yaml', '1a', '1z'),
    /proof\.yaml, line 4:\s+expect\.check is "1z"; allowed: 1a, 1b/,
  ],
])('%s is refused before anything is started', async (_, spoil, message) => {
  spoil();
  expect(await inPack('lab', 'check')).toMatchObject({ code: 4, stderr: expect.stringMatching(message) });
});

test("archlab's own labs cannot be proved with the published package, and a sentence says so", async () => {
  expect(await world.archlab(['lab', 'check', 'sharding'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("does not carry the proofs of archlab's own labs"),
  });
});

test('the lab can be learnt: list, start, verify, stop; the workspace knows its pack from anywhere', async () => {
  expect((await inPack('list')).stdout).toContain('orders-queue');
  expect((await world.archlab(['list'])).stdout).not.toContain('orders-queue');
  const listed = await world.archlab(['list'], { env: { ARCHLAB_PACKS: pack } });
  expect(listed.stdout).toContain('orders-queue');
  const dir = world.path('workspace');
  const started = await world.archlab(['start', 'orders-queue', '--pack', pack, '--dir', dir, '--engine', 'local']);
  expect(started, started.stderr).toMatchObject({ code: 0 });
  const failed = await world.archlab(['verify', '--json', '--dir', dir]);
  expect(failed, failed.stderr).toMatchObject({ code: 1 });
  expect(verdictOf(failed)).toMatchObject({ lab: 'orders-queue', outcome: 'failed' });
  const shown = await world.archlab(['solution', '--yes'], { cwd: dir });
  expect(shown.stdout).toContain('AbortSignal.timeout');
  writeFileSync(
    join(dir, 'src/stock.mjs'),
    readFileSync(join(pack, 'templates/orders-queue/solution/javascript/src/stock.mjs')),
  );
  const passed = await world.archlab(['verify'], { cwd: dir });
  expect(passed, passed.stdout).toMatchObject({ code: 0 });
  expect((await world.archlab(['status'], { cwd: dir })).stdout).toContain('orders-queue');
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(stateOf(dir).phase).toBe('stopped');
});

test('when the pack has gone, the workspace says so, and can be stopped', async () => {
  const cwd = world.path('workspace');
  writeFileSync(
    join(cwd, 'archlab.yaml'),
    readFileSync(join(cwd, 'archlab.yaml'), 'utf8').replace(/^pack:.*/m, 'pack: ../gone'),
  );
  expect(await world.archlab(['start'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/There is no lab "orders-queue"[\s\S]*pack/),
  });
  expect(await world.archlab(['stop'], { cwd })).toMatchObject({ code: 0 });
});
