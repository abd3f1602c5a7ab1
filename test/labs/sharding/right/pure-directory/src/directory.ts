import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { notFound, shardMoving } from './errors.ts';
import { nextOf, shardsIn } from './routing.ts';
import { lockTopology, TOPOLOGY_COLUMNS, type Topology, type TopologyRow, type TopologyStore } from './topology.ts';

/** All that is known about where a viewer is, as of one moment. `region` is undefined for an unknown viewer. */
export interface Whereabouts {
  id: string;
  topology: Topology;
  region: string | undefined;
  movingTo: string | undefined;
  shard: ShardInfo | undefined;
  target: ShardInfo | undefined;
}

interface DirectoryRow extends TopologyRow {
  region: string | null;
  shard: string | null;
  target: string | null;
}

/** Which shard each viewer lives on, and which one they are on the way to. */
export class Directory {
  readonly #catalog: Database;
  readonly #topology: TopologyStore;

  constructor(catalog: Database, topology: TopologyStore) {
    this.#catalog = catalog;
    this.#topology = topology;
  }

  /** Where the viewer is, and the topology of the same moment, in one statement. */
  async locate(id: string): Promise<Whereabouts> {
    const known = this.#topology.known;
    const [row] = await this.#catalog.query<DirectoryRow>(
      `SELECT ${TOPOLOGY_COLUMNS}, d.region, d.shard, d.target
       FROM topology t LEFT JOIN directory d ON d.user_id = $2`,
      [known.version, id],
    );
    if (!row) throw new Error('the catalog holds no topology');
    return this.#whereabouts(id, row, this.#topology.learn(row, known));
  }

  /** Enters viewers who are not known yet, and says where all of them are, in one statement. */
  async claim(wanted: readonly { id: string; region: string }[]): Promise<Whereabouts[]> {
    const known = this.#topology.known;
    const homes = wanted.map((one) => nextOf(shardsIn(one.region, known.shards)).id);
    // The row of a viewer whom somebody else enters at this moment is in neither half: they are left out, ask again.
    const rows = await this.#catalog.query<DirectoryRow & { user_id: string }>(
      `WITH wanted AS (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS w (user_id, region, shard) ORDER BY 1),
            entered AS (INSERT INTO directory (user_id, region, shard) SELECT user_id, region, shard FROM wanted
                        ON CONFLICT (user_id) DO NOTHING RETURNING user_id, region, shard, target)
       SELECT ${TOPOLOGY_COLUMNS}, d.user_id, d.region, d.shard, d.target
       FROM topology t,
            (SELECT * FROM entered
             UNION ALL SELECT user_id, d.region, d.shard, target FROM directory d JOIN wanted USING (user_id)) d`,
      [known.version, wanted.map((one) => one.id), wanted.map((one) => one.region), homes],
    );
    return rows.map((row) => this.#whereabouts(row.user_id, row, this.#topology.learn(row, known)));
  }

  /** Writes down that the viewer is on the way to `region`. From the next version on everybody looks in two places. */
  async depart(id: string, region: string): Promise<Whereabouts> {
    await this.#catalog.transaction(async (sql) => {
      const { joining, shards } = await lockTopology(sql);
      if (joining) throw shardMoving();
      await sql.query('UPDATE topology SET version = version + 1');
      // Whoever is on the way already keeps their destination; the caller sees it in the answer.
      const rows = await sql.query(
        'UPDATE directory SET target = coalesce(target, $2) WHERE user_id = $1 RETURNING user_id',
        [id, nextOf(shardsIn(region, shards)).id],
      );
      if (!rows[0]) throw notFound(`viewer ${id}`);
    });
    return this.locate(id);
  }

  async arrive(ids: readonly string[], target: ShardInfo): Promise<void> {
    await this.#catalog.query(
      'UPDATE directory SET shard = target, region = $3, target = NULL WHERE user_id = ANY ($1) AND target = $2',
      [ids, target.id, target.region],
    );
  }

  /** Viewers whose move was begun and not finished, with both their shards. */
  async travelling(): Promise<{ id: string; shard: string; target: string }[]> {
    return this.#catalog.query<{ id: string; shard: string; target: string }>(
      'SELECT user_id AS id, shard, target FROM directory WHERE target IS NOT NULL ORDER BY user_id',
    );
  }

  #whereabouts(id: string, row: DirectoryRow, topology: Topology): Whereabouts {
    const { shards, joining } = topology;
    const find = (name: string | null) => [...shards, ...(joining ? [joining] : [])].find((one) => one.id === name);
    const target = find(row.target);
    const region = row.region ?? undefined;
    const movingTo = target && target.region !== region ? target.region : undefined;
    return { id, topology, region, movingTo, shard: find(row.shard), target };
  }
}

/**
 * Where the viewer's row can be: one shard, or two while they are being moved. The order is the rule that makes moves
 * safe: **a viewer who is stored in the first place lives there, whatever the second one holds.**
 */
export function placesOf({ shard, target }: Whereabouts): ShardInfo[] {
  return [shard, target].filter((place) => place !== undefined);
}
