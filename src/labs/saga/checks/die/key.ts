import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Posting } from '../../model/api.ts';
import type { Books } from '../../model/banks.ts';
import { booksFailure, contractFailure, pendingFailure, shownOf, stateOf } from '../../model/judging.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { firstDurable } from './durable.ts';
import type { DieStage } from './stage.ts';

const LIMIT_MS = 15_000;

export interface KeySeen {
  /** Whether a commit that holds the transfer or its key was seen, and its answer kept back. */
  readonly frozen: boolean;
  /** What came of the POST whose commit was not answered. */
  readonly first: Posting;
  /** The same POST after the restart, and how the transfer ended. */
  readonly again: Case;
  /** Holds of this sender in the end. */
  readonly holds: number;
  readonly books: Books;
}

const did =
  'killed the program when the database had committed a POST and the program had not heard of it; started it, and sent the POST again with its key';

export async function runKey(arena: Arena, rig: Rig): Promise<KeySeen> {
  const { seat } = rig;
  const [from, to] = [await rig.account('a', 100_000), await rig.account('b', 0)];
  const transfer = rig.transfer(from, to);
  const words = [transfer.key, from];
  const carriers = new Set<number>();
  const hold = seat.postgres.holdReplies({
    times: Number.POSITIVE_INFINITY,
    match: (frame) => {
      if (words.some((word) => frame.contains(word))) carriers.add(frame.connection);
      return carriers.has(frame.connection);
    },
  });
  const posting = rig.post(transfer);
  const frozen = await firstDurable(arena, hold, { database: rig.database, words, limitMs: 5000 });
  await seat.process.kill();
  hold.release();
  const first = (await posting).posting;
  await arena.restart(seat.process);
  const posted = await rig.post(transfer);
  const [again = posted] = await rig.untilEnded([posted], LIMIT_MS, arena);
  // A transfer that was made twice is under way somewhere else.
  await rig.quiet(1000, 4000, arena.signal);
  const books = await rig.banks.books();
  return { frozen: frozen !== undefined, first, again, holds: books.holds.length, books };
}

/** Pure. */
export function judgeKey({ frozen, first, again, holds, books }: KeySeen): Judgement {
  const look: Failure['look'] = [
    'what one transaction has to hold, so that after it everything is known and before it nothing',
  ];
  const accepted = first.status === 202;
  const bad = contractFailure(did, [again]) ?? pendingFailure({ did, within: '15 s', look }, [again]);
  if (bad) return bad;
  if (holds > 1)
    return fail({
      did,
      expected: 'one transfer, the one that was committed before',
      observed: `${holds} holds on the account of the sender: the key made ${holds} transfers`,
      look,
    });
  if (stateOf(again) !== 'COMPLETED')
    return fail({ did, expected: 'the transfer to be COMPLETED', observed: `it is ${shownOf(again)}`, look });
  return (
    booksFailure({ did, look }, [again], books) ??
    pass({ 'commits whose answer was lost': frozen && !accepted ? 1 : 0 })
  );
}

export const key = defineCheck<DieStage, KeySeen>({
  id: '4b',
  title: 'A commit that nobody heard of and the same key again are one transfer',
  limitMs: 45_000,
  minimum: { 'commits whose answer was lost': 1 },
  observe: (_, stage) => stage.key,
  judge: judgeKey,
});
