import { expect, test } from 'vitest';
import { bare } from './bare.ts';
import { parse } from './parse.ts';
import { COMMANDS } from './table.ts';

test.each(COMMANDS.map(({ name }) => name))('%s alone means the same with and without the parser', async (name) => {
  const parsed = await parse([name], COMMANDS, { version: '1.2.3', columns: 100 }).catch(() => undefined);
  expect(bare([name], COMMANDS)).toEqual(parsed);
});

test('anything more is left to the parser', () => {
  for (const argv of [[], ['strat'], ['--help'], ['list', '--json']]) expect(bare(argv, COMMANDS)).toBeUndefined();
});
