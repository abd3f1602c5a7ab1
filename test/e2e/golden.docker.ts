import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { solve, startedWorkspace, stateOf, verdictOf } from './support/workspace.ts';
import { World } from './support/world.ts';

// The learner's day with Docker, in order: each test goes on where the one before it ended.
let world: World;
let dir: string;
beforeAll(() => {
  world = new World();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const docker = (...args: string[]) => execFileSync('docker', args, { cwd: dir, encoding: 'utf8' });
const owned = () => {
  const label = `label=archlab.workspace=${stateOf(dir).id}`;
  return ['ps -aq', 'volume ls -q', 'network ls -q'].map((list) =>
    docker(...list.split(' '), '--filter', label).trim(),
  );
};

test('start brings six containers up, on loopback only', async () => {
  dir = await startedWorkspace(world, 'mein shärding', 'docker');
  const ports = docker('ps', '--filter', `label=archlab.workspace=${stateOf(dir).id}`, '--format', '{{.Ports}}');
  expect(ports.match(/127\.0\.0\.1:\d+->5432/g)).toHaveLength(6);
  expect(ports).not.toContain('0.0.0.0:');
});

test('docker compose by hand sees the same stack', () => {
  expect(docker('compose', 'ps', '--services').trim().split('\n').sort()).toEqual([
    'catalog',
    's0',
    's1',
    's2',
    's3',
    's4',
  ]);
});

test('the starter fails the first check with the same words as on the local engine', async () => {
  const failed = await world.archlab(['verify', '--format', 'json'], { cwd: dir });
  expect(failed.code).toBe(1);
  expect(verdictOf(failed)).toMatchObject({
    engine: 'docker',
    steps: [{ checks: [{ id: '1a', status: 'failed' }, {}, {}] }, {}, {}, {}, {}, {}, {}],
  });
});

test('a container killed behind our back is noticed; start brings it back with its data', async () => {
  docker('kill', docker('compose', 'ps', '-q', 's1').trim());
  expect(await world.archlab(['verify'], { cwd: dir })).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('s1'),
  });
  expect(await world.archlab(['start'], { cwd: dir })).toMatchObject({ code: 0 });
});

test('the reference passes the first step', async () => {
  solve(dir);
  const passed = await world.archlab(['verify', '--step', '1'], { cwd: dir });
  expect(passed, passed.stdout).toMatchObject({ code: 0 });
});

test('logs and status speak of the containers', async () => {
  expect(await world.archlab(['logs', 's0'], { cwd: dir })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('ready to accept connections'),
  });
  expect(await world.archlab(['status'], { cwd: dir })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/s1 +running/),
  });
});

test('stop leaves nothing: no container, no volume, no network', async () => {
  const [containers, , networks] = owned();
  expect(containers).not.toBe('');
  expect(networks).not.toBe('');
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(owned()).toEqual(['', '', '']);
});
