import type { Call } from '../../model/api.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Instance } from '../../model/instances.ts';
import type { MigrationEnd } from '../../model/migration.ts';
import type { Seeding } from '../../model/seeding.ts';
import type { Truth } from '../../model/truth.ts';
import type { WireCall } from '../../model/wire.ts';

export interface GrowthGround {
  readonly cluster: Cluster;
  readonly a: Instance;
  readonly b: Instance;
  /** The fixed viewers, three events each. */
  readonly ids: readonly string[];
  readonly seeding: Seeding;
}

/** The reads through one instance after growth: of all viewers that moved, and of every second one of the others. */
export interface Readers {
  readonly instance: string;
  /** Viewers that could not be read within the limit, with the last reply. */
  readonly unread: readonly { readonly id: string; readonly last: Call }[];
  readonly read: number;
}

/** Adding s4 without load, seen from outside. */
export interface Growth {
  readonly seeding: Seeding;
  /** POST /admin/shards. */
  readonly added: Call | undefined;
  readonly end: MigrationEnd | undefined;
  /** While the first frame to s4 was held: a second shard is posted, the state is asked. */
  readonly second: Call | undefined;
  readonly running: Call | undefined;
  /** After the end: s0 and s4 posted again. */
  readonly again: readonly Call[];
  readonly before: Truth;
  readonly after: Truth;
  readonly readers: readonly Readers[];
  /** Through instance b, one request at a time, after it had read everything. */
  readonly reads: readonly WireCall[];
  readonly writes: readonly WireCall[];
  /** Rows after b has written. */
  readonly written: Truth;
}

/** How long an instance may take to learn of a new topology. */
export const AGREE_MS = 5000;
