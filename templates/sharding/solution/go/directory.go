package main

import "context"

// Whereabouts is all that is known about where a viewer is, as of one moment.
type Whereabouts struct {
	ID       string
	Topology Topology
	Region   string // empty for an unknown viewer
	MovingTo string // empty unless they are on the way to another region
}

// Places are where the viewer's row can be: one shard, or two while they are being moved. The order is the rule that makes
// moves safe: a viewer who is stored in the first place lives there, whatever the second one holds.
func (w Whereabouts) Places() []ShardInfo {
	if w.Region == "" {
		return nil
	}
	coming := w.Region
	if w.MovingTo != "" {
		coming = w.MovingTo
	}
	now := homeOf(w.ID, shardsIn(w.Region, w.Topology.Shards))
	next := homeOf(w.ID, shardsIn(coming, w.Topology.Coming()))
	if now.ID == next.ID {
		return []ShardInfo{now}
	}
	return []ShardInfo{now, next}
}

// SameRoute says whether both lead to the same places.
func (w Whereabouts) SameRoute(other Whereabouts) bool {
	return w.Topology.Version == other.Topology.Version && w.Region == other.Region && w.MovingTo == other.MovingTo
}

type directoryRow struct {
	UserID           string
	Region, MovingTo *string
	topologyRow
}

// Directory says which region each viewer lives in. The shard within the region needs no entry: it is computed (routing.go).
type Directory struct {
	catalog  *Database
	topology *TopologyStore
}

func NewDirectory(catalog *Database, topology *TopologyStore) *Directory {
	return &Directory{catalog, topology}
}

// Locate says where the viewer is, and the topology of the same moment, in one statement.
func (d *Directory) Locate(ctx context.Context, id string) (Whereabouts, error) {
	known := d.topology.Known()
	rows, err := query[directoryRow](ctx, d.catalog,
		`SELECT `+topologyColumns+`, $2::text AS user_id, d.region, d.moving_to
		 FROM topology t LEFT JOIN directory d ON d.user_id = $2`,
		known.Version, id)
	if err != nil {
		return Whereabouts{}, err
	}
	if len(rows) == 0 {
		return Whereabouts{}, errNoTopology
	}
	return d.whereabouts(rows[0], known), nil
}

// Claim enters viewers who are not known yet, and says where all of them are, in one statement. The row of a viewer whom
// somebody else enters at this moment is in neither half of it: they are left out, ask again.
func (d *Directory) Claim(ctx context.Context, wanted ...Profile) ([]Whereabouts, error) {
	known := d.topology.Known()
	columns := columnsOf(wanted)
	rows, err := query[directoryRow](ctx, d.catalog,
		`WITH wanted AS (SELECT * FROM unnest($2::text[], $3::text[]) AS w (user_id, region) ORDER BY 1),
		      entered AS (INSERT INTO directory (user_id, region) SELECT user_id, region FROM wanted
		                  ON CONFLICT (user_id) DO NOTHING RETURNING user_id, region, moving_to)
		 SELECT `+topologyColumns+`, d.user_id, d.region, d.moving_to
		 FROM topology t,
		      (SELECT * FROM entered
		       UNION ALL SELECT user_id, d.region, moving_to FROM directory d JOIN wanted USING (user_id)) d`,
		known.Version, columns.ids, columns.regions)
	if err != nil {
		return nil, err
	}
	seen := make([]Whereabouts, len(rows))
	for i, row := range rows {
		seen[i] = d.whereabouts(row, known)
	}
	return seen, nil
}

// Depart writes down that the viewer is on the way to region. From the next version on everybody looks in two places.
func (d *Directory) Depart(ctx context.Context, id, region string) (Whereabouts, error) {
	err := d.catalog.Transaction(ctx, func(sql *Session) error {
		topology, err := lockTopology(ctx, sql)
		if err != nil {
			return err
		}
		if topology.Joining != nil {
			return shardMoving()
		}
		if err := exec(ctx, sql, "UPDATE topology SET version = version + 1"); err != nil {
			return err
		}
		// Whoever is on the way already keeps their destination; the caller sees it in the answer.
		rows, err := query[struct{ UserID string }](ctx, sql,
			"UPDATE directory SET moving_to = coalesce(moving_to, $2) WHERE user_id = $1 RETURNING user_id", id, region)
		if err == nil && len(rows) == 0 {
			err = notFound("viewer " + id)
		}
		return err
	})
	if err != nil {
		return Whereabouts{}, err
	}
	return d.Locate(ctx, id)
}

func (d *Directory) Arrive(ctx context.Context, id, region string) error {
	return exec(ctx, d.catalog,
		"UPDATE directory SET region = moving_to, moving_to = NULL WHERE user_id = $1 AND moving_to = $2", id, region)
}

// Travelling are the viewers whose move was begun and not finished.
func (d *Directory) Travelling(ctx context.Context) ([]string, error) {
	rows, err := query[struct{ UserID string }](ctx, d.catalog,
		"SELECT user_id FROM directory WHERE moving_to IS NOT NULL")
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.UserID
	}
	return ids, err
}

func (d *Directory) whereabouts(row directoryRow, known Topology) Whereabouts {
	seen := Whereabouts{ID: row.UserID, Topology: d.topology.Learn(row.topologyRow, known)}
	if row.Region != nil {
		seen.Region = *row.Region
	}
	if row.MovingTo != nil {
		seen.MovingTo = *row.MovingTo
	}
	return seen
}
