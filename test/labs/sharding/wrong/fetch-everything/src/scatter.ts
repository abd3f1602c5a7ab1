import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { ApiError } from './errors.ts';
import { shardsIn } from './routing.ts';
import type { Shards } from './shards.ts';
import type { TopologyStore } from './topology.ts';

/** An answer put together from several shards; `missing` names those that did not answer. */
export interface Coverage {
  partial: boolean;
  missing: string[];
}

interface Item {
  id: string;
  watchSeconds: number;
}

export interface Stats {
  users: number;
  events: number;
  watchSeconds: number;
  avgSecondsPerEvent: number;
}

/** Answers that need every shard (or every shard of a region). */
export class Scatter {
  readonly #topology: TopologyStore;
  readonly #shards: Shards;

  constructor(topology: TopologyStore, shards: Shards) {
    this.#topology = topology;
    this.#shards = shards;
  }

  /** Each shard sends its own best `limit`: the best of all are among them. */
  async top(limit: number, region: string | undefined): Promise<{ items: Item[] } & Coverage> {
    const { answers, ...coverage } = await this.#ask(region, (shard) =>
      shard.query<{ user_id: string; watch_seconds: string }>('SELECT * FROM users'),
    );
    // Keyed by id, since a viewer who is being moved may for a moment be seen in two places.
    const items = new Map<string, Item>();
    for (const { user_id, watch_seconds } of answers.flat()) {
      items.set(user_id, { id: user_id, watchSeconds: Number(watch_seconds) });
    }
    const best = [...items.values()].sort((a, b) => b.watchSeconds - a.watchSeconds || (a.id < b.id ? -1 : 1));
    return { items: best.slice(0, limit), ...coverage };
  }

  /** Each shard sends sums and counts, which can be added; averages cannot. */
  async stats(region: string | undefined): Promise<Stats & Coverage> {
    const { answers, ...coverage } = await this.#ask(region, (shard) =>
      shard.query<Record<'users' | 'watched' | 'events' | 'seconds', string>>(
        `SELECT u.*, e.* FROM (SELECT count(*) AS users, coalesce(sum(watch_seconds), 0) AS watched FROM users) u,
                              (SELECT count(*) AS events, coalesce(sum(seconds), 0) AS seconds FROM events) e`,
      ),
    );
    const sum = { users: 0, watched: 0, events: 0, seconds: 0 };
    for (const row of answers.flat()) {
      for (const name of ['users', 'watched', 'events', 'seconds'] as const) sum[name] += Number(row[name]);
    }
    return {
      users: sum.users,
      events: sum.events,
      watchSeconds: sum.watched,
      avgSecondsPerEvent: sum.events === 0 ? 0 : sum.seconds / sum.events,
      ...coverage,
    };
  }

  /**
   * Asks all shards at the same time. One that cannot answer is left out and named; what it holds is worth less to the
   * client than an answer. A mistake of our own is not left out: it is thrown.
   */
  async #ask<T>(
    region: string | undefined,
    question: (shard: Database) => Promise<T>,
  ): Promise<{ answers: T[] } & Coverage> {
    const { shards, joining } = await this.#topology.current();
    const asked = shardsIn(region, joining ? [...shards, joining] : shards);
    const missing: string[] = [];
    const answers = await Promise.all(
      asked.map(async (info: ShardInfo): Promise<T[]> => {
        try {
          return [await question(await this.#shards.open(info))];
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          missing.push(info.id);
          return [];
        }
      }),
    );
    return { answers: answers.flat(), partial: missing.length > 0, missing: missing.sort() };
  }
}
