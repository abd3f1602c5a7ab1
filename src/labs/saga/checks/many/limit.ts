import { type Arena, defineCheck, type Failure, fail, type Judgement, now, pass } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import {
  booksFailure,
  contractFailure,
  nameOf,
  pendingFailure,
  reasonOf,
  shownOf,
  stateOf,
} from '../../model/judging.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { type Passage, whoPassed } from './hints.ts';
import type { ManyStage } from './stage.ts';

const AT_ONCE = 20;
/** Transfers that fit: below the size of a connection pool, for a pool of ten lets only ten look at a time. */
export const ROOM = 3;
const AMOUNT = 10_000;
/** Room for three of AMOUNT and a little, not for four. */
export const LIMIT_CENTS = ROOM * AMOUNT + 1000;
const LATENCY_MS = 20;
/** Right programs take them one after the other, each with several slow statements: on a busy machine the last one waits long. */
const PATIENCE_MS = 40_000;

export interface LimitSeen {
  readonly cases: readonly Case[];
  /** Calls to the banks for each case. */
  readonly calls: readonly number[];
  readonly passages: readonly Passage[];
  readonly books: Books;
}

const did = `sent ${AT_ONCE} transfers of one account at once, half of them to each of two instances; its daily limit has room for ${ROOM}`;

/** The databases answer a little late, so that those who look before they write do so all together. */
export async function runLimit(arena: Arena, rig: Rig): Promise<LimitSeen> {
  const [from, to] = [await rig.account('a', 1_000_000), await rig.account('b', 0)];
  const slow = rig.seats.map(({ postgres }) => postgres.inject({ kind: 'latency', ms: LATENCY_MS, toward: 'client' }));
  const plan = Array.from({ length: AT_ONCE }, (_, i) => rig.transfer(from, to, { amount: AMOUNT + i }));
  const answeredAt: number[] = [];
  const posted = await Promise.all(
    plan.map(async (transfer, i) => {
      const one = await rig.post(transfer, i % 2, PATIENCE_MS);
      answeredAt[i] = now();
      return one;
    }),
  );
  for (const one of slow) one.remove();
  const cases = await rig.untilEnded(posted, 15_000, arena);
  const calls = cases.map(
    ({ transfer }) => rig.wire.of(transfer.amount).filter(({ kind }) => kind !== 'screening').length,
  );
  const passages = plan.map(({ amount }, i): Passage => {
    const capture = rig.wire.of(amount).find(({ kind, http }) => kind === 'capture' && http.status === 200);
    return { answeredAt: answeredAt[i] ?? 0, capturedAt: capture?.http.repliedAt };
  });
  return { cases, calls, passages, books: await rig.banks.books(new Set([from, to])) };
}

/** Pure. */
export function judgeLimit({ cases, calls, passages, books }: LimitSeen): Judgement {
  const look: Failure['look'] = [
    'what happens between reading the sum and writing the transfer, and who else may do the same meanwhile',
  ];
  const bad = contractFailure(did, cases) ?? pendingFailure({ did, within: '15 s', look }, cases);
  if (bad) return bad;
  const completed = cases.filter((one) => stateOf(one) === 'COMPLETED');
  if (completed.length > ROOM) {
    const hint = whoPassed({ cases, passages, room: ROOM, latencyMs: LATENCY_MS });
    // Unless what was seen says otherwise.
    const together = hint === undefined ? ': each read the sum before the others had written' : '';
    return fail({
      did,
      expected: `${ROOM} COMPLETED, the others FAILED with limit_exceeded`,
      observed: `${completed.length} transfers passed a limit of ${ROOM}${together}`,
      look,
      hint,
    });
  }
  const other = cases.find((one) => stateOf(one) === 'FAILED' && reasonOf(one) !== 'limit_exceeded');
  if (completed.length < ROOM || other)
    return fail({
      did,
      expected: `${ROOM} COMPLETED, the others FAILED with limit_exceeded`,
      observed: other ? `${nameOf(other)} is ${shownOf(other)}` : `only ${completed.length} COMPLETED`,
      look: ['what counts against the limit: amounts that are PENDING or COMPLETED, of this sender, and nothing else'],
    });
  const asked = cases.findIndex((one, i) => stateOf(one) === 'FAILED' && (calls[i] ?? 0) > 0);
  const one = cases[asked];
  if (one)
    return fail({
      did,
      expected: 'no bank to be called for a transfer that exceeds the limit',
      observed: `${nameOf(one)} is ${shownOf(one)}, and ${calls[asked]} calls to the banks were made for it`,
      look: ['when the limit is looked at'],
    });
  return (
    booksFailure({ did, look }, cases, books) ??
    pass({ 'transfers at once': cases.length, 'within the limit': completed.length })
  );
}

export const limit = defineCheck<ManyStage, LimitSeen>({
  id: '5c',
  title: 'The daily limit holds, however many come at once and wherever they come in',
  limitMs: 60_000,
  minimum: { 'transfers at once': AT_ONCE, 'within the limit': ROOM },
  observe: (_, stage) => stage.limit,
  judge: judgeLimit,
});
