import type { Api, Call } from '../../model/api.ts';
import type { Sent } from '../../model/batch.ts';
import { CALM_TIMEOUT_MS, type Cluster } from '../../model/cluster.ts';
import type { Seeding } from '../../model/seeding.ts';
import type { Truth } from '../../model/truth.ts';
import type { Viewer } from '../../model/viewers.ts';

/** The shard whose server is killed, and the one whose network swallows everything, at the same time. */
export const DEAD = 's2';
export const SILENT = 's1';
/** How long a shard may take to be usable again after it is back. */
export const HEAL_MS = 8000;

/** The contract's SHARD_TIMEOUT_MS while a shard is lost. */
const TIMEOUT_MS = 1000;

/**
 * SHARD_TIMEOUT_MS for this machine today: the contract's, unless requests take so long here that a right program would give up
 * healthy shards; then ten times what 19 of 20 requests took. All bounds of this step are multiples of it.
 */
export function timeoutFor(usualMs: number): number {
  return Math.round(Math.min(CALM_TIMEOUT_MS, Math.max(TIMEOUT_MS, 10 * usualMs)));
}

/** What the outage happens to. */
export interface OutageGround {
  readonly cluster: Cluster;
  readonly api: Api;
  readonly seeding: Seeding;
  /** Viewer → shard, before the outage. */
  readonly homes: ReadonlyMap<string, string>;
}

/** All that was seen while one shard was dead, another silent, and after both were back. */
export interface Outage {
  readonly seeding: Seeding;
  /** SHARD_TIMEOUT_MS that the program was given. */
  readonly timeoutMs: number;
  /** Median latency before the fault, with as many requests in flight as later. */
  readonly baselineMs: number;
  readonly toDead: readonly Sent<string>[];
  readonly toSilent: readonly Sent<string>[];
  /** Requests to the two healthy shards. */
  readonly toOthers: readonly Sent<string>[];
  /** How many of those were sent while a request to the silent shard was waiting. */
  readonly meanwhile: number;
  readonly swallowedBytes: number;
  readonly top: Call | undefined;
  readonly stats: Call | undefined;
  /** Rows of the live shards when these were asked. */
  readonly live: Pick<Truth, 'viewers' | 'events'>;
  readonly puts: readonly Sent<Viewer>[];
  /** When both were back: how long until each of their viewers could be read. */
  readonly healed: readonly Healed[];
  readonly after: Pick<Truth, 'viewers'>;
  /** Reads, after recovery, of the new viewers that were acknowledged during the outage. */
  readonly found: readonly Sent<Viewer>[];
}

export interface Healed {
  readonly id: string;
  readonly home: string;
  /** Since the shard was back; undefined when it never could. */
  readonly afterMs: number | undefined;
  readonly last: Call;
}
