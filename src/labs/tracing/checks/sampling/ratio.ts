import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inLanes, inventBasket, times } from '../../click.ts';
import { inventContext, short } from '../../context.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, sentinel } from '../../rig.ts';
import { hasServed, isHealthCheck, serverSpan } from '../../spans.ts';
import { whoDraws } from './sampling-hints.ts';

export interface RatioSeen {
  readonly click: Click;
  readonly requests: number;
  /** How many of them were answered with 200. */
  readonly answered: number;
  /** Of gateway and orders, since the first request. */
  readonly spans: readonly TraceSpan[];
}

const REQUESTS = 400;
/** OTEL_TRACES_SAMPLER_ARG of this step. */
export const RATIO = 0.25;
/** Six standard deviations around the mean of 100: a fair sampler is outside once in 300 million runs. */
const BAND = [48, 152] as const;
const did = `asked for an order ${REQUESTS} times without a traceparent, with OTEL_TRACES_SAMPLER=parentbased_traceidratio and the ratio ${RATIO}`;

async function observe(arena: Arena, rig: Rig): Promise<RatioSeen> {
  const clicked = await click(rig.client, inventBasket(arena.random), { sent: inventContext(arena.random) });
  await sentinel(arena, rig);
  const since = rig.otlp.mark();
  arena.note('400 requests, a quarter of them to be sampled');
  const replies = await inLanes(times(REQUESTS, String), 16, () => rig.client.get(`/orders/${clicked.orderId}`));
  await sentinel(arena, rig);
  const spans = rig.otlp.spans.slice(since).filter(({ service }) => service === 'gateway' || service === 'orders');
  const answered = replies.filter((reply) => reply.outcome === 'reply' && reply.status === 200).length;
  return { click: clicked, requests: REQUESTS, answered, spans: spans.filter((span) => !isHealthCheck(span)) };
}

/** Pure. */
export function judgeRatio({ click: clicked, requests, answered, spans }: RatioSeen): Judgement {
  const bad = notPlaced(did, [clicked]);
  if (bad) return bad;
  if (answered < requests)
    return fail({
      did,
      expected: 'each to be answered with 200',
      observed: `${requests - answered} were not`,
      look: ['the contract in README.md: GET /orders/{id}'],
    });
  const traces = readingTraces(spans);
  const sampled = traces.size;
  const hint = whoDraws(traces.values(), requests, RATIO);
  const evidence = {
    kind: 'bars' as const,
    title: 'Sampled of 400 requests',
    bars: [{ label: 'sampled', value: sampled }],
    band: BAND,
  };
  if (sampled < BAND[0] || sampled > BAND[1])
    return fail(
      {
        did,
        expected: `about ${requests * RATIO} of them to be sampled, between ${BAND[0]} and ${BAND[1]}`,
        observed: `${sampled} of ${requests} were`,
        look: [
          'whether OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG are read, and what decides where there is no parent',
        ],
        hint,
      },
      [evidence],
    );
  const torn = [...traces].filter(([, one]) => !hasServed(one, ['gateway', 'orders']));
  const [first] = torn;
  if (!first) return pass({ requests, sampled }, [evidence]);
  const [traceId, half] = first;
  const [has, lacks] = serverSpan(half, 'gateway') ? ['gateway', 'orders'] : ['orders', 'gateway'];
  return fail({
    did,
    expected: 'of each sampled trace the spans of gateway and of orders, of every other one none',
    observed: `trace ${short(traceId)} has a SERVER span of ${has} and none of ${lacks}; ${torn.length} of ${sampled} are torn like this`,
    look: ['who decides whether a request is sampled: whoever begins the trace decides for all'],
    hint,
  });
}

/** Traces of GET /orders/{id}: those with a SERVER span of either role. The sentinel's are checkouts. */
function readingTraces(spans: readonly TraceSpan[]): Map<string, TraceSpan[]> {
  const traces = new Map<string, TraceSpan[]>();
  for (const span of spans) {
    const isRead =
      span.kind === 'server' && (span.attributes['http.request.method'] ?? span.name.split(' ')[0]) === 'GET';
    if (isRead) traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  }
  return traces;
}

export const ratio = defineCheck<Rig, RatioSeen>({
  id: '5a',
  title: 'A quarter of the traces is sampled, each of them whole',
  limitMs: 45_000,
  minimum: { requests: REQUESTS, sampled: BAND[0] },
  observe,
  judge: judgeRatio,
});
