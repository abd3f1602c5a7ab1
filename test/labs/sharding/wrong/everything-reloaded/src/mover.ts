import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { raiseFence } from './fence.ts';
import { moveViewers } from './move.ts';
import { homeOf, shardsIn } from './routing.ts';
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
  readonly #shards: Shards;
  #awake = false;

  constructor(catalog: Database, topology: TopologyStore, shards: Shards) {
    this.#catalog = catalog;
    this.#topology = topology;
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

    for (const shard of await this.#openAll(topology)) {
      await shard.transaction(async (sql) => {
        const dump = await sql.query<{ rows: string }>("SELECT coalesce(json_agg(u), '[]')::text AS rows FROM users u");
        await sql.query('DELETE FROM users');
        await sql.query('INSERT INTO users SELECT * FROM json_populate_recordset(NULL::users, $1)', [dump[0]?.rows]);
      });
    }
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

  /** Who is not where they belong once the new shard counts. Asking the shards themselves needs no memory. */
  async #plan({ shards, joining }: Topology): Promise<Part[]> {
    const future = joining ? [...shards, joining] : shards;
    const parts = new Map<string, Part>();
    const scan = async (from: ShardInfo): Promise<void> => {
      const rows = await (await this.#shards.open(from)).query<{ user_id: string; region: string }>(
        'SELECT user_id, region FROM users ORDER BY user_id',
      );
      for (const { user_id, region } of rows) {
        const to = homeOf(user_id, shardsIn(region, future));
        if (to.id === from.id) continue;
        const key = `${from.id}>${to.id}`;
        const part = parts.get(key) ?? { from, to, ids: [] };
        part.ids.push(user_id);
        parts.set(key, part);
      }
    };
    await Promise.all(shards.map(scan));
    return [...parts.values()];
  }

  /** All sources at the same time, each batch by batch. All have stopped when this returns or throws. */
  async #moveAll(parts: Part[], version: number, before: number, total: number): Promise<void> {
    let moved = before;
    const results = await Promise.allSettled(
      parts.map(async ({ from, to, ids }) => {
        const [source, target] = await Promise.all([this.#shards.open(from), this.#shards.open(to)]);
        for (let i = 0; i < ids.length; i += BATCH) {
          moved += await moveViewers(ids.slice(i, i + BATCH), source, target, version);
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
