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
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import { type Case, hasEnded, type Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';
import { afterFailed } from './hints.ts';
import type { GiveUpStage } from './stage.ts';

const REFUSALS = 5;
const EVERY_MS = 50;
const LIMIT_MS = 15_000;
/** How long it is looked at after the end. */
const AFTER_MS = 300;
/** When FAILED was shown too early, how long a further release is waited for: several times what may lie between two attempts. */
const FURTHER_MS = 2000;

export interface ReleaseSeen {
  readonly end: Case;
  readonly samples: number;
  /** What the first sample showed that must not be: the API first, the bank second. */
  readonly early: Case | undefined;
  /** How many times a release was answered 503. */
  readonly unavailable: number;
  /** Releases that were sent after `early`. */
  readonly further: number;
  readonly books: Books;
  readonly drawn: Drawn;
}

const did = `let the bank answer 503 to the first ${REFUSALS} releases of a transfer to a closed account, and looked at it all the time`;

export async function runRelease(arena: Arena, rig: Rig): Promise<ReleaseSeen> {
  const [from, to] = [await rig.account('b', 100_000), await rig.account('a', 0, { closed: true })];
  const transfer = rig.transfer(from, to);
  let unavailable = 0;
  rig.wire.rule(({ amount, kind }) => {
    if (amount !== transfer.amount || kind !== 'release' || unavailable >= REFUSALS) return undefined;
    unavailable += 1;
    return { kind: 'unavailable' };
  });
  const posted = await rig.post(transfer);
  const deadline = now() + LIMIT_MS;
  let [end, early, samples, until] = [posted, undefined as Case | undefined, 0, deadline];
  while (now() < until && posted.posting.id !== undefined) {
    end = await rig.look(posted);
    const holds = await rig.banks.holds('b');
    const active = holds.some(({ amount, state }) => amount === transfer.amount && state === 'active');
    samples += 1;
    if (stateOf(end) === 'FAILED' && active) early = end;
    if (early) break;
    if (hasEnded(end) && until === deadline) until = now() + AFTER_MS;
    await pause(EVERY_MS, arena.signal);
  }
  const refused = unavailable;
  const further = early ? await furtherReleases(arena, rig, transfer.amount) : 0;
  const books = await rig.banks.books(new Set([from, to]));
  return { end, samples, early, unavailable: refused, further, books, drawn: drawn(rig, [end], books.movements) };
}

/** How many releases begin from now on; none when none does within the limit. */
async function furtherReleases(arena: Arena, { wire }: Rig, amount: number): Promise<number> {
  const since = now();
  const count = () => wire.of(amount).filter(({ kind, http }) => kind === 'release' && http.at > since).length;
  while (count() === 0 && now() < since + FURTHER_MS) await pause(EVERY_MS, arena.signal);
  return count();
}

/** Pure. */
export function judgeRelease(seen: ReleaseSeen): Judgement {
  const { end, samples, early, unavailable, further, books, drawn: picture } = seen;
  const evidence = pictures('A release that is answered 503', picture);
  const look: Failure['look'] = ['when a transfer becomes FAILED, and how often its compensation is tried'];
  const bad = contractFailure(did, [end], evidence);
  if (bad) return bad;
  if (early)
    return fail(
      {
        did,
        expected: 'FAILED only when the hold is released: a client that reads FAILED may spend the money',
        observed: `${nameOf(early)} is shown as FAILED after ${unavailable} of ${REFUSALS} refused releases, and the bank still holds ${money(early.transfer.amount)}`,
        look,
        hint: afterFailed(unavailable, further, FURTHER_MS),
      },
      evidence,
    );
  const late =
    pendingFailure({ did, within: '15 s', look }, [end], evidence) ??
    booksFailure({ did, look }, [end], books, evidence);
  if (late) return late;
  if (reasonOf(end) !== 'account_closed')
    return fail(
      { did, expected: 'FAILED, reason account_closed', observed: `${nameOf(end)} is ${shownOf(end)}`, look },
      evidence,
    );
  return pass({ 'releases answered 503': unavailable, samples }, evidence);
}

export const release = defineCheck<GiveUpStage, ReleaseSeen>({
  id: '3c',
  title: 'FAILED is shown only when the money is back, however long that takes',
  minimum: { 'releases answered 503': REFUSALS, samples: 10 },
  observe: (_, stage) => stage.release,
  judge: judgeRelease,
});
