import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/line/table.ts';
import { eventually } from '../../src/host/clock.ts';
import { isHere, pathOf, Shell } from './support/shell.ts';
import { startedWorkspace } from './support/workspace.ts';
import { World } from './support/world.ts';

// The Tab key, in the real shells, installed as the help says.

const SHELLS = ['bash', 'zsh', 'fish'];
const missing = SHELLS.filter((shell) => !isHere(shell));
if (missing.length > 0) process.stderr.write(`left out: completion in ${missing.join(', ')}, not installed here.\n`);
const here = process.env.CI === 'true' ? SHELLS : SHELLS.filter((shell) => !missing.includes(shell));

let world: World;
/** With spaces and letters outside of ASCII in its path. */
let dir: string;
beforeAll(async () => {
  world = new World('completion');
  dir = await startedWorkspace(world);
  mkdirSync(world.path('an other'));
  // As fish makes it when it first runs.
  mkdirSync(world.path('home', '.config', 'fish'), { recursive: true });
  writeFileSync(world.path('mein shärding', 'my notes.txt'), '');
});
afterAll(async () => {
  await eventually(() => !world.processes().some((one) => /(ba|z|fi)sh -i/.test(one)), {
    limitMs: 10_000,
    what: 'end',
  });
  await world[Symbol.asyncDispose]();
});

/** What is typed before the Tab, and what stands there after it. */
const TYPED: readonly (readonly [string, string])[] = [
  ['archlab ver', 'archlab verify '],
  ['archlab lab n', 'archlab lab new '],
  ['archlab -q start sh', 'archlab -q start sharding '],
  ['archlab start "sh', 'archlab start "sharding" '],
  ['archlab start --engine=lo', 'archlab start --engine=local '],
  ['archlab verify --step=lo', 'archlab verify --step=lose-a-shard '],
  ['archlab verify --report ju', 'archlab verify --report junit='],
  ['archlab verify --report=html=my', 'archlab verify --report=html=my\\ notes.txt '],
  ['archlab chaos -- kill cat', 'archlab chaos -- kill catalog '],
  ["archlab chaos --dir '../mein shärding' kill cat", "archlab chaos --dir '../mein shärding' kill catalog "],
  ['archlab verify --dir ../an', 'archlab verify --dir ../an\\ other/'],
  ['archlab verify --dir=../an', 'archlab verify --dir=../an\\ other/'],
  ['archlab reset my', 'archlab reset my\\ notes.txt '],
  // Not words of ours: they must not run because somebody wants to complete the next one.
  ['archlab info "$(touch touched)" --js', 'archlab info "$(touch touched)" --json '],
  // Nothing to offer.
  ['archlab strat x', 'archlab strat x'],
];

test.each(here)('%s', async (shell) => {
  install(shell);
  using person = new Shell(world, shell, dir);
  await person.shows('a prompt', () => person.line() !== '');
  for (const [typed, becomes] of TYPED) {
    person.type(`${typed}\tX`);
    await person.shows(`${becomes}X after ${typed}`, () => person.line().endsWith(`${becomes}X`));
    person.type('\u0015');
  }
  expect(existsSync(world.path('mein shärding', 'touched'))).toBe(false);
  // Removed since the shell was started.
  person.type('export PATH=/usr/bin:/bin\rarchlab st\tX');
  await person.shows('what was typed', () => person.line().endsWith('archlab stX'));
  expect(person.screen()).not.toMatch(/not found|unknown|no such/i);
  person.type(`\u0015export PATH='${pathOf(world)}'\r`);
  // Bash lists at the second Tab, and has no place for descriptions.
  const [keys, listed] =
    shell === 'bash' ? ['\t\t', /start +status +stop/] : ['\t', /start.*make a workspace[\s\S]*stop/];
  person.type(`archlab st${keys}`);
  await person.shows(`${listed}`, () => listed.test(person.screen()));
});

/** As `archlab completion --help` says. */
function install(shell: string): void {
  const examples = COMMANDS.find(({ name }) => name === 'completion')?.examples ?? [];
  const line = examples.find(([, about]) => about.startsWith(shell))?.[0] ?? '';
  execFileSync(shell, ['-c', line], { env: { ...world.env, PATH: pathOf(world) } });
}

/** The candidates that `archlab complete` prints, and nothing else anywhere. */
async function candidates(words: readonly string[], cwd = dir): Promise<string[]> {
  const { code, stdout, stderr } = await world.archlab(['complete', '--', ...words], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
}

test('from the workspace, and from the lab that the line names', async () => {
  expect(await candidates(['chaos', 'kill', ''])).toEqual(['s0', 's1', 's2', 's3', 's4', 'catalog']);
  expect(await candidates(['verify', '--step', ''])).toEqual(expect.arrayContaining(['4', 'lose-a-shard', '4b']));
  expect(await candidates(['demo', 'tracing', '--step', ''])).not.toContain('lose-a-shard');
  expect(await candidates(['env', '--instance', ''])).toEqual(['a', 'b']);
  expect(await candidates(['start', ''], world.dir)).toContain('circuit-breaker');
  expect(await candidates(['chaos', 'kill', ''], world.dir)).toEqual([]);
});

test('from a lab pack: its labs and steps, without running its code', async () => {
  const pack = world.path('my pack');
  expect(await world.archlab(['lab', 'new', 'orders-queue', '--dir', pack])).toMatchObject({ code: 0 });
  expect(await candidates(['--pack', pack, 'start', ''])).toContain('orders-queue');
  expect(await candidates(['demo', 'orders-queue', '--step', ''], pack)).toContain('1');
});

test('whatever is wrong: no answer, and not a word about it', async () => {
  const broken = world.path('broken');
  mkdirSync(world.path('broken', '.archlab'), { recursive: true });
  writeFileSync(world.path('broken', 'archlab.yaml'), 'lab: [no lab');
  writeFileSync(world.path('broken', '.archlab', 'state.json'), '{"schema":');
  expect(await candidates(['chaos', 'kill', ''], broken)).toEqual([]);
  expect(await candidates(['verify', '--step', ''], broken)).toEqual([]);
  expect(await candidates(['--pack', '/nowhere', 'start', ''])).toEqual([]);
  expect(await candidates([])).toContain('start');
  const gone = `mkdir gone && cd gone && rmdir ../gone && exec archlab complete -- start ''`;
  const env = { ...world.env, PATH: pathOf(world) };
  expect(spawnSync('sh', ['-c', gone], { cwd: world.dir, env, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
    stdout: '',
  });
});

test('a shell that is not known', async () => {
  expect(await world.archlab(['completion', 'zhs'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /no completion for a shell "zhs"\. Did you mean "zsh"[\s\S]*bash, zsh or fish[\s\S]*USAGE_BAD_OPTION/,
    ),
  });
});
