import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import type { Directory } from './directory.ts';
import { raiseFence } from './fence.ts';
import { moveViewers } from './move.ts';
import type { Shards } from './shards.ts';
import type { Topology, TopologyStore } from './topology.ts';

/** Viewers moved together. Few: while they are copied, each of their writers waits on a connection of the pool. */
const BATCH = 5;
const PAUSE_MS = 200;
const WATCH_MS = 1000;

/** Viewers of one shard who belong on another. */
interface Part {
  from: ShardInfo;
  to: ShardInfo;
  ids: string[];
}

/** Moves viewers to a shard that is being added, as long as the topology says that one is. */
export class Mover {
  readonly #catalog: Database;
  readonly #topology: TopologyStore;
  readonly #directory: Directory;
  readonly #shards: Shards;
  #awake = false;

  constructor(catalog: Database, topology: TopologyStore, directory: Directory, shards: Shards) {
    this.#catalog = catalog;
    this.#topology = topology;
    this.#directory = directory;
    this.#shards = shards;
  }

  /**
   * To be called whenever a shard may be joining: at start, and when a request learns of it. One instance does the
   * work. The others wait for its lock, which the catalog takes from it when it dies, and then go on where it stopped.
   */
  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    void this.#watch().finally(() => {
      this.#awake = false;
    });
  }

  async #watch(): Promise<void> {
    for (;;) {
      try {
        if (!(await this.#topology.current()).joining) return;
        const worked = await this.#catalog.connected(async (session) => {
          const [lock] = await session.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(2) AS mine');
          if (!lock?.mine) return false;
          try {
            await this.#migrate();
          } finally {
            await session.query('SELECT pg_advisory_unlock(2)');
          }
          return true;
        });
        if (!worked) await pause(WATCH_MS);
      } catch (error) {
        console.error('the migration is interrupted and will go on:', error);
        await pause(PAUSE_MS);
      }
    }
  }

  async #migrate(): Promise<void> {
    const topology = await this.#topology.takeOver();
    if (!topology.joining) return;
    // Nobody acts on an older topology any more, and no earlier mover either: from here on the world holds still.
    for (const shard of await this.#openAll(topology)) await raiseFence(shard, topology.version);

    let total: number | undefined;
    for (;;) {
      const parts = await this.#plan(topology);
      const left = parts.reduce((sum, part) => sum + part.ids.length, 0);
      total ??= Math.max(left, (await this.#topology.status()).total ?? 0);
      await this.#topology.progress(total - left, total);
      if (left === 0) return this.#topology.finish();
      await this.#moveAll(parts, topology.version, total - left, total);
    }
  }

  #openAll({ shards, joining }: Topology): Promise<Database[]> {
    return Promise.all([...shards, ...(joining ? [joining] : [])].map((info) => this.#shards.open(info)));
  }

  /** Who is on the way: the directory knows. */
  async #plan({ shards, joining }: Topology): Promise<Part[]> {
    const all = [...shards, ...(joining ? [joining] : [])];
    const parts = new Map<string, Part>();
    for (const { id, shard, target } of await this.#directory.travelling()) {
      const from = all.find((one) => one.id === shard);
      const to = all.find((one) => one.id === target);
      if (!from || !to) throw new Error(`${id} is on the way from ${shard} to ${target}, which are not both known`);
      const part = parts.get(shard) ?? { from, to, ids: [] };
      part.ids.push(id);
      parts.set(shard, part);
    }
    return [...parts.values()];
  }

  /** All sources at the same time, each batch by batch. All have stopped when this returns or throws. */
  async #moveAll(parts: Part[], version: number, before: number, total: number): Promise<void> {
    let moved = before;
    const results = await Promise.allSettled(
      parts.map(async ({ from, to, ids }) => {
        const [source, target] = await Promise.all([this.#shards.open(from), this.#shards.open(to)]);
        for (let i = 0; i < ids.length; i += BATCH) {
          const batch = ids.slice(i, i + BATCH);
          await moveViewers(batch, source, target, version);
          await this.#directory.arrive(batch, to);
          moved += batch.length;
          await this.#topology.progress(moved, total);
        }
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
