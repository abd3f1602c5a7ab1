import type { Arena } from '../../../../kit.ts';
import { openCluster, withTimeout } from '../../model/cluster.ts';
import { type Instance, startInstances } from '../../model/instances.ts';
import { importViewers, isSeeded, stored } from '../../model/seeding.ts';
import { homesOf, readTruth } from '../../model/truth.ts';
import { randomIds, viewer } from '../../model/viewers.ts';
import { latencies, runOutage } from './run.ts';
import { DEAD, type Outage, type OutageGround, timeoutFor } from './seen.ts';

export interface OutageStage extends OutageGround {
  /** The outage happens once, by the first check that asks; all checks judge the same one. */
  outage(arena: Arena): Promise<Outage>;
}

export async function stageOutage(arena: Arena): Promise<OutageStage> {
  const calm = await openCluster(arena);
  const dead = arena.service(DEAD);
  arena.defer(`starting ${DEAD} again`, async () => {
    if ((await dead.status()) !== 'running') await dead.restart();
  });
  const { a } = await startInstances(arena, calm, ['a']);
  arena.note('writing 400 viewers');
  const viewers = randomIds(arena.random, 400).map((id) => viewer(id));
  const imported = await importViewers(a.api, viewers, arena.signal);
  const truth = await readTruth(arena, calm);
  const seeding = stored(imported, viewers, truth);
  const homes = homesOf(truth);
  const ground = await strict(arena, a, { cluster: calm, api: a.api, seeding, homes });
  let outage: Promise<Outage> | undefined;
  return {
    ...ground,
    outage(bound) {
      outage ??= runOutage(bound, ground);
      return outage;
    },
  };
}

/** Starts the program again with the time limit of an outage, chosen by how quick this machine is today. */
async function strict(arena: Arena, calm: Instance, ground: OutageGround): Promise<OutageGround> {
  if (!isSeeded(ground.seeding)) return ground;
  await latencies(arena, ground); // opens the connections, which is not to be measured
  const times = await latencies(arena, ground);
  const timeoutMs = timeoutFor(times[Math.floor(0.95 * times.length)] ?? 0);
  await calm.process.kill();
  const cluster = withTimeout(ground.cluster, timeoutMs);
  const { a } = await startInstances(arena, cluster, ['a']);
  return { ...ground, cluster, api: a.api };
}
