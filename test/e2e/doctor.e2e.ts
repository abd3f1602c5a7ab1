import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Examination } from '../../src/commands/shared/examination/finding.ts';
import { pathWith } from './support/path.ts';
import { startedWorkspace } from './support/workspace.ts';
import { type Call, World } from './support/world.ts';

// What `archlab doctor` says of machines on which something is wrong.

let world: World;
beforeAll(() => {
  world = new World('doctor');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function examined(args: readonly string[], call?: Call): Promise<Examination & { readonly code: number | null }> {
  const { code, stdout, stderr } = await world.archlab(['doctor', '--json', ...args], call);
  expect(stdout, stderr).not.toBe('');
  return { code, ...(JSON.parse(stdout) as Examination) };
}

const NO_ENGINE = { DOCKER_HOST: 'unix:///nowhere' };

/** A Docker that works; `branches` come first. */
const docker = (branches: string) => ({
  docker: `${branches}
    version*) echo '{"Client":{},"Server":{"Version":"28.2.2","Os":"linux","Arch":"amd64"}}';;
    "compose version"*) echo 2.26.1;;
    info*) echo 8000000000;;
    "image inspect"*) echo linux/amd64;;
    *) exit 1;;`,
});

test('everything it says is documented, and whatever is not good has a fix', async () => {
  const { code, findings, labs } = await examined([], { env: NO_ENGINE });
  expect(code).toBe(0);
  const checks = findings.map(({ check }) => check);
  expect(checks).toEqual(
    expect.arrayContaining([
      'node',
      'language-typescript',
      'memory',
      'ports',
      'folder-cache',
      'folder-state',
      'leftovers',
    ]),
  );
  const all = [...findings, ...labs.flatMap(({ engines }) => engines.flatMap((engine) => engine.findings))];
  const page = readFileSync(join(import.meta.dirname, '../../docs/doctor.md'), 'utf8');
  for (const { check, state, fix } of all) {
    expect(page).toContain(`\`${check}\``);
    if (state !== 'good') expect(fix).toBeTruthy();
  }
  expect(labs.map(({ lab }) => lab)).toEqual(['circuit-breaker', 'saga', 'tracing', 'sharding']);
  for (const { state, engines } of labs) {
    expect(state).toBe('good');
    expect(engines.map(({ engine, state: one }) => [engine, one])).toEqual([
      ['local', 'good'],
      ['docker', 'bad'],
    ]);
  }
});

test('for a person: three groups, a line for each lab', async () => {
  const { stdout } = await world.archlab(['doctor'], { env: NO_ENGINE });
  expect(stdout).toMatch(/^This machine\n[\s\S]*\nDocker\n[\s\S]*unset DOCKER_HOST[\s\S]*\nLabs\n/);
  expect(stdout).toMatch(/^ ✔ sharding +about 250 MB of memory {2}local$/m);
  expect(await world.archlab(['doctor', '--lab', 'shardng'])).toMatchObject({ code: 2 });
});

test('one lab with a working Docker: engines, memory, downloads, and the command that pulls ahead', async () => {
  const missing = docker(
    `"image inspect"*node*) exit 1;; "image inspect"*) echo linux/amd64;; "manifest inspect"*) exit 0;;`,
  );
  const env = { PATH: pathWith(world, 'pull', missing) };
  const { stdout, code } = await world.archlab(['doctor', '--lab', 'saga'], { env });
  expect(code).toBe(0);
  expect(stdout).toContain('saga: about 350 MB of memory; with Docker its servers get at most 704 MB');
  expect(stdout).toContain('can be run by the local engine');
  expect(stdout).toMatch(
    /can be run by the docker engine \(pulls about 48 MB\)\n +> Before a lesson: `docker pull node:20-alpine`/,
  );
  expect(stdout).toContain('typescript about 42 MB');
  // Nothing else is on that PATH.
  expect(stdout).toMatch(/npm was not found[\s\S]*> Install npm/);
});

test.each<[string, Record<string, string>, RegExp, RegExp]>([
  ['no Docker', {}, /Docker is not installed/, /Install Docker: `.+`/],
  ['a fake', { docker: '*) echo hello;;' }, /does not answer as Docker/, /`which docker`/],
  [
    "the registry's limit",
    docker(`"image inspect"*) exit 1;; "manifest inspect"*) echo "toomanyrequests: limit" >&2; exit 1;;`),
    /its registry's limit is reached/,
    /docker login/,
  ],
  [
    'no network',
    docker(`"image inspect"*) exit 1;; "manifest inspect"*) echo "no such host" >&2; exit 1;;`),
    /is not on this machine and its registry does not offer it now/,
    /Check the network, then `docker pull/,
  ],
  [
    'images for another machine',
    docker('"image inspect"*) echo linux/arm64;;'),
    /made for linux\/arm64/,
    /--platform linux\/amd64/,
  ],
  [
    'a small virtual machine',
    docker('info*) echo 134217728;;'),
    /Docker has 128 MB of memory/,
    /colima start --memory/,
  ],
  ['no Compose', docker('compose*) exit 1;;'), /Compose v2 is missing/, /`sudo apt install docker-compose-v2`/],
])('Docker with %s: what it means for a lab, and the command', async (name, programs, says, fix) => {
  const { code, labs } = await examined(['--lab', 'saga'], { env: { PATH: pathWith(world, name, programs) } });
  expect(code).toBe(0);
  const [local, withDocker] = labs[0]?.engines ?? [];
  expect(local?.state).toBe('good');
  expect(withDocker?.state).not.toBe('good');
  expect(withDocker?.findings[0]?.says).toMatch(says);
  expect(withDocker?.findings[0]?.fix).toMatch(fix);
});

test('a lab that needs more memory than there is cannot be run by any engine', async () => {
  const pack = world.path('pack');
  await world.archlab(['lab', 'new', 'huge', '--dir', pack]);
  const file = join(pack, 'labs.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/memoryMb: \d+/, 'memoryMb: 99999999'));
  const { code, stdout } = await world.archlab(['doctor', '--lab', 'huge', '--pack', pack], { env: NO_ENGINE });
  expect(stdout).toMatch(/the lab needs about 97656\.2 GB of memory, this machine has/);
  expect(code).toBe(3);
});

test('what runs, what has died, and what a folder has left behind', async () => {
  const dir = await startedWorkspace(world);
  const leftovers = async () => {
    const { findings } = await examined([], { env: NO_ENGINE });
    return findings.filter(({ check }) => check === 'leftovers');
  };
  expect(await leftovers()).toMatchObject([{ state: 'good', says: expect.stringContaining(`6 services of ${dir}`) }]);
  // As a `kill -9` of archlab leaves the learner's program.
  const { id } = JSON.parse(readFileSync(join(dir, '.archlab/state.json'), 'utf8')) as { id: string };
  const stray = spawn('sleep', ['600'], { env: { PATH: process.env.PATH, ARCHLAB_WORKSPACE: id }, stdio: 'ignore' });
  await once(stray, 'spawn');
  expect(await leftovers()).toMatchObject([
    {
      state: 'fair',
      says: `1 left-over process of a killed command in ${dir}`,
      fix: expect.stringContaining('archlab stop'),
    },
  ]);
  stray.kill('SIGKILL');
  await once(stray, 'exit');
  // As after a restart of the machine: recorded, but dead.
  const [name = ''] = readdirSync(world.path('state/archlab/stacks'));
  const file = world.path('state/archlab/stacks', name);
  const record = readFileSync(file, 'utf8');
  writeFileSync(file, record.replaceAll(/"startTime": ".*?"/g, '"startTime": "another"'));
  expect(await leftovers()).toMatchObject([{ state: 'fair', says: expect.stringContaining('was never stopped') }]);
  writeFileSync(file, record);
  rmSync(dir, { recursive: true });
  expect(await leftovers()).toMatchObject([
    {
      state: 'fair',
      says: expect.stringContaining('a folder that is gone'),
      fix: expect.stringContaining('archlab stop --all'),
    },
  ]);
  await world.archlab(['stop', '--all']);
  expect(await leftovers()).toMatchObject([{ state: 'good', says: 'nothing of archlab is running' }]);
});

test('containers that no record knows of: the command that removes them', async () => {
  const env = { PATH: pathWith(world, 'containers', docker('ps*) echo ab12;;')) };
  const { findings } = await examined([], { env });
  expect(findings).toContainEqual(
    expect.objectContaining({
      state: 'fair',
      says: 'containers of the workspace ab12, which archlab has no record of',
      fix: expect.stringContaining('--filter label=archlab.workspace=ab12'),
    }),
  );
});

test('a server missing here: the lab cannot be run, and what to install', async () => {
  const alone = world.path('allein');
  cpSync(join(inject('archlab'), '../..'), alone, { recursive: true });
  const env = { ...world.env, PATH: pathWith(world, 'nothing', {}) };
  const argv = [join(alone, 'bin/archlab.js'), 'doctor', '--lab', 'sharding'];
  const { status, stdout } = spawnSync(process.execPath, argv, { env, cwd: alone, encoding: 'utf8' });
  expect(stdout).toMatch(/no PostgreSQL 17 was found[\s\S]*npm install --include=optional`, about 24 MB/);
  expect(status).toBe(3);
});
