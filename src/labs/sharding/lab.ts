import { type Bench, defineLab } from '../../kit.ts';
import { addAShard } from './checks/growth/step.ts';
import { loseAShard } from './checks/outage/step.ts';
import { rebalanceLive } from './checks/rebalance/step.ts';
import { pinRegions } from './checks/regions/step.ts';
import { routeByKey } from './checks/route/step.ts';
import { askEverybody } from './checks/scatter/step.ts';
import { spreadEvenly } from './checks/spread/step.ts';
import { environmentOf } from './model/cluster.ts';
import { CATALOG, databaseUrl, prepareDatabases, SHARDS } from './model/databases.ts';

const POSTGRES_PORT = 5432;

/** Sharding: viewers over four servers, then five, while viewers notice nothing. */
export default defineLab({
  id: 'sharding',
  contract: { instances: ['a', 'b'], roles: [], health: '/healthz' },
  prepare: prepareDatabases,
  environment(bench) {
    // s0 and s1 in the us, s2 and s3 in the eu, so that every step can be tried by hand.
    const shards = SHARDS.map((id, i) => ({ id, url: ownUrl(bench, id), region: i < 2 ? 'us' : 'eu' }));
    return environmentOf(shards, ownUrl(bench, CATALOG), 1000);
  },
  steps: [routeByKey, spreadEvenly, askEverybody, loseAShard, pinRegions, addAShard, rebalanceLive],
});

/** The learner's own database, past any proxy. */
function ownUrl(bench: Bench, name: string): string {
  const service = bench.service(name);
  return databaseUrl(service, service.endpoint(POSTGRES_PORT).port);
}
