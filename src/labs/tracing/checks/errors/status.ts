import { type Arena, defineCheck } from '../../../../kit.ts';
import { type Basket, type Click, click, inventBasket, tell, times } from '../../click.ts';
import { inventContext, traceparent } from '../../context.ts';
import { isIdle, jobOf } from '../../jobs.ts';
import { type Rig, settled } from '../../rig.ts';
import { inOrder, tracesOf } from '../../spans.ts';
import { markWire, witnesses } from '../../wire.ts';
import { TROUBLES, type TroubleCase } from './cases.ts';
import { CARRIER_STATUS, GOOD, judgeStatus, type StatusSeen } from './status-judge.ts';

interface Visitor {
  readonly basket: Basket;
  readonly sent: NonNullable<Click['sent']>;
}

async function observe(arena: Arena, rig: Rig): Promise<StatusSeen> {
  const visitor = (): Visitor => ({ basket: inventBasket(arena.random), sent: inventContext(arena.random) });
  const visit = ({ basket, sent }: Visitor) => click(rig.client, basket, { sent });
  const wire = markWire(rig);
  const troubled = TROUBLES.map((trouble) => ({ trouble, ...visitor() }));
  rig.stubs.payments.script(({ body }) => troubled.find(({ basket }) => body.includes(basket.orderRef))?.trouble.plan);
  arena.note('payments declines, fails, resets and hangs');
  const [troubles, missing, good] = await Promise.all([
    Promise.all(troubled.map(visit)),
    askForNoOrder(arena, rig),
    inTurn(times(GOOD, visitor), visit),
  ]);
  rig.stubs.payments.script(undefined);
  const carried = await carrierDown(arena, rig, visit, visitor());
  const look = async (): Promise<StatusSeen> => {
    const calls = witnesses(rig, wire);
    return {
      troubles: troubled.map(({ trouble, basket, sent }, i) => ({
        trouble: trouble as TroubleCase,
        click: troubles[i] as Click,
        spans: spansOf(rig, sent.traceId),
        call: calls.find(({ at, orderRef }) => at === 'payments' && orderRef === basket.orderRef),
      })),
      missing: { status: missing.status, told: missing.told, spans: spansOf(rig, missing.traceId) },
      good: good.map((one) => ({ click: one, spans: spansOf(rig, one.sent?.traceId ?? '') })),
      carrier: {
        click: carried,
        job: (await jobOf(rig.sql, carried.basket))?.status,
        spans: spansOf(rig, carried.sent?.traceId ?? ''),
      },
    };
  };
  await settled(arena, async () => judgeStatus(await look()).verdict === 'pass');
  return look();
}

/** One order whose label the carrier refuses. All other labels have been made before. */
async function carrierDown(
  arena: Arena,
  rig: Rig,
  visit: (who: Visitor) => Promise<Click>,
  who: Visitor,
): Promise<Click> {
  await settled(arena, () => isIdle(rig.sql));
  arena.note('the carrier fails');
  rig.stubs.carrier.script(() => ({ kind: 'answer', answer: { status: CARRIER_STATUS, json: {} } }));
  const clicked = await visit(who);
  await settled(arena, () => isIdle(rig.sql));
  rig.stubs.carrier.script(undefined);
  return clicked;
}

async function askForNoOrder(arena: Arena, rig: Rig) {
  const sent = inventContext(arena.random);
  const path = `/orders/00000000-0000-4000-8000-${sent.traceId.slice(0, 12)}`;
  const reply = await rig.client.send({ method: 'GET', path, headers: { traceparent: traceparent(sent) } });
  const status = reply.outcome === 'reply' ? reply.status : undefined;
  return { status, told: tell(reply), traceId: sent.traceId };
}

/** T and what is linked to it. */
function spansOf({ otlp }: Rig, traceId: string) {
  const traces = tracesOf(otlp.spans, traceId);
  return inOrder(otlp.spans.filter((span) => traces.has(span.traceId)));
}

async function inTurn<In, Out>(items: readonly In[], run: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

export const status = defineCheck<Rig, StatusSeen>({
  id: '4a',
  title: 'Spans are in error when the one that wrote them is to blame, and only then',
  limitMs: 60_000,
  minimum: { 'failing payments': TROUBLES.length, 'good checkouts': GOOD },
  observe,
  judge: judgeStatus,
});
