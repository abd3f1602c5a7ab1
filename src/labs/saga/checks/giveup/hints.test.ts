import { expect, test } from 'vitest';
import type { Call, Kind } from '../../model/call.ts';
import type { Ghost } from '../../model/wire.ts';
import { afterFailed, beforeGhost, beforeRelease } from './hints.ts';

/** A call that was answered at once; without a status it was not answered. */
function call(kind: Kind, at: number, status?: number, id = 'x-1'): Call {
  const http = { at, status, repliedAt: status === undefined ? undefined : at + 5 };
  return { kind, id, http, fate: { kind: 'pass' } } as Call;
}

const arrives = (kind: 'hold' | 'credit', status = 201): Ghost => ({
  ...{ call: call(kind, 100, 201), at: 5000, status, code: undefined },
});
const hold = (...calls: Call[]) => beforeGhost('hold', arrives('hold'), calls);
const credit = (...calls: Call[]) => beforeGhost('credit', arrives('credit'), calls);

test('a late one that took effect: nothing had been done about it', () => {
  const why = 'Why should the bank treat the one that was still on its way otherwise than a new one?';
  expect(hold(call('hold', 700), call('hold', 1300))).toBe(
    `Your program had sent this hold 3 times, without an answer; after that no call named it any more. ${why}`,
  );
  expect(credit(call('credit', 700, 409), call('release', 800, 200))).toBe(
    `Your program had sent this credit twice, and the last time the answer was 409; after that no call named it any more. ${why}`,
  );
  expect(hold(call('hold', 700, 409), call('hold', 800, 503))).toContain('3 times, the last time without an answer;');
});

test('a late one that took effect: it had been asked for, or forbidden without an answer', () => {
  expect(credit(call('credit', 700), call('read credit', 4000, 404))).toBe(
    'Your program had asked for this credit with GET and heard 404, 1.0 s before it arrived. What did the bank know after this GET that it had not known before?',
  );
  expect(hold(call('hold', 700), call('release', 2000), call('release', 4999, 200))).toBe(
    'When it arrived, your program had sent the release of this hold twice without an answer, and the transfer was FAILED already. What is known of a hold after a release without an answer, and what does FAILED say of it?',
  );
});

test('a late one that took effect: nothing is said where the calls do not explain it', () => {
  expect(credit(call('void', 2000, 200))).toBeUndefined();
  expect(credit(call('read credit', 2000))).toBeUndefined();
  expect(hold(call('hold', 700, 201), call('capture', 2000))).toBeUndefined();
  expect(beforeGhost('hold', arrives('hold', 200), [call('hold', 700, 201)])).toBeUndefined();
  // Not about this credit: another id, and the hold of the same name.
  expect(credit(call('void', 2000, 200, 'x-2'), call('release', 2100, 200))).toMatch(/no call named it any more/);
});

test('a hold that was released while the credit was in doubt', () => {
  const sent = [call('credit', 100), call('credit', 800)];
  expect(beforeRelease([...sent, call('release', 2000, 200), call('void', 2100)])).toBe(
    'Before it released the hold, your program had sent the credit twice, without an answer, and made no other call about it. Which of the two could still change without your doing: the hold, or the credit?',
  );
  expect(beforeRelease([...sent, call('void', 1900), call('release', 2000, 200)])).toMatch(
    /had sent the void of the credit once, without an answer\. What does it know/,
  );
  expect(beforeRelease([...sent, call('read credit', 1900), call('release', 2000)])).toMatch(
    /had asked for the credit with GET once, without an answer\./,
  );
  // Let through later, and answered then.
  const late = { ...call('credit', 100, 201), http: { ...call('credit', 100, 201).http, repliedAt: 3500 } };
  expect(beforeRelease([late, call('release', 2000)])).toMatch(/had sent the credit once/);
  expect(beforeRelease([...sent, call('void', 1900, 200), call('release', 2000)])).toBeUndefined();
  expect(beforeRelease([call('release', 2000)])).toBeUndefined();
  expect(beforeRelease(sent)).toBeUndefined();
});

test('FAILED was seen too early: the releases go on, or are over', () => {
  expect(afterFailed(1, 1, 2000)).toMatch(/^After FAILED had been seen, your program went on sending the release\./);
  expect(afterFailed(3, 0, 2000)).toBe(
    'In 2.0 s after FAILED had been seen, your program sent no release any more, though the bank had said 503 to all 3 so far. So it was not too early, it was the end. What has your program taken the last 503 for?',
  );
  expect(afterFailed(0, 0, 2000)).toBeUndefined();
});
