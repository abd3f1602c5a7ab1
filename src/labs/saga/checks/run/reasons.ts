import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Books, Entry } from '../../model/banks.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure, reasonOf, shownOf } from '../../model/judging.ts';
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';

const LIMIT_MS = 10_000;

const CAUSES = {
  insufficient_funds: 'sender with too little money',
  no_account: 'sender that does not exist',
  account_closed: 'receiver whose account is closed',
  screening_rejected: 'receiver that the screening rejects',
} as const;
type Reason = keyof typeof CAUSES;

export interface ReasonsSeen {
  readonly cases: readonly Case[];
  /** The reason each case must have. */
  readonly reasons: readonly Reason[];
  readonly books: Books;
  readonly drawn: Drawn;
}

const did =
  'asked for transfers that cannot be: a poor and an unknown sender, a closed receiver, a receiver that is rejected';

async function observe(arena: Arena, rig: Rig): Promise<ReasonsSeen> {
  arena.note('transfers that cannot be');
  const pairs: [from: string, to: string, reason: Reason][] = [];
  for (const [here, there] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const rich = await rig.account(here, 100_000);
    const receiver = await rig.account(there, 0);
    pairs.push(
      [await rig.account(here, 900), receiver, 'insufficient_funds'],
      [`${here}:nobody`, receiver, 'no_account'],
      [rich, await rig.account(there, 0, { closed: true }), 'account_closed'],
      [rich, await rig.account(there, 0, { watched: true }), 'screening_rejected'],
    );
  }
  const posted = await Promise.all(pairs.map(([from, to]) => rig.post(rig.transfer(from, to))));
  const cases = await rig.untilEnded(posted, LIMIT_MS, arena);
  const books = await rig.banks.books(new Set(pairs.flatMap(([from, to]) => [to, from])));
  return { cases, reasons: pairs.map(([, , reason]) => reason), books, drawn: drawn(rig, cases, books.movements) };
}

/** Pure. */
export function judgeReasons({ cases, reasons, books, drawn: picture }: ReasonsSeen): Judgement {
  const evidence = pictures('Transfers that cannot be', picture);
  const look: Failure['look'] = ['the compensation of the last completed step, and how a refusal becomes a reason'];
  const early = contractFailure(did, cases, evidence) ?? pendingFailure({ did, within: '10 s', look }, cases, evidence);
  if (early) return early;
  for (const [index, one] of cases.entries()) {
    const cause = CAUSES[reasons[index] ?? 'no_account'];
    const locked = books.holds.find((hold) => isActive(hold, one));
    if (locked)
      return fail(
        {
          did: `asked for a transfer with a ${cause}`,
          expected: 'the hold to be released',
          observed: `it is still active: ${money(locked.amount)} locked for ever`,
          look,
        },
        evidence,
      );
    if (reasonOf(one) !== reasons[index])
      return fail(
        {
          did: `asked for a transfer with a ${cause}`,
          expected: `FAILED, reason ${reasons[index]}`,
          observed: `${nameOf(one)} is ${shownOf(one)}`,
          look,
        },
        evidence,
      );
  }
  return (
    booksFailure({ did, look }, cases, books, evidence) ??
    pass({ 'transfers that cannot be': cases.length, 'holds released': released(books) }, evidence)
  );
}

const isActive = (hold: Entry, { transfer }: Case) => hold.amount === transfer.amount && hold.state === 'active';
const released = ({ holds }: Books) => holds.filter(({ state }) => state === 'released').length;

export const reasons = defineCheck<Rig, ReasonsSeen>({
  id: '1b',
  title: 'What cannot be is FAILED with its reason, and nothing stays locked',
  minimum: { 'transfers that cannot be': 8, 'holds released': 2 },
  observe,
  judge: judgeReasons,
});
