import type { Database } from './database.ts';
import { isFrozen, ownerOf } from './directory.ts';
import { raiseFence } from './fence.ts';
import { install, lockAndRead, REMOVE } from './move.ts';
import { share, slotOf } from './routing.ts';
import type { Shards } from './shards.ts';
import type { Topology, TopologyStore } from './topology.ts';

/** Slots moved together. Few: while they are copied, nobody can write to them. */
const BATCH = 6;
const PAUSE_MS = 200;
const WATCH_MS = 1000;

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
    let topology = await this.#topology.takeOver();
    const { joining } = topology;
    if (!joining) return;
    const target = await this.#shards.open(joining);
    await this.#fence(topology);
    await this.#sweep(topology);

    // Slots that a dead mover had frozen are among them: they are simply frozen again.
    const slots = share(topology.slots[joining.region] ?? [], joining.id);
    let moved = (await this.#topology.status()).moved;
    let total = (await this.#topology.status()).total;
    total ??= await this.#count(topology, slots);
    await this.#topology.progress(moved, total);
    for (let i = 0; i < slots.length; i += BATCH) {
      topology = await this.#topology.freeze(topology, slots.slice(i, i + BATCH));
      await this.#fence(topology);
      moved += await this.#copy(topology, target);
      topology = await this.#topology.flip(topology, joining);
      await this.#fence(topology);
      await this.#sweep(topology);
      await this.#topology.progress(moved, Math.max(moved, total));
    }
    await this.#topology.finish();
  }

  async #fence(topology: Topology): Promise<void> {
    await Promise.all((await this.#openAll(topology)).map((shard) => raiseFence(shard, topology.version)));
  }

  /** Copies the viewers of the frozen slots, which nobody writes to, from all their shards. */
  async #copy(topology: Topology, target: Database): Promise<number> {
    const counts = await Promise.all(
      topology.shards.map(async (from) => {
        const source = await this.#shards.open(from);
        const ids = await this.#find(source, (one) => isFrozen({ ...one, topology, movingTo: undefined }));
        if (ids.length === 0) return 0;
        const copy = await lockAndRead(source, ids);
        await target.transaction((sql) => install(sql, copy, topology.version, undefined));
        return ids.length;
      }),
    );
    return counts.reduce((sum, n) => sum + n, 0);
  }

  /** Deletes what is on a shard that does not own it (any more). */
  async #sweep(topology: Topology): Promise<void> {
    await Promise.all(
      topology.shards.map(async (from) => {
        const source = await this.#shards.open(from);
        const ids = await this.#find(source, ({ id, region }) => ownerOf(id, region, topology).id !== from.id);
        if (ids.length > 0) await source.query(REMOVE, [ids]);
      }),
    );
  }

  async #count({ shards, joining }: Topology, slots: number[]): Promise<number> {
    const wanted = new Set(slots);
    const found = await Promise.all(
      shards.map(async (info) =>
        this.#find(
          await this.#shards.open(info),
          (one) => one.region === joining?.region && wanted.has(slotOf(one.id)),
        ),
      ),
    );
    return found.flat().length;
  }

  async #find(shard: Database, wanted: (viewer: { id: string; region: string }) => boolean): Promise<string[]> {
    const rows = await shard.query<{ id: string; region: string }>(
      'SELECT user_id AS id, region FROM users ORDER BY 1',
    );
    return rows.filter(wanted).map((row) => row.id);
  }

  #openAll({ shards, joining }: Topology): Promise<Database[]> {
    return Promise.all([...shards, ...(joining ? [joining] : [])].map((info) => this.#shards.open(info)));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
