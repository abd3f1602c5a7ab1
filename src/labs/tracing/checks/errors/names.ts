import { type Arena, defineCheck, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inLanes, inventBasket, times } from '../../click.ts';
import { inventContext, traceparent } from '../../context.ts';
import { isIdle } from '../../jobs.ts';
import { portsOf, type Rig, sentinel, settled } from '../../rig.ts';
import { inOrder, tracesOf } from '../../spans.ts';
import { markWire, witnesses } from '../../wire.ts';
import { judgeNames, type NamesSeen, ORDERS } from './names-judge.ts';

async function observe(arena: Arena, rig: Rig): Promise<NamesSeen> {
  const wire = markWire(rig);
  arena.note('sixty requests');
  const visitors = times(ORDERS, () => ({ basket: inventBasket(arena.random), sent: inventContext(arena.random) }));
  const clicks = await inLanes(visitors, 5, ({ basket, sent }) => click(rig.client, basket, { sent }));
  const gets = clicks.map(({ orderId }) => ({ orderId, sent: inventContext(arena.random) }));
  await inLanes(gets, 5, ({ orderId, sent }) =>
    rig.client.send({ method: 'GET', path: `/orders/${orderId}`, headers: { traceparent: traceparent(sent) } }),
  );
  await settled(arena, () => isIdle(rig.sql));
  const sent = [...visitors, ...gets].map((one) => one.sent.traceId);
  const look = (): NamesSeen => {
    const traces = new Set(sent);
    for (const one of sent) for (const linked of tracesOf(rig.otlp.spans, one)) traces.add(linked);
    return {
      clicks,
      gets: gets.length,
      words: wordsOf(clicks),
      spans: inOrder(rig.otlp.spans.filter((span) => traces.has(span.traceId))),
      called: calledSpans(rig, wire),
      ports: portsOf(rig),
    };
  };
  // What looks right before everything has arrived must look right afterwards, too.
  await settled(arena, () => judgeNames(look()).verdict === 'pass');
  await sentinel(arena, rig);
  return look();
}

/** Words of this run that belong into no name. */
function wordsOf(clicks: readonly Click[]): string[] {
  return clicks.flatMap(({ basket, orderId, sent }) => [
    basket.orderRef,
    ...(orderId === undefined ? [] : [orderId]),
    ...(sent ? [sent.traceId] : []),
    ...basket.lines.map(({ sku }) => sku),
  ]);
}

/** Ids of the spans that made a call which a proxy saw, with the status that came back. */
function calledSpans(rig: Rig, wire: ReturnType<typeof markWire>): Map<TraceSpan['spanId'], number | undefined> {
  return new Map(witnesses(rig, wire).flatMap(({ context, status }) => (context ? [[context.spanId, status]] : [])));
}

export const names = defineCheck<Rig, NamesSeen>({
  id: '4b',
  title: 'Spans have few names and the attributes of the conventions',
  limitMs: 45_000,
  minimum: { requests: 60, spans: 200 },
  observe,
  judge: judgeNames,
});
