import type { Arena, Marker } from '../../../../kit.ts';
import type { Api, Call } from '../../model/api.ts';
import { batch } from '../../model/batch.ts';
import { type Cluster, openCluster } from '../../model/cluster.ts';
import { startInstances } from '../../model/instances.ts';
import { bothSeeded, importOneByOne, importViewers, isSeeded, postEvents, type Seeding } from '../../model/seeding.ts';
import { randomIds, type Viewer, viewer } from '../../model/viewers.ts';

/** SHARD_TIMEOUT_MS: a whole region is lost in this step, but it is not what the step is about. */
const TIMEOUT_MS = 1500;

export const US = ['s0', 's1'] as const;
export const EU = ['s2', 's3'] as const;

export interface RegionsStage {
  readonly cluster: Cluster;
  readonly api: Api;
  readonly seeding: Seeding;
  /** 300 of each region; ids say nothing about it. */
  readonly us: readonly Viewer[];
  readonly eu: readonly Viewer[];
  /** Part of the name and e-mail of every eu viewer. */
  readonly marker: string;
  /** What of it was seen on its way to servers outside of the eu, since before the first write. */
  readonly leaks: readonly { readonly server: string; readonly marker: Marker }[];
  /** Writes of known us viewers that claim another region. */
  readonly conflicts: readonly Call[];
}

export async function stageRegions(arena: Arena): Promise<RegionsStage> {
  const region = (id: string) => ((EU as readonly string[]).includes(id) ? 'eu' : 'us');
  const cluster = await openCluster(arena, { region, timeoutMs: TIMEOUT_MS });
  const marker = `x${arena.random.word(14)}`;
  const outside = [...cluster.shards.filter((seat) => seat.region !== 'eu'), cluster.catalog];
  const leaks = outside.map(({ id, proxy }) => ({ server: id, marker: proxy.watch(marker) }));
  const { a } = await startInstances(arena, cluster, ['a']);
  const ids = randomIds(arena.random, 600);
  const us = ids.filter((_, i) => i % 2 === 0).map((id) => viewer(id, 'us'));
  const eu = ids
    .filter((_, i) => i % 2 === 1)
    .map((id) => ({ id, region: 'eu', name: `Eva ${marker}`, email: `${id}.${marker}@eu.example` }));
  const seeding = await seed(arena, a.api, us, eu);
  const conflicts = !isSeeded(seeding)
    ? []
    : await batch(us.slice(0, 3), (one) => a.api.put({ ...one, region: 'eu' }), { signal: arena.signal });
  return { cluster, api: a.api, seeding, us, eu, marker, leaks, conflicts: conflicts.map(({ call }) => call) };
}

/** A sixth by PUT, the rest in bulk, both regions in the same bulk request; an event for every fourth viewer. */
async function seed(arena: Arena, api: Api, us: readonly Viewer[], eu: readonly Viewer[]): Promise<Seeding> {
  arena.note('writing 300 us and 300 eu viewers, and an event for every fourth one');
  // In no order that a solution could happen to be in step with.
  const all = arena.random.shuffle([...us, ...eu]);
  const single = await importOneByOne(api, all.slice(0, 100), arena.signal);
  const bulk = single.bad ? single : bothSeeded(single, await importViewers(api, all.slice(100), arena.signal));
  if (bulk.bad) return bulk;
  const events = all.slice(0, 150).map(({ id }, i) => ({
    viewer: id,
    event: { eventId: 'e-0', videoId: `v-${i % 9}`, seconds: 1 + (i % 60) },
  }));
  return bothSeeded(bulk, await postEvents([api], events, arena.signal));
}
