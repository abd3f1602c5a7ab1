import type { Sql } from '../../kit.ts';
import type { Basket } from './click.ts';

export interface Job {
  readonly id: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly headers: unknown;
  readonly status: string;
}

export async function jobOf(sql: Sql, basket: Basket): Promise<Job | undefined> {
  const rows = await sql.query<Job>(
    "SELECT id, payload, headers, status FROM jobs WHERE payload->>'order_ref' = $1 ORDER BY id",
    [basket.orderRef],
  );
  return rows[0];
}

export async function statusOf(sql: Sql, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await sql.query<Job>('SELECT id, status FROM jobs WHERE id = ANY($1)', [ids]);
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** Whether the worker has nothing left to do. */
export async function isIdle(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ left: number }>(
    "SELECT count(*) AS left FROM jobs WHERE status NOT IN ('done', 'failed')",
  );
  return row?.left === 0;
}

/** What a `traceparent` that stands in a row says, under whatever case of the name. */
export function traceparentIn(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return undefined;
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'traceparent')?.[1];
}

export interface ForeignJob {
  readonly orderId: string;
  readonly orderRef: string;
  /** undefined: the row is inserted without the column. */
  readonly headers: object | undefined;
}

/**
 * Jobs by another hand than the solution's, in one transaction; ids in the order given. Their payload is that of a job of the
 * solution itself, but for the order.
 */
export async function insertJobs(sql: Sql, like: Job | undefined, jobs: readonly ForeignJob[]): Promise<number[]> {
  const ids: number[] = [];
  await sql.query('BEGIN');
  for (const { orderId, orderRef, headers } of jobs) {
    const payload = JSON.stringify({ ...like?.payload, order_id: orderId, order_ref: orderRef });
    const [row] = headers
      ? await sql.query<Job>("INSERT INTO jobs (type, payload, headers) VALUES ('ship', $1, $2) RETURNING id", [
          payload,
          JSON.stringify(headers),
        ])
      : await sql.query<Job>("INSERT INTO jobs (type, payload) VALUES ('ship', $1) RETURNING id", [payload]);
    ids.push(row?.id ?? 0);
  }
  await sql.query('COMMIT');
  return ids;
}
