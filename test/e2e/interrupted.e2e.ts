import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { prepared, programInstead, solve, startedWorkspace, stateOf, verdictOf } from './support/workspace.ts';
import { World } from './support/world.ts';

// Ctrl-C and kill -9 at any moment; two of everything at once.

let world: World;
beforeAll(() => {
  world = new World('interrupted');
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

// One that fails must not fail the others with what it left.
afterEach(async () => {
  await world.archlab(['stop', '--all']);
});

const START = ['start', 'sharding', '--engine', 'local'];

test.each(['installing dependencies', 's0 is ready', 'preparing the data'])(
  'Ctrl-C during start, at "%s": nothing is left, the next start works',
  async (moment) => {
    const dir = world.path(`c ${moment}`);
    if (moment !== 'installing dependencies') prepared(dir);
    const running = world.start([...START, '--dir', dir]);
    await running.printed(moment);
    running.child.kill('SIGINT');
    expect(await running.done).toMatchObject({ code: 130, stdout: '' });
    expect(world.processes()).toEqual([]);
  },
);

test.each(['starting 6 services', 's0 is ready', 'preparing the data'])(
  'kill -9 during start, at "%s": the next start reports and clears what was left',
  async (moment) => {
    const dir = world.path(`k ${moment}`);
    // The first leaves an npm at work, which the next start must end before it begins another.
    if (moment !== 'starting 6 services') prepared(dir);
    const running = world.start([...START, '--dir', dir]);
    await running.printed(moment);
    running.child.kill('SIGKILL');
    expect(await running.done).toMatchObject({ signal: 'SIGKILL' });
    expect((await world.archlab(['verify'], { cwd: dir })).code).toBe(4);
    const again = await world.archlab(['start'], { cwd: dir });
    expect(again, again.stderr).toMatchObject({ code: 0 });
    await world.archlab(['stop'], { cwd: dir });
    expect(world.processes()).toEqual([]);
  },
);

test('kill -9 during start, then stop --all from elsewhere', async () => {
  const dir = prepared(world.path('verlassen'));
  const running = world.start([...START, '--dir', dir]);
  await running.printed('s1 is ready');
  running.child.kill('SIGKILL');
  await running.done;
  expect(world.processes()).not.toEqual([]);
  expect(await world.archlab(['stop', '--all'])).toMatchObject({ code: 0, stdout: expect.stringContaining(dir) });
  expect(world.processes()).toEqual([]);
});

test('two starts at once: one works, the other says who is at it', async () => {
  const dir = prepared(world.path('zweimal'));
  const [one, two] = await Promise.all([0, 1].map(() => world.archlab([...START, '--dir', dir])));
  const [loser, winner] = one?.code === 0 ? [two, one] : [one, two];
  expect(winner).toMatchObject({ code: 0 });
  expect(loser).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/archlab start.*process \d+[\s\S]*WORKSPACE_BUSY/),
  });
  await world.archlab(['stop'], { cwd: dir });
});

test('verify: Ctrl-C ends with a truthful verdict; kill -9 leaves what the next command clears', async () => {
  const dir = await startedWorkspace(world, 'prüfung');
  solve(dir);
  const first = world.start(['verify', '--step', '1', '--format', 'json'], { cwd: dir });
  await first.printed('1a ');
  first.child.kill('SIGINT');
  const interrupted = await first.done;
  expect(interrupted).toMatchObject({ code: 130 });
  expect(verdictOf(interrupted)).toMatchObject({ outcome: 'interrupted' });

  programInstead(dir, "console.log('up'); setInterval(() => {}, 1000);");
  const second = world.start(['verify'], { cwd: dir });
  const programs = () => world.processes().filter((line) => line.includes('program.mjs'));
  await eventually(() => programs().length > 0, { limitMs: 60_000, what: 'the program runs' });
  second.child.kill('SIGKILL');
  await second.done;
  expect(programs()).not.toEqual([]);
  const next = await world.archlab(['start'], { cwd: dir });
  expect(next).toMatchObject({ code: 0, stderr: expect.stringMatching(/ended \d left-over process/) });
  expect(programs()).toEqual([]);

  const third = world.start(['verify'], { cwd: dir });
  await eventually(() => programs().length > 0, { limitMs: 60_000, what: 'the program runs' });
  third.child.kill('SIGTERM');
  expect(await third.done).toMatchObject({ code: 143 });
  expect(programs()).toEqual([]);
  await world.archlab(['stop'], { cwd: dir });
});

test('the second Ctrl-C ends it on the spot; what it left is cleared by the next command', async () => {
  const dir = await startedWorkspace(world, 'eilig');
  programInstead(
    dir,
    `import { createServer } from 'node:http';
process.on('SIGTERM', () => {});
createServer((_, response) => response.end('ok')).listen(process.env.PORT, '127.0.0.1');`,
  );
  // This one is patient with a program that does not want to end; a person may not be.
  const running = world.start(['run'], { cwd: dir });
  const programs = () => world.processes().filter((line) => line.includes('program.mjs'));
  await running.printed('is ready at');
  let ended = false;
  void running.done.then(() => {
    ended = true;
  });
  const again = () => {
    running.child.kill('SIGINT');
    return ended;
  };
  await eventually(again, { limitMs: 30_000, what: 'run ends on repeated Ctrl-C' });
  expect(await running.done).toMatchObject({ code: 130, stdout: '' });
  expect(programs()).not.toEqual([]);
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\d left-over process/),
  });
  expect(world.processes()).toEqual([]);
});

test('a server that dies in the middle of a verify: nobody is blamed, and it is brought back', async () => {
  const dir = await startedWorkspace(world, 'verloren');
  solve(dir);
  const running = world.start(['verify', '--step', '1', '--format', 'json'], { cwd: dir });
  // The first check has passed: the second one is at work.
  await running.printed('1a ');
  process.kill(stateOf(dir).stack?.services.s0?.process?.pid ?? 0, 'SIGKILL');
  const outcome = await running.done;
  expect(outcome, outcome.stdout).toMatchObject({ code: 75, stderr: expect.stringContaining('s0 was stopped') });
  expect(outcome.stdout).toContain('not by this check: s0');
  const status = JSON.parse((await world.archlab(['status', '--json'], { cwd: dir })).stdout);
  expect(status.services).toContainEqual(expect.objectContaining({ name: 's0', status: 'running' }));
  await world.archlab(['stop'], { cwd: dir });
});

test('servers that die under a running workspace are noticed, never mistaken for others', async () => {
  const dir = await startedWorkspace(world, 'tot');
  for (const { process: server } of Object.values(stateOf(dir).stack?.services ?? {})) {
    if (server) process.kill(server.pid, 'SIGKILL');
  }
  expect(await world.archlab(['verify'], { cwd: dir })).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('WORKSPACE_SERVICE_GONE'),
  });
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(world.processes()).toEqual([]);
});

test('stop: Ctrl-C and kill -9 in the middle; the next stop finishes it', async () => {
  const dir = await startedWorkspace(world, 'halt');
  const first = world.start(['stop'], { cwd: dir });
  await first.printed('stopping');
  first.child.kill('SIGKILL');
  await first.done;
  const second = world.start(['stop'], { cwd: dir });
  await second.printed('stopping');
  second.child.kill('SIGINT');
  await second.done;
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
  expect(world.processes()).toEqual([]);
});

test('demo: Ctrl-C removes everything', async () => {
  const running = world.start(['demo', 'sharding', '--engine', 'local', '--step', '1'], {
    env: { TMPDIR: world.path('home') },
  });
  await running.printed('s0 is ready');
  running.child.kill('SIGINT');
  expect(await running.done).toMatchObject({ code: 130 });
  expect(world.processes()).toEqual([]);
  expect(readdirSync(world.path('home')).filter((name) => name.startsWith('archlab-demo'))).toEqual([]);
});
