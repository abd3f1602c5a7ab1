import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { batch } from '../../model/batch.ts';
import { oneHomeFailure, READ, WRITE, wireTable } from '../../model/onehome.ts';
import { importViewers, isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { homesOf, readTruth } from '../../model/truth.ts';
import { randomIds, viewer } from '../../model/viewers.ts';
import { oneAtATime, sumWire, type WireCall } from '../../model/wire.ts';
import type { SpreadStage } from './stage.ts';

export interface WireSeen {
  readonly seeding: Seeding;
  readonly reads: readonly WireCall[];
  readonly writes: readonly WireCall[];
}

const WARM_UP = 20;
const READS = 100;
const WRITES = 60;

export const wire = defineCheck<SpreadStage, WireSeen>({
  id: '2b',
  title: 'A request for one viewer asks one shard',
  minimum: { reads: READS, writes: WRITES, 'statements on home shards': READS + WRITES },
  async observe(arena, { cluster, api }) {
    const ids = randomIds(arena.random, READS).map((id) => `${id}.x`);
    const seeding = await importViewers(
      api,
      ids.map((id) => viewer(id)),
      arena.signal,
    );
    if (!isSeeded(seeding)) return { seeding, reads: [], writes: [] };
    const homes = homesOf(await readTruth(arena, cluster));
    const homeOf = (id: string) => homes.get(id) ?? 'no shard';
    // Prepared statements, pools and caches of the topology come into being here, not while statements are counted.
    await batch(ids.slice(0, WARM_UP), (id) => api.get(id), { width: 4, signal: arena.signal });
    await batch(ids.slice(0, WARM_UP), (id) => api.event(id, event('warm')), { width: 4, signal: arena.signal });
    arena.note(`${READS} reads and ${WRITES} writes, one at a time, counting statements on every shard`);
    const reads = await oneAtATime(cluster, ids, homeOf, (id) => api.get(id));
    const writes = await oneAtATime(cluster, ids.slice(0, WRITES), homeOf, (id) => api.event(id, event('e-1')));
    return { seeding, reads, writes };
  },
  judge({ seeding, reads, writes }): Judgement {
    const servers = ['s0', 's1', 's2', 's3', 'catalog'];
    const picture = [wireTable('statements per server', servers, [...reads.slice(0, 3), ...writes.slice(0, 2)], 5)];
    const failure =
      seedFailure(seeding) ??
      oneHomeFailure('GET /users/{id}', reads, READ) ??
      oneHomeFailure('POST /users/{id}/events', writes, WRITE);
    if (failure) return fail(failure, picture);
    const home = sumWire(reads).home + sumWire(writes).home;
    return pass({ reads: reads.length, writes: writes.length, 'statements on home shards': home }, picture);
  },
});

function event(eventId: string) {
  return { eventId, videoId: 'v-1', seconds: 30 };
}
