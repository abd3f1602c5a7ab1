import type { Database } from './database.ts';
import { notFound, notImplemented, regionConflict } from './errors.ts';
import { shardFor } from './routing.ts';
import type { TopologyStore } from './topology.ts';
import type { Profile, WatchEvent } from './validate.ts';
import { addEvent, readViewer, upsertViewer, upsertViewers, type Viewer } from './viewers.ts';

/** The viewers, wherever they are stored. */
export class Store {
  readonly #topology: TopologyStore;

  constructor(topology: TopologyStore) {
    this.#topology = topology;
  }

  async get(id: string): Promise<Viewer> {
    const found = await readViewer(this.#home(id), id);
    if (!found) throw notFound(`viewer ${id}`);
    return found;
  }

  async put(profile: Profile): Promise<{ viewer: Viewer; created: boolean }> {
    this.#topology.mustServe(profile.region);
    const written = await upsertViewer(this.#home(profile.id), profile);
    if (!written) throw regionConflict(profile.id);
    return written;
  }

  async addEvent(id: string, event: WatchEvent): Promise<{ fresh: boolean; watchSeconds: number }> {
    const added = await addEvent(this.#home(id), id, event);
    if (!added) throw notFound(`viewer ${id}`);
    return added;
  }

  async putMany(profiles: Profile[]): Promise<number> {
    for (const profile of profiles) this.#topology.mustServe(profile.region);
    const parts = new Map<Database, Profile[]>();
    for (const profile of profiles) {
      const home = this.#home(profile.id);
      parts.set(home, [...(parts.get(home) ?? []), profile]);
    }
    const written = await Promise.all([...parts].map(([shard, part]) => upsertViewers(shard, part)));
    return written.reduce((sum, n) => sum + n, 0);
  }

  /** Step 5: moves a viewer with everything they own to another region, while others write to them. */
  async changeRegion(_id: string, region: string): Promise<Viewer> {
    this.#topology.mustServe(region);
    throw notImplemented('moving a viewer to another region');
  }

  // Step 5: a viewer lives in their region, and their id does not say which one that is.
  #home(id: string): Database {
    return this.#topology.open(shardFor(id, this.#topology.current().shards));
  }
}
