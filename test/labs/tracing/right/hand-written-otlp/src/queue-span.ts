import type { Job } from './queue.ts';
import { inSpan, KIND } from './telemetry.ts';
import { read, write } from './trace-context.ts';

const attributes = (type: string) => ({ 'messaging.operation.type': type, 'messaging.destination.name': 'jobs' });

export function traceEnqueue(headers: Record<string, string>, insert: () => Promise<void>): Promise<void> {
  return inSpan('send jobs', KIND.producer, attributes('send'), (span) => {
    write(span.context, headers);
    return insert();
  });
}

export function traceJob(job: Job, run: () => Promise<'done' | 'failed'>): Promise<'done' | 'failed'> {
  const sender = read((job.headers ?? {}) as Record<string, unknown>);
  const work = async (span: { failed: boolean }) => {
    const outcome = await run();
    span.failed = outcome === 'failed';
    return outcome;
  };
  return inSpan('process jobs', KIND.consumer, attributes('process'), work, sender);
}
