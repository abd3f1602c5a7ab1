import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Job } from './queue.ts';
import { remember, tracer } from './telemetry.ts';

const QUEUE = 'jobs';

/** The PRODUCER span of a job that is being inserted; its context is stored with the job, in `headers`. */
export function traceEnqueue(headers: Record<string, string>, insert: () => Promise<void>): Promise<void> {
  const options = { kind: SpanKind.PRODUCER, attributes: attributesOf('send') };
  return tracer.startActiveSpan(`send ${QUEUE}`, options, async (span) => {
    propagation.inject(context.active(), headers);
    try {
      await insert();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The CONSUMER span of a job that is being done: a child of the span that sent it, if the job says which that was. */
export function traceJob(job: Job, run: () => Promise<'done' | 'failed'>): Promise<'done' | 'failed'> {
  const sender = propagation.extract(ROOT_CONTEXT, carrierOf(job));
  const attributes = { ...attributesOf('process'), 'messaging.message.id': String(job.id) };
  const options = { kind: SpanKind.CONSUMER, attributes };
  return tracer.startActiveSpan(`process ${QUEUE}`, options, sender, async (span) => {
    remember(span.spanContext());
    const outcome = await run();
    if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return outcome;
  });
}

function attributesOf(operation: 'send' | 'process') {
  return {
    'messaging.system': 'postgresql',
    'messaging.destination.name': QUEUE,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
  };
}

/** Jobs from before this was written, or from others, come without headers or with anything in them. */
function carrierOf({ headers }: Job): object {
  return typeof headers === 'object' && headers !== null ? headers : {};
}
