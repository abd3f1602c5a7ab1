package main

import "context"

const attempts = 5

// Relocations move single viewers to another region, with everything they own.
type Relocations struct {
	topology  *TopologyStore
	directory *Directory
	shards    *Shards
}

func NewRelocations(topology *TopologyStore, directory *Directory, shards *Shards) *Relocations {
	return &Relocations{topology, directory, shards}
}

// Relocate returns when the viewer lives in region. Asking twice, or from two instances, is harmless.
func (r *Relocations) Relocate(ctx context.Context, id, region string) error {
	if err := r.topology.MustServe(ctx, region); err != nil {
		return err
	}
	for range attempts {
		seen, err := r.directory.Locate(ctx, id)
		if err != nil {
			return err
		}
		if seen.Region == "" {
			return notFound("viewer " + id)
		}
		if seen.Region == region && seen.MovingTo == "" {
			return nil
		}
		// Writing down the intention first makes the move survive our death: whoever finds it can finish it.
		seen, err = r.directory.Depart(ctx, id, region)
		if err != nil {
			return err
		}
		if err := r.travel(ctx, seen); err != nil {
			return err
		}
	}
	return shardMoving()
}

// FinishAll finishes the moves that were begun by an instance that is no more (or that is just slow: that is harmless too).
func (r *Relocations) FinishAll(ctx context.Context) error {
	ids, err := r.directory.Travelling(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		seen, err := r.directory.Locate(ctx, id)
		if err != nil {
			return err
		}
		if seen.MovingTo == "" {
			continue
		}
		if err := r.Relocate(ctx, id, seen.MovingTo); err != nil {
			return err
		}
	}
	return nil
}

func (r *Relocations) travel(ctx context.Context, seen Whereabouts) error {
	places := seen.Places()
	if len(places) < 2 || seen.MovingTo == "" {
		return nil
	}
	open := make([]*Database, len(places))
	for i, place := range places {
		shard, err := r.shards.Open(ctx, place)
		if err != nil {
			return err
		}
		if err := raiseFence(ctx, shard, seen.Topology.Version); err != nil {
			return err
		}
		open[i] = shard
	}
	version := seen.Topology.Version
	if _, err := moveViewers(ctx, []string{seen.ID}, open[0], open[1], version, seen.MovingTo); err != nil {
		return err
	}
	return r.directory.Arrive(ctx, seen.ID, seen.MovingTo)
}
