import { type Arena, now, pause } from '../../../../kit.ts';
import { type Api, type Call, PATIENCE_MS, statusOf } from '../../model/api.ts';
import { batch } from '../../model/batch.ts';
import { SPARE } from '../../model/databases.ts';
import { MIGRATION_MS, migrationEnd } from '../../model/migration.ts';
import { viewersIn } from '../../model/move-frames.ts';
import { isSeeded, stored } from '../../model/seeding.ts';
import { homesOf, readTruth, type Truth } from '../../model/truth.ts';
import { oneAtATime } from '../../model/wire.ts';
import { AGREE_MS, type Growth, type GrowthGround, type Readers } from './seen.ts';

const NOTHING: Truth = { shards: [], viewers: [], events: [] };

export async function runGrowth(arena: Arena, ground: GrowthGround): Promise<Growth> {
  const { cluster, a, b, ids, seeding } = ground;
  const blank: Growth = {
    ...{ seeding, added: undefined, end: undefined, second: undefined, running: undefined, again: [] },
    ...{ before: NOTHING, after: NOTHING, readers: [], reads: [], writes: [], written: NOTHING },
  };
  if (!isSeeded(seeding)) return blank;
  const before = await readTruth(arena, cluster);
  const checked = stored(
    seeding,
    ids.map((id) => ({ id })),
    before,
  );
  if (!isSeeded(checked)) return { ...blank, seeding: checked };
  const grown = await addShard(arena, ground);
  if (statusOf(grown.added) !== 202 || grown.end?.state !== 'done') return { ...blank, ...grown, before };
  const done = now();
  const after = await readTruth(arena, cluster);
  arena.note('reading what has moved through both instances, and the rest through either');
  const [then, homes] = [homesOf(before), homesOf(after)];
  const readers = await Promise.all(
    [a, b].map(({ api }, n) => {
      const mine = ids.filter((id, i) => then.get(id) !== homes.get(id) || i % 2 === n);
      return readAll(arena, api, mine, done + AGREE_MS);
    }),
  );
  const again = [await a.api.addShard(seat(ground, SPARE)), await a.api.addShard(seat(ground, 's0'))];
  const homeOf = (id: string) => homes.get(id) ?? 'no shard';
  const event = { eventId: 'e-after', videoId: 'v-1', seconds: 30 };
  const few = ids.filter((_, i) => i % 12 === 0);
  const reads = await oneAtATime(cluster, few, homeOf, (id) => b.api.get(id));
  const writes = await oneAtATime(cluster, few, homeOf, (id) => b.api.event(id, event));
  const written = await readTruth(arena, cluster);
  return { ...blank, ...grown, before, after, readers, again, reads, writes, written };
}

function seat({ cluster }: GrowthGround, id: string) {
  return [...cluster.shards, cluster.spare].find((one) => one.id === id) ?? cluster.spare;
}

/** Adds s4 and, while its first frame is held (so that the migration cannot be over), asks for a second one. */
async function addShard(
  arena: Arena,
  ground: GrowthGround,
): Promise<Pick<Growth, 'end' | 'second' | 'running'> & { added: Call }> {
  const { a, ids, cluster } = ground;
  const known = new Set(ids);
  arena.note(`adding ${SPARE}`);
  const hold = cluster.spare.proxy.hold({ match: (frame) => viewersIn(frame, known).length > 0 });
  const asked = a.api.addShard(cluster.spare, MIGRATION_MS);
  const meanwhile = whileHeld();
  const added = await asked;
  if (statusOf(added) !== 202) {
    hold.release();
    return { added, end: undefined, ...(await meanwhile) };
  }
  const end = await migrationEnd(arena, a.api);
  hold.release();
  return { added, end, ...(await meanwhile) };

  async function whileHeld(): Promise<{ second: Call | undefined; running: Call | undefined }> {
    const held = await hold.next(MIGRATION_MS + 5000, arena.signal);
    if (!held) return { second: undefined, running: undefined };
    // The reply to the first request may still be under way.
    await Promise.race([asked, pause(1000, arena.signal)]);
    const [second, running] = await Promise.all([
      a.api.addShard({ ...cluster.spare, id: 's5' }, PATIENCE_MS),
      a.api.migration(),
    ]);
    held.release();
    return { second, running };
  }
}

/** Reads every viewer through one instance; those that fail are asked again until the deadline. */
async function readAll(arena: Arena, api: Api, ids: readonly string[], deadline: number): Promise<Readers> {
  let open: readonly string[] = ids;
  for (;;) {
    const sent = await batch(open, (id) => api.get(id), { width: 24, signal: arena.signal, patience: ids.length });
    const bad = sent.filter(({ call }) => statusOf(call) !== 200);
    if (bad.length === 0 && sent.length === open.length)
      return { instance: api.instance, unread: [], read: ids.length };
    open = bad.map(({ item }) => item);
    if (now() > deadline || sent.length === 0) {
      const unread = bad.map(({ item, call }) => ({ id: item, last: call }));
      return { instance: api.instance, unread, read: ids.length - unread.length };
    }
    await pause(50, arena.signal);
  }
}
