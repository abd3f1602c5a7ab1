package main

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// Topology says which shards there are, and which one is being added.
type Topology struct {
	Version int
	Shards  []ShardInfo
	Joining *ShardInfo
}

// Coming are the shards as they will be: with the one that is being added, if there is one.
func (t Topology) Coming() []ShardInfo {
	if t.Joining == nil {
		return t.Shards
	}
	return append(slices.Clone(t.Shards), *t.Joining)
}

// Migration says how far the last (or the running) move of viewers to a new shard has come.
type Migration struct {
	// "idle", "running", "done" or "failed".
	State           string `json:"state"`
	TopologyVersion int    `json:"topologyVersion"`
	Moved           int    `json:"moved"`
	Total           *int   `json:"total"`
}

// topologyColumns is what a query has to select to learn of a change: the version, and the rest only if $1 is another one.
const topologyColumns = `t.version,
	CASE WHEN t.version <> $1 THEN jsonb_build_object('shards', t.shards, 'joining', t.joining) END AS changed`

type topologyRow struct {
	Version int
	Changed *struct {
		Shards  []ShardInfo `json:"shards"`
		Joining *ShardInfo  `json:"joining"`
	}
}

var errNoTopology = errors.New("the catalog holds no topology")

// TopologyStore keeps the topology in the catalog, so that all instances agree and a restart forgets nothing.
//
// Nobody polls for changes. Every look into the directory asks for the topology in the same statement, and the answer
// carries it only if it differs from what this instance knew. So a request never starts from an old topology.
type TopologyStore struct {
	catalog *Database
	// Called when this instance learns that a shard is being added.
	OnJoining func()

	mu    sync.Mutex
	known Topology
}

func NewTopologyStore(catalog *Database) *TopologyStore {
	return &TopologyStore{catalog: catalog, OnJoining: func() {}}
}

// Bootstrap stores SHARDS as the first topology; it does nothing if the catalog has one.
func (t *TopologyStore) Bootstrap(ctx context.Context, shards []ShardInfo) (Topology, error) {
	const store = "INSERT INTO topology (version, shards) VALUES (1, $1) ON CONFLICT DO NOTHING"
	if err := exec(ctx, t.catalog, store, shards); err != nil {
		return Topology{}, err
	}
	return t.Current(ctx)
}

// Known is what this instance knows; its version is $1 of topologyColumns. Take it before the query, not after.
func (t *TopologyStore) Known() Topology {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known
}

// Learn reads topologyColumns, given what was known when the query was sent.
func (t *TopologyStore) Learn(row topologyRow, known Topology) Topology {
	if row.Changed == nil {
		return known
	}
	topology := Topology{row.Version, row.Changed.Shards, row.Changed.Joining}
	t.mu.Lock()
	defer t.mu.Unlock()
	if topology.Version > t.known.Version {
		t.known = topology
		if topology.Joining != nil {
			t.OnJoining()
		}
	}
	return topology
}

func (t *TopologyStore) Current(ctx context.Context) (Topology, error) {
	known := t.Known()
	rows, err := query[topologyRow](ctx, t.catalog, "SELECT "+topologyColumns+" FROM topology t", known.Version)
	if err != nil {
		return Topology{}, err
	}
	if len(rows) == 0 {
		return Topology{}, errNoTopology
	}
	return t.Learn(rows[0], known), nil
}

// MustServe returns 422 unless some shard serves the region; it asks the catalog before it says no.
func (t *TopologyStore) MustServe(ctx context.Context, region string) error {
	serves := func(topology Topology) bool { return len(shardsIn(region, topology.Shards)) > 0 }
	if serves(t.Known()) {
		return nil
	}
	current, err := t.Current(ctx)
	if err == nil && !serves(current) {
		err = unknownRegion(region)
	}
	return err
}

// Join writes down that a shard is being added. From the next version on every instance looks in two places.
func (t *TopologyStore) Join(ctx context.Context, shard ShardInfo) (Migration, error) {
	err := t.catalog.Transaction(ctx, func(sql *Session) error {
		topology, err := lockTopology(ctx, sql)
		if err != nil {
			return err
		}
		if topology.Joining != nil {
			return migrationRunning()
		}
		known := func(one ShardInfo) bool { return one.ID == shard.ID || one.URL == shard.URL }
		if slices.ContainsFunc(topology.Shards, known) {
			return shardExists(shard.ID)
		}
		// A viewer on the way to another region must arrive first: they have two places already.
		moving, err := query[struct{ UserID string }](ctx, sql,
			"SELECT user_id FROM directory WHERE moving_to IS NOT NULL LIMIT 1")
		if err != nil {
			return err
		}
		if len(moving) > 0 {
			return shardMoving()
		}
		return exec(ctx, sql,
			"UPDATE topology SET version = version + 1, joining = $1, state = 'running', moved = 0, total = NULL", shard)
	})
	if err != nil {
		return Migration{}, err
	}
	if _, err := t.Current(ctx); err != nil {
		return Migration{}, err
	}
	return t.Status(ctx)
}

// TakeOver makes the caller the one mover: a new version, which every shard will be told before anything is moved.
func (t *TopologyStore) TakeOver(ctx context.Context) (Topology, error) {
	if err := exec(ctx, t.catalog, "UPDATE topology SET version = version + 1 WHERE joining IS NOT NULL"); err != nil {
		return Topology{}, err
	}
	return t.Current(ctx)
}

func (t *TopologyStore) Progress(ctx context.Context, moved, total int) error {
	return exec(ctx, t.catalog, "UPDATE topology SET moved = $1, total = $2 WHERE joining IS NOT NULL", moved, total)
}

// Finish makes the new shard a shard like the others.
func (t *TopologyStore) Finish(ctx context.Context) error {
	err := exec(ctx, t.catalog,
		`UPDATE topology SET version = version + 1, shards = shards || joining, joining = NULL, state = 'done'
		 WHERE joining IS NOT NULL`)
	if err != nil {
		return err
	}
	_, err = t.Current(ctx)
	return err
}

func (t *TopologyStore) Status(ctx context.Context) (Migration, error) {
	rows, err := query[Migration](ctx, t.catalog, "SELECT state, version AS topology_version, moved, total FROM topology")
	if err != nil {
		return Migration{}, err
	}
	if len(rows) == 0 {
		return Migration{}, errNoTopology
	}
	return rows[0], nil
}

// lockTopology holds the topology still until the transaction ends: nobody can begin to add a shard meanwhile.
func lockTopology(ctx context.Context, sql *Session) (Topology, error) {
	rows, err := query[Topology](ctx, sql, "SELECT version, shards, joining FROM topology FOR UPDATE")
	if err != nil {
		return Topology{}, err
	}
	if len(rows) == 0 {
		return Topology{}, errNoTopology
	}
	return rows[0], nil
}
