import type { Call } from '../../model/api.ts';
import type { Ledger, Write } from '../../model/ledger.ts';
import type { MigrationEnd } from '../../model/migration.ts';
import type { Seeding } from '../../model/seeding.ts';
import type { Truth } from '../../model/truth.ts';

/** A frame of the migration that was kept back while something was written. Times are `now()`. */
export interface HoldSeen {
  /** `H1`: the first frame towards s4. `H2`: the first that takes rows away from an old shard. `T`: a later one of either kind. */
  readonly label: 'H1' | 'H2' | 'T';
  readonly shard: string;
  readonly sql: string;
  readonly from: number;
  readonly to: number;
  readonly end: 'forwarded' | 'dropped' | 'abandoned';
  /** Sent while the frame was held: to every viewer (H1, H2), or to viewers that the frame names (T). */
  readonly writes: readonly Write[];
}

/** A migration under load, seen from outside. */
export interface LiveRun {
  readonly seeding: Seeding;
  /** When the shard was added; zero of all pictures. */
  readonly zero: number;
  readonly added: Call | undefined;
  readonly end: MigrationEnd | undefined;
  readonly holds: readonly HoldSeen[];
  /** How long without progress ended a big hold; several times what an answer takes here. */
  readonly quietMs: number;
  readonly ledger: Pick<Ledger, 'writes' | 'reads'>;
  readonly before: Truth;
  readonly after: Truth;
  /** /stats when everything was over. */
  readonly stats: Call | undefined;
  /** COMMITs that ended a transaction which brought viewers to s4, and frames that brought some. */
  readonly commits: number;
  readonly frames: number;
  /** How many different viewers those frames named. */
  readonly brought: number;
}

/** The same, with the program killed in the middle. */
export interface CrashRun {
  readonly seeding: Seeding;
  readonly zero: number;
  readonly added: Call | undefined;
  /** What was let pass last: `COMMIT 61, with 64 viewers`. Undefined when the moment never came. */
  readonly killedAt: { readonly what: string; readonly time: number } | undefined;
  /** Until the migration was over after the restart. `rolled back`: nothing on s4 and no migration. */
  readonly settled: 'done' | 'rolled back' | 'never' | undefined;
  readonly last: Call | undefined;
  readonly tookMs: number;
  /** Viewers that had a row on s4 and on no other shard when the wait ended. */
  readonly onlyOnSpare: number;
  readonly ledger: Pick<Ledger, 'writes' | 'reads'>;
  readonly after: Truth;
  readonly stats: Call | undefined;
  /** Viewers that could not be read at the end. */
  readonly unread: readonly Call[];
}

export const NO_ROWS: Truth = { shards: [], viewers: [], events: [] };
export const VIEWERS = 450;
