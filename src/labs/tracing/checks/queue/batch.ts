import {
  type Arena,
  defineCheck,
  fail,
  type Judgement,
  pass,
  type SpanContext,
  type TraceSpan,
} from '../../../../kit.ts';
import { click, inventBasket, times } from '../../click.ts';
import { inventContext, traceparent } from '../../context.ts';
import { insertJobs, isIdle, jobOf, statusOf } from '../../jobs.ts';
import { some } from '../../judging.ts';
import { type Rig, settled, startRole } from '../../rig.ts';
import { continues, ofService } from '../../spans.ts';
import { markWire, witnesses } from '../../wire.ts';
import { whichOfTheBatch } from './batch-hints.ts';
import { foreignJob } from './foreign.ts';

export interface BatchSeen {
  readonly contexts: readonly SpanContext[];
  /** Status of each job. */
  readonly statuses: readonly string[];
  /** Orders for which the carrier was asked, of these five. */
  readonly labels: number;
  /** Of the worker, since the jobs were there. */
  readonly spans: readonly TraceSpan[];
}

const SIZE = 5;
const did = 'started the worker with WORKER_BATCH=5 and gave it five jobs of five traces at once';

async function observe(arena: Arena, rig: Rig): Promise<BatchSeen> {
  const basket = inventBasket(arena.random, 1);
  await click(rig.client, basket, { sent: inventContext(arena.random) });
  const like = await jobOf(rig.sql, basket);
  await settled(arena, () => isIdle(rig.sql));
  await rig.processes.worker.kill();
  arena.note('a worker that takes five jobs at a time');
  const worker = await startRole(arena, rig.addresses, 'worker', 'b', { WORKER_BATCH: String(SIZE) });
  const contexts = times(SIZE, () => inventContext(arena.random));
  const jobs = contexts.map((context) => foreignJob(arena, { traceparent: traceparent(context) }));
  const [since, wire] = [rig.otlp.mark(), markWire(rig)];
  const ids = await insertJobs(rig.sql, like, jobs);
  const look = async (): Promise<BatchSeen> => {
    const statuses = await statusOf(rig.sql, ids);
    const asked = new Set(witnesses(rig, wire).map(({ orderId }) => orderId));
    return {
      contexts,
      statuses: ids.map((id) => statuses.get(id) ?? 'gone'),
      labels: jobs.filter(({ orderId }) => asked.has(orderId)).length,
      spans: ofService(rig.otlp.spans.slice(since), 'worker'),
    };
  };
  await settled(arena, async () => judgeBatch(await look()).verdict === 'pass');
  const seen = await look();
  await worker.kill();
  return seen;
}

/** Pure. */
export function judgeBatch({ contexts, statuses, labels, spans }: BatchSeen): Judgement {
  const undone = statuses.findIndex((status) => status !== 'done');
  if (undone !== -1 || labels < contexts.length)
    return fail({
      did,
      expected: 'five jobs done, and the carrier asked for a label for each',
      observed:
        undone === -1
          ? `the carrier was asked for ${labels} of them`
          : `the job at place ${undone + 1} is still "${statuses[undone]}" after ten seconds`,
      look: ['how the worker goes through the jobs that it has taken at once'],
    });
  const continued = contexts.filter((context) => spans.some((span) => continues(span, context)));
  if (continued.length < contexts.length)
    return fail({
      did,
      expected: 'each of the five contexts to be the parent or a link of a span of the worker',
      observed: `${contexts.length} messages, ${continued.length} of their contexts continued, in ${some(spans.length, 'span')} of the worker`,
      look: ['a span has one parent, but may have a link for every message that it is about'],
      hint: whichOfTheBatch(contexts, spans),
    });
  return pass({ jobs: contexts.length });
}

export const batch = defineCheck<Rig, BatchSeen>({
  id: '3d',
  title: 'A batch of jobs continues every one of their traces',
  limitMs: 45_000,
  minimum: { jobs: SIZE },
  observe,
  judge: judgeBatch,
});
