import {
  type Arena,
  defineCheck,
  type Evidence,
  type Failure,
  fail,
  inconclusive,
  type Judgement,
  pass,
} from '../../../../kit.ts';
import type { Call } from '../../model/call.ts';
import {
  booksFailure,
  contractFailure,
  nameOf,
  pendingFailure,
  reasonOf,
  shownOf,
  stateOf,
} from '../../model/judging.ts';
import { pictures } from '../../model/pictures.ts';
import type { Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';
import { beforeGhost, beforeRelease } from './hints.ts';
import type { GiveUpStage } from './stage.ts';
import { type CutOff, expiredUntried, runUnreachable, type UnreachableSeen } from './unreachable.ts';

const did =
  'stopped the first credit of two transfers on its way, let nothing more reach the bank of the receiver, and waited until both had expired';

export async function runReceiver(arena: Arena, rig: Rig): Promise<UnreachableSeen> {
  const [from, to] = [await rig.account('a', 100_000), await rig.account('b', 0)];
  return runUnreachable(arena, rig, [
    { from, to, kind: 'credit', ghost: 'before healing' },
    { from, to, kind: 'credit', ghost: 'at the end' },
  ]);
}

/** Pure. */
export function judgeReceiver({ cutOff, books, drawn }: UnreachableSeen): Judgement {
  const evidence = pictures('The receiver out of reach', drawn);
  const cases = cutOff.map(({ end }) => end);
  const bad = contractFailure(did, cases, evidence);
  if (bad) return bad;
  const untried = cutOff.some(expiredUntried);
  if (untried)
    return inconclusive('The first credit was not made before the transfer expired: the machine is too busy.');
  const early = tooEarly(cutOff, drawn.calls, evidence);
  if (early) return early;
  const [paid, unpaid] = cutOff;
  if (!paid || !unpaid) return inconclusive('There were not two transfers.');
  const look: Failure['look'] = [
    'what you know of a credit whose attempt was never answered, and how it can be settled',
  ];
  return (
    paidFailure(paid, evidence) ??
    unpaidFailure(unpaid, drawn.calls, evidence) ??
    pendingFailure({ did, within: '12 s of the healing', look }, cases, evidence) ??
    booksFailure({ did, look }, cases, books, evidence) ??
    pass({ 'transfers in doubt': 2, 'late credits delivered': cutOff.filter(({ ghost }) => ghost).length }, evidence)
  );
}

function tooEarly(
  cutOff: readonly CutOff[],
  calls: readonly Call[],
  evidence: readonly Evidence[],
): Judgement | undefined {
  for (const { meanwhile, holdMeanwhile } of cutOff) {
    const state = stateOf(meanwhile);
    if (state === 'PENDING' && holdMeanwhile === 'active') continue;
    const mine = calls.filter(({ amount }) => amount === meanwhile.transfer.amount);
    const hold = holdMeanwhile === undefined ? 'there is no hold' : `its hold is ${holdMeanwhile}`;
    return fail(
      {
        did,
        expected: 'both to be PENDING with their holds active: the credit may still arrive, nobody can know',
        observed: `${nameOf(meanwhile)} is ${shownOf(meanwhile)}, and ${hold}`,
        look: ['what happens when the time is up and the credit was tried, but never answered'],
        hint: holdMeanwhile === 'released' ? beforeRelease(mine) : undefined,
      },
      evidence,
    );
  }
  return undefined;
}

/** The late credit arrived before the bank was in reach again. */
function paidFailure({ end, ghost }: CutOff, evidence: readonly Evidence[]): Judgement | undefined {
  if (stateOf(end) === 'COMPLETED' || ghost?.status !== 201) return undefined;
  return fail(
    {
      did: `${did}; then the credit that was stopped arrived late, and the way was opened again`,
      expected: 'COMPLETED: the receiver has been paid',
      observed: `${nameOf(end)} is ${shownOf(end)}`,
      look: ['what the bank answers when you void a credit that is applied'],
    },
    evidence,
  );
}

/** The way was opened again, the transfer ended, and only then the late credit arrived. */
function unpaidFailure(
  { end, ghost }: CutOff,
  calls: readonly Call[],
  evidence: readonly Evidence[],
): Judgement | undefined {
  const then = `${did}; then opened the way again`;
  if (stateOf(end) === 'FAILED' && ghost?.status === 201)
    return fail(
      {
        did: `${then}, waited for the end, and let the credit arrive that had been stopped`,
        expected: 'the bank to refuse it with 409 voided: a FAILED transfer can no longer take effect',
        observed: `it was applied: ${money(end.transfer.amount)} given to the receiver of a transfer that is ${shownOf(end)}`,
        look: ['how you made sure that the credit would never come: "not found" is not "never"'],
        hint: beforeGhost('credit', ghost, calls),
      },
      evidence,
    );
  if (stateOf(end) === 'PENDING' || (stateOf(end) === 'FAILED' && reasonOf(end) === 'expired')) return undefined;
  return fail(
    {
      did: then,
      expected: 'FAILED, reason expired: its time was up, and nobody has been paid',
      observed: `${nameOf(end)} is ${shownOf(end)}`,
      look: [
        'what happens first when a transfer in doubt has expired: asking for the credit again, or making sure it never comes',
      ],
    },
    evidence,
  );
}

export const receiver = defineCheck<GiveUpStage, UnreachableSeen>({
  id: '3a',
  title: 'A credit in doubt is neither believed nor forgotten when the time is up',
  minimum: { 'transfers in doubt': 2, 'late credits delivered': 2 },
  observe: (_, stage) => stage.receiver,
  judge: judgeReceiver,
});
