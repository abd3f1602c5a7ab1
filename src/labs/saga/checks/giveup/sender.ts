import { type Arena, defineCheck, type Failure, fail, inconclusive, type Judgement, pass } from '../../../../kit.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure, shownOf, stateOf } from '../../model/judging.ts';
import { pictures } from '../../model/pictures.ts';
import type { Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';
import { beforeGhost } from './hints.ts';
import type { GiveUpStage } from './stage.ts';
import { expiredUntried, runUnreachable, type UnreachableSeen } from './unreachable.ts';

const did =
  'stopped the first hold of a transfer on its way, let nothing more reach the bank of the sender, and waited until it had expired';

export async function runSender(arena: Arena, rig: Rig): Promise<UnreachableSeen> {
  const [from, to] = [await rig.account('a', 100_000), await rig.account('b', 0)];
  return runUnreachable(arena, rig, [{ from, to, kind: 'hold', ghost: 'at the end' }]);
}

/** Pure. */
export function judgeSender({ cutOff, books, drawn }: UnreachableSeen): Judgement {
  const evidence = pictures('The sender out of reach', drawn);
  const cases = cutOff.map(({ end }) => end);
  const bad = contractFailure(did, cases, evidence);
  if (bad) return bad;
  const [only] = cutOff;
  if (!only || expiredUntried(only))
    return inconclusive('The first hold was not made before the transfer expired: the machine is too busy.');
  const { meanwhile, end, ghost } = only;
  const look: Failure['look'] = ['what has to be done about a hold that was tried and never answered'];
  if (stateOf(end) === 'FAILED' && (ghost?.status === 201 || ghost?.status === 200))
    return fail(
      {
        did: `${did}; then opened the way again, waited for the end, and let the hold arrive that had been stopped`,
        expected: 'the bank to refuse it with 409 released: a FAILED transfer can no longer take effect',
        observed: `it was accepted, and locks ${money(end.transfer.amount)} of a transfer that is ${shownOf(end)}`,
        look,
        hint: beforeGhost('hold', ghost, drawn.calls),
      },
      evidence,
    );
  if (stateOf(meanwhile) !== 'PENDING')
    return fail(
      {
        did,
        expected: 'PENDING: the hold may still arrive, nobody can know',
        observed: `${nameOf(meanwhile)} is ${shownOf(meanwhile)}`,
        look,
      },
      evidence,
    );
  const ended = pendingFailure({ did: `${did}; then opened the way again`, within: '12 s', look }, cases, evidence);
  if (ended) return ended;
  if (stateOf(end) !== 'FAILED')
    return fail(
      {
        did: `${did}; then opened the way again`,
        expected: 'FAILED: the time of the transfer was up',
        observed: `${nameOf(end)} is ${shownOf(end)}`,
        look: ['where a transfer looks at its time'],
      },
      evidence,
    );
  return (
    booksFailure({ did, look }, cases, books, evidence) ?? pass({ 'late holds delivered': ghost ? 1 : 0 }, evidence)
  );
}

export const sender = defineCheck<GiveUpStage, UnreachableSeen>({
  id: '3b',
  title: 'A hold in doubt can lock nothing any more once the transfer is FAILED',
  minimum: { 'late holds delivered': 1 },
  observe: (_, stage) => stage.sender,
  judge: judgeSender,
});
