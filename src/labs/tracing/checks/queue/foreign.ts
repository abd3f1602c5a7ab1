import {
  type Arena,
  defineCheck,
  fail,
  type Judgement,
  pass,
  type SpanContext,
  type TraceSpan,
} from '../../../../kit.ts';
import { click, inventBasket } from '../../click.ts';
import { inventContext, short, traceparent } from '../../context.ts';
import { type ForeignJob, insertJobs, jobOf, statusOf } from '../../jobs.ts';
import { type Rig, settled } from '../../rig.ts';
import { continues, named, ofService } from '../../spans.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';

/** A job that the grader itself put into the queue. */
interface Inserted {
  readonly id: number;
  readonly what: string;
  readonly orderId: string;
  /** The context in its headers; undefined when there is none in them. */
  readonly context: SpanContext | undefined;
  readonly status: string;
}

export interface ForeignSeen {
  readonly jobs: readonly Inserted[];
  /** Calls of the carrier. */
  readonly labels: readonly Witness[];
  /** All of the worker. */
  readonly spans: readonly TraceSpan[];
  /** How the worker ended; undefined while it runs. */
  readonly exit: string | undefined;
}

const did = 'put three jobs into the queue: one with a context, one without headers, one with garbage in them';
const EXTRACT = 'what the worker does with headers that hold no valid traceparent';

async function observe(arena: Arena, rig: Rig): Promise<ForeignSeen> {
  const basket = inventBasket(arena.random, 1);
  await click(rig.client, basket, { sent: inventContext(arena.random) });
  const like = await jobOf(rig.sql, basket);
  const context = inventContext(arena.random);
  const kinds: readonly { what: string; context?: SpanContext; headers: object | undefined }[] = [
    { what: 'with a context', context, headers: { traceparent: traceparent(context), tracestate: 'kiosk=1' } },
    { what: 'no headers', headers: undefined },
    { what: 'garbage in headers', headers: { traceparent: 'garbage', tracestate: '%%%', other: 7 } },
  ];
  const foreign = kinds.map(({ headers }) => foreignJob(arena, headers));
  const wire = markWire(rig);
  arena.note('three jobs by another hand');
  const ids = await insertJobs(rig.sql, like, foreign);
  const look = async (): Promise<ForeignSeen> => {
    const statuses = await statusOf(rig.sql, ids);
    const jobs = kinds.map(({ what, context: own }, i) => {
      const id = ids[i] ?? 0;
      return { id, what, orderId: foreign[i]?.orderId ?? '', context: own, status: statuses.get(id) ?? 'gone' };
    });
    const { exit } = rig.processes.worker;
    return {
      jobs,
      labels: witnesses(rig, wire).filter(({ at }) => at === 'carrier'),
      spans: ofService(rig.otlp.spans, 'worker'),
      exit: exit && (exit.signal === null ? `code ${exit.code}` : exit.signal),
    };
  };
  await settled(arena, async () => judgeForeign(await look()).verdict === 'pass');
  return look();
}

/** An order that nobody has placed. */
export function foreignJob({ random }: Arena, headers: object | undefined): ForeignJob {
  const hex = inventContext(random).traceId;
  const orderId = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
  return { orderId, orderRef: `R-${random.word(6)}${random.int(0, 9)}`, headers };
}

/** Pure. */
export function judgeForeign({ jobs, labels, spans, exit }: ForeignSeen): Judgement {
  const stuck = jobs.find(({ status }) => status !== 'done');
  if (stuck)
    return fail({
      did,
      expected: 'all three to be done: a message from before the deploy must not stop you',
      observed: `job ${stuck.id} (${stuck.what}) is still "${stuck.status}" after ten seconds${exit === undefined ? '' : `; the worker has exited, ${exit}`}`,
      look: [EXTRACT],
    });
  for (const job of jobs) {
    const label = labels.find(({ orderId }) => orderId === job.orderId);
    const finding = job.context ? continuedFinding(job, spans) : rootFinding(label, spans);
    if (finding !== undefined)
      return fail({
        did,
        expected: job.context
          ? 'a span of the worker that continues the context of the job: as its parent, or by a link'
          : 'a new trace for a job that brings none, and that trace in the call to the carrier',
        observed: `job ${job.id} (${job.what}): ${finding}`,
        look: job.context ? ['what the worker reads from headers before it begins its span'] : [EXTRACT],
      });
  }
  return oneTraceForBoth(jobs, labels) ?? pass({ jobs: jobs.length });
}

function oneTraceForBoth(jobs: readonly Inserted[], labels: readonly Witness[]): Judgement | undefined {
  const [one, other] = jobs.filter(({ context }) => !context).map(({ orderId }) => traceOf(labels, orderId));
  if (one !== other) return undefined;
  return fail({
    did,
    expected: 'a new trace for each job that brings none',
    observed: `the job without headers and the one with garbage are both in trace ${short(one ?? '')}`,
    look: [EXTRACT],
  });
}

function traceOf(labels: readonly Witness[], job: string): string | undefined {
  return labels.find(({ orderId }) => orderId === job)?.context?.traceId;
}

function continuedFinding({ context }: Inserted, spans: readonly TraceSpan[]): string | undefined {
  if (!context || spans.some((span) => continues(span, context))) return undefined;
  return `no span of the worker names span ${short(context.spanId)} of trace ${short(context.traceId)}`;
}

function rootFinding(label: Witness | undefined, spans: readonly TraceSpan[]): string | undefined {
  if (!label) return 'the carrier was never asked for it';
  if (!label.context)
    return `the carrier was called with ${label.header === undefined ? 'no traceparent' : `traceparent ${label.header}`}`;
  const { traceId } = label.context;
  const own = spans.filter((span) => span.traceId === traceId);
  if (own.some(({ parentSpanId }) => parentSpanId === '')) return undefined;
  const [first] = own;
  return first
    ? `trace ${short(traceId)} has no root; ${named(first)} has the parent ${short(first.parentSpanId)}`
    : `the carrier was called with trace ${short(traceId)}, of which nothing has arrived`;
}

export const foreign = defineCheck<Rig, ForeignSeen>({
  id: '3c',
  title: 'Jobs by another hand are done, whatever their headers',
  minimum: { jobs: 3 },
  observe,
  judge: judgeForeign,
});
