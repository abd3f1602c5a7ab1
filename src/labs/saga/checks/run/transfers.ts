import { type Arena, defineCheck, fail, type Judgement, now, pass, pause } from '../../../../kit.ts';
import type { Account, Books } from '../../model/banks.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure, shownOf, stateOf } from '../../model/judging.ts';
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import { anyAccepted, type Case, type Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';

const EACH_WAY = 10;
const LIMIT_MS = 10_000;
const OPENING = 100_000;

export interface TransfersSeen {
  readonly cases: readonly Case[];
  readonly books: Books;
  /** Calls to banks and screening. */
  readonly calls: number;
  readonly drawn: Drawn;
}

const did =
  'asked for 20 transfers at a time, ten in each direction, and looked at them when the calls to the banks were over';

async function observe(arena: Arena, rig: Rig): Promise<TransfersSeen> {
  arena.note('20 transfers in both directions');
  const [a, b] = [await rig.account('a', OPENING), await rig.account('b', OPENING)];
  const ways = [...Array.from({ length: EACH_WAY }, () => [a, b]), ...Array.from({ length: EACH_WAY }, () => [b, a])];
  const started = now();
  const posted = await Promise.all(ways.map(([from = '', to = '']) => rig.post(rig.transfer(from, to))));
  // Nobody asks before it is over: a transfer ends without being looked at.
  const captured = () => rig.wire.calls.filter(({ kind, http }) => kind === 'capture' && http.status === 200).length;
  while (anyAccepted(posted) && captured() < posted.length && now() - started < LIMIT_MS) await pause(20, arena.signal);
  const cases = await rig.untilEnded(posted, Math.max(1500, LIMIT_MS - (now() - started)), arena);
  const books = await rig.banks.books(new Set([a, b]));
  return { cases, books, calls: rig.wire.calls.length, drawn: drawn(rig, cases, books.movements) };
}

/** Pure. */
export function judgeTransfers({ cases, books, calls, drawn: picture }: TransfersSeen): Judgement {
  const evidence = pictures('20 transfers', picture);
  const look = ['the order of hold, screening, credit and capture, and what is done with each answer'] as const;
  const bad =
    contractFailure(did, cases, evidence) ??
    pendingFailure({ did, within: '10 s', look }, cases, evidence) ??
    booksFailure({ did, look }, cases, books, evidence);
  if (bad) return bad;
  const failed = cases.find((one) => stateOf(one) !== 'COMPLETED');
  if (failed)
    return fail(
      {
        did,
        expected: 'all of them COMPLETED: there is money enough, nobody is on the list, nothing is broken',
        observed: `${nameOf(failed)} is ${shownOf(failed)}`,
        look,
      },
      evidence,
    );
  const off = books.accounts.find((account) => account.available !== expected(account, cases));
  if (off)
    return fail(
      {
        did,
        expected: `account ${off.id} to have ${money(expected(off, cases))} afterwards`,
        observed: `it has ${money(off.available)}`,
        look,
      },
      evidence,
    );
  return pass({ transfers: cases.length, 'calls to banks and screening': calls }, evidence);
}

function expected({ id, given }: Account, cases: readonly Case[]): number {
  return cases.reduce((sum, { transfer: { from, to, amount } }) => {
    return sum + (to === id ? amount : 0) - (from === id ? amount : 0);
  }, given);
}

export const transfers = defineCheck<Rig, TransfersSeen>({
  id: '1a',
  title: 'Twenty transfers in both directions move the money, exactly and without being asked',
  minimum: { transfers: 20, 'calls to banks and screening': 80 },
  observe,
  judge: judgeTransfers,
});
