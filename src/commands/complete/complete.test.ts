import { expect, test } from 'vitest';
import type { LabEntry } from '../../catalogue/types.ts';
import { COMMANDS } from '../line/table.ts';
import { FAULTS, SHELLS } from '../line/words.ts';
import { asText } from './complete.ts';
import { commandsIn, optionsOf, placeholder } from './line.ts';
import { offerAt } from './place.ts';
import { isKnown, type Known } from './values.ts';

const entry = (id: string, languages: string[]) => ({ id, title: `About ${id}`, languages }) as unknown as LabEntry;
const KNOWN: Known = {
  labs: async () => [entry('sharding', ['typescript', 'go']), entry('saga', ['typescript'])],
  lab: async () => entry('saga', ['typescript']),
  outline: async () => ({
    instances: ['a', 'b'],
    roles: ['gateway', 'orders'],
    steps: [
      { id: 'one', title: 'First', checks: [{ id: '1a', title: 'Alive' }] },
      { id: 'two', title: 'Second', checks: [{ id: '2a', title: 'Well' }] },
    ],
  }),
  commands: () => commandsIn('', COMMANDS),
  services: async () => ['db', 'queue'],
  programs: async () => ['orders-a'],
};
/** With nothing but archlab itself: no workspace, no catalogue. */
const nothing = () => Promise.reject(new Error('unreadable'));
const LOST: Known = { ...KNOWN, labs: nothing, lab: nothing, outline: nothing, services: nothing, programs: nothing };

/** `|` ends the line: what stands before it is the half-typed word. */
async function offered(line: string, known = KNOWN) {
  return offerAt(line.replace(/\|$/, '').split(' '), COMMANDS, () => known);
}
const values = async (line: string, known = KNOWN) => (await offered(line, known)).candidates.map(([value]) => value);

test.each<[line: string, some: readonly string[], none: readonly string[]]>([
  ['|', ['list', 'start', 'lab', 'completion', 'help'], ['lab new', 'complete', '--help']],
  ['st|', ['start', 'status', 'stop'], []],
  ['--pack somewhere sta|', ['start'], ['--quiet']],
  ['-|', ['--version', '-q', '--pack', '--help'], ['--json']],
  ['lab |', ['new', 'check'], ['start']],
  ['lab new --|', ['--dir', '--json', '--quiet'], ['--engine', '--version']],
  ['lab check |', ['sharding', 'saga'], []],
  ['help |', ['verify', 'lab'], ['help lab']],
  ['verify |', ['--step', '--watch', '--no-color'], ['verify']],
  ['verify --all --|', ['--step'], ['--all']],
  ['verify --report json=x --|', ['--report'], []],
  ['verify -q --|', ['--step'], ['--quiet', '-q']],
  ['logs -f --|', ['-n', '--lines'], ['--follow']],
])('%s offers %j', async (line, some, none) => {
  const found = await values(line);
  for (const value of some) expect(found).toContain(value);
  for (const value of none) expect(found).not.toContain(value);
});

test.each<[line: string, all: readonly string[]]>([
  ['start --engine |', ['docker', 'local']],
  ['start --engine=lo|', ['--engine=docker', '--engine=local']],
  ['start --language |', ['typescript']],
  ['verify --step |', ['1', 'one', '2', 'two', '1a', '2a']],
  ['verify --step=2|', ['1', 'one', '2', 'two', '1a', '2a'].map((step) => `--step=${step}`)],
  ['hint |', ['1', 'one', '2', 'two']],
  ['run --instance |', ['a', 'b']],
  ['run --role |', ['gateway', 'orders']],
  ['logs |', ['db', 'queue', 'orders-a']],
  ['logs -n 20 |', ['db', 'queue', 'orders-a']],
  ['chaos |', ['kill', 'pause', 'resume', 'restart', 'latency']],
  ['chaos kill |', ['db', 'queue']],
  ['chaos -- kill |', ['db', 'queue']],
  ['chaos kill --ms 5 |', ['db', 'queue']],
  ['completion |', ['bash', 'zsh', 'fish']],
  ['verify --format |', ['text', 'json', 'junit', 'html']],
  ['verify --report |', ['text=', 'json=', 'junit=', 'html=']],
  ['verify --report=|', ['--report=text=', '--report=json=', '--report=junit=', '--report=html=']],
  // Nothing is known of numbers, of what is misspelt, and of what comes after the last word.
  ['verify --seed |', []],
  ['strat |', []],
  ['lab chek |', []],
  ['verify --stpe=|', []],
  ['start sharding -- |', []],
  ['chaos -- --|', ['kill', 'pause', 'resume', 'restart', 'latency']],
])('%s offers exactly %j', async (line, all) => {
  expect(await values(line)).toEqual(all);
});

test.each<[line: string, paths: 'files' | 'folders', before: string | undefined]>([
  ['start --dir |', 'folders', undefined],
  ['start --dir=x|', 'folders', '--dir='],
  ['--pack |', 'folders', undefined],
  ['reset a b |', 'files', undefined],
  ['verify --report html=re|', 'files', 'html='],
  ['verify --report=html=re|', 'files', '--report=html='],
])('%s leaves the %s to the shell', async (line, paths, before) => {
  expect(await offered(line)).toEqual({ candidates: [], paths, ...(before === undefined ? {} : { before }) });
});

test('what cannot be read offers nothing, and what needs no reading is still there', async () => {
  for (const line of ['start |', 'verify --step |', 'logs |', 'chaos kill |', 'start --language |']) {
    expect(await values(line, LOST)).toEqual([]);
  }
  expect(await values('chaos |', LOST)).toContain('kill');
  expect(await values('st|', LOST)).toContain('start');
  expect(await values('logs |', { ...LOST, programs: KNOWN.programs })).toEqual(['orders-a']);
});

test('one line for each, fit for a shell', () => {
  const candidates = [
    ['sharding', 'Two\nlines\tand \u001b[31mred'],
    ['--step', ''],
    ['a b', 'to be quoted'],
    ['$(date)', 'to be run'],
    ['', 'empty'],
  ] as const;
  expect(asText({ candidates })).toBe('sharding\tTwo lines and [31mred\n--step\t\n');
  expect(asText({ candidates: [], paths: 'files', before: 'html=' })).toBe(':files\thtml=\n');
});

test('whatever stands in brackets in a declaration can be completed, or is known to be anything', () => {
  const anything = ['number', 'times', 'port', 'count', 'delay', 'solution', 'id'];
  const kinds = COMMANDS.flatMap((declaration) => [
    ...(declaration.words ?? []).map(([notation]) => placeholder(notation)),
    ...optionsOf(declaration)
      .filter(({ choices }) => choices === undefined)
      .map(({ flags }) => placeholder(flags)),
  ]).filter((kind) => kind !== undefined);
  expect(kinds.filter((kind) => !isKnown(kind) && !anything.includes(kind))).toEqual([]);
});

test('the help names what completion offers', () => {
  const about = (command: string) => JSON.stringify(COMMANDS.find(({ name }) => name === command)?.words);
  for (const fault of Object.keys(FAULTS)) expect(about('chaos')).toContain(fault);
  for (const shell of SHELLS) expect(about('completion')).toContain(shell);
});
