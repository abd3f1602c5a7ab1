import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inventBasket, times } from '../../click.ts';
import { inventContext, short } from '../../context.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, settled } from '../../rig.ts';
import { named } from '../../spans.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';
import { endsTooEarly, whoseId } from './witness-hints.ts';

interface Visit {
  readonly click: Click;
  /** What the stubs saw of it. */
  readonly calls: readonly Witness[];
}

export interface WitnessSeen {
  readonly visits: readonly Visit[];
  readonly spans: readonly TraceSpan[];
}

/** Span and witness are dated by one clock of one machine. */
const TOLERANCE_MS = 20;
const ANSWER_MS = 100;
const did = 'sent checkouts with a traceparent and compared what the stubs were called with, and when, with the spans';
const CLIENT = 'where the HTTP client of orders begins its span, and which context it puts into the headers';

async function observe(arena: Arena, rig: Rig): Promise<WitnessSeen> {
  const visits: Visit[] = [];
  // Stubs that take their time: a span that ends too early ends long before the answer.
  for (const proxy of [rig.stubs.inventory, rig.stubs.payments])
    proxy.script(() => ({ kind: 'forward', delayMs: ANSWER_MS }));
  for (const basket of times(3, () => inventBasket(arena.random))) {
    const since = markWire(rig);
    const clicked = await click(rig.client, basket, { sent: inventContext(arena.random) });
    const asked = witnesses(rig, since).filter(({ at }) => at === 'inventory' || at === 'payments');
    visits.push({ click: clicked, calls: asked });
  }
  for (const proxy of [rig.stubs.inventory, rig.stubs.payments]) proxy.script(undefined);
  const look = (): WitnessSeen => ({ visits, spans: rig.otlp.spans });
  arena.note('comparing spans with what the stubs saw');
  await settled(arena, () => judgeWitness(look()).verdict === 'pass');
  return look();
}

/** Pure. */
export function judgeWitness({ visits, spans }: WitnessSeen): Judgement {
  const bad = notPlaced(
    did,
    visits.map((visit) => visit.click),
  );
  if (bad) return bad;
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const all = visits.flatMap(({ calls }) => calls);
  for (const { click: clicked, calls } of visits) {
    for (const place of ['inventory', 'payments'] as const)
      if (!calls.some(({ at }) => at === place))
        return fail({
          did,
          expected: `${place} to be asked for each order`,
          observed: `order ${clicked.basket.orderRef} was placed without a call to ${place}`,
          look: ['the contract in README.md: what orders asks the stubs'],
        });
    for (const call of calls) {
      const header = headerFinding(call, clicked, byId);
      if (header) return fail({ did, ...header, hint: whoseId(all, spans, TOLERANCE_MS) });
      const span = spanFinding(call, byId);
      if (span) return fail({ did, ...span, hint: endsTooEarly(all, spans, TOLERANCE_MS) });
    }
  }
  return pass({ calls: all.length });
}

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string, ...string[]] };

function headerFinding(call: Witness, { sent }: Click, byId: ReadonlyMap<string, TraceSpan>): Finding | undefined {
  const expected =
    'each call of a stub to carry a traceparent of the client’s trace, whose parent-id is the span of that very call';
  if (call.header === undefined)
    return { expected, observed: `${call.at} was called without traceparent`, look: [CLIENT] };
  if (!call.context)
    return { expected, observed: `${call.at} was called with traceparent ${call.header}`, look: [CLIENT] };
  const { traceId, spanId } = call.context;
  if (traceId !== sent?.traceId)
    return {
      expected,
      observed: `${call.at} was called with trace ${short(traceId)}, the client’s is ${short(sent?.traceId ?? '')}`,
      look: [CLIENT],
    };
  if (spanId === sent.spanId)
    return {
      expected,
      observed: `${call.at} was called with parent-id ${short(spanId)}, the id that the client had sent: the header was passed through, no span of orders made this call`,
      look: [CLIENT],
    };
  const span = byId.get(spanId);
  const theirs = span ? `which is ${named(span)}` : 'which nobody exported';
  if (span?.kind !== 'client' || span.service !== 'orders')
    return {
      expected,
      observed: `${call.at} was called with parent-id ${short(spanId)}, ${theirs}: no CLIENT span of orders made this call`,
      look: [CLIENT],
    };
  if (!call.tracestate?.includes('kiosk=1'))
    return {
      expected: 'tracestate to travel along with traceparent',
      observed: `the client sent tracestate kiosk=1, ${call.at} got ${call.tracestate ?? 'none'}`,
      look: ['what is extracted from the headers of the client and injected again: both headers'],
    };
  return undefined;
}

function spanFinding(call: Witness, byId: ReadonlyMap<string, TraceSpan>): Finding | undefined {
  const span = byId.get(call.context?.spanId ?? '');
  if (!span) return undefined;
  const early = span.startMs - call.receivedMs;
  const late = (call.repliedMs ?? call.receivedMs) - span.endMs;
  if (early <= TOLERANCE_MS && late <= TOLERANCE_MS) return undefined;
  const how =
    early > TOLERANCE_MS
      ? `begins ${Math.round(early)} ms after ${call.at} had been called`
      : `ends ${Math.round(late)} ms before ${call.at} answered`;
  return {
    expected: 'the CLIENT span to last from before the call until after the answer',
    observed: `${named(span)} ${how}`,
    look: ['when the span of a call is begun and when it is ended'],
  };
}

export const witness = defineCheck<Rig, WitnessSeen>({
  id: '2b',
  title: 'Each call of a stub has a span that really made it',
  minimum: { calls: 6 },
  observe,
  judge: judgeWitness,
});
