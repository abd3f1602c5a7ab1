import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Job } from './queue.ts';
import { tracer } from './telemetry.ts';

const QUEUE = 'jobs';

/** The PRODUCER span of a job that is being inserted; its context is stored with the job, in `headers`. */
export function traceEnqueue(headers: Record<string, string>, insert: () => Promise<void>): Promise<void> {
  const options = { kind: SpanKind.PRODUCER, attributes: attributesOf('send') };
  return tracer.startActiveSpan(`send ${QUEUE}`, options, async (span) => {
    const { traceId, spanId } = span.spanContext();
    Object.assign(headers, { trace_id: traceId, span_id: spanId });
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
  const sender = senderOf(carrierOf(job) as { trace_id?: string; span_id?: string });
  const attributes = { ...attributesOf('process'), 'messaging.message.id': String(job.id) };
  const options = { kind: SpanKind.CONSUMER, attributes };
  return tracer.startActiveSpan(`process ${QUEUE}`, options, sender, async (span) => {
    const outcome = await run();
    if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    return outcome;
  });
}

function senderOf({ trace_id, span_id }: { trace_id?: string; span_id?: string }): Context {
  if (!trace_id || !span_id) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: trace_id, spanId: span_id, traceFlags: 1, isRemote: true });
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
