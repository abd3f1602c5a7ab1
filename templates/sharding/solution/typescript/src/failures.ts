import pg from 'pg';
import { shardMoving, shardUnavailable } from './errors.ts';

// SQLSTATE classes and codes: PostgreSQL's documentation, appendix "Error Codes".
const LOCKED = new Set(['55P03', '40P01']); // lock_not_available, deadlock_detected
const DOWN = /^(08|53|57)/; // connection exception, insufficient resources, operator intervention

/**
 * Turns what went wrong while talking to the server `id` into what the client is told.
 *
 * Everything that is not an answer of PostgreSQL (refused, reset, timed out) is the server's absence. Of its answers,
 * some say that it is going away or too busy, and some that the row is held by somebody else, which here is a mover.
 * Any other answer is a mistake in our SQL: it must not be dressed up as an outage, so it stays as it is.
 */
export function explain(id: string, error: unknown): unknown {
  const code = sqlState(error);
  if (code === undefined || DOWN.test(code)) return shardUnavailable(id);
  return LOCKED.has(code) ? shardMoving() : error;
}

/** Whether the connection is still good after the error: PostgreSQL answered, and did not hang up. */
export function stillConnected(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}
