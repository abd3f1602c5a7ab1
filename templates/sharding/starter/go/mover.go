package main

import "context"

// Migration says how far the last (or the running) move of viewers to a new shard has come.
type Migration struct {
	// "idle", "running", "done" or "failed".
	State           string `json:"state"`
	TopologyVersion int    `json:"topologyVersion"`
	Moved           int    `json:"moved"`
	Total           *int   `json:"total"`
}

// Mover moves viewers to a shard that is being added.
//
// Step 6: take the shard into the topology and move those whose home it becomes; nobody else.
// Step 7: do it while the same viewers are read and written, and survive being killed at any moment.
type Mover struct {
	topology *TopologyStore
}

func NewMover(topology *TopologyStore) *Mover {
	return &Mover{topology}
}

// AddShard starts the migration and returns while it runs. It returns 409 when one is running or when the shard is known.
func (m *Mover) AddShard(ctx context.Context, shard ShardInfo) (Migration, error) {
	return Migration{}, notImplemented("adding a shard")
}

func (m *Mover) Status(ctx context.Context) (Migration, error) {
	return Migration{State: "idle", TopologyVersion: m.topology.Current().Version}, nil
}
