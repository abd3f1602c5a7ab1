import type { PgFrame } from '../../../kit.ts';
import type { Ledger } from './ledger.ts';

/**
 * Tells the frames of a move from those of ordinary requests, without knowing how the move is made. Ordinary requests are the
 * grader's own, so their event ids are known while they are in flight; everything else that names a viewer and writes is the mover.
 */

const EVENT_ID = /\b[A-Z]-[0-9a-z]+-[0-9]+\b/g;
const TABLE = String.raw`(?:only\s+)?(?:"?public"?\s*\.\s*)?"?(?:users|events)"?`;
const DELETES = new RegExp(String.raw`\bdelete\s+from\s+${TABLE}|\btruncate\s+(?:table\s+)?${TABLE}`, 'i');
const UPDATES = new RegExp(String.raw`\bupdate\s+${TABLE}`, 'i');
const READS = new RegExp(String.raw`^\s*select\b(?!.*\binto\b).*\bfrom\s+${TABLE}`, 'is');

/** Whether the frame carries values or a whole statement: Query, Bind, CopyData. */
function carriesData(frame: PgFrame): boolean {
  return frame.type === 'Q' || frame.type === 'B' || frame.type === 'd';
}

/** Whether it belongs to a request of ours: it names exactly one event, and that one is on its way right now. */
function isRequest(frame: PgFrame, ledger: Ledger): boolean {
  const named = new Set(frame.bytes.toString('latin1').match(EVENT_ID));
  if (named.size !== 1) return false;
  const [event] = named;
  return event !== undefined && ledger.isPending(event);
}

/** Ids of known viewers that the frame names, in order of appearance. `pattern` must match any such id. */
export function viewersIn(frame: PgFrame, known: ReadonlySet<string>, pattern = /\bu-\d+\b/g): string[] {
  const named = frame.bytes.toString('latin1').match(pattern) ?? [];
  return [...new Set(named)].filter((id) => known.has(id));
}

/** A frame that brings viewers to a new shard: it writes, names a viewer, and is neither a counter update nor a request of ours. */
export function bringsViewers(frame: PgFrame, ledger: Ledger, names: (frame: PgFrame) => boolean): boolean {
  if (!carriesData(frame) || !names(frame)) return false;
  if (READS.test(frame.sql) || isCounterUpdate(frame.sql) || DELETES.test(frame.sql)) return false;
  return !isRequest(frame, ledger);
}

/** A frame that takes rows away from a shard or marks them: DELETE, TRUNCATE, or an UPDATE other than of the counter. */
export function takesViewers(frame: PgFrame, ledger: Ledger): boolean {
  if (!carriesData(frame) || frame.type === 'd') return false;
  const { sql } = frame;
  if (!DELETES.test(sql) && !(UPDATES.test(sql) && !isCounterUpdate(sql) && !/\binsert\s+into\b/i.test(sql)))
    return false;
  return !isRequest(frame, ledger);
}

/** Any spelling of the counter's update: a plain one, a CTE, or one with a sub-select. */
function isCounterUpdate(sql: string): boolean {
  return UPDATES.test(sql) && /\bwatch_seconds\b/i.test(sql) && !/^\s*insert\b/i.test(sql);
}
