import type { ShardInfo } from './config.ts';
import type { Database } from './database.ts';
import { notFound, shardMoving } from './errors.ts';
import { homeOf } from './routing.ts';
import { lockTopology, TOPOLOGY_COLUMNS, type Topology, type TopologyRow, type TopologyStore } from './topology.ts';

/** All that is known about where a viewer is, as of one moment. `region` is undefined for an unknown viewer. */
export interface Whereabouts {
  id: string;
  topology: Topology;
  region: string | undefined;
  movingTo: string | undefined;
}

interface DirectoryRow extends TopologyRow {
  region: string | null;
  moving_to: string | null;
}

/** Which region each viewer lives in. The shard within the region needs no entry: it is computed (routing.ts). */
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
      `SELECT ${TOPOLOGY_COLUMNS}, d.region, d.moving_to
       FROM topology t LEFT JOIN directory d ON d.user_id = $2`,
      [known.version, id],
    );
    if (!row) throw new Error('the catalog holds no topology');
    return this.#whereabouts(id, row, this.#topology.learn(row, known));
  }

  /** Enters viewers who are not known yet, and says where all of them are, in one statement. */
  async claim(wanted: readonly { id: string; region: string }[]): Promise<Whereabouts[]> {
    const known = this.#topology.known;
    // The row of a viewer whom somebody else enters at this moment is in neither half: they are left out, ask again.
    const rows = await this.#catalog.query<DirectoryRow & { user_id: string }>(
      `WITH wanted AS (SELECT * FROM unnest($2::text[], $3::text[]) AS w (user_id, region) ORDER BY 1),
            entered AS (INSERT INTO directory (user_id, region) SELECT user_id, region FROM wanted
                        ON CONFLICT (user_id) DO NOTHING RETURNING user_id, region, moving_to)
       SELECT ${TOPOLOGY_COLUMNS}, d.user_id, d.region, d.moving_to
       FROM topology t,
            (SELECT * FROM entered
             UNION ALL SELECT user_id, d.region, moving_to FROM directory d JOIN wanted USING (user_id)) d`,
      [known.version, wanted.map((one) => one.id), wanted.map((one) => one.region)],
    );
    return rows.map((row) => this.#whereabouts(row.user_id, row, this.#topology.learn(row, known)));
  }

  /** Writes down that the viewer is on the way to `region`. From the next version on everybody looks in two places. */
  async depart(id: string, region: string): Promise<Whereabouts> {
    await this.#catalog.transaction(async (sql) => {
      if ((await lockTopology(sql)).joining) throw shardMoving();
      await sql.query('UPDATE topology SET version = version + 1');
      // Whoever is on the way already keeps their destination; the caller sees it in the answer.
      const rows = await sql.query(
        'UPDATE directory SET moving_to = coalesce(moving_to, $2) WHERE user_id = $1 RETURNING user_id',
        [id, region],
      );
      if (!rows[0]) throw notFound(`viewer ${id}`);
    });
    return this.locate(id);
  }

  async arrive(id: string, region: string): Promise<void> {
    await this.#catalog.query(
      'UPDATE directory SET region = moving_to, moving_to = NULL WHERE user_id = $1 AND moving_to = $2',
      [id, region],
    );
  }

  /** Viewers whose move was begun and not finished. */
  async travelling(): Promise<string[]> {
    const rows = await this.#catalog.query<{ user_id: string }>(
      'SELECT user_id FROM directory WHERE moving_to IS NOT NULL',
    );
    return rows.map((row) => row.user_id);
  }

  #whereabouts(id: string, row: DirectoryRow, topology: Topology): Whereabouts {
    return { id, topology, region: row.region ?? undefined, movingTo: row.moving_to ?? undefined };
  }
}

/**
 * Where the viewer's row can be: one shard, or two while they are being moved. The order is the rule that makes moves
 * safe: **a viewer who is stored in the first place lives there, whatever the second one holds.**
 */
export function placesOf({ id, topology, region }: Whereabouts): ShardInfo[] {
  if (region === undefined) return [];
  const { shards, joining } = topology;
  const now = homeOf(id, shards);
  const next = homeOf(id, joining ? [...shards, joining] : shards);
  return now.id === next.id ? [now] : [now, next];
}
