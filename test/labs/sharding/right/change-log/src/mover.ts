import { capture, changes, everybody, type Placed, stopCapture } from './changes.ts';
import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { raiseFence } from './fence.ts';
import { REMOVE } from './move.ts';
import { homeOf, shardsIn } from './routing.ts';
import type { Shards } from './shards.ts';
import { prepare, promote, stage } from './staging.ts';
import type { Topology, TopologyStore } from './topology.ts';

/** Viewers copied together. Nobody waits for them, so they can be many. */
const BATCH = 20;
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
        if ((await this.#topology.current()).phase === 'none') return;
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
    if (topology.phase === 'none') return;
    await this.#fence(topology);
    if (topology.joining) await this.#bringOver(topology, topology.joining);
    await this.#clean(await this.#topology.current());
  }

  async #bringOver(topology: Topology, joining: ShardInfo): Promise<void> {
    const target = await this.#shards.open(joining);
    await prepare(target);
    const sources = await Promise.all(topology.shards.map((info) => this.#shards.open(info)));
    const moves = (viewer: Placed) =>
      homeOf(viewer.id, shardsIn(viewer.region, [...topology.shards, joining])).id === joining.id;

    const ids = await Promise.all(
      sources.map(async (source) => {
        await capture(source); // first, so that nobody who changes later is overlooked
        return (await everybody(source)).filter(moves).map((viewer) => viewer.id);
      }),
    );
    const total = ids.flat().length;
    await this.#topology.progress(0, total);
    await Promise.all(sources.map((source, i) => copyAll(ids[i] ?? [], source, target, topology.version)));

    // Those who changed while they were copied are copied again, and so on, until few are left.
    const catchUp = async (version: number): Promise<number> => {
      const counts = await Promise.all(
        sources.map(async (source) => {
          const changed = (await changes(source, version)).filter(moves).map((viewer) => viewer.id);
          await copyAll(changed, source, target, version);
          return changed.length;
        }),
      );
      return counts.reduce((sum, n) => sum + n, 0);
    };
    for (let round = 0; round < 20; round++) if ((await catchUp(topology.version)) < 20) break;

    const last = await this.#topology.cutOver(topology);
    await this.#fence(last); // from here on nobody writes to those who move, and all that was written is in the log
    await catchUp(last.version);
    await promote(target, last.version);
    await this.#topology.flip(last);
    await this.#topology.progress(total, total);
  }

  /** Deletes the old copies, which nobody looks at any more. */
  async #clean(topology: Topology): Promise<void> {
    await this.#fence(topology);
    await Promise.all(
      topology.shards.map(async (info) => {
        const shard = await this.#shards.open(info);
        await stopCapture(shard, topology.version);
        const strangers = (await everybody(shard)).filter(
          (viewer) => homeOf(viewer.id, shardsIn(viewer.region, topology.shards)).id !== info.id,
        );
        const ids = strangers.map((viewer) => viewer.id);
        for (let i = 0; i < ids.length; i += BATCH) await shard.query(REMOVE, [ids.slice(i, i + BATCH)]);
      }),
    );
    await this.#topology.finish();
  }

  async #fence({ shards, joining, version }: Topology): Promise<void> {
    const all = [...shards, ...(joining ? [joining] : [])];
    await Promise.all(all.map(async (info) => raiseFence(await this.#shards.open(info), version)));
  }
}

async function copyAll(ids: string[], source: Database, target: Database, version: number): Promise<void> {
  for (let i = 0; i < ids.length; i += BATCH) await stage(ids.slice(i, i + BATCH), source, target, version);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
