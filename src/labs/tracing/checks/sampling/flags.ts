import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inLanes, inventBasket, times } from '../../click.ts';
import { inventContext, short } from '../../context.ts';
import { isIdle } from '../../jobs.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, sentinel, settled } from '../../rig.ts';
import { hasServed, inOrder, named } from '../../spans.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';
import { RATIO } from './ratio.ts';
import { flagUnread, whereLost, whoOverrules } from './sampling-hints.ts';

interface Flagged {
  readonly click: Click;
  readonly spans: readonly TraceSpan[];
}

export interface FlagsSeen {
  /** Sent with flag 01. */
  readonly sampled: readonly Flagged[];
  /** Sent with flag 00. */
  readonly unsampled: readonly Flagged[];
  /** Charges as payments saw them. */
  readonly charges: readonly Witness[];
  /** The gateway's to orders. */
  readonly requests: readonly Witness[];
}

const EACH = 30;
const did = 'sent 30 checkouts whose traceparent says sampled (flag 01) and 30 whose says not sampled (00)';
const PARENT = 'what decides where there is a parent: its flag, before any ratio';

async function observe(arena: Arena, rig: Rig): Promise<FlagsSeen> {
  const wire = markWire(rig);
  const visit = (sampled: boolean) => {
    const visitors = times(EACH, () => ({ basket: inventBasket(arena.random), sent: inventContext(arena.random) }));
    return inLanes(visitors, 5, ({ basket, sent }) => click(rig.client, basket, { sent, sampled }));
  };
  arena.note('thirty checkouts not to be sampled, then thirty to be sampled');
  const without = await visit(false);
  const withFlag = await visit(true);
  await settled(arena, () => isIdle(rig.sql));
  const flagged = (one: Click): Flagged => ({ click: one, spans: inOrder(rig.otlp.trace(one.sent?.traceId ?? '')) });
  const look = (): FlagsSeen => {
    const calls = witnesses(rig, wire);
    const at = (place: Witness['at']) => calls.filter((call) => call.at === place);
    return {
      sampled: withFlag.map(flagged),
      unsampled: without.map(flagged),
      charges: at('payments'),
      requests: at('orders'),
    };
  };
  await settled(arena, () => judgeFlags(look()).verdict === 'pass');
  // Whatever the unsampled ones exported was ended before, so it has arrived when this has.
  await sentinel(arena, rig);
  return look();
}

/** Pure. */
export function judgeFlags({ sampled, unsampled, charges, requests }: FlagsSeen): Judgement {
  const bad = notPlaced(
    did,
    [...sampled, ...unsampled].map((one) => one.click),
  );
  if (bad) return bad;
  const lost = sampled.filter(({ spans }) => !hasServed(spans, ['gateway', 'orders']));
  const recorded = unsampled.filter(({ spans }) => spans.length > 0);
  if (lost.length > 0)
    return fail({
      did,
      expected: 'the spans of gateway and orders of all thirty that are sampled',
      observed: `of ${lost.length} of ${sampled.length} they did not arrive, such as ${short(lost[0]?.click.sent?.traceId ?? '')}`,
      look: [PARENT],
      hint:
        sampled.length === unsampled.length
          ? flagUnread(
              { each: sampled.length, sampled: sampled.length - lost.length, unsampled: recorded.length },
              RATIO,
            )
          : undefined,
    });
  const [first] = recorded;
  if (first)
    return fail({
      did,
      expected: 'no span in the traces that are not sampled',
      observed: `the caller said "not sampled", and ${named(first.spans[0] as TraceSpan)} was recorded anyway: the trace is torn, in ${recorded.length} of them`,
      look: [PARENT],
      hint: whoOverrules(
        recorded.map((one) => one.spans),
        unsampled.length,
        turnedRound(unsampled, charges),
      ),
    });
  const contexts = unsampled.map(({ click: { basket, sent } }) => ({
    orderRef: basket.orderRef,
    traceId: sent?.traceId,
  }));
  for (const { click: clicked } of unsampled) {
    const finding = chargeFinding(clicked, charges);
    if (finding !== undefined)
      return fail({
        did,
        expected:
          'payments to be called with the trace of the client also where it is not sampled, and with the flag 00',
        observed: finding,
        look: ['what is injected when the span is not recorded: the context is still there, its sampled bit is 0'],
        hint: whereLost(contexts, requests),
      });
  }
  return pass({ sampled: sampled.length, 'not sampled': unsampled.length });
}

function chargeFinding({ basket, sent }: Click, charges: readonly Witness[]): string | undefined {
  const charge = charges.find(({ orderRef }) => orderRef === basket.orderRef);
  if (!charge) return `payments was not called for order ${basket.orderRef}`;
  if (!charge.context)
    return `the charge of ${basket.orderRef} carried ${charge.header === undefined ? 'no traceparent' : charge.header}`;
  if (charge.context.traceId !== sent?.traceId)
    return `the charge of ${basket.orderRef} carried trace ${short(charge.context.traceId)}, the client’s is ${short(sent?.traceId ?? '')}`;
  return charge.context.sampled ? `the charge of ${basket.orderRef} carried ${charge.header}: sampled` : undefined;
}

/** How many of them payments was called for with the client’s trace and the flag 01. */
function turnedRound(unsampled: readonly Flagged[], charges: readonly Witness[]): number {
  const sampled = new Set(charges.flatMap(({ context }) => (context?.sampled ? [context.traceId] : [])));
  return unsampled.filter(({ click: { sent } }) => sampled.has(sent?.traceId ?? '')).length;
}

export const flags = defineCheck<Rig, FlagsSeen>({
  id: '5b',
  title: 'The caller’s flag decides, for every service',
  limitMs: 45_000,
  minimum: { sampled: EACH, 'not sampled': EACH },
  observe,
  judge: judgeFlags,
});
