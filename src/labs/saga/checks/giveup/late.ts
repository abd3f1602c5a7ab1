import { type Arena, defineCheck, type Evidence, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
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
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';
import type { Ghost } from '../../model/wire.ts';
import { beforeGhost } from './hints.ts';
import type { GiveUpStage } from './stage.ts';

const LIMIT_MS = 12_000;

/** A transfer whose first hold or credit was stopped on its way, whose second was refused, and whose first arrived at the end. */
interface Late {
  readonly kind: 'hold' | 'credit';
  readonly end: Case;
  readonly ghost: Ghost | undefined;
}

export interface LateSeen {
  readonly late: readonly Late[];
  readonly books: Books;
  readonly drawn: Drawn;
}

const REASON = { hold: 'insufficient_funds', credit: 'account_closed' } as const;

export async function runLate(arena: Arena, rig: Rig): Promise<LateSeen> {
  const poor = await rig.account('a', 10);
  const rich = await rig.account('a', 100_000);
  const receiver = await rig.account('b', 0);
  const closed = await rig.account('b', 0, { closed: true });
  const late = await Promise.all([
    runOne(arena, rig, { kind: 'hold', from: poor, to: receiver, relent: () => rig.banks.topUp(poor, 50_000) }),
    runOne(arena, rig, { kind: 'credit', from: rich, to: closed, relent: () => rig.banks.reopen(closed) }),
  ]);
  const books = await rig.banks.books(new Set([poor, rich, receiver, closed]));
  const ends = late.map(({ end }) => end);
  return { late, books, drawn: drawn(rig, ends, books.movements) };
}

interface Plan {
  readonly kind: 'hold' | 'credit';
  readonly from: string;
  readonly to: string;
  /** After it, the bank would no longer refuse. */
  relent(): Promise<void>;
}

async function runOne(arena: Arena, rig: Rig, { kind, from, to, relent }: Plan): Promise<Late> {
  const transfer = rig.transfer(from, to);
  let stopped = false;
  rig.wire.rule((call) => {
    if (stopped || call.amount !== transfer.amount || call.kind !== kind) return undefined;
    stopped = true;
    return { kind: 'freeze-before' };
  });
  const posted = await rig.post(transfer);
  const [end = posted] = await rig.untilEnded([posted], LIMIT_MS, arena);
  await relent();
  const frozen = rig.wire.frozen.find(({ call }) => call.amount === transfer.amount);
  return { kind, end, ghost: frozen && (await rig.wire.deliver(frozen)) };
}

/** Pure. */
export function judgeLate({ late, books, drawn: picture }: LateSeen): Judgement {
  const evidence = pictures('A late first attempt', picture);
  const did = 'stopped the first hold (the first credit) of a transfer on its way; the bank refused the second attempt';
  const look: Failure['look'] = ['what a refused retry says about the attempts before it'];
  const cases = late.map(({ end }) => end);
  const bad = contractFailure(did, cases, evidence) ?? pendingFailure({ did, within: '12 s', look }, cases, evidence);
  if (bad) return bad;
  for (const one of late) {
    const failure = ghostFailure(one, picture.calls, look, evidence) ?? reasonFailure(one, look, evidence);
    if (failure) return failure;
  }
  return (
    booksFailure({ did, look }, cases, books, evidence) ??
    pass({ 'late attempts delivered': late.filter(({ ghost }) => ghost).length }, evidence)
  );
}

function ghostFailure(
  { kind, end, ghost }: Late,
  calls: Drawn['calls'],
  look: Failure['look'],
  evidence: readonly Evidence[],
): Judgement | undefined {
  if (stateOf(end) !== 'FAILED' || !ghost || ghost.status >= 400 || ghost.status === 0) return undefined;
  const amount = money(end.transfer.amount);
  const effect = kind === 'hold' ? `locked ${amount}` : `gave the receiver ${amount}`;
  const later = kind === 'hold' ? 'gave the sender money' : 'reopened the account';
  return fail(
    {
      did: `stopped the first ${kind} of a transfer on its way; the bank refused the second with ${REASON[kind]}. After FAILED, ${later} and let the first arrive`,
      expected: `the bank to refuse it with 409 ${kind === 'hold' ? 'released' : 'voided'}`,
      observed: `a refused retry does not prove the first attempt is dead: it arrived later and ${effect}`,
      look,
      hint: beforeGhost(kind, ghost, calls),
    },
    evidence,
  );
}

function reasonFailure(
  { kind, end }: Late,
  look: Failure['look'],
  evidence: readonly Evidence[],
): Judgement | undefined {
  if (stateOf(end) === 'FAILED' && reasonOf(end) === REASON[kind]) return undefined;
  return fail(
    {
      did: `stopped the first ${kind} of a transfer on its way; the bank refused the second with ${REASON[kind]}`,
      expected: `FAILED, reason ${REASON[kind]}`,
      observed: `${nameOf(end)} is ${shownOf(end)}`,
      look,
    },
    evidence,
  );
}

export const late = defineCheck<GiveUpStage, LateSeen>({
  id: '3d',
  title: 'A refused retry does not prove that the first attempt is dead',
  minimum: { 'late attempts delivered': 2 },
  observe: (_, stage) => stage.late,
  judge: judgeLate,
});
