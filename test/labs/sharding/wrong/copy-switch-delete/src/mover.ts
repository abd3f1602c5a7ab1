import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { raiseFence } from './fence.ts';
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

    const parts = await this.#plan(topology);
    const total = parts.reduce((sum, part) => sum + part.ids.length, 0);
    await this.#topology.progress(0, total);
    await this.#each(parts, copy);
    await this.#topology.switch();
    await this.#each(parts, async (ids, source) => void (await source.query(REMOVE, [ids])));
    await this.#topology.progress(total, total);
    await this.#topology.finish();
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

  /** Does something with every batch of every part. */
  async #each(
    parts: Part[],
    work: (ids: string[], source: Database, target: Database) => Promise<void>,
  ): Promise<void> {
    await Promise.all(
      parts.map(async ({ from, to, ids }) => {
        const [source, target] = await Promise.all([this.#shards.open(from), this.#shards.open(to)]);
        for (let i = 0; i < ids.length; i += BATCH) await retry(() => work(ids.slice(i, i + BATCH), source, target));
      }),
    );
  }
}

async function retry<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await pause(PAUSE_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Copies viewers and their events as they are now. */
async function copy(ids: readonly string[], from: Database, to: Database): Promise<void> {
  const [users] = await from.query<{ rows: string }>(
    "SELECT coalesce(json_agg(u), '[]')::text AS rows FROM users u WHERE user_id = ANY ($1)",
    [ids],
  );
  const [events] = await from.query<{ rows: string }>(
    "SELECT coalesce(json_agg(e), '[]')::text AS rows FROM events e WHERE user_id = ANY ($1)",
    [ids],
  );
  await to.transaction(async (target) => {
    await target.query(REMOVE, [ids]);
    await target.query(
      `WITH people AS (INSERT INTO users SELECT * FROM json_populate_recordset(NULL::users, $1))
       INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $2)`,
      [users?.rows, events?.rows],
    );
  });
}

const REMOVE =
  'WITH theirs AS (DELETE FROM events WHERE user_id = ANY ($1)) DELETE FROM users WHERE user_id = ANY ($1)';
