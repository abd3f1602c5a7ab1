import { type Arena, now, pause, type Span } from '../../../../kit.ts';
import type { Books } from '../../model/banks.ts';
import type { Call } from '../../model/call.ts';
import { reasonOf, stateOf } from '../../model/judging.ts';
import { type Drawn, drawn } from '../../model/pictures.ts';
import type { Case, Rig } from '../../model/rig.ts';
import type { Ghost, Rule } from '../../model/wire.ts';

/** When the transfers expire, and when nothing can be known yet. */
const EXPIRES_MS = 2000;
const LOOK_MS = 3500;
const LIMIT_MS = 12_000;

/** One transfer to whose bank the way was cut at the first attempt. */
export interface CutOff {
  /** Whether the first attempt was seen, and stopped. */
  readonly stopped: boolean;
  /** At `LOOK_MS`, with the bank still out of reach. */
  readonly meanwhile: Case;
  readonly holdMeanwhile: string | undefined;
  readonly end: Case;
  /** The first attempt, delivered late. */
  readonly ghost: Ghost | undefined;
}

/** On a machine that is very slow the time may be up before anything was tried; then nothing is in doubt. */
export function expiredUntried({ stopped, meanwhile }: CutOff): boolean {
  return !stopped && stateOf(meanwhile) === 'FAILED' && reasonOf(meanwhile) === 'expired';
}

export interface UnreachableSeen {
  readonly cutOff: readonly CutOff[];
  readonly books: Books;
  readonly drawn: Drawn;
}

/** Cuts the way to a bank for calls of this transfer: the first attempt is stopped on its way, the others are reset. */
function cut(amount: number, kind: 'hold' | 'credit', service: string): { rule: Rule; first(): Call | undefined } {
  let first: Call | undefined;
  const rule: Rule = (call) => {
    if (call.amount !== amount || call.service !== service) return undefined;
    if (first || call.kind !== kind) return first ? { kind: 'reset' } : undefined;
    first = call;
    return { kind: 'freeze-before' };
  };
  return { rule, first: () => first };
}

interface Plan {
  readonly from: string;
  readonly to: string;
  readonly kind: 'hold' | 'credit';
  /** When the late first attempt arrives. */
  readonly ghost: 'before healing' | 'at the end';
}

/** Runs each plan with a transfer that expires while its bank is out of reach. */
export async function runUnreachable(arena: Arena, rig: Rig, plans: readonly Plan[]): Promise<UnreachableSeen> {
  const marks: Span[] = [];
  const cutOff = await Promise.all(
    plans.map(async ({ from, to, kind, ghost }): Promise<CutOff> => {
      const transfer = rig.transfer(from, to, { expiresInMs: EXPIRES_MS });
      const bank = (kind === 'hold' ? from : to).slice(0, 1);
      const { rule, first } = cut(transfer.amount, kind, `bank-${bank}`);
      const heal = rig.wire.rule(rule);
      const started = now();
      const posted = await rig.post(transfer);
      await pause(Math.max(0, LOOK_MS - (now() - started)), arena.signal);
      const meanwhile = await rig.look(posted);
      const holds = await rig.banks.holds(from.startsWith('a:') ? 'a' : 'b');
      const holdMeanwhile = holds.find(({ amount }) => amount === transfer.amount)?.state;
      const frozen = rig.wire.frozen.find(({ call }) => call === first());
      const deliver = async () => frozen && rig.wire.deliver(frozen);
      const early = ghost === 'before healing' ? await deliver() : undefined;
      heal();
      marks.push({
        label: `bank ${bank.toUpperCase()} out of reach`,
        tone: 'bad',
        fromMs: first()?.http.at ?? started,
        toMs: now(),
      });
      const [end = meanwhile] = await rig.untilEnded([posted], LIMIT_MS, arena);
      return { stopped: frozen !== undefined, meanwhile, holdMeanwhile, end, ghost: early ?? (await deliver()) };
    }),
  );
  const books = await rig.banks.books(new Set(plans.flatMap(({ from, to }) => [from, to])));
  const ends = cutOff.map(({ end }) => end);
  return { cutOff, books, drawn: drawn(rig, ends, books.movements, marks) };
}
