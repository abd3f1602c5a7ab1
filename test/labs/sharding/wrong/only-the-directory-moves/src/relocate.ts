import type { Directory, Whereabouts } from './directory.ts';
import { notFound, shardMoving } from './errors.ts';
import type { Shards } from './shards.ts';
import type { TopologyStore } from './topology.ts';

const ATTEMPTS = 5;

/** Moves single viewers to another region, with everything they own. */
export class Relocations {
  readonly #topology: TopologyStore;
  readonly #directory: Directory;

  constructor(topology: TopologyStore, directory: Directory, _shards: Shards) {
    this.#topology = topology;
    this.#directory = directory;
  }

  /** Resolves when the viewer lives in `region`. Asking twice, or from two instances, is harmless. */
  async relocate(id: string, region: string): Promise<void> {
    await this.#topology.mustServe(region);
    let seen = await this.#directory.locate(id);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (seen.region === undefined) throw notFound(`viewer ${id}`);
      if (seen.region === region && seen.movingTo === undefined) return;
      // Writing down the intention first makes the move survive our death: whoever finds it can finish it.
      await this.#travel(await this.#directory.depart(id, region));
      seen = await this.#directory.locate(id);
    }
    throw shardMoving();
  }

  /** Finishes the moves that were begun by an instance that is no more (or that is just slow: that is harmless too). */
  async finishAll(): Promise<void> {
    for (const id of await this.#directory.travelling()) {
      const { movingTo } = await this.#directory.locate(id);
      if (movingTo !== undefined) await this.relocate(id, movingTo);
    }
  }

  async #travel(seen: Whereabouts): Promise<void> {
    if (seen.movingTo === undefined) return;
    await this.#directory.arrive(seen.id, seen.movingTo);
  }
}
