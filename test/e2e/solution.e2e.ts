import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf, programInstead, runInstead, startedWorkspace } from './support/workspace.ts';
import { World } from './support/world.ts';

// Whatever the learner's program does, it is a finding against it (exit 1), said in full, and nothing stays running.

let world: World;
let dir: string;
beforeAll(async () => {
  world = new World('solution');
  dir = await startedWorkspace(world);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const verify = () => world.archlab(['verify', '--step', '1', '--format', 'json'], { cwd: dir });

/** Only the servers of the stack are left. */
function expectNoProgram(): void {
  expect(world.processes().filter((line) => /program\.mjs|sleep/.test(line))).toEqual([]);
}

const LISTEN = "import { createServer } from 'node:http';\nconst server = createServer((q, r) => r.end('{}'));\n";

test.each([
  ['that does not exist', ['no-such-program'], /no-such-program|not found|ENOENT/],
  ['that is a shell line with a typing error', 'nod program.mjs', /not found|127/],
])('a command %s', async (_, run, message) => {
  runInstead(dir, run);
  const outcome = await verify();
  expect(outcome).toMatchObject({ code: 1 });
  expect(failureOf(outcome)).toMatchObject({ id: '1a', observed: expect.stringMatching(message) });
});

test('a program that crashes: exit code and last lines', async () => {
  programInstead(dir, "console.log('about to fail'); throw new Error('the reason');");
  const failure = failureOf(await verify());
  expect(failure.observed).toMatch(/exit code 1[\s\S]*the reason/);
});

test('a program that hangs without listening', async () => {
  programInstead(dir, "console.log('thinking'); setInterval(() => {}, 1000);");
  const failure = failureOf(await verify());
  expect(failure).toMatchObject({
    expected: expect.stringMatching(/within \d+ s/),
    observed: expect.stringContaining('thinking'),
  });
  expectNoProgram();
});

test('a program that listens on another port is told on which', async () => {
  programInstead(dir, `${LISTEN}server.listen(0, '127.0.0.1');`);
  const failure = failureOf(await verify());
  expect(failure.observed).toMatch(/\b\d{4,5}\b/);
  expect(`${failure.observed} ${failure.look.join(' ')}`).toContain('PORT');
  expectNoProgram();
});

test('a program that never answers its requests', async () => {
  programInstead(
    dir,
    "import { createServer } from 'node:http';\ncreateServer((q, r) => q.url === '/healthz' && r.end('ok')).listen(process.env.PORT, '127.0.0.1');",
  );
  const outcome = await verify();
  expect(outcome, outcome.stdout).toMatchObject({ code: 1 });
  expectNoProgram();
});

test('a program that prints a gigabyte: the log is capped, the run goes on', async () => {
  programInstead(
    dir,
    `${LISTEN}server.listen(process.env.PORT, '127.0.0.1');
const piece = 'x'.repeat(1023) + '\\n';
let left = 1024 * 1024;
const more = () => { while (left-- > 0) if (!process.stdout.write(piece)) return process.stdout.once('drain', more); };
more();`,
  );
  expect(await verify()).toMatchObject({ code: 1 });
  expect(statSync(join(dir, '.archlab/logs/a.log')).size).toBeLessThan(20 * 2 ** 20);
});

test('a program that leaves children behind, also outside of its process group, and ignores SIGTERM', async () => {
  programInstead(
    dir,
    `import { spawn } from 'node:child_process';
process.on('SIGTERM', () => {});
spawn('sleep', ['600'], { stdio: 'ignore' });
spawn('sleep', ['601'], { stdio: 'ignore', detached: true }).unref();
${LISTEN}server.listen(process.env.PORT, '127.0.0.1');`,
  );
  expect(await verify()).toMatchObject({ code: 1 });
  expectNoProgram();
});

test('control characters of the program do not reach the terminal', async () => {
  programInstead(dir, "console.log('\\u001b[2J\\u0007wiped'); process.exit(3);");
  const { stdout } = await world.archlab(['verify', '--step', '1'], { cwd: dir });
  expect(stdout).toContain('\\x1b[2J\\x07wiped');
  expect(stdout).not.toContain('\u001b');
});

test('secrets of the environment are not passed on', async () => {
  programInstead(
    dir,
    "console.log('token:', process.env.MY_TOKEN, 'home:', typeof process.env.HOME); process.exit(3);",
  );
  const outcome = await world.archlab(['verify', '--step', '1', '--json'], { cwd: dir, env: { MY_TOKEN: 'geheim' } });
  expect(failureOf(outcome).observed).toContain('token: undefined home: string');
});

test('a build that fails is a finding too', async () => {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(
    join(dir, 'archlab.yaml'),
    'lab: sharding\nlanguage: typescript\nbuild: echo "syntax error in line 4"; exit 2\nrun: node x\n',
  );
  expect(failureOf(await verify()).observed).toMatch(/exit code 2[\s\S]*syntax error in line 4/);
});
