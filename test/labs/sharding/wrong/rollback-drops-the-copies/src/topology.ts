import type { ShardInfo } from './config.ts';
import type { Database, Sql } from './database.ts';
import { migrationRunning, shardExists, shardMoving, unknownRegion } from './errors.ts';

/** Which shards there are, and which one is being added. */
export interface Topology {
  version: number;
  shards: ShardInfo[];
  joining: ShardInfo | null;
}

/** How far the last (or the running) move of viewers to a new shard has come. */
export interface Migration {
  state: 'idle' | 'running' | 'done' | 'failed';
  topologyVersion: number;
  moved: number;
  total: number | null;
}

/** What a query has to select to learn of a change: the version, and the rest only if `$1` is another version. */
export const TOPOLOGY_COLUMNS = `t.version,
  CASE WHEN t.version <> $1 THEN jsonb_build_object('shards', t.shards, 'joining', t.joining) END AS changed`;

export interface TopologyRow {
  version: number;
  changed: { shards: ShardInfo[]; joining: ShardInfo | null } | null;
}

/**
 * The topology, kept in the catalog so that all instances agree and a restart forgets nothing.
 *
 * Nobody polls for changes. Every look into the directory asks for the topology in the same statement, and the answer
 * carries it only if it differs from what this instance knew. So a request never starts from an old topology.
 */
export class TopologyStore {
  readonly #catalog: Database;
  #known: Topology = { version: 0, shards: [], joining: null };
  /** Called when this instance learns that a shard is being added. */
  onJoining: () => void = () => {};

  constructor(catalog: Database) {
    this.#catalog = catalog;
  }

  /** Stores SHARDS as the first topology; does nothing if the catalog has one. */
  async bootstrap(shards: ShardInfo[]): Promise<Topology> {
    await this.#catalog.query('INSERT INTO topology (version, shards) VALUES (1, $1) ON CONFLICT DO NOTHING', [
      JSON.stringify(shards),
    ]);
    return this.current();
  }

  /** The version that this instance knows: `$1` of TOPOLOGY_COLUMNS. Take it before the query, not after. */
  get known(): Topology {
    return this.#known;
  }

  /** Reads TOPOLOGY_COLUMNS, given what was known when the query was sent. */
  learn(row: TopologyRow, known: Topology): Topology {
    if (!row.changed) return known;
    const topology = { version: row.version, ...row.changed };
    if (topology.version > this.#known.version) {
      this.#known = topology;
      if (topology.joining) this.onJoining();
    }
    return topology;
  }

  async current(): Promise<Topology> {
    const known = this.#known;
    const [row] = await this.#catalog.query<TopologyRow>(`SELECT ${TOPOLOGY_COLUMNS} FROM topology t`, [known.version]);
    if (!row) throw new Error('the catalog holds no topology');
    return this.learn(row, known);
  }

  /** Throws 422 unless some shard serves the region; asks the catalog before it says no. */
  async mustServe(region: string): Promise<void> {
    const serves = (topology: Topology) => topology.shards.some((shard) => shard.region === region);
    if (!serves(this.#known) && !serves(await this.current())) throw unknownRegion(region);
  }

  /** Writes down that a shard is being added. From the next version on every instance looks in two places. */
  async join(shard: ShardInfo): Promise<Migration> {
    await this.#catalog.transaction(async (sql) => {
      const { shards, joining } = await lockTopology(sql);
      if (joining) throw migrationRunning();
      if (shards.some((one) => one.id === shard.id || one.url === shard.url)) throw shardExists(shard.id);
      // A viewer on the way to another region must arrive first: they have two places already.
      const [moving] = await sql.query('SELECT user_id FROM directory WHERE moving_to IS NOT NULL LIMIT 1');
      if (moving) throw shardMoving();
      await sql.query(
        `UPDATE topology SET version = version + 1, joining = $1, state = 'running', moved = 0, total = NULL`,
        [JSON.stringify(shard)],
      );
    });
    await this.current();
    return this.status();
  }

  /** Makes the caller the one mover: a new version, which every shard will be told before anything is moved. */
  async takeOver(): Promise<Topology> {
    await this.#catalog.query('UPDATE topology SET version = version + 1 WHERE joining IS NOT NULL');
    return this.current();
  }

  async progress(moved: number, total: number): Promise<void> {
    await this.#catalog.query('UPDATE topology SET moved = $1, total = $2 WHERE joining IS NOT NULL', [moved, total]);
  }

  /** As if the shard had never been added. */
  async forget(): Promise<void> {
    await this.#catalog.query("UPDATE topology SET version = version + 1, joining = NULL, state = 'idle', moved = 0");
    await this.current();
  }

  /** The new shard is a shard like the others. */
  async finish(): Promise<void> {
    await this.#catalog.query(
      `UPDATE topology SET version = version + 1, shards = shards || joining, joining = NULL, state = 'done'
       WHERE joining IS NOT NULL`,
    );
    await this.current();
  }

  async status(): Promise<Migration> {
    const [row] = await this.#catalog.query<{
      state: Migration['state'];
      version: number;
      moved: number;
      total: number | null;
    }>('SELECT state, version, moved, total FROM topology');
    if (!row) throw new Error('the catalog holds no topology');
    return { state: row.state, topologyVersion: row.version, moved: row.moved, total: row.total };
  }
}

/** Holds the topology still until the transaction ends: nobody can begin to add a shard meanwhile. */
export async function lockTopology(sql: Sql): Promise<Topology> {
  const [row] = await sql.query<{ version: number; shards: ShardInfo[]; joining: ShardInfo | null }>(
    'SELECT version, shards, joining FROM topology FOR UPDATE',
  );
  if (!row) throw new Error('the catalog holds no topology');
  return row;
}
