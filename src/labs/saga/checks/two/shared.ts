import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import type { Call } from '../../model/call.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure, shownOf, stateOf } from '../../model/judging.ts';
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import type { Case, Rig } from '../../model/rig.ts';
import type { TwoStage } from './stage.ts';

const TRANSFERS = 20;
/** A lease that was lost on a busy machine is no fault of the design. */
const BOTH = 3;
const DELAY_MS = 400;

export interface SharedSeen {
  readonly cases: readonly Case[];
  /** For each case, how many of its calls both instances have made: one and the same hold, say. */
  readonly twice: readonly number[];
  readonly books: Books;
  readonly drawn: Drawn;
}

const did = `sent ${TRANSFERS} transfers to two instances in turn, with every call answered ${DELAY_MS} ms late`;

export async function runShared(arena: Arena, rig: Rig): Promise<SharedSeen> {
  const [a, b] = [await rig.account('a', 200_000), await rig.account('b', 200_000)];
  rig.wire.rule(() => ({ kind: 'pass', delayMs: DELAY_MS }));
  const plan = Array.from({ length: TRANSFERS }, (_, i) => rig.transfer(i % 4 < 2 ? a : b, i % 4 < 2 ? b : a));
  const posted = await Promise.all(plan.map((transfer, i) => rig.post(transfer, i % 2)));
  const cases = await rig.untilEnded(posted, 20_000, arena);
  const books = await rig.banks.books();
  const twice = cases.map(({ transfer }) => madeByBoth(rig.wire.of(transfer.amount)));
  return { cases, twice, books, drawn: drawn(rig, cases, books.movements) };
}

/** Taking turns is allowed; doing the same is not. */
function madeByBoth(calls: readonly Call[]): number {
  const makers = new Map<string, Set<string>>();
  for (const { kind, id, instance } of calls) {
    const name = `${kind} ${id}`;
    makers.set(name, (makers.get(name) ?? new Set()).add(instance));
  }
  return [...makers.values()].filter(({ size }) => size > 1).length;
}

/** Pure. */
export function judgeShared({ cases, twice, books, drawn: picture }: SharedSeen): Judgement {
  const evidence = pictures('Two instances', picture);
  const look: Failure['look'] = ['how an instance knows that a transfer is being driven by another one'];
  const bad = contractFailure(did, cases, evidence);
  if (bad) return bad;
  const both = twice.filter((count) => count > 0).length;
  if (both > BOTH)
    return fail(
      {
        did,
        expected: `each transfer to be driven by one instance at a time: at most ${BOTH} with a call that both have made`,
        observed: `for ${both} of ${TRANSFERS} transfers both instances made the same call`,
        look,
      },
      evidence,
    );
  const ended =
    pendingFailure({ did, within: '20 s', look }, cases, evidence) ??
    booksFailure({ did, look }, cases, books, evidence);
  if (ended) return ended;
  const failed = cases.find((one) => stateOf(one) !== 'COMPLETED');
  if (failed)
    return fail(
      { did, expected: 'all of them COMPLETED', observed: `${nameOf(failed)} is ${shownOf(failed)}`, look },
      evidence,
    );
  return pass(
    { transfers: cases.length, 'driven by one instance at a time': twice.filter((count) => count === 0).length },
    evidence,
  );
}

export const shared = defineCheck<TwoStage, SharedSeen>({
  id: '6b',
  title: 'Two instances that are both alive do not do the same work twice',
  minimum: { transfers: TRANSFERS, 'driven by one instance at a time': TRANSFERS - BOTH },
  observe: (_, stage) => stage.shared,
  judge: judgeShared,
});
