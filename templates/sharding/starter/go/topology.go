package main

import (
	"fmt"
	"time"
)

// Topology says which shards there are. The number grows with every change.
type Topology struct {
	Version int
	Shards  []ShardInfo
}

// TopologyStore holds the topology, and an open database for every shard in it.
//
// Step 6: shards are added while we run, through any instance, and a restarted instance gets the old SHARDS again.
// So the truth has to be in the catalog, and every instance has to learn of a change.
type TopologyStore struct {
	topology  Topology
	databases map[string]*Database
}

func NewTopologyStore(shards []ShardInfo, timeout time.Duration) (*TopologyStore, error) {
	databases := map[string]*Database{}
	for _, shard := range shards {
		database, err := NewDatabase(shard.ID, shard.URL, timeout)
		if err != nil {
			return nil, err
		}
		databases[shard.ID] = database
	}
	return &TopologyStore{Topology{1, shards}, databases}, nil
}

func (t *TopologyStore) Current() Topology {
	return t.topology
}

func (t *TopologyStore) Open(shard ShardInfo) (*Database, error) {
	database, found := t.databases[shard.ID]
	if !found {
		return nil, fmt.Errorf("shard %s is not in the topology", shard.ID)
	}
	return database, nil
}

// MustServe returns 422 unless some shard serves the region.
func (t *TopologyStore) MustServe(region string) error {
	for _, shard := range t.topology.Shards {
		if shard.Region == region {
			return nil
		}
	}
	return unknownRegion(region)
}
