import {
  type Arena,
  defineCheck,
  type Failure,
  fail,
  type Judgement,
  now,
  pass,
  pause,
  type Random,
} from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import { type Fate, outcomeOf } from '../../model/call.ts';
import {
  booksFailure,
  contractFailure,
  countOf,
  nameOf,
  pendingFailure,
  shownOf,
  stateOf,
} from '../../model/judging.ts';
import { type Drawn, drawn, pictures } from '../../model/pictures.ts';
import { anyAccepted, type Case, type Rig } from '../../model/rig.ts';
import type { Rule } from '../../model/wire.ts';
import type { ManyStage } from './stage.ts';

const TRANSFERS = 60;
const LIMIT_MS = 30_000;
/** A call is left alone from then on. */
const ATTEMPTS = 3;

export interface ChaosSeen {
  readonly cases: readonly Case[];
  /** Calls that got 503, a reset or no reply. */
  readonly lost: number;
  readonly books: Books;
  readonly drawn: Drawn;
}

const did =
  'asked for 60 transfers at once between six accounts, while some calls got 503, some no reply, some a reset, and half of them were slow';

/** 5 % 503, 3 % executed without a reply, 2 % reset, half delayed by up to 40 ms. */
function chaos(random: Random): Rule {
  const attempts = new Map<string, number>();
  return ({ kind, id, service, amount }): Fate | undefined => {
    const name = `${service} ${kind} ${id}`;
    const attempt = (attempts.get(name) ?? 0) + 1;
    attempts.set(name, attempt);
    // Drawn for each attempt of each transfer by name, so that the order in which calls arrive changes nothing.
    const die = random.fork(`${amount}/${kind}/${attempt}`);
    const draw = die.next();
    const fate: Fate = { kind: 'pass', ...(die.next() < 0.5 ? { delayMs: Math.round(die.next() * 40) } : {}) };
    if (attempt > ATTEMPTS || draw >= 0.1) return fate;
    return { kind: draw < 0.05 ? 'unavailable' : draw < 0.08 ? 'freeze-after' : 'reset' };
  };
}

export async function runChaos(arena: Arena, rig: Rig): Promise<ChaosSeen> {
  const names: string[] = [];
  for (const bank of ['a', 'b', 'a', 'b', 'a', 'b'] as const) names.push(await rig.account(bank, 500_000));
  const at = (bank: string) => names.filter((name) => name.startsWith(bank));
  const ours = new Set(names);
  const plan = Array.from({ length: TRANSFERS }, (_, i) => {
    const [here = [], there = []] = i % 2 === 0 ? [at('a'), at('b')] : [at('b'), at('a')];
    return rig.transfer(rig.random.pick(here), rig.random.pick(there));
  });
  const amounts = new Set(plan.map(({ amount }) => amount));
  const rule = chaos(rig.random.fork('chaos'));
  rig.wire.rule((call) => (amounts.has(call.amount ?? 0) ? rule(call) : undefined));
  const started = now();
  const posted = await Promise.all(plan.map((transfer) => rig.post(transfer)));
  // Without looking, until nothing is going on any more.
  while (anyAccepted(posted) && rig.wire.quietMs() < 1200 && now() - started < LIMIT_MS) await pause(20, arena.signal);
  const cases = await rig.untilEnded(posted, Math.max(1500, LIMIT_MS - (now() - started)), arena);
  const books = await rig.banks.books(ours);
  const picture = drawn(rig, cases, books.movements);
  const lost = picture.calls.filter((call) => outcomeOf(call) === 'lost' || outcomeOf(call) === 'frozen').length;
  return { cases, lost, books, drawn: picture };
}

/** Pure. */
export function judgeChaos({ cases, lost, books, drawn: picture }: ChaosSeen): Judgement {
  const evidence = pictures('60 transfers with faults', picture);
  const look: Failure['look'] = ['what transfers share with each other: connections, variables, a loop'];
  const bad =
    contractFailure(did, cases, evidence) ??
    booksFailure({ did, look }, cases, books, evidence) ??
    pendingFailure({ did, within: '30 s', look }, cases, evidence);
  if (bad) return bad;
  const failed = cases.filter((one) => stateOf(one) !== 'COMPLETED');
  if (failed.length > TRANSFERS / 2 && failed[0])
    return fail(
      {
        did,
        expected: 'them to be COMPLETED: there is money enough, and every fault passes',
        observed: `${countOf(failed.length, cases.length, 'transfer')} are not; ${nameOf(failed[0])} is ${shownOf(failed[0])}`,
        look,
      },
      evidence,
    );
  return pass({ transfers: cases.length, 'calls without an answer': lost }, evidence);
}

export const chaosCheck = defineCheck<ManyStage, ChaosSeen>({
  id: '5a',
  title: 'Sixty at once under faults all end, and not a cent is made or lost',
  limitMs: 60_000,
  minimum: { transfers: TRANSFERS, 'calls without an answer': 10 },
  observe: (_, stage) => stage.chaos,
  judge: judgeChaos,
});
