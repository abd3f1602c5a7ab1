import type { Arena } from '../../../../kit.ts';
import { type Cluster, openCluster } from '../../model/cluster.ts';
import { type Instance, startInstances } from '../../model/instances.ts';
import { bothSeeded, importViewers, postEvents, type Seeding } from '../../model/seeding.ts';
import { fixedIds, viewer } from '../../model/viewers.ts';
import { runGrowth } from './run.ts';
import type { Growth, GrowthGround } from './seen.ts';

const VIEWERS = 600;

export interface GrowthStage extends GrowthGround {
  readonly cluster: Cluster;
  readonly a: Instance;
  readonly b: Instance;
  /** The shard is added once, by the first check that asks; all checks judge the same migration. */
  growth(arena: Arena): Promise<Growth>;
}

export async function stageGrowth(arena: Arena): Promise<GrowthStage> {
  const cluster = await openCluster(arena);
  const { a, b } = await startInstances(arena, cluster, ['a', 'b']);
  const ground = { cluster, a, b, ids: fixedIds(VIEWERS), seeding: await seed(arena, a, b) };
  let growth: Promise<Growth> | undefined;
  return {
    ...ground,
    growth(bound) {
      growth ??= runGrowth(bound, ground);
      return growth;
    },
  };
}

async function seed(arena: Arena, a: Instance, b: Instance): Promise<Seeding> {
  arena.note(`writing ${VIEWERS} viewers, and an event for every second one`);
  const ids = fixedIds(VIEWERS);
  const first = await importViewers(
    a.api,
    ids.map((id) => viewer(id)),
    arena.signal,
  );
  if (first.bad) return first;
  const events = ids.slice(0, VIEWERS / 2).map((id, i) => ({
    viewer: id,
    event: { eventId: 'e-0', videoId: `v-${i % 11}`, seconds: 1 + ((i * 7) % 300) },
  }));
  return bothSeeded(first, await postEvents([a.api, b.api], events, arena.signal));
}
