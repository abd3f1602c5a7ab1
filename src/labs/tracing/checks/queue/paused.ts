import {
  type Arena,
  defineCheck,
  fail,
  type Judgement,
  now,
  pass,
  type SpanContext,
  type TraceSpan,
} from '../../../../kit.ts';
import { type Click, click, inventBasket } from '../../click.ts';
import { inventContext, readTraceparent } from '../../context.ts';
import { isIdle, jobOf, traceparentIn } from '../../jobs.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, settled } from '../../rig.ts';
import { continues, hasServed, named, tally, workerSpans } from '../../spans.ts';
import { waterfallOf } from '../../waterfall.ts';
import { epochOf, markWire, type Witness, witnesses } from '../../wire.ts';

export interface PausedSeen {
  readonly click: Click;
  /** Status of its job while the worker stood still; undefined when there was none. */
  readonly status: string | undefined;
  /** What the job's headers said. */
  readonly context: SpanContext | undefined;
  /** Spans that call themselves the worker's and belong to the trace, while it stood still. */
  readonly early: readonly TraceSpan[];
  /** The same in the end. */
  readonly late: readonly TraceSpan[];
  /** All of the trace in the end. */
  readonly spans: readonly TraceSpan[];
  readonly calls: readonly Witness[];
  /** When the worker went on, in ms since 1970. */
  readonly resumedMs: number;
}

const TOLERANCE_MS = 50;
const ANSWER_MS = 2000;
const did = 'stopped the worker (SIGSTOP), sent a checkout, and let the worker go on (SIGCONT)';

async function observe(arena: Arena, rig: Rig): Promise<PausedSeen> {
  const { otlp, sql, processes, client } = rig;
  await settled(arena, () => isIdle(sql));
  const sent = inventContext(arena.random);
  const basket = inventBasket(arena.random);
  const wire = markWire(rig);
  arena.note('the worker is stopped');
  processes.worker.pause();
  let clicked: Click;
  let job: Awaited<ReturnType<typeof jobOf>>;
  let early: TraceSpan[];
  let resumedMs: number;
  try {
    clicked = await click(client, basket, { sent });
    job = await jobOf(sql, basket);
    // When the spans of the others are there, one of the worker's would be, too.
    await settled(arena, () => hasServed(otlp.trace(sent.traceId), ['gateway', 'orders']), 5000);
    early = workerSpans(otlp.spans, sent.traceId);
  } finally {
    resumedMs = epochOf(now());
    processes.worker.resume();
  }
  const look = (): PausedSeen => {
    const late = workerSpans(otlp.spans, sent.traceId);
    const context = readTraceparent(traceparentIn(job?.headers));
    const status = job?.status;
    const spans = [...new Set([...otlp.trace(sent.traceId), ...late])];
    return { click: clicked, status, context, early, late, spans, calls: witnesses(rig, wire), resumedMs };
  };
  arena.note('the worker goes on');
  await settled(arena, () => judgePaused(look()).verdict === 'pass');
  return look();
}

/** Pure. */
export function judgePaused(seen: PausedSeen): Judgement {
  const { click: clicked, status, context, early, late, spans, calls, resumedMs } = seen;
  const [tooEarly] = early;
  const beforeHand = late.find(({ startMs }) => startMs < resumedMs - TOLERANCE_MS);
  const bad = slowAnswer(clicked) ?? notPlaced(did, [clicked]) ?? (tooEarly ? ghost(tooEarly) : undefined);
  if (bad) return bad;
  if (status !== 'ready')
    return fail({
      did,
      expected: 'a job with the status ready while nobody works',
      observed: status === undefined ? `order ${clicked.basket.orderRef} has no job` : `its status is "${status}"`,
      look: ['who works through the jobs: only the role worker'],
    });
  if (beforeHand) return ghost(beforeHand);
  if (!context || !late.some((span) => continues(span, context)))
    return fail({
      did,
      expected: 'a span of the worker that continues what stood in the row: as its parent, or by a link',
      observed: `${late.length === 0 ? 'no span of the worker belongs to the trace' : `${named(late[0] as TraceSpan)} belongs to the trace, but does not name the span in the row`}; spans of the trace: ${tally(spans)}`,
      look: ['what the worker reads from headers before it begins its span'],
    });
  return pass({ jobs: 1 }, [waterfallOf('A checkout while the worker was stopped', spans, calls)]);
}

function slowAnswer({ status, ms, told }: Click): Judgement | undefined {
  if (status !== undefined && ms <= ANSWER_MS) return undefined;
  return fail({
    did,
    expected: 'an answer within two seconds: the checkout does not wait for the worker',
    observed: `${status === undefined ? told : `status ${status} after ${Math.round(ms)} ms`}`,
    look: ['what the checkout waits for after the job was inserted'],
  });
}

function ghost(span: TraceSpan): Judgement {
  return fail({
    did,
    expected: 'no span of the worker before the worker went on',
    observed: `the worker was stopped, but ${named(span)} says that it worked then: someone else is writing its spans`,
    look: ['which process begins the span for the work on a job'],
  });
}

export const paused = defineCheck<Rig, PausedSeen>({
  id: '3b',
  title: 'The worker’s span is written by the worker, when it works',
  limitMs: 45_000,
  minimum: { jobs: 1 },
  observe,
  judge: judgePaused,
});
