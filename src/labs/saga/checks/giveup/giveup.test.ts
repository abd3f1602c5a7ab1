import { expect, test } from 'vitest';
import type { Call } from '../../model/call.ts';
import { booksOf, caseOf, credit, hold, NOTHING_DRAWN, observedOf } from '../../model/testing.ts';
import type { Ghost } from '../../model/wire.ts';
import { judgeLate, type LateSeen } from './late.ts';
import { judgeReceiver } from './receiver.ts';
import { judgeRelease, type ReleaseSeen } from './release.ts';
import { judgeSender } from './sender.ts';
import type { CutOff, UnreachableSeen } from './unreachable.ts';

const ghost = (status: number): Ghost => ({ call: {} as Call, at: 0, status, code: undefined });
const cutOff = (amount: number, end: CutOff['end'], status: number): CutOff => ({
  stopped: true,
  meanwhile: caseOf(amount, 'PENDING'),
  holdMeanwhile: 'active',
  end,
  ghost: ghost(status),
});

const paid = cutOff(1001, caseOf(1001, 'COMPLETED'), 201);
const unpaid = cutOff(1002, caseOf(1002, 'FAILED', 'expired'), 409);
const sound = booksOf([hold(1001, 'captured'), hold(1002, 'released')], [credit(1001)]);
const receiverSeen = (first: Partial<CutOff>, second: Partial<CutOff> = {}): UnreachableSeen => ({
  cutOff: [
    { ...paid, ...first },
    { ...unpaid, ...second },
  ],
  books: sound,
  drawn: NOTHING_DRAWN,
});

test('3a passes', () => {
  expect(judgeReceiver(receiverSeen({}))).toMatchObject({
    verdict: 'pass',
    exposed: { 'transfers in doubt': 2, 'late credits delivered': 2 },
  });
});

test('3a: decided too early, paid and forgotten, not paid and applied later, ended otherwise, never', () => {
  const early = { meanwhile: caseOf(1001, 'FAILED', 'expired'), holdMeanwhile: 'released' };
  expect(observedOf(judgeReceiver(receiverSeen(early)))).toBe(
    'the transfer of 10.01 (t-1001) is FAILED, reason expired, and its hold is released',
  );
  expect(observedOf(judgeReceiver(receiverSeen({ end: caseOf(1001, 'FAILED', 'expired') })))).toBe(
    'the transfer of 10.01 (t-1001) is FAILED, reason expired',
  );
  expect(observedOf(judgeReceiver(receiverSeen({}, { ghost: ghost(201) })))).toBe(
    'it was applied: 10.02 given to the receiver of a transfer that is FAILED, reason expired',
  );
  expect(judgeReceiver(receiverSeen({}, { end: caseOf(1002, 'COMPLETED') }))).toMatchObject({
    failure: { expected: 'FAILED, reason expired: its time was up, and nobody has been paid' },
  });
  expect(observedOf(judgeReceiver(receiverSeen({ end: caseOf(1001, 'PENDING'), ghost: ghost(0) })))).toMatch(
    /^1 of 2 transfers still PENDING/,
  );
});

test('3a: without a first credit nothing was tried', () => {
  expect(judgeReceiver(receiverSeen({ stopped: false, meanwhile: caseOf(1001, 'FAILED', 'expired') })).verdict).toBe(
    'inconclusive',
  );
});

const senderSeen = (changed: Partial<CutOff>, holds = booksOf([], [])): UnreachableSeen => ({
  cutOff: [{ ...cutOff(2001, caseOf(2001, 'FAILED', 'expired'), 409), holdMeanwhile: undefined, ...changed }],
  books: holds,
  drawn: NOTHING_DRAWN,
});

test('3b: each verdict', () => {
  expect(judgeSender(senderSeen({}))).toMatchObject({ verdict: 'pass', exposed: { 'late holds delivered': 1 } });
  expect(observedOf(judgeSender(senderSeen({ ghost: ghost(201) })))).toBe(
    'it was accepted, and locks 20.01 of a transfer that is FAILED, reason expired',
  );
  expect(observedOf(judgeSender(senderSeen({ meanwhile: caseOf(2001, 'FAILED') })))).toBe(
    'the transfer of 20.01 (t-2001) is FAILED, reason null',
  );
  expect(observedOf(judgeSender(senderSeen({ end: caseOf(2001, 'COMPLETED') })))).toBe(
    'the transfer of 20.01 (t-2001) is COMPLETED',
  );
  expect(observedOf(judgeSender(senderSeen({ end: caseOf(2001, 'PENDING') })))).toBe(
    'the transfer still PENDING, first the transfer of 20.01 (t-2001)',
  );
  expect(judgeSender(senderSeen({ stopped: false, meanwhile: caseOf(2001, 'FAILED', 'expired') })).verdict).toBe(
    'inconclusive',
  );
});

const released: ReleaseSeen = {
  end: caseOf(500, 'FAILED', 'account_closed'),
  samples: 40,
  early: undefined,
  unavailable: 5,
  further: 0,
  books: booksOf([hold(500, 'released')], []),
  drawn: NOTHING_DRAWN,
};

test('3c: FAILED with the money locked, for a moment or for ever', () => {
  expect(judgeRelease(released)).toMatchObject({
    verdict: 'pass',
    exposed: { 'releases answered 503': 5, samples: 40 },
  });
  expect(observedOf(judgeRelease({ ...released, early: released.end, unavailable: 2 }))).toBe(
    'the transfer of 5.00 (t-500) is shown as FAILED after 2 of 5 refused releases, and the bank still holds 5.00',
  );
  expect(observedOf(judgeRelease({ ...released, books: booksOf([hold(500, 'active')], []) }))).toMatch(
    /locked for ever$/,
  );
  expect(observedOf(judgeRelease({ ...released, end: caseOf(500, 'PENDING') }))).toMatch(/still PENDING/);
  expect(observedOf(judgeRelease({ ...released, end: caseOf(500, 'FAILED', 'expired') }))).toBe(
    'the transfer of 5.00 (t-500) is FAILED, reason expired',
  );
});

const late = (holdGhost: number, creditGhost: number, reason = 'account_closed'): LateSeen => ({
  late: [
    { kind: 'hold', end: caseOf(500, 'FAILED', 'insufficient_funds'), ghost: ghost(holdGhost) },
    { kind: 'credit', end: caseOf(600, 'FAILED', reason), ghost: ghost(creditGhost) },
  ],
  books: booksOf([hold(600, 'released')], []),
  drawn: NOTHING_DRAWN,
});

test('3d: a late first attempt that takes effect', () => {
  expect(judgeLate(late(409, 409))).toMatchObject({ verdict: 'pass', exposed: { 'late attempts delivered': 2 } });
  expect(observedOf(judgeLate(late(201, 409)))).toBe(
    'a refused retry does not prove the first attempt is dead: it arrived later and locked 5.00',
  );
  expect(observedOf(judgeLate(late(409, 201)))).toBe(
    'a refused retry does not prove the first attempt is dead: it arrived later and gave the receiver 6.00',
  );
  expect(observedOf(judgeLate(late(409, 409, 'expired')))).toBe(
    'the transfer of 6.00 (t-600) is FAILED, reason expired',
  );
});

test('hints go with the failures they explain', () => {
  const call = (kind: Call['kind'], amount: number, at: number) =>
    ({ kind, amount, id: 'x', http: { at, status: undefined } }) as Call;
  const drawn = { ...NOTHING_DRAWN, calls: [call('credit', 1001, 1), call('void', 1001, 2), call('release', 1001, 3)] };
  const early = (holdMeanwhile: string) =>
    judgeReceiver({ ...receiverSeen({ meanwhile: caseOf(1001, 'FAILED', 'expired'), holdMeanwhile }), drawn });
  expect(early('released')).toMatchObject({
    failure: { hint: expect.stringMatching(/sent the void of the credit once/) },
  });
  expect(early('active')).toMatchObject({ failure: { hint: undefined } });
  const applied = { ghost: { ...ghost(201), call: call('credit', 1002, 1), at: 9 } };
  const untouched = { failure: { hint: expect.stringMatching(/no call named it any more/) } };
  expect(judgeReceiver(receiverSeen({}, applied))).toMatchObject(untouched);
  expect(judgeSender(senderSeen(applied))).toMatchObject(untouched);
  expect(judgeLate(late(201, 409))).toMatchObject(untouched);
  expect(judgeRelease({ ...released, early: released.end, unavailable: 3 })).toMatchObject({
    failure: { hint: expect.stringMatching(/503 to all 3 so far/) },
  });
});
