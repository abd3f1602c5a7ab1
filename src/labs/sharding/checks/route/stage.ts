import type { Arena } from '../../../../kit.ts';
import { type Cluster, openCluster } from '../../model/cluster.ts';
import { type Instance, startInstances } from '../../model/instances.ts';

export interface RouteStage {
  readonly cluster: Cluster;
  readonly a: Instance;
  readonly b: Instance;
}

export async function stageRoute(arena: Arena): Promise<RouteStage> {
  const cluster = await openCluster(arena);
  return { cluster, ...(await startInstances(arena, cluster, ['a', 'b'])) };
}
