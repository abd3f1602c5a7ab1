import type { ShardInfo } from './config.ts';
import { notImplemented } from './errors.ts';
import type { TopologyStore } from './topology.ts';

/** How far the last (or the running) move of viewers to a new shard has come. */
export interface Migration {
  state: 'idle' | 'running' | 'done' | 'failed';
  topologyVersion: number;
  moved: number;
  total: number | null;
}

/**
 * Moves viewers to a shard that is being added.
 *
 * Step 6: take the shard into the topology and move those whose home it becomes; nobody else.
 * Step 7: do it while the same viewers are read and written, and survive being killed at any moment.
 */
export class Mover {
  readonly #topology: TopologyStore;

  constructor(topology: TopologyStore) {
    this.#topology = topology;
  }

  /** Starts the migration and returns while it runs. 409 when one is running or when the shard is known. */
  async addShard(_shard: ShardInfo): Promise<Migration> {
    throw notImplemented('adding a shard');
  }

  async status(): Promise<Migration> {
    return { state: 'idle', topologyVersion: this.#topology.current().version, moved: 0, total: null };
  }
}
