import { expect, test } from 'vitest';
import type { Options } from '../command.ts';
import { parse, type Request } from './parse.ts';
import { COMMANDS } from './table.ts';

const SHAPE = { version: '1.2.3', columns: 100 };
const parsed = (line: string) => parse(line.split(' ').filter(Boolean), COMMANDS, SHAPE);

async function command(line: string): Promise<{ name: string; words: readonly string[]; options: Options }> {
  const request = await parsed(line);
  if (request.kind !== 'command') throw new Error(`not a command: ${line}`);
  const { declaration, words, options } = request;
  return { name: declaration.name, words, options };
}

test.each<[line: string, name: string, words: readonly string[], options: Options]>([
  ['list', 'list', [], {}],
  ['start sharding --engine local --force', 'start', ['sharding'], { engine: 'local', force: true }],
  ['start --dir x', 'start', [], { dir: 'x' }],
  ['verify', 'verify', [], { repeat: 1 }],
  ['verify --step 4b --seed 8123 --all', 'verify', [], { step: '4b', seed: 8123, all: true, repeat: 1 }],
  ['verify --report junit=a --report json=b', 'verify', [], { report: ['junit=a', 'json=b'], repeat: 1 }],
  ['verify --no-color', 'verify', [], { color: false, repeat: 1 }],
  ['--no-color verify -q', 'verify', [], { color: false, quiet: true, repeat: 1 }],
  ['logs s2 -f -n 0', 'logs', ['s2'], { follow: true, lines: 0 }],
  ['chaos latency s1 --ms 300', 'chaos', ['latency', 's1'], { ms: 300, jitter: 0 }],
  ['lab new orders', 'lab new', ['orders'], {}],
  ['--pack a lab check orders --pack b --jobs 1', 'lab check', ['orders'], { jobs: 1, pack: ['a', 'b'] }],
  ['reset a b --data', 'reset', ['a', 'b'], { data: true }],
  ['run --no-build', 'run', [], { build: false }],
])('%s', async (line, name, words, options) => {
  const found = await command(line);
  expect({ name: found.name, words: found.words }).toEqual({ name, words });
  expect(found.options).toMatchObject(options);
});

test.each([
  ['strat', 'USAGE', /Did you mean start\?/],
  ['verify --stpe 4', 'USAGE', /Did you mean --step\?/],
  ['verify extra', 'USAGE', /too many arguments/i],
  ['lab chek', 'USAGE', /Did you mean check\?/],
  ['lab new', 'USAGE', /missing required argument/i],
  ['demo', 'USAGE', /missing required argument/i],
  ['verify --seed -1', 'USAGE_BAD_OPTION', /whole number of at least 0/],
  ['verify --seed 99999999999', 'USAGE_BAD_OPTION', /whole number/],
  ['verify --repeat 0', 'USAGE_BAD_OPTION', /at least 1/],
  ['start x --engine podman', 'USAGE_BAD_OPTION', /docker, local/],
])('%s is refused', async (line, code, message) => {
  await expect(parsed(line)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

const textOf = (request: Request) => (request.kind === 'text' ? request.text : '');

test('help lists every command, and every command has examples', async () => {
  const help = textOf(await parsed('--help'));
  for (const { name, summary } of COMMANDS) {
    const [last = '', group] = name.split(' ').reverse();
    const list = group === undefined ? help : textOf(await parsed(group));
    expect(list).toContain(`${last} `);
    expect(list.replace(/\s+/g, ' ')).toContain(summary);
    const own = textOf(await parsed(`${name} --help`));
    expect(own).toMatch(/Examples:\n {2}\S/);
    if (group === undefined) expect(textOf(await parsed(`help ${name}`))).toBe(own);
  }
});

test('no arguments at all: the help, no error', async () => {
  expect(textOf(await parsed(''))).toContain('Usage: archlab');
});

test('version', async () => {
  expect(textOf(await parsed('--version'))).toBe('1.2.3\n');
});

test('what is declared can be loaded', async () => {
  for (const { load } of COMMANDS) expect((await load()).run).toBeTypeOf('function');
});
