import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, now } from '../../src/host/clock.ts';
import { groupMembers } from '../../src/host/processes.ts';
import type { SolutionManifest } from '../../src/solution/manifest.ts';
import { openSolution } from '../../src/solution/solution.ts';
import type { Failure, SolutionProcess } from '../../src/solution/types.ts';

// Real programs, real process groups, real ports.
const never = new AbortController().signal;
const env = { PATH: process.env.PATH, SECRET: 'do not pass on' };
const SERVER = `
  const http = require('node:http');
  http.createServer((q, r) => { r.end(JSON.stringify({ instance: process.env.INSTANCE, role: process.env.ROLE, secret: process.env.SECRET, given: process.env.GIVEN, pid: process.pid })); })
    .listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
`;

let dir: string;
const running: SolutionProcess[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archlab solution ü-'));
});

afterEach(async () => {
  for (const process of running.splice(0)) await process[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function open(program: string, manifest: Partial<SolutionManifest> = {}) {
  await writeFile(join(dir, 'server.cjs'), program);
  return openSolution({
    dir,
    manifest: { language: 'javascript', run: 'node server.cjs', ...manifest },
    logsDir: join(dir, 'logs'),
    host: { env },
  });
}

async function start(program: string, manifest: Partial<SolutionManifest> = {}) {
  const solution = await open(program, manifest);
  const launch = await solution.launch({ instance: 'a', env: { GIVEN: 'yes' }, health: '/healthz' }, never);
  if (!launch.ok) throw new Error(launch.failure.observed);
  running.push(launch.process);
  return launch.process;
}

async function failing(program: string, manifest: Partial<SolutionManifest> = {}, readyMs = 1500): Promise<Failure> {
  const solution = await open(program, manifest);
  const launch = await solution.launch({ instance: 'a', env: {}, health: '/healthz', readyMs }, never);
  if (launch.ok) throw new Error('expected the launch to fail');
  return launch.failure;
}

const ask = async (process: SolutionProcess) => (await (await fetch(process.url)).json()) as Record<string, unknown>;

test('starts with PORT, INSTANCE and the given environment, and passes no secrets on', async () => {
  const process = await start(SERVER);
  expect(await ask(process)).toMatchObject({ instance: 'a', given: 'yes', pid: process.pid });
  expect(await ask(process)).not.toHaveProperty('secret');
});

test('kill -9 ends the whole group, also behind a shell that stays', async () => {
  const process = await start(SERVER, { run: 'node server.cjs; true' });
  expect((await ask(process)).pid).not.toBe(process.pid);
  await process.kill();
  expect(groupMembers(process.pid)).toEqual([]);
  await expect(fetch(process.url)).rejects.toThrow();
});

test('a program that ignores SIGTERM and has forked is gone all the same', async () => {
  const process = await start(
    `process.on('SIGTERM', () => {}); require('node:child_process').spawn('sleep', ['60']); ${SERVER}`,
  );
  await eventually(() => groupMembers(process.pid).length >= 2, { limitMs: 2000, what: 'the child runs' });
  const exit = await process.kill('SIGTERM');
  expect(exit.signal).toBe('SIGKILL');
  expect(groupMembers(process.pid)).toEqual([]);
});

test('SIGTERM lets a program end by itself', async () => {
  const process = await start(`process.on('SIGTERM', () => process.exit(7)); ${SERVER}`);
  expect(await process.kill('SIGTERM')).toEqual({ code: 7, signal: null });
});

test('restart comes back on the same port as a new process', async () => {
  const process = await start(SERVER);
  const before = (await ask(process)).pid;
  await process.kill();
  expect(process.exit).toMatchObject({ signal: 'SIGKILL' });
  expect((await process.restart()).ok).toBe(true);
  expect((await ask(process)).pid).not.toBe(before);
});

test('pause and resume freeze and thaw', async () => {
  const process = await start(SERVER);
  process.pause();
  await expect(fetch(process.url, { signal: AbortSignal.timeout(200) })).rejects.toThrow();
  process.resume();
  expect(await ask(process)).toMatchObject({ instance: 'a' });
});

test('fifty megabytes of output fill neither disk nor memory, and the last lines are kept', async () => {
  const flood = `const line = 'x'.repeat(1023) + '\\n'; let n = 0; const more = () => { while (n < 50_000) { n++; if (!process.stdout.write(line)) return process.stdout.once('drain', more); } console.log('flood over'); }; more(); ${SERVER}`;
  const process = await start(flood);
  await eventually(() => process.lastLines(5).includes('flood over'), { limitMs: 20_000, what: 'the flood ends' });
  expect((await stat(join(dir, 'logs', 'a.log'))).size).toBeLessThan(4.2 * 1024 * 1024);
});

test('a program that ends at once is told with its exit code and last lines', async () => {
  const failure = await failing(`console.error('no database'); process.exit(3)`);
  expect(failure.observed).toBe('the program ended by itself, exit code 3; its last lines:\n  | no database');
});

test('a command that does not exist is told as such', async () => {
  expect((await failing(SERVER, { run: 'no-such-program' })).observed).toContain(
    'exit code 127 (the shell did not find the command)',
  );
  expect((await failing(SERVER, { run: ['./no-such-program'] })).observed).toBe('there is no such program (ENOENT)');
  expect((await failing(SERVER, { run: ['./server.cjs'] })).observed).toBe('the program may not be executed (EACCES)');
});

test('listening on another port is noticed and named', async () => {
  const other = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
  const failure = await failing(`require('node:http').createServer().listen(${other}, '127.0.0.1')`);
  expect(failure.observed).toMatch(
    new RegExp(`nothing accepts connections on 127\\.0\\.0\\.1:\\d+; it listens on port ${other} instead`),
  );
});

test('a health path that does not answer 2xx is told with what it answers', async () => {
  const failure = await failing(
    `require('node:http').createServer((q, r) => { r.statusCode = 503; r.end(); }).listen(Number(process.env.PORT), '127.0.0.1')`,
  );
  expect(failure.observed).toContain('the health path gave: status 503');
  const silent = await failing(
    `require('node:net').createServer(() => {}).listen(Number(process.env.PORT), '127.0.0.1')`,
  );
  expect(silent.observed).toMatch(/the health path gave: no answer within \d+ ms/);
});

test('nothing is left running after a failed launch', async () => {
  const failure = await failing(
    `require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`,
  );
  expect(failure.observed).toContain('nothing accepts connections');
  expect(groupMembers(Number(await readFile(join(dir, 'pid'), 'utf8')))).toEqual([]);
});

test('an abort while waiting for readiness ends the program', async () => {
  const solution = await open(
    `require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`,
  );
  const abort = new AbortController();
  const launching = solution.launch({ instance: 'a', env: {}, health: '/healthz' }, abort.signal);
  const pid = await eventually(async () => Number(await readFile(join(dir, 'pid'), 'utf8')), {
    limitMs: 5000,
    what: 'the program runs',
  });
  abort.abort();
  await expect(launching).rejects.toThrow();
  expect(groupMembers(pid)).toEqual([]);
});

test('a build that fails is told with its output; one that succeeds is silent; its background children are ended', async () => {
  const broken = await open(SERVER, { build: 'echo "line 3: error" >&2; exit 2' });
  expect(await broken.build(never)).toMatchObject({ observed: 'exit code 2; its last lines:\n  | line 3: error' });
  const good = await open(SERVER, { build: 'sleep 60 & echo $$ > pid' });
  expect(await good.build(never)).toBeUndefined();
  expect(groupMembers(Number(await readFile(join(dir, 'pid'), 'utf8')))).toEqual([]);
});

test('a build that never ends is ended', async () => {
  await writeFile(join(dir, 'server.cjs'), SERVER);
  const manifest = { language: 'javascript', run: 'node server.cjs', build: 'sleep 60' };
  const solution = openSolution({ dir, manifest, logsDir: join(dir, 'logs'), host: { env }, buildMs: 200 });
  expect(await solution.build(never)).toMatchObject({ observed: expect.stringContaining('still running after 0.2 s') });
});

const TALKER = `
  const http = require('node:http');
  process.on('SIGTERM', () => setTimeout(() => process.exit(0), 2500));
  http.createServer((q, r) => { console.log('asked for ' + q.url); console.log('x'.repeat(3000)); r.end('{}'); }).listen(Number(process.env.PORT), '127.0.0.1');
`;

test('tells every line as it comes, cut where it is too long, also after a restart', async () => {
  const process = await start(TALKER);
  const before = now();
  const lines: { line: string; at: number }[] = [];
  const stop = process.onLine((line, at) => lines.push({ line, at }));
  await ask(process);
  await eventually(() => lines.length === 2, { limitMs: 5000, what: 'two lines' });
  expect(lines.map(({ line }) => line)).toEqual(['asked for /', 'x'.repeat(2000)]);
  expect(lines.every(({ at }) => at >= before && at <= now())).toBe(true);
  await process.restart();
  lines.length = 0;
  await ask(process);
  await eventually(() => lines.length >= 2, { limitMs: 5000, what: 'two lines of the restarted program' });
  stop();
  const count = lines.length;
  await ask(process);
  expect(lines.length).toBe(count);
});

test('SIGTERM is given the time that the caller allows', async () => {
  const patient = await start(TALKER);
  expect(await patient.kill('SIGTERM', 10_000)).toEqual({ code: 0, signal: null });
  const impatient = await start(TALKER);
  expect(await impatient.kill('SIGTERM', 300)).toEqual({ code: null, signal: 'SIGKILL' });
});
