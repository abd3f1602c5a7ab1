import {
  type Arena,
  defineCheck,
  fail,
  inconclusive,
  type Judgement,
  pass,
  type TraceSpan,
  toOtlpJson,
} from '../../../../kit.ts';
import { analyse } from '../../analysis/oracle.ts';
import { type Click, click, inventBasket } from '../../click.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, settled } from '../../rig.ts';
import { hasServed, named, serverSpan, workerSpans } from '../../spans.ts';
import { waterfallOf } from '../../waterfall.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';
import { type Answer, readAnswer } from './answer.ts';

/** Where time can be planted, as a sentence says it. */
const PLACES = {
  inventory: 'inventory',
  payments: 'payments',
  orders: 'the network between gateway and orders',
} as const;
type Place = keyof typeof PLACES;

interface Round {
  readonly place: Place;
  readonly port: number;
  readonly click: Click;
  /** Of the trace, as they were sent to /analyze. */
  readonly spans: readonly TraceSpan[];
  readonly calls: readonly Witness[];
  readonly answer: Answer | string;
}

export interface LiveSeen {
  readonly rounds: readonly Round[];
}

const PLANT_MS = 400;
/** Something else on this machine may take longer than the plant; then nothing can be learnt from the trace. */
const TRIES = 3;
const did = `slowed one place down by ${PLANT_MS} ms, sent a checkout, and posted its own exported trace to POST /analyze`;

async function observe(arena: Arena, rig: Rig): Promise<LiveSeen> {
  const rounds: Round[] = [];
  for (const place of arena.random.shuffle(Object.keys(PLACES) as Place[])) {
    let round = await runRound(arena, rig, place);
    for (let tries = 1; tries < TRIES && round.spans.length > 0 && !dominates(round); tries++)
      round = await runRound(arena, rig, place);
    rounds.push(round);
  }
  return { rounds };
}

async function runRound(arena: Arena, rig: Rig, place: Place): Promise<Round> {
  const proxy = place === 'orders' ? rig.toOrders : rig.stubs[place];
  const wire = markWire(rig);
  arena.note(`${PLANT_MS} ms more at one place`);
  proxy.script(() => ({ kind: 'forward', delayMs: PLANT_MS }));
  // Without a traceparent, so that the trace has a root of its own.
  const clicked = await click(rig.client, inventBasket(arena.random));
  proxy.script(undefined);
  const calls = witnesses(rig, wire);
  const traceId = clicked.traceId ?? '';
  await settled(arena, () => isWhole(rig.otlp.trace(traceId), rig.otlp.spans, traceId, calls));
  const spans = rig.otlp.trace(traceId);
  const reply = await rig.client.post('/analyze', toOtlpJson(spans));
  return { place, port: proxy.endpoint.port, click: clicked, spans, calls, answer: readAnswer(reply) };
}

/** Gateway, orders, the spans of all calls, and the worker's. */
function isWhole(
  trace: readonly TraceSpan[],
  all: readonly TraceSpan[],
  traceId: string,
  calls: readonly Witness[],
): boolean {
  const ids = new Set(trace.map(({ spanId }) => spanId));
  const called = calls.filter(({ at, context }) => at !== 'carrier' && context?.traceId === traceId);
  const done = workerSpans(all, traceId).some(({ kind }) => kind === 'consumer');
  return (
    hasServed(trace, ['gateway', 'orders']) && called.every(({ context }) => ids.has(context?.spanId ?? '')) && done
  );
}

/** Whether the plant is what the critical path of the trace shows by our own rule. */
function dominates({ spans, port }: Round): boolean {
  const [first] = analyse(spans).contributions;
  return spans.some((span) => first?.spanIds.includes(span.spanId) && span.attributes['server.port'] === port);
}

/** Pure. */
export function judgeLive({ rounds }: LiveSeen): Judgement {
  const bad = notPlaced(
    did,
    rounds.map((round) => round.click),
  );
  if (bad) return bad;
  for (const round of rounds) {
    const finding = roundFinding(round);
    if (finding) return finding;
  }
  return pass({ rounds: rounds.length }, rounds.slice(-1).map(picture));
}

function roundFinding(round: Round): Judgement | undefined {
  const { place, port, spans, answer } = round;
  const span = typeof answer === 'string' ? undefined : spans.find(({ spanId }) => spanId === answer.spanId);
  if (span?.attributes['server.port'] === port) return undefined;
  const expected = 'the span named to be a call of the place that was slowed down, by its server.port';
  const look: [string] = [
    'what /analyze makes of a real trace, and whether the CLIENT spans say in server.port whom they called',
  ];
  const planted = `planted at ${PLACES[place]}; `;
  if (!serverSpan(spans, 'gateway') || !serverSpan(spans, 'orders'))
    return fail({ did, expected, observed: `${planted}the trace of the checkout did not arrive whole`, look }, [
      picture(round),
    ]);
  if (typeof answer === 'string')
    return fail({ did, expected, observed: `${planted}${answer}`, look }, [picture(round)]);
  // Only when we can see it ourselves may we blame somebody for not seeing it.
  if (!dominates(round) && spans.some((one) => one.attributes['server.port'] === port))
    return inconclusive('Something else in the trace took longer than what was planted; the machine may be too busy.');
  const total = Math.max(...spans.map(({ endMs }) => endMs)) - Math.min(...spans.map(({ startMs }) => startMs));
  const observed = span
    ? `you named ${named(span)} (${Math.round(span.endMs - span.startMs)} of ${Math.round(total)} ms), server.port ${span.attributes['server.port'] ?? 'none'} where ${port} was slow`
    : `you named "${answer.spanId}", which is no span of the trace`;
  return fail({ did, expected, observed: planted + observed, look }, [picture(round)]);
}

function picture({ place, spans, calls }: Round) {
  return waterfallOf(`A checkout with ${PLANT_MS} ms at ${PLACES[place]}`, spans, calls, analyse(spans).path);
}

export const live = defineCheck<Rig, LiveSeen>({
  id: '7c',
  title: 'Analyze finds what is slow in its own traces',
  limitMs: 60_000,
  minimum: { rounds: 3 },
  observe,
  judge: judgeLive,
});
