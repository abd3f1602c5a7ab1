import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import { type Call, type Kind, tableOf } from '../../model/call.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure, shownOf, stateOf } from '../../model/judging.ts';
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import type { Case, Rig } from '../../model/rig.ts';
import { money } from '../../model/transfer.ts';
import { whichTroubles } from './hints.ts';
import type { RetryStage } from './stage.ts';

const LIMIT_MS = 15_000;

/** What is done to a transfer: the first reply of this kind is lost, or the first two attempts of every call get 503. */
export type Trouble = Kind | 'unavailable';
const TROUBLES: readonly Trouble[] = ['hold', 'screening', 'credit', 'capture', 'unavailable'];

/** A call as the judge needs it. */
export type Attempt = Pick<Call, 'kind' | 'id' | 'amount'>;

export interface LossesSeen {
  readonly cases: readonly Case[];
  readonly troubles: readonly Trouble[];
  readonly calls: readonly Attempt[];
  readonly books: Books;
  readonly drawn: Drawn;
}

export async function runLosses(arena: Arena, rig: Rig): Promise<LossesSeen> {
  const [a, b] = [await rig.account('a', 100_000), await rig.account('b', 100_000)];
  const plan = TROUBLES.flatMap((trouble) => [
    { trouble, transfer: rig.transfer(a, b) },
    { trouble, transfer: rig.transfer(b, a) },
  ]);
  const troubleOf = new Map(plan.map(({ trouble, transfer }) => [transfer.amount, trouble]));
  const attempts = new Map<string, number>();
  rig.wire.rule(({ amount, kind, id }) => {
    const trouble = troubleOf.get(amount ?? 0);
    if (!trouble) return undefined;
    const attempt = (attempts.get(`${kind} ${id}`) ?? 0) + 1;
    attempts.set(`${kind} ${id}`, attempt);
    if (trouble === 'unavailable') return attempt <= 2 ? { kind: 'unavailable' } : undefined;
    return kind === trouble && attempt === 1 ? { kind: 'freeze-after' } : undefined;
  });
  const posted = await Promise.all(plan.map(({ transfer }) => rig.post(transfer)));
  const cases = await rig.untilEnded(posted, LIMIT_MS, arena);
  const books = await rig.banks.books(new Set([a, b]));
  const picture = drawn(rig, cases, books.movements);
  return { cases, troubles: plan.map(({ trouble }) => trouble), calls: picture.calls, books, drawn: picture };
}

/** Pure. */
export function judgeLosses({ cases, troubles, calls, books, drawn: picture }: LossesSeen): Judgement {
  const evidence = pictures('Lost replies and 503s', picture);
  const did =
    'lost the first reply to a hold, a screening, a credit or a capture, and answered the first two attempts of every call of others with 503';
  const look: Failure['look'] = ['what your program takes a missing answer for: it may have happened'];
  const early = contractFailure(did, cases, evidence);
  if (early) return early;
  for (const one of cases) {
    const twice = newIds(one, calls);
    if (twice)
      return fail(
        {
          did,
          expected: 'every attempt at one hold or one credit to name the same id',
          observed: `${nameOf(one)} used ${twice.ids.length} ids for its ${twice.what}: ${twice.ids.slice(0, 3).join(', ')}`,
          look: ['where the id comes from, and when it is made'],
        },
        evidence,
      );
  }
  const hint = whichTroubles(cases, troubles);
  const books_ = booksFailure({ did, look, hint }, cases, books, evidence);
  if (books_) return books_;
  const pending = pendingFailure({ did, within: '15 s', look }, cases, evidence);
  if (pending) return pending;
  for (const [index, one] of cases.entries()) {
    if (stateOf(one) === 'COMPLETED') continue;
    return fail(
      {
        did: `${TOLD[troubles[index] ?? 'unavailable']}, for a transfer of ${money(one.transfer.amount)}`,
        expected: 'the call to be made again with the same id, and the transfer to be COMPLETED',
        observed: `it is ${shownOf(one)}`,
        look,
        hint,
      },
      evidence,
    );
  }
  return pass({ transfers: cases.length, 'attempts that were repeated': repeated(calls) }, evidence);
}

const TOLD: Readonly<Partial<Record<Trouble, string>>> = {
  hold: 'lost the reply to the first hold',
  screening: 'lost the reply to the first screening',
  credit: 'lost the reply to the first credit',
  capture: 'lost the reply to the first capture',
  unavailable: 'answered the first two attempts of every call with 503',
};

/** More ids than one for the hold or the credit of a transfer. */
function newIds({ transfer }: Case, calls: readonly Attempt[]) {
  for (const [what, table] of [
    ['hold', 'holds'],
    ['credit', 'credits'],
  ] as const) {
    const put = calls.filter(
      ({ kind, amount }) => amount === transfer.amount && kind === what && tableOf(kind) === table,
    );
    const ids = [...new Set(put.map(({ id }) => id))];
    if (ids.length > 1) return { what, ids };
  }
  return undefined;
}

/** Calls that name a hold, a credit or a screening that was named before. */
function repeated(calls: readonly Attempt[]): number {
  const names = calls.map(({ kind, id }) => `${kind === 'capture' ? 'capture' : (tableOf(kind) ?? kind)} ${id}`);
  return names.length - new Set(names).size;
}

export const losses = defineCheck<RetryStage, LossesSeen>({
  id: '2b',
  title: 'A missing answer is not a refusal: asked again with the same id, all are COMPLETED',
  minimum: { transfers: 10, 'attempts that were repeated': 20 },
  observe: (_, stage) => stage.losses,
  judge: judgeLosses,
});
