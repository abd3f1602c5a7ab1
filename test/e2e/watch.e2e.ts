import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { World } from './support/world.ts';

// verify --watch from the first save to Ctrl-C, and what it leaves for progress and hint.

const repository = join(import.meta.dirname, '../..');
let world: World;
let dir: string;
beforeAll(async () => {
  world = new World('watch');
  dir = world.path('wätch');
  const started = await world.archlab(['start', 'circuit-breaker', '--engine', 'local', '--dir', dir], {
    limitMs: 120_000,
  });
  expect(started, started.stderr).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const programs = () => world.processes().filter((line) => line.includes('server.mjs'));
const verdicts = () => (existsSync(join(dir, '.archlab/verdicts')) ? readdirSync(join(dir, '.archlab/verdicts')) : []);
const save = (from: string) => cpSync(join(repository, from, 'src'), join(dir, 'src'), { recursive: true });

test('outside of a workspace', async () => {
  expect(await world.archlab(['verify', '--watch'])).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringContaining('WORKSPACE_NONE'),
  });
});

test.each([
  ['--repeat', ['--repeat', '2']],
  ['--json', ['--json']],
  ['--format junit', ['--format', 'junit']],
  ['--report', ['--report', 'junit=archlab.xml']],
])('what wants an end is refused: %s', async (name, options) => {
  const { code, stdout, stderr } = await world.archlab(['verify', '--watch', ...options], { cwd: dir });
  expect({ code, stdout }).toEqual({ code: 2, stdout: name === '--json' ? expect.anything() : '' });
  expect(`${stdout}${stderr}`.replaceAll(/\s+/g, ' ')).toContain(`--watch goes on until you end it, and ${name} wants`);
  expect(verdicts()).toEqual([]);
});

test('a save gives a new verdict, one during a run cancels it, Ctrl-C ends it; the servers stay', async () => {
  const running = world.start(['verify', '--watch'], { cwd: dir, limitMs: 110_000 });
  const rounds = (number: number) =>
    running.printed(new RegExp(`(watching: a save runs it again[\\s\\S]*){${number}}`));
  await rounds(1);
  expect(verdicts()).toHaveLength(1);
  expect(existsSync(join(dir, '.archlab/report.html'))).toBe(true);

  // Step 1 passes now, step 2 does not.
  save('templates/circuit-breaker/solution/typescript');
  save('test/labs/circuit-breaker/wrong/no-timeout');
  await rounds(2);
  expect(verdicts()).toHaveLength(2);

  // The same again, from step 2 on; then a save in the middle.
  appendFileSync(join(dir, 'src/main.ts'), '\n');
  await running.printed(/from step 2: Give up in time/);
  await eventually(() => programs().length > 0, { limitMs: 30_000, pollMs: 5, what: 'the program runs' });
  const cancelled = programs();
  save('templates/circuit-breaker/solution/typescript');
  await running.printed('saved while it ran: this run was cancelled');
  expect(programs().filter((line) => cancelled.includes(line))).toEqual([]);

  // What comes next is a whole run of what was saved last: it passes where the cancelled one was.
  await running.printed(/(from step 2: [\s\S]*){2}/);
  await rounds(3);
  expect(verdicts()).toHaveLength(3);
  expect(programs()).toEqual([]);

  running.child.kill('SIGINT');
  const ended = await running.done;
  expect(ended).toMatchObject({ code: 130 });
  expect(ended.stdout).toMatch(/Failed: 0 of 1 step passed[\s\S]*Next: change your program[\s\S]*archlab hint 1/);
  expect(ended.stdout).toMatch(/Failed: 1 of 2 steps passed[\s\S]*archlab hint 2[\s\S]*Passed: 5 steps/);
  expect(ended.stdout).toContain('to see all steps pass in one run');
  expect(ended.stdout).not.toContain('Interrupted');
  expect(programs()).toEqual([]);
  const status = JSON.parse((await world.archlab(['status', '--json'], { cwd: dir })).stdout);
  expect(status.services.map((service: { status: string }) => service.status)).toEqual(['running', 'running']);
});

test('Ctrl-C in the middle of a run leaves no program and no verdict that blames', async () => {
  const running = world.start(['verify', '--watch'], { cwd: dir });
  await eventually(() => programs().length > 0, { limitMs: 30_000, pollMs: 5, what: 'the program runs' });
  running.child.kill('SIGINT');
  expect(await running.done).toMatchObject({ code: 130, stdout: expect.stringContaining('Interrupted') });
  expect(programs()).toEqual([]);
  const last = JSON.parse(readFileSync(join(dir, '.archlab/verdicts', verdicts().sort().at(-1) ?? ''), 'utf8'));
  expect(last.outcome).toBe('interrupted');
});

test('progress tells of it, with the hints that were given', async () => {
  for (let i = 0; i < 2; i++) await world.archlab(['hint', '3'], { cwd: dir });
  const told = await world.archlab(['progress']);
  expect(told, told.stderr).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout).toMatch(/circuit-breaker {2}.*: 6 of 6 steps.*, 2 hints\n/);
  expect(told.stdout).toMatch(/✔ {2}1 {2}.*\d{4}-\d\d-\d\d.* 2 runs\n/);
  const { chapters } = JSON.parse((await world.archlab(['progress', '--json'])).stdout);
  const lab = chapters[0].labs.find(({ id }: { id: string }) => id === 'circuit-breaker');
  expect(lab).toMatchObject({ passed: 6, hints: 2 });
  expect(lab.steps.map(({ runs }: { runs: number }) => runs)).toEqual([2, 2, 1, 1, 1, 1]);
});
