package main

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Store keeps the viewers, wherever they are stored.
type Store struct {
	topology *TopologyStore
}

func NewStore(topology *TopologyStore) *Store {
	return &Store{topology}
}

func (s *Store) Get(ctx context.Context, id string) (Viewer, error) {
	shard, err := s.home(id)
	if err != nil {
		return Viewer{}, err
	}
	return readViewer(ctx, shard, id)
}

func (s *Store) Put(ctx context.Context, profile Profile) (viewer Viewer, created bool, err error) {
	if err := s.topology.MustServe(profile.Region); err != nil {
		return viewer, false, err
	}
	shard, err := s.home(profile.ID)
	if err != nil {
		return viewer, false, err
	}
	return upsertViewer(ctx, shard, profile)
}

func (s *Store) AddEvent(ctx context.Context, id string, event WatchEvent) (fresh bool, watchSeconds int64, err error) {
	shard, err := s.home(id)
	if err != nil {
		return false, 0, err
	}
	return addEvent(ctx, shard, id, event)
}

func (s *Store) PutMany(ctx context.Context, profiles []Profile) (written int, err error) {
	parts := map[*Database][]Profile{}
	for _, profile := range profiles {
		if err := s.topology.MustServe(profile.Region); err != nil {
			return 0, err
		}
		shard, err := s.home(profile.ID)
		if err != nil {
			return 0, err
		}
		parts[shard] = append(parts[shard], profile)
	}
	counts := make(chan int, len(parts))
	var writing errgroup.Group
	for shard, part := range parts {
		writing.Go(func() error {
			count, err := upsertViewers(ctx, shard, part)
			counts <- count
			return err
		})
	}
	err = writing.Wait()
	close(counts)
	for count := range counts {
		written += count
	}
	return written, err
}

// ChangeRegion moves a viewer with everything they own to another region, while others write to them (step 5).
func (s *Store) ChangeRegion(ctx context.Context, id, region string) (Viewer, error) {
	if err := s.topology.MustServe(region); err != nil {
		return Viewer{}, err
	}
	return Viewer{}, notImplemented("moving a viewer to another region")
}

// Step 5: a viewer lives in their region, and their id does not say which one that is.
func (s *Store) home(id string) (*Database, error) {
	return s.topology.Open(shardFor(id, s.topology.Current().Shards))
}
