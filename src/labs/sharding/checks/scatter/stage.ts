import type { Arena } from '../../../../kit.ts';
import type { Api } from '../../model/api.ts';
import { type Cluster, openCluster } from '../../model/cluster.ts';
import { startInstances } from '../../model/instances.ts';
import { bothSeeded, importViewers, isSeeded, postEvents, type Seeding, stored } from '../../model/seeding.ts';
import { homesOf, readTruth } from '../../model/truth.ts';
import { range, viewer } from '../../model/viewers.ts';

export interface ScatterStage {
  readonly cluster: Cluster;
  readonly api: Api;
  readonly seeding: Seeding;
}

/**
 * 400 viewers with events that lie unevenly on purpose: many short ones on one shard, few long ones on another, and a tie across
 * the tenth place of the ranking. Ids differ in case, so that an order by the rules of a language is seen as wrong.
 */
export async function stageScatter(arena: Arena): Promise<ScatterStage> {
  const cluster = await openCluster(arena);
  const { a } = await startInstances(arena, cluster, ['a']);
  arena.note('writing 400 viewers and 300 events');
  const ids = range(400).map(
    (i) => `${['u', 'U', 'w', 'W'][i % 4]}-${1000 + ((i * 617) % 997)}${i % 3 === 0 ? '.' : ''}`,
  );
  const viewers = ids.map((id) => viewer(id));
  const imported = await importViewers(a.api, viewers, arena.signal);
  if (imported.bad) return { cluster, api: a.api, seeding: imported };
  const truth = await readTruth(arena, cluster);
  const first = stored(imported, viewers, truth);
  if (!isSeeded(first)) return { cluster, api: a.api, seeding: first };
  const homes = homesOf(truth);
  const events = skewedEvents(ids, (id) => homes.get(id));
  return { cluster, api: a.api, seeding: bothSeeded(first, await postEvents([a.api], events, arena.signal)) };
}

/** 200 events of 5 s on s0, 20 of 3,000 s on seven viewers of s3, eight viewers tied at 2,500 s on all shards, and some crumbs. */
export function skewedEvents(ids: readonly string[], homeOf: (id: string) => string | undefined) {
  const on = (shard: string) => ids.filter((id) => homeOf(id) === shard);
  const events: { viewer: string; event: { eventId: string; videoId: string; seconds: number } }[] = [];
  const add = (viewer: string | undefined, seconds: number) => {
    if (viewer)
      events.push({ viewer, event: { eventId: `e-${events.length}`, videoId: `v-${events.length % 9}`, seconds } });
  };
  const [s0, s1, s2, s3] = [on('s0'), on('s1'), on('s2'), on('s3')];
  for (const [i, times] of [5, 4, 3, 3, 2, 2, 1].entries()) for (const _ of range(times)) add(s3[i], 3000);
  for (const [shard, skip] of [
    [s0, 0],
    [s1, 0],
    [s2, 0],
    [s3, 7],
  ] as const)
    for (const i of range(2)) add(shard[skip + i], 2500);
  for (const i of range(200)) if (s0.length > 2) add(s0[2 + (i % (s0.length - 2))], 5);
  for (const i of range(30)) for (const shard of [s1, s2]) add(shard[2 + i], 1 + (i % 3));
  return events;
}
