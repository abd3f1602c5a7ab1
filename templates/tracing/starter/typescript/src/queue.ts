import type { PoolClient } from 'pg';
import { traceEnqueue } from './queue-span.ts';

/** What the worker must know to ship an order. */
export interface Shipping {
  order_id: string;
  order_ref: string;
}

export interface Job {
  id: string;
  payload: Shipping;
  /** What the sender wrote beside the payload; may be anything, since others write jobs too. */
  headers: unknown;
}

/** Leaves a job for the worker; part of the transaction of `client`. */
export function enqueueShipping(client: PoolClient, shipping: Shipping): Promise<void> {
  const headers: Record<string, string> = {};
  return traceEnqueue(headers, async () => {
    await client.query(`INSERT INTO jobs (type, payload, headers) VALUES ('ship', $1, $2)`, [shipping, headers]);
  });
}

/** Takes up to `most` jobs that nobody else has; they are locked until the transaction of `client` ends. */
export async function takeJobs(client: PoolClient, most: number): Promise<Job[]> {
  const { rows } = await client.query<Job>(
    `SELECT id, payload, headers FROM jobs WHERE type = 'ship' AND status = 'ready'
     ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [most],
  );
  return rows;
}

export async function finishJob(client: PoolClient, job: Job, status: 'done' | 'failed'): Promise<void> {
  await client.query('UPDATE jobs SET status = $2 WHERE id = $1', [job.id, status]);
  if (status === 'done')
    await client.query(`UPDATE orders SET status = 'shipped' WHERE order_id::text = $1`, [job.payload.order_id]);
}
