import { type Arena, now, pause } from '../../../../kit.ts';
import { type Call, statusOf } from '../../model/api.ts';
import { startLoad } from '../../model/load.ts';
import { MIGRATION_MS, type MigrationEnd, migrationEnd } from '../../model/migration.ts';
import { isSeeded, stored } from '../../model/seeding.ts';
import { readTruth } from '../../model/truth.ts';
import type { RebalanceGround } from './ground.ts';
import { startHolds } from './holds.ts';
import { type LiveRun, NO_ROWS } from './seen.ts';
import { MoveTracker } from './tracker.ts';

const CLIENTS = 8;
/** Quiet for this long, nothing more gets through; longer where answers take longer. */
const QUIET_MS = 500;

export async function runLive(arena: Arena, ground: RebalanceGround): Promise<LiveRun> {
  const { cluster, a, ids, seeding, ledger } = ground;
  const blank: LiveRun = {
    ...{ seeding, zero: 0, added: undefined, end: undefined, holds: [], ledger, before: NO_ROWS, after: NO_ROWS },
    ...{ stats: undefined, quietMs: QUIET_MS, commits: 0, frames: 0, brought: 0 },
  };
  if (!isSeeded(seeding)) return blank;
  const before = await readTruth(arena, cluster);
  const written = stored(
    seeding,
    ids.map((id) => ({ id })),
    before,
  );
  if (!isSeeded(written)) return { ...blank, seeding: written };
  const tracker = new MoveTracker(ledger, new Set(ids));
  arena.note(`${CLIENTS} clients at work`);
  const load = startLoad({
    ...{ api: a.api, ledger, random: arena.random.fork('load'), viewers: ids, clients: CLIENTS },
    ...{ prefix: 'L', reads: 0.3, paceMs: 16, signal: arena.signal },
  });
  await pause(200, arena.signal);
  const quietMs = Math.max(QUIET_MS, 20 * usualMs(ledger.reads));
  // Counts what passes; holds look at frames before.
  const stopCounting = cluster.spare.proxy.onFrame((frame) => void tracker.see(frame));
  const holds = startHolds({ arena, api: a.api, cluster, ledger, tracker, viewers: ids, quietMs });
  const zero = now();
  arena.note('adding s4 under load');
  const added = await a.api.addShard(cluster.spare, MIGRATION_MS);
  const end = await waitForEnd(arena, ground, added, () => MIGRATION_MS + holds.heldMs());
  await holds.finish();
  stopCounting();
  // The new places are written to and read as well.
  if (end?.state === 'done') await pause(150, arena.signal);
  await load.stop();
  arena.note('reading all rows on all shards');
  const after = await readTruth(arena, cluster);
  const stats = await a.api.stats();
  const { commits, frames } = tracker;
  const brought = tracker.brought.size;
  return { ...blank, zero, added, end, holds: holds.seen, quietMs, before, after, stats, commits, frames, brought };
}

async function waitForEnd(
  arena: Arena,
  { a }: RebalanceGround,
  added: Call,
  limitMs: () => number,
): Promise<MigrationEnd | undefined> {
  return statusOf(added) === 202 ? migrationEnd(arena, a.api, limitMs) : undefined;
}

/** Nine of ten reads take no longer than this. */
function usualMs(reads: readonly { readonly sentAt: number; readonly endedAt: number }[]): number {
  const times = reads.map(({ sentAt, endedAt }) => endedAt - sentAt).sort((x, y) => x - y);
  return times[Math.floor(0.9 * times.length)] ?? 0;
}
