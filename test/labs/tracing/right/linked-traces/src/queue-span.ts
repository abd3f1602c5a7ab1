import { context, type Link, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Job } from './queue.ts';
import { tracer } from './telemetry.ts';

const common = { 'messaging.system': 'postgresql', 'messaging.destination.name': 'jobs' };

/** The span that sends is a CLIENT of the database here. */
export function traceEnqueue(headers: Record<string, string>, insert: () => Promise<void>): Promise<void> {
  const attributes = { ...common, 'messaging.operation.name': 'insert', 'messaging.operation.type': 'send' };
  return tracer.startActiveSpan('insert jobs', { kind: SpanKind.CLIENT, attributes }, async (span) => {
    propagation.inject(context.active(), headers);
    try {
      await insert();
    } finally {
      span.end();
    }
  });
}

/** One span for the fetch that brought the jobs, a root, linked to the senders of all of them. */
export async function traceFetch(fetch: () => Promise<Job[]>): Promise<Job[]> {
  const startTime = Date.now();
  const jobs = await fetch();
  if (jobs.length === 0) return jobs;
  const attributes = { ...common, 'messaging.operation.type': 'receive', 'messaging.batch.message_count': jobs.length };
  const options = { kind: SpanKind.CLIENT, attributes, startTime, links: jobs.flatMap(senderOf) };
  tracer.startSpan('receive jobs', options, ROOT_CONTEXT).end();
  return jobs;
}

/** A new trace per job. It names the sender in a link. */
export function traceJob(job: Job, run: () => Promise<'done' | 'failed'>): Promise<'done' | 'failed'> {
  const attributes = { ...common, 'messaging.operation.name': 'ship', 'messaging.operation.type': 'process' };
  const options = { kind: SpanKind.CONSUMER, attributes, links: senderOf(job), root: true };
  return tracer.startActiveSpan('process jobs', options, ROOT_CONTEXT, async (span) => {
    const outcome = await run();
    if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR, message: 'the carrier refused' });
    span.end();
    return outcome;
  });
}

function senderOf({ headers }: Job): Link[] {
  const carrier = typeof headers === 'object' && headers !== null ? headers : {};
  const context = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier));
  return context ? [{ context }] : [];
}
