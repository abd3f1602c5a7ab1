import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { type Directory, placesOf, type Whereabouts } from './directory.ts';
import { notFound, regionConflict, shardMoving } from './errors.ts';
import { FENCED, raiseFence } from './fence.ts';
import type { Shards } from './shards.ts';
import type { TopologyStore } from './topology.ts';
import type { Profile, WatchEvent } from './validate.ts';
import {
  addEvent,
  readViewer,
  updateViewer,
  updateViewers,
  upsertViewer,
  upsertViewers,
  type Viewer,
} from './viewers.ts';

/** How often a request looks where the viewer is before it gives up with 503 `shard_moving`. */
const LOOKS = 8;

/** The viewers, wherever they are stored. */
export class Store {
  readonly #topology: TopologyStore;
  readonly #directory: Directory;
  readonly #shards: Shards;

  constructor(topology: TopologyStore, directory: Directory, shards: Shards) {
    this.#topology = topology;
    this.#directory = directory;
    this.#shards = shards;
  }

  get(id: string): Promise<Viewer> {
    return this.#atHome(id, (shard, version) => readViewer(shard, version, id));
  }

  addEvent(id: string, event: WatchEvent): Promise<{ fresh: boolean; watchSeconds: number }> {
    return this.#atHome(id, (shard, version) => addEvent(shard, version, id, event), true);
  }

  async put(profile: Profile): Promise<{ viewer: Viewer; created: boolean }> {
    await this.#topology.mustServe(profile.region);
    for (let look = 0; look < LOOKS; look++) {
      const [seen] = await this.#directory.claim([profile]);
      if (!seen) continue;
      if (seen.region !== profile.region) throw regionConflict(profile.id);
      const written = await this.#write(seen, profile);
      if (written !== FENCED) return written;
    }
    throw shardMoving();
  }

  async putMany(profiles: Profile[]): Promise<number> {
    for (const region of new Set(profiles.map((profile) => profile.region))) await this.#topology.mustServe(region);
    let rest = new Map(profiles.map((profile) => [profile.id, profile]));
    for (let look = 0; look < LOOKS && rest.size > 0; look++) {
      const seen = await this.#directory.claim([...rest.values()]);
      const conflict = seen.find((one) => one.region !== rest.get(one.id)?.region);
      if (conflict) throw regionConflict(conflict.id);
      const written = await Promise.all(this.#parts(seen, rest).map((part) => this.#writeMany(part)));
      rest = new Map(rest);
      for (const id of written.flat()) rest.delete(id);
    }
    if (rest.size > 0) throw shardMoving();
    return profiles.length;
  }

  /**
   * Does something to a viewer on the shard where they are. `visit` answers undefined when they are not on the shard
   * it was given. Somebody who is in none of their places may have been moved since we looked, so we look again; they
   * do not exist if nothing has changed meanwhile. FENCED ends the round at once: only a place that was allowed to
   * answer can send us on to the next one.
   */
  async #atHome<T>(
    id: string,
    visit: (shard: Database, version: number) => Promise<T | undefined | typeof FENCED>,
    write = false,
  ): Promise<T> {
    let seen = await this.#directory.locate(id);
    if (seen.topology.joining && write) throw shardMoving();
    for (let look = 0; look < LOOKS; look++) {
      if (seen.region === undefined) throw notFound(`viewer ${id}`);
      let answer: T | undefined | typeof FENCED;
      for (const place of placesOf(seen)) {
        answer = await visit(await this.#shards.open(place), seen.topology.version);
        if (answer !== undefined) break;
      }
      if (answer !== undefined && answer !== FENCED) return answer;
      const again = await this.#directory.locate(id);
      if (answer === undefined && sameRoute(seen, again)) throw notFound(`viewer ${id}`);
      seen = again;
    }
    throw shardMoving();
  }

  async #write(seen: Whereabouts, profile: Profile): Promise<{ viewer: Viewer; created: boolean } | typeof FENCED> {
    const { version } = seen.topology;
    const [first, second] = await this.#openPlaces(placesOf(seen));
    if (!first) return FENCED;
    if (!second) return upsertViewer(first, version, profile);
    // Between two places a viewer may be created in the second only when they are not in the first and nobody, having
    // looked earlier than we did, can still create them there. Hence the fence, then the update, then the insert.
    await raiseFence(first, version);
    const viewer = await updateViewer(first, version, profile);
    if (viewer === FENCED) return FENCED;
    if (viewer) return { viewer, created: false };
    return upsertViewer(second, version, { ...profile, region: seen.movingTo ?? profile.region });
  }

  /** The same as #write for many viewers with the same places; returns the ids that have been written. */
  async #writeMany({ places, version, profiles }: Part): Promise<string[]> {
    const [first, second] = await this.#openPlaces(places);
    if (!first) return [];
    if (!second) return upsertViewers(first, version, profiles);
    await raiseFence(first, version);
    const there = await updateViewers(first, version, profiles);
    if (there === FENCED) return [];
    const updated = new Set(there);
    const others = profiles.filter((profile) => !updated.has(profile.id));
    return [...updated, ...(await upsertViewers(second, version, others))];
  }

  #openPlaces(places: ShardInfo[]): Promise<Database[]> {
    return Promise.all(places.map((place) => this.#shards.open(place)));
  }

  #parts(seen: Whereabouts[], profiles: Map<string, Profile>): Part[] {
    const parts = new Map<string, Part>();
    for (const one of seen) {
      const places = placesOf(one);
      const profile = profiles.get(one.id);
      if (!profile) continue;
      const key = places.map((place) => place.id).join('>') + one.movingTo;
      const part = parts.get(key) ?? { places, version: one.topology.version, profiles: [] };
      part.profiles.push({ ...profile, region: one.movingTo ?? profile.region });
      parts.set(key, part);
    }
    return [...parts.values()];
  }
}

/** Those of a bulk import who can be written together. */
interface Part {
  places: ShardInfo[];
  version: number;
  profiles: Profile[];
}

function sameRoute(one: Whereabouts, other: Whereabouts): boolean {
  return (
    one.topology.version === other.topology.version && one.region === other.region && one.movingTo === other.movingTo
  );
}
