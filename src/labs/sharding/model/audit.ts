import type { Read, Write } from './ledger.ts';
import { placements, type StoredEvent, type StoredViewer, type Truth } from './truth.ts';
import { byId } from './viewers.ts';

/** How the rows differ from what was acknowledged. Everything empty: nothing lost, nothing doubled. */
export interface Audit {
  /** Viewers without a `users` row anywhere. */
  readonly homeless: readonly string[];
  /** Viewers with several `users` rows. */
  readonly twice: readonly { readonly viewer: string; readonly shards: readonly string[] }[];
  /** Acknowledged events that are on no shard. */
  readonly lost: readonly Write[];
  /** Events on several shards. */
  readonly doubled: readonly { readonly row: StoredEvent; readonly shards: readonly string[] }[];
  /** Events on a shard that does not hold their viewer. */
  readonly astray: readonly { readonly row: StoredEvent; readonly home: string }[];
  /** Events that nobody sent. */
  readonly phantom: readonly StoredEvent[];
  /** Viewers whose counter is not the sum of their events. */
  readonly sums: readonly { readonly row: StoredViewer; readonly sum: number }[];
  /** Reads that were below what had been acknowledged before. */
  readonly stale: readonly Read[];
}

interface Sent {
  readonly writes: readonly Write[];
  readonly reads: readonly Read[];
}

/** Compares rows with a ledger, for the given viewers. Examples come in the order of their ids. */
export function audit(viewers: readonly string[], sent: Sent, truth: Pick<Truth, 'viewers' | 'events'>): Audit {
  const known = new Set(viewers);
  const mine = { viewers: truth.viewers.filter(({ id }) => known.has(id)) };
  const rows = truth.events.filter(({ viewer }) => known.has(viewer));
  const places = placements(mine);
  const byEvent = new Map<string, StoredEvent[]>();
  for (const row of rows)
    byEvent.set(keyOf(row.viewer, row.id), [...(byEvent.get(keyOf(row.viewer, row.id)) ?? []), row]);
  const written = sent.writes.filter(({ viewer }) => known.has(viewer));
  const keys = new Set(written.map(({ viewer, event }) => keyOf(viewer, event.eventId)));
  const ids = [...viewers].sort(byId);
  return {
    homeless: ids.filter((id) => !places.has(id)),
    twice: ids.flatMap((viewer) => {
      const shards = places.get(viewer) ?? [];
      return shards.length > 1 ? [{ viewer, shards }] : [];
    }),
    lost: written
      .filter((write) => write.ackedAt !== undefined && !byEvent.has(keyOf(write.viewer, write.event.eventId)))
      .sort((x, y) => byId(x.viewer, y.viewer) || byId(x.event.eventId, y.event.eventId)),
    doubled: [...byEvent.values()]
      .flatMap((copies) =>
        copies.length > 1 && copies[0] ? [{ row: copies[0], shards: copies.map((c) => c.shard) }] : [],
      )
      .sort((x, y) => byRow(x.row, y.row)),
    astray: rows
      .flatMap((row) => {
        const homes = places.get(row.viewer) ?? [];
        return homes.length === 1 && homes[0] && homes[0] !== row.shard ? [{ row, home: homes[0] }] : [];
      })
      .sort((x, y) => byRow(x.row, y.row)),
    phantom: rows.filter((row) => !keys.has(keyOf(row.viewer, row.id))).sort(byRow),
    sums: wrongSums(mine.viewers, rows),
    stale: sent.reads
      .filter(({ viewer, status, watchSeconds, floor }) => {
        return known.has(viewer) && status === 200 && (watchSeconds === undefined || watchSeconds < floor);
      })
      .sort((x, y) => byId(x.viewer, y.viewer)),
  };
}

function wrongSums(viewers: readonly StoredViewer[], events: readonly StoredEvent[]): Audit['sums'] {
  const sums = new Map<string, number>();
  const key = (shard: string, viewer: string) => `${shard}/${viewer}`;
  for (const { shard, viewer, seconds } of events)
    sums.set(key(shard, viewer), (sums.get(key(shard, viewer)) ?? 0) + seconds);
  return viewers
    .map((row) => ({ row, sum: sums.get(key(row.shard, row.id)) ?? 0 }))
    .filter(({ row, sum }) => row.watchSeconds !== sum)
    .sort((x, y) => byId(x.row.id, y.row.id));
}

/** Rows that came out of a move other than they went in: columns that must not change, compared whole. */
export function damaged(
  before: Pick<Truth, 'viewers' | 'events'>,
  after: Pick<Truth, 'viewers' | 'events'>,
): { readonly what: string; readonly was: string; readonly is: string } | undefined {
  const events = new Map(after.events.map((row) => [keyOf(row.viewer, row.id), row]));
  for (const row of [...before.events].sort(byRow)) {
    const now = events.get(keyOf(row.viewer, row.id));
    const pick = (one: StoredEvent) => `${one.video}, ${one.seconds} s, ${one.at}`;
    if (now && pick(now) !== pick(row)) return { what: `event ${row.viewer}/${row.id}`, was: pick(row), is: pick(now) };
  }
  const viewers = new Map(after.viewers.map((row) => [row.id, row]));
  for (const row of [...before.viewers].sort((x, y) => byId(x.id, y.id))) {
    const now = viewers.get(row.id);
    const pick = (one: StoredViewer) => `${one.name}, ${one.email}`;
    if (now && pick(now) !== pick(row)) return { what: `viewer ${row.id}`, was: pick(row), is: pick(now) };
  }
  return undefined;
}

function keyOf(viewer: string, event: string): string {
  return `${viewer}/${event}`;
}

function byRow(x: StoredEvent, y: StoredEvent): number {
  return byId(x.viewer, y.viewer) || byId(x.id, y.id);
}
