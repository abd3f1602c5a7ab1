import type { Job } from './queue.ts';

/** Step 3: the PRODUCER span of a job that is being inserted. What is put into `headers` before `insert` is stored with it. */
export function traceEnqueue(_headers: Record<string, string>, insert: () => Promise<void>): Promise<void> {
  return insert();
}

/**
 * Step 1: the CONSUMER span of a job that is being done.
 * Step 3: `job.headers` holds what its sender put there, if anything.
 */
export function traceJob(_job: Job, run: () => Promise<'done' | 'failed'>): Promise<'done' | 'failed'> {
  return run();
}
