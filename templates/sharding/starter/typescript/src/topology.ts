import type { ShardInfo } from './config.ts';
import { Database } from './database.ts';
import { unknownRegion } from './errors.ts';

/** Which shards there are. The number grows with every change. */
export interface Topology {
  version: number;
  shards: ShardInfo[];
}

/**
 * The topology, and an open database for every shard in it.
 *
 * Step 6: shards are added while we run, through any instance, and a restarted instance gets the old SHARDS again.
 * So the truth has to be in the catalog, and every instance has to learn of a change.
 */
export class TopologyStore {
  readonly #topology: Topology;
  readonly #databases: Map<string, Database>;

  constructor(shards: ShardInfo[], timeoutMs: number) {
    this.#topology = { version: 1, shards };
    this.#databases = new Map(shards.map((shard) => [shard.id, new Database(shard.id, shard.url, timeoutMs)]));
  }

  current(): Topology {
    return this.#topology;
  }

  open(shard: ShardInfo): Database {
    const database = this.#databases.get(shard.id);
    if (!database) throw new Error(`shard ${shard.id} is not in the topology`);
    return database;
  }

  /** Throws 422 unless some shard serves the region. */
  mustServe(region: string): void {
    if (!this.#topology.shards.some((shard) => shard.region === region)) throw unknownRegion(region);
  }
}
