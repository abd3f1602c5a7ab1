import { type Arena, defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import { booksFailure, contractFailure, nameOf, pendingFailure } from '../../model/judging.ts';
import type { Case, Rig } from '../../model/rig.ts';
import type { RetryStage } from './stage.ts';

/** So many more calls after a refusal are no fault. */
const FURTHER = 2;

interface Refusal {
  readonly kind: 'hold' | 'credit';
  /** Calls of this kind that began after the first refusal. */
  readonly further: number | undefined;
}

export interface RefusalsSeen {
  readonly cases: readonly Case[];
  readonly refusals: readonly Refusal[];
  readonly books: Books;
}

export async function runRefusals(arena: Arena, rig: Rig): Promise<RefusalsSeen> {
  const [a, b] = [await rig.account('a', 100_000), await rig.account('b', 500)];
  const closed = await rig.account('b', 0, { closed: true });
  const posted = await Promise.all([rig.post(rig.transfer(b, a)), rig.post(rig.transfer(a, closed))]);
  const cases = await rig.untilEnded(posted, 15_000, arena);
  const refusals = (['hold', 'credit'] as const).map((kind, index): Refusal => {
    const calls = rig.wire.of(cases[index]?.transfer.amount ?? 0).filter((call) => call.kind === kind);
    const refused = calls.findIndex(({ http }) => http.status === 409);
    return { kind, further: refused < 0 ? undefined : calls.length - refused - 1 };
  });
  return { cases, refusals, books: await rig.banks.books(new Set([a, b, closed])) };
}

/** Pure. */
export function judgeRefusals({ cases, refusals, books }: RefusalsSeen): Judgement {
  const did = 'asked for a transfer from a poor sender, and for one to a closed account';
  const look: Failure['look'] = ['which answers are asked for again: a refusal is known, only "no answer" is not'];
  const bad = contractFailure(did, cases);
  if (bad) return bad;
  const index = refusals.findIndex(({ further }) => (further ?? 0) > FURTHER);
  const stubborn = refusals[index];
  const one = cases[index];
  if (stubborn && one)
    return fail({
      did,
      expected: `at most ${FURTHER} further calls of a kind after the bank has refused with 409`,
      observed: `${nameOf(one)} asked for its ${stubborn.kind} ${stubborn.further} more times`,
      look,
    });
  return (
    pendingFailure({ did, within: '15 s', look }, cases) ??
    booksFailure({ did, look }, cases, books) ??
    pass({ 'refusals seen': refusals.filter(({ further }) => further !== undefined).length })
  );
}

export const refusals = defineCheck<RetryStage, RefusalsSeen>({
  id: '2c',
  title: 'A refusal is an answer: it is not asked for again and again',
  minimum: { 'refusals seen': 2 },
  observe: (_, stage) => stage.refusals,
  judge: judgeRefusals,
});
