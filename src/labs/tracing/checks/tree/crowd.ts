import { type Arena, defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Click, click, inventBasket, times } from '../../click.ts';
import { inventContext } from '../../context.ts';
import { notPlaced } from '../../judging.ts';
import type { Rig } from '../../rig.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';
import { howMixed } from './crowd-hints.ts';

export interface CrowdSeen {
  readonly clicks: readonly Click[];
  readonly charges: readonly Witness[];
  /** The gateway's to orders. */
  readonly requests: readonly Witness[];
}

const SIZE = 40;
/** How many are under way together. All forty would on a busy machine outlast the time limits of right programs. */
const WIDTH = 10;
const JITTER_MS = 50;
const did = 'sent 40 checkouts, ten at a time, each with a trace of its own, while the stubs took 0 to 50 ms to answer';

async function observe(arena: Arena, rig: Rig): Promise<CrowdSeen> {
  arena.note('40 checkouts, ten at a time');
  const stop = jitter(arena, rig);
  const since = markWire(rig);
  const clicks = await crowd(arena, rig);
  stop();
  const calls = witnesses(rig, since);
  const at = (place: Witness['at']) => calls.filter((call) => call.at === place);
  return { clicks, charges: at('payments'), requests: at('orders') };
}

/** Forty checkouts, ten of them under way at any time, each with a context of its own. */
export async function crowd(arena: Arena, rig: Rig): Promise<Click[]> {
  const visitors = times(SIZE, () => ({ basket: inventBasket(arena.random), sent: inventContext(arena.random) }));
  const clicks: Click[] = [];
  const queue = visitors.entries();
  const serve = async () => {
    for (const [i, { basket, sent }] of queue) clicks[i] = await click(rig.client, basket, { sent });
  };
  await Promise.all(times(WIDTH, serve));
  return clicks;
}

/** Answers come in another order than the calls. Returns the way to stop. */
export function jitter(arena: Arena, rig: Rig): () => void {
  const random = arena.random.fork('jitter');
  const asked = [rig.stubs.inventory, rig.stubs.payments];
  for (const proxy of asked) proxy.script(() => ({ kind: 'forward', delayMs: random.int(0, JITTER_MS) }));
  return () => {
    for (const proxy of asked) proxy.script(undefined);
  };
}

/** Pure. */
export function judgeCrowd({ clicks, charges, requests }: CrowdSeen): Judgement {
  const bad = notPlaced(did, clicks);
  if (bad) return bad;
  const owner = new Map(clicks.map(({ sent, basket }) => [sent?.traceId, basket.orderRef]));
  const wrong = clicks.flatMap(({ basket: { orderRef }, sent }) => {
    const charge = charges.find((one) => one.orderRef === orderRef);
    return charge?.context?.traceId === sent?.traceId ? [] : [{ orderRef, charge }];
  });
  const [first] = wrong;
  if (!first) return pass({ checkouts: clicks.length, charges: charges.length });
  const { orderRef, charge } = first;
  const other = owner.get(charge?.context?.traceId);
  const carried = !charge
    ? 'never reached payments'
    : charge.header === undefined
      ? 'carried no traceparent'
      : other === undefined
        ? `carried ${charge.header}, a trace of no client`
        : `carried the trace of ${other}`;
  return fail({
    did,
    expected: 'the charge of each order to carry the trace of that order',
    observed: `the charge of ${orderRef} ${carried} (${wrong.length} of ${clicks.length} are mixed up)`,
    look: ['where the current span is kept: requests that are under way together must not share the variable'],
    hint: howMixed(clicks, charges, requests),
  });
}

export const crowdCheck = defineCheck<Rig, CrowdSeen>({
  id: '2d',
  title: 'Checkouts under way together do not mix their traces',
  minimum: { checkouts: SIZE, charges: SIZE },
  observe,
  judge: judgeCrowd,
});
