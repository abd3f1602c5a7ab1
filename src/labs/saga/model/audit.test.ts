import { expect, test } from 'vitest';
import { leaksOf, surplus, totalTold } from './audit.ts';
import type { Entry } from './banks.ts';
import { booksOf, caseOf, credit, hold, soundBooks } from './testing.ts';

const told = (state: 'COMPLETED' | 'FAILED' | 'PENDING', holds: Entry[], credits: Entry[]) => {
  const books = booksOf(holds, credits);
  return `${totalTold(books)}${leaksOf([caseOf(3001, state)], books)[0]?.told ?? 'sound'}`;
};

test('what is right', () => {
  expect(told('COMPLETED', [hold(3001, 'captured')], [credit(3001)])).toBe('sound');
  expect(told('FAILED', [hold(3001, 'released')], [])).toBe('sound');
  expect(told('FAILED', [], [])).toBe('sound');
  expect(surplus(soundBooks([caseOf(3001, 'COMPLETED'), caseOf(3002, 'FAILED')]))).toBe(0);
});

test('a transfer that has not ended is not judged, but its money is', () => {
  expect(told('PENDING', [hold(3001, 'active')], [])).toBe('sound');
  expect(told('PENDING', [hold(3001, 'active')], [credit(3001)])).toBe('total +30.01: sound');
});

test('each kind of leak has its sentence', () => {
  expect(told('FAILED', [hold(3001, 'released')], [credit(3001)])).toBe(
    "total +30.01: the transfer of 30.01 (t-3001) is FAILED and has an applied credit and a released hold: the receiver's bank paid, and the sender's bank gave the money back",
  );
  expect(told('FAILED', [hold(3001, 'active')], [])).toBe(
    'the transfer of 30.01 (t-3001) is FAILED and has no applied credit and an active hold: money that is locked for ever',
  );
  expect(told('FAILED', [hold(3001, 'captured')], [credit(3001)])).toMatch(
    /has an applied credit and a captured hold: the money has moved, and the client was told that it has not$/,
  );
  expect(told('COMPLETED', [hold(3001, 'captured')], [])).toBe(
    'total -30.01: the transfer of 30.01 (t-3001) is COMPLETED and has no applied credit and a captured hold: the sender has paid, and the receiver got nothing',
  );
  expect(told('COMPLETED', [hold(3001, 'active')], [credit(3001)])).toMatch(
    /the sender still has a hold that nobody ends$/,
  );
  expect(told('COMPLETED', [], [])).toMatch(/has no applied credit and no hold: no money has moved/);
  expect(told('COMPLETED', [hold(3001, 'captured')], [credit(3001), credit(3001, 'c-2')])).toMatch(
    /^total \+30.01: .* has 2 applied credits and a captured hold: the receiver was paid more than once$/,
  );
});

test('an overdrawn account is a leak of its own', () => {
  const books = { ...booksOf([], []), accounts: [{ id: 'a:x', given: 5, available: -995 }] };
  expect(leaksOf([], books)[0]?.told).toBe('account a:x has -9.95');
});
