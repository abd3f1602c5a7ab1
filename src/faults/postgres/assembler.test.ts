import { expect, test } from 'vitest';
import { Assembler } from './assembler.ts';

test('gives a message out when it is whole and not before, so that no byte is copied with every chunk', () => {
  const assembler = new Assembler();
  const whole = Buffer.from('abcdefghij');
  expect(assembler.take(whole)).toBe(whole);
  assembler.keep(whole.subarray(0, 2), 5);
  expect(assembler.take(whole.subarray(2, 4))).toBeUndefined();
  expect(assembler.take(whole.subarray(4, 6))?.toString()).toBe('abcdef');
  assembler.keep(whole.subarray(0, 6), 10);
  for (const at of [6, 7, 8]) expect(assembler.take(whole.subarray(at, at + 1))).toBeUndefined();
  expect(assembler.take(whole.subarray(9))?.toString()).toBe('abcdefghij');
});

test('forgets what it kept', () => {
  const assembler = new Assembler();
  assembler.keep(Buffer.from('abc'), 10);
  assembler.clear();
  expect(assembler.take(Buffer.from('x'))?.toString()).toBe('x');
});
