import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { migrationRunning } from './errors.ts';
import { raiseFence } from './fence.ts';
import { moveViewers, REMOVE } from './move.ts';
import { homeOf, shardsIn } from './routing.ts';
import type { Shards } from './shards.ts';
import type { Migration, Topology, TopologyStore } from './topology.ts';

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
   * Starts to move viewers to a new shard. The mover's lock is taken before the intention is written down: so whoever
   * gets the lock later, and finds a shard joining, knows that its mover is dead.
   */
  add(shard: ShardInfo): Promise<Migration> {
    return new Promise((resolve, reject) => {
      this.#locked(async () => {
        resolve(await this.#topology.join(shard));
        await this.#persist(() => this.#migrate());
      }).then((mine) => mine || reject(migrationRunning()), reject);
    });
  }

  /** To be called whenever a shard may be joining: if its mover is dead, what it did is undone. */
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
        const mine = await this.#locked(() => this.#persist(() => this.#undo()));
        if (!mine) await pause(WATCH_MS);
      } catch (error) {
        console.error('the migration cannot be undone yet:', error);
        await pause(PAUSE_MS);
      }
    }
  }

  /** Does the work while this session has the mover's lock; false if another has it. */
  #locked(work: () => Promise<void>): Promise<boolean> {
    return this.#catalog.connected(async (session) => {
      const [lock] = await session.query<{ mine: boolean }>('SELECT pg_try_advisory_lock(2) AS mine');
      if (!lock?.mine) return false;
      try {
        await work();
      } finally {
        await session.query('SELECT pg_advisory_unlock(2)');
      }
      return true;
    });
  }

  /** Until it works, or there is nothing more to do: a shard may be away for a moment. */
  async #persist(work: () => Promise<void>): Promise<void> {
    while ((await this.#topology.current()).joining) {
      await work().catch(async (error: unknown) => {
        console.error('the migration is interrupted and will go on:', error);
        await pause(PAUSE_MS);
      });
    }
  }

  /** Moves everybody off the joining shard again. */
  async #undo(): Promise<void> {
    let topology = await this.#topology.takeOver();
    const { joining } = topology;
    if (!joining) return;
    const target = await this.#shards.open(joining);
    if (!topology.back) {
      await this.#fence(topology);
      // Who is still at home may have a copy on the new shard, left by the mover. It must go before the order of the
      // places is reversed, or it would be taken for the truth.
      for (const { ids } of await this.#plan(topology)) await target.query(REMOVE, [ids]);
      topology = await this.#topology.turnBack();
    }
    await this.#fence(topology);
    for (;;) {
      const rows = await target.query<{ user_id: string; region: string }>(
        'SELECT user_id, region FROM users ORDER BY user_id LIMIT $1',
        [BATCH],
      );
      if (rows.length === 0) return this.#topology.forget();
      for (const { user_id, region } of rows) {
        const home = await this.#shards.open(homeOf(user_id, shardsIn(region, topology.shards)));
        await moveViewers([user_id], target, home, topology.version);
      }
    }
  }

  async #fence(topology: Topology): Promise<void> {
    for (const shard of await this.#openAll(topology)) await raiseFence(shard, topology.version);
  }

  async #migrate(): Promise<void> {
    const topology = await this.#topology.takeOver();
    if (!topology.joining) return;
    if (topology.back) return this.#undo();
    // Nobody acts on an older topology any more, and no earlier mover either: from here on the world holds still.
    await this.#fence(topology);

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
