import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nearestOf } from '../host/nearest.ts';
import { parseCatalogue } from './parse.ts';

const text = readFileSync(new URL('../../labs.yaml', import.meta.url), 'utf8');
const parse = (change: (yaml: string) => string) => () => parseCatalogue('labs.yaml', change(text));

test('the catalogue is valid and has the ten chapters in order', () => {
  const { chapters } = parseCatalogue('labs.yaml', text);
  expect(chapters.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(chapters.flatMap(({ labs }) => labs.map(({ id }) => id))).toContain('sharding');
});

test('a misspelt key is named with its line and the nearest one', () => {
  expect(parse((yaml) => yaml.replace('memoryMb:', 'memoryMB:'))).toThrow(
    /^labs\.yaml, line \d+: unknown key "memoryMB" in chapters\.\d+\.labs\.0\. Did you mean "memoryMb"\?$/,
  );
});

test('a wrong value is told with what is allowed', () => {
  expect(parse((yaml) => yaml.replace('level: intermediate', 'level: intermediat'))).toThrow(
    /level is "intermediat"; allowed: beginner, intermediate, advanced\. Did you mean "intermediate"\?/,
  );
});

test('broken YAML is told with its line', () => {
  expect(parse((yaml) => yaml.replace('title: Scaling Strategies', 'title: "Scaling Strategies'))).toThrow(
    /^labs\.yaml, line \d+: /,
  );
});

test('a lab that is listed twice is refused', () => {
  expect(parse((yaml) => yaml.replace('id: load-balancing', 'id: sharding'))).toThrow(
    'the lab "sharding" is listed twice',
  );
});

test('near names are offered, far ones are not', () => {
  expect(nearestOf('shardng', ['sharding', 'saga'])).toBe(' Did you mean "sharding"?');
  expect(nearestOf('kubernetes', ['sharding', 'saga'])).toBe('');
});
