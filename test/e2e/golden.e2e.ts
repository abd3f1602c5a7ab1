import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { solve, startedWorkspace, verdictOf } from './support/workspace.ts';
import { World } from './support/world.ts';

// The learner's day, in order: each test goes on where the one before it ended.

let world: World;
let dir: string;
beforeAll(() => {
  world = new World();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const schema = JSON.parse(readFileSync(new URL('../../docs/verdict.schema.json', import.meta.url), 'utf8')) as object;
const isVerdict = new Ajv({ strictTypes: false }).compile(schema);

test('start makes a workspace, starts six servers and says what to do next', async () => {
  const started = await world.archlab(['start', 'sharding', '--engine', 'local']);
  dir = world.path('sharding');
  expect(started).toMatchObject({ code: 0 });
  expect(started.stdout).toMatch(/engine local: \S/);
  for (const name of ['s0', 's1', 's2', 's3', 's4', 'catalog'])
    expect(started.stdout).toMatch(new RegExp(`${name} +127\\.0\\.0\\.1:`));
  expect(started.stdout).toContain('cd sharding && archlab verify');
  expect(readdirSync(dir)).toEqual(
    expect.arrayContaining(['.gitignore', 'README.md', 'archlab.yaml', 'compose.yaml', 'src']),
  );
});

test('a second start keeps what runs', async () => {
  const again = await world.archlab(['start', '--json'], { cwd: join(dir, 'src') });
  expect(JSON.parse(again.stdout)).toMatchObject({ lab: 'sharding', fresh: false, created: [] });
});

test('the starter fails the first check, and the message says all there is to know', async () => {
  const failed = await world.archlab(['verify'], { cwd: dir });
  expect(failed).toMatchObject({ code: 1 });
  for (const part of ['1a', 'did', 'expected', 'observed', 'look at', 'archlab verify --step 1a --seed']) {
    expect(failed.stdout).toContain(part);
  }
});

test.each(['json', 'junit'])('--format %s: stdout is one document and nothing else', async (format) => {
  const report = join(world.dir, 'report.txt');
  const args = ['verify', '--step', '1', '--seed', '7', '--format', format, '--report', `text=${report}`];
  const outcome = await world.archlab(args, { cwd: dir });
  expect(outcome.code).toBe(1);
  if (format === 'json') {
    expect(isVerdict(verdictOf(outcome))).toBe(true);
    expect(verdictOf(outcome)).toMatchObject({ lab: 'sharding', engine: 'local', seed: 7, outcome: 'failed' });
  } else {
    expect(outcome.stdout).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
    expect(outcome.stdout).toContain('<failure message="');
  }
  expect(readFileSync(report, 'utf8')).toContain('replay with');
});

test('hints come one at a time and only when asked for', async () => {
  const hints = [];
  for (let i = 0; i < 2; i++) hints.push(JSON.parse((await world.archlab(['hint', '--json'], { cwd: dir })).stdout));
  expect(hints).toMatchObject([
    { step: 1, number: 1, again: false, seen: { check: '1a', observed: expect.stringMatching(/./) } },
    { step: 1, number: 2, again: false },
  ]);
  const told = await world.archlab(['hint'], { cwd: dir });
  expect(told.stdout).toMatch(/In the last run 1a failed: .*\n {2}observed/);
});

test('info tells what one is in for, inside and outside of a workspace', async () => {
  const told = await world.archlab(['info', 'sharding']);
  expect(told.stdout).toMatch(
    /The streaming platform keeps[\s\S]*The system\n[\s\S]*What your program answers\n {2}PUT \/users/,
  );
  expect((await world.archlab(['info'], { cwd: dir })).stdout).toBe(told.stdout);
});

test('the reference is not shown by accident', async () => {
  expect(await world.archlab(['solution'], { cwd: dir })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--yes'),
  });
  const shown = await world.archlab(['solution', '--yes', '--step', '1'], { cwd: dir });
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('==> src/') });
});

test('env, status and logs tell what runs', async () => {
  const env = await world.archlab(['env', '--json'], { cwd: dir });
  expect(JSON.parse(env.stdout)).toMatchObject({ INSTANCE: 'a', SHARDS: expect.stringContaining('postgres://') });
  const exported = await world.archlab(['env', '--export'], { cwd: dir });
  expect(exported.stdout).toMatch(/^export SHARDS='/m);
  const status = JSON.parse((await world.archlab(['status', '--json'], { cwd: dir })).stdout);
  expect(status).toMatchObject({ engine: 'local', lastVerdict: { outcome: 'failed' } });
  expect(status.services.map((service: { status: string }) => service.status)).toEqual(Array(6).fill('running'));
  const logs = await world.archlab(['logs', 's0', '-n', '5'], { cwd: dir });
  expect(logs.stdout).toMatch(/^s0 \| /);
  expect((await world.archlab(['logs', 'build', '-n', '3'], { cwd: dir })).code).toBe(0);
});

test('chaos by hand: a killed service is noticed, start brings it back', async () => {
  expect(await world.archlab(['chaos', 'kill', 's2'], { cwd: dir })).toMatchObject({ code: 0 });
  const refused = await world.archlab(['verify'], { cwd: dir });
  expect(refused).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/s2 \(stopped\)[\s\S]*WORKSPACE_SERVICE_GONE/),
  });
  const mended = await world.archlab(['start'], { cwd: dir });
  expect(mended).toMatchObject({ code: 0, stderr: expect.stringContaining('s2 was stopped; bringing it back') });
});

test('chaos by hand: freeze and go on', async () => {
  const state = async (name: string) => {
    const { services } = JSON.parse((await world.archlab(['status', '--json'], { cwd: dir })).stdout) as {
      services: { name: string; status: string }[];
    };
    return services.find((service) => service.name === name)?.status;
  };
  expect(await world.archlab(['chaos', 'pause', 's1'], { cwd: dir })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('archlab chaos resume s1'),
  });
  expect(await state('s1')).toBe('paused');
  expect(await world.archlab(['chaos', 'resume', 's1'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(await state('s1')).toBe('running');
});

test('chaos by hand: a slow way to a service, until Ctrl-C', async () => {
  const running = world.start(['chaos', 'latency', 's1', '--ms', '5'], { cwd: dir });
  await running.printed(/5 ms later each way at 127\.0\.0\.1:\d+/);
  running.child.kill('SIGINT');
  const { code, stdout } = await running.done;
  expect(code).toBe(130);
  await expect(reach(Number(/:(\d+);/.exec(stdout)?.[1]))).rejects.toThrow('ECONNREFUSED');
});

test('logs -f: lines as they come, until Ctrl-C; a reader that goes away ends it, too', async () => {
  const running = world.start(['logs', '-f'], { cwd: dir });
  await running.printed(/^s0 +\| /m);
  running.child.kill('SIGINT');
  expect(await running.done).toMatchObject({ code: 130, stderr: '' });
  const line = `"$NODE" "$ARCHLAB" logs s0 -f | head -n 1; exit "\${PIPESTATUS[0]}"`;
  const env = { ...world.env, NODE: process.execPath, ARCHLAB: inject('archlab') };
  // One more line is needed for it to notice: the service is made to print some.
  const followed = promisify(execFile)('bash', ['-c', line], { cwd: dir, env, timeout: 60_000 });
  await world.archlab(['chaos', 'kill', 's0'], { cwd: dir });
  await world.archlab(['start'], { cwd: dir });
  expect(await followed).toMatchObject({ stderr: '', stdout: expect.stringMatching(/^s0 \| .*\n$/) });
});

test('verify --repeat: several runs, several seeds; a report that cannot be written is said so', async () => {
  const twice = await world.archlab(['verify', '--step', '1', '--repeat', '2', '--seed', '7', '--json'], { cwd: dir });
  expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('run 2 of 2') });
  expect(JSON.parse(twice.stdout)).toMatchObject([{ seed: 7 }, { seed: 8 }]);
  const report = join(dir, 'README.md', 'report.xml');
  expect(await world.archlab(['verify', '--step', '1', '--report', `junit=${report}`], { cwd: dir })).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/report\.xml[\s\S]*MACHINE_FILES/),
  });
});

test('reset gives a file back and keeps the old one', async () => {
  const reset = await world.archlab(['reset', 'src', '--json'], { cwd: dir });
  expect(JSON.parse(reset.stdout)).toEqual({ restored: [], data: false });
  solve(dir);
  const undone = JSON.parse((await world.archlab(['reset', 'src', '--data', '--json'], { cwd: dir })).stdout);
  expect(undone.restored.length).toBeGreaterThan(0);
  expect(existsSync(join(undone.backup, undone.restored[0]))).toBe(true);
});

test('fresh data leaves the code alone', async () => {
  solve(dir);
  const file = join(dir, 'src/routing.ts');
  const before = readFileSync(file, 'utf8');
  expect(await world.archlab(['reset', '--data'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('the reference passes step 1, and progress remembers it', async () => {
  solve(dir);
  const passed = await world.archlab(['verify', '--step', '1', '--json'], { cwd: dir });
  expect(passed, passed.stdout + passed.stderr).toMatchObject({ code: 0 });
  expect(isVerdict(verdictOf(passed))).toBe(true);
  const list = JSON.parse((await world.archlab(['list', '--json'])).stdout);
  const labs = list.chapters.flatMap((chapter: { labs: object[] }) => chapter.labs);
  expect(labs).toContainEqual(expect.objectContaining({ id: 'sharding', passed: 1 }));
  // What has passed may be compared with the reference without being asked.
  expect(await world.archlab(['solution', '--step', '1'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(await world.archlab(['solution', '--step', '2'], { cwd: dir })).toMatchObject({ code: 2 });
});

test('run starts the solution in the foreground until Ctrl-C', async () => {
  const running = world.start(['run'], { cwd: dir });
  await running.printed(/ready at (http:\S+);/);
  const busy = await world.archlab(['verify'], { cwd: dir });
  expect(busy).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/archlab run.*process \d+[\s\S]*WORKSPACE_BUSY/),
  });
  running.child.kill('SIGINT');
  const ended = await running.done;
  const url = /ready at (http:\S+);/.exec(ended.stderr)?.[1] ?? '';
  expect(ended.code).toBe(130);
  await expect(fetch(url)).rejects.toThrow();
});

test('stop leaves nothing: no process, no port, no data', async () => {
  const addresses = await portsOf(dir);
  const stopped = await world.archlab(['stop'], { cwd: dir });
  expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining('Stopped 6 services') });
  expect(world.processes()).toEqual([]);
  for (const address of addresses) {
    await expect(reach(Number(address.split(':')[1]))).rejects.toThrow('ECONNREFUSED');
  }
  expect(existsSync(join(dir, '.archlab/data'))).toBe(false);
  expect(await world.archlab(['verify'], { cwd: dir })).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('WORKSPACE_NOT_STARTED'),
  });
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
});

test('demo: the whole lab with the reference solution, and nothing stays', async () => {
  const demo = await world.archlab(['demo', 'sharding', '--engine', 'local', '--json'], { limitMs: 230_000 });
  expect(demo, demo.stderr + demo.stdout).toMatchObject({ code: 0 });
  expect(verdictOf(demo)).toMatchObject({ outcome: 'passed' });
  expect(verdictOf(demo).steps).toHaveLength(7);
  expect(world.processes()).toEqual([]);
});

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

async function portsOf(cwd: string): Promise<string[]> {
  const { services } = JSON.parse((await world.archlab(['start', '--json'], { cwd })).stdout) as {
    services: { addresses: string[] }[];
  };
  return services.flatMap(({ addresses }) => addresses);
}

test('another workspace of the same lab does not disturb it', async () => {
  const [one, two] = await Promise.all([startedWorkspace(world, 'eins'), startedWorkspace(world, 'zwei')]);
  const ports = await Promise.all([one, two].map(portsOf));
  // There are no default ports that could be taken: each workspace has its own, drawn by the kernel.
  expect(new Set(ports.flat()).size).toBe(12);
  await world.archlab(['stop'], { cwd: one });
  const status = JSON.parse((await world.archlab(['status', '--json'], { cwd: two })).stdout);
  expect(status.services.map((service: { status: string }) => service.status)).toEqual(Array(6).fill('running'));
  expect(await world.archlab(['stop', '--all'])).toMatchObject({ code: 0, stdout: expect.stringContaining(two) });
  expect(world.processes()).toEqual([]);
});
