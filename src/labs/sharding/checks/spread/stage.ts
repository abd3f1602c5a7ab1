import type { Arena } from '../../../../kit.ts';
import type { Api } from '../../model/api.ts';
import { type Cluster, openCluster } from '../../model/cluster.ts';
import { startInstances } from '../../model/instances.ts';

export interface SpreadStage {
  readonly cluster: Cluster;
  readonly api: Api;
}

export async function stageSpread(arena: Arena): Promise<SpreadStage> {
  const cluster = await openCluster(arena);
  const { a } = await startInstances(arena, cluster, ['a']);
  return { cluster, api: a.api };
}
