import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { ask } from './call.ts';
import type { Config, Running } from './config.ts';
import { inTransaction, openDatabase } from './database.ts';
import { serve } from './http.ts';
import { log } from './log.ts';
import { finishJob, type Job, takeJobs } from './queue.ts';
import { traceJob } from './queue-span.ts';

const POLL_MS = 100;
const TIMEOUT_MS = 2000;

/** The role that takes jobs from the table and has the carrier make a label for each. */
export async function startWorker(config: Config): Promise<Running> {
  const pool = await openDatabase(config.databaseUrl);
  const server = await serve([], config.port);
  const stopping = new AbortController();
  const polling = poll(config, pool, stopping.signal);
  const stop = async () => {
    stopping.abort();
    await Promise.all([polling, server.stop()]);
    await pool.end();
  };
  return { stop };
}

async function poll(config: Config, pool: Pool, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const count = await work(config, pool).catch((error: unknown) => {
      log.error('polling failed', { reason: String(error) });
      return 0;
    });
    if (count === 0) await sleep(POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** Works through one batch; says how many jobs were in it. */
function work(config: Config, pool: Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    const jobs = await takeJobs(client, config.workerBatch);
    for (const job of jobs) await finishJob(client, job, await traceJob(job, () => ship(config.carrierUrl, job)));
    return jobs.length;
  });
}

/** Never rejects: a job that cannot be done has failed, and the next one is not to suffer for it. */
async function ship(carrierUrl: string, { payload }: Job): Promise<'done' | 'failed'> {
  const { order_id, order_ref } = payload;
  try {
    const url = new URL('/labels', carrierUrl);
    const answer = await ask({ method: 'POST', url, template: '/labels', body: { order_id }, timeoutMs: TIMEOUT_MS });
    if (answer.status !== 201) throw new Error(`the carrier answered ${answer.status}`);
    return 'done';
  } catch (error) {
    log.error('order not shipped', { order_ref, order_id, reason: String(error) });
    return 'failed';
  }
}
