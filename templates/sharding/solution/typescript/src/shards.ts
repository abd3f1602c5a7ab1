import type { ShardInfo } from './config.ts';
import { Database } from './database.ts';
import { buildFence } from './fence.ts';

/** The open shards of this process, each with its own pool of connections; opened when first needed. */
export class Shards {
  readonly #timeoutMs: number;
  readonly #open = new Map<string, { database: Database; ready: Promise<void> | undefined }>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** The shard, with its fence in place. Throws 503 when it cannot be reached; the next caller tries again. */
  async open(info: ShardInfo): Promise<Database> {
    let shard = this.#open.get(info.url);
    if (!shard) {
      shard = { database: new Database(info.id, info.url, this.#timeoutMs), ready: undefined };
      this.#open.set(info.url, shard);
    }
    const { database } = shard;
    shard.ready ??= buildFence(database);
    try {
      await shard.ready;
    } catch (error) {
      shard.ready = undefined;
      throw error;
    }
    return database;
  }

  /** Opens several at once, whether or not they answer. */
  async warm(infos: readonly ShardInfo[]): Promise<void> {
    await Promise.allSettled(infos.map((info) => this.open(info)));
  }
}
