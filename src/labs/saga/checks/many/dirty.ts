import { type Arena, defineCheck, type Failure, fail, type Judgement, now, pass, pause } from '../../../../kit.ts';
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
import { money } from '../../model/transfer.ts';
import type { ManyStage } from './stage.ts';

/** How long it may take to get to the screening, beside everything else. */
const REACH_MS = 10_000;
/** From then on; the first attempt of the screening is given up, and another one made, within it. */
const WATCH_MS = 3500;

export interface DirtySeen {
  readonly end: Case;
  /** Attempts of the screening that were stopped. */
  readonly stopped: number;
  /** Credited to the receiver while the screening had not answered. */
  readonly early: number;
  readonly books: Books;
}

const did = 'let the screening of a transfer get stuck, and then reject it';

export async function runDirty(arena: Arena, rig: Rig): Promise<DirtySeen> {
  const [from, to] = [await rig.account('a', 100_000), await rig.account('b', 0)];
  const transfer = rig.transfer(from, to);
  const mine = (amount: number | undefined, kind: string) => amount === transfer.amount && kind === 'screening';
  const thaw = rig.wire.rule(({ amount, kind }) => (mine(amount, kind) ? { kind: 'freeze-before' } : undefined));
  const posted = await rig.post(transfer);
  const started = now();
  let [early, until] = [0, started + REACH_MS];
  while (early === 0 && now() < until) {
    const reached = rig.wire.of(transfer.amount).find(({ kind }) => kind === 'screening')?.http.at;
    if (reached !== undefined) until = reached + WATCH_MS;
    const credits = await rig.banks.credits('b');
    early = credits.find(({ amount }) => amount === transfer.amount)?.amount ?? 0;
    await pause(50, arena.signal);
  }
  const json = { decision: 'reject' };
  thaw();
  rig.wire.rule(({ amount, kind }) => (mine(amount, kind) ? { kind: 'answer', json } : undefined));
  const frozen = rig.wire.frozen.filter(({ call }) => mine(call.amount, call.kind));
  for (const { held } of frozen) held.release({ status: 200, json });
  const [end = posted] = await rig.untilEnded([posted], 10_000, arena);
  return { end, stopped: frozen.length, early, books: await rig.banks.books(new Set([from, to])) };
}

/** Pure. */
export function judgeDirty({ end, stopped, early, books }: DirtySeen): Judgement {
  const look: Failure['look'] = [
    'what may be done for a transfer that is not approved yet, and what others can see of it',
  ];
  const bad = contractFailure(did, [end]);
  if (bad) return bad;
  if (early > 0)
    return fail({
      did,
      expected: 'no credit before the approval: what the receiver has, he can spend at once',
      observed: `${money(early)} were credited while the screening had not answered; its answer was reject`,
      look,
    });
  const pending = pendingFailure({ did, within: '10 s', look }, [end]);
  if (pending) return pending;
  if (stateOf(end) !== 'FAILED' || reasonOf(end) !== 'screening_rejected')
    return fail({
      did,
      expected: 'FAILED, reason screening_rejected',
      observed: `${nameOf(end)} is ${shownOf(end)}`,
      look,
    });
  return booksFailure({ did, look }, [end], books) ?? pass({ 'screenings that were stuck': stopped });
}

export const dirty = defineCheck<ManyStage, DirtySeen>({
  id: '5b',
  title: 'Nobody gets money from a transfer that is not approved yet',
  minimum: { 'screenings that were stuck': 1 },
  observe: (_, stage) => stage.dirty,
  judge: judgeDirty,
});
