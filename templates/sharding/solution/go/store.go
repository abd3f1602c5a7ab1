package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"
)

// How often a request looks where the viewer is before it gives up with 503 shard_moving.
const looks = 8

// Store keeps the viewers, wherever they are stored.
type Store struct {
	topology  *TopologyStore
	directory *Directory
	shards    *Shards
}

func NewStore(topology *TopologyStore, directory *Directory, shards *Shards) *Store {
	return &Store{topology, directory, shards}
}

func (s *Store) Get(ctx context.Context, id string) (Viewer, error) {
	return atHome(ctx, s, id, func(shard *Database, version int) (Viewer, error) {
		return readViewer(ctx, shard, version, id)
	})
}

func (s *Store) AddEvent(ctx context.Context, id string, event WatchEvent) (fresh bool, watchSeconds int64, err error) {
	added, err := atHome(ctx, s, id, func(shard *Database, version int) (Added, error) {
		return addEvent(ctx, shard, version, id, event)
	})
	return added.Fresh, added.WatchSeconds, err
}

// atHome does something to a viewer on the shard where they are. visit returns errNotHere when they are not on the shard it
// was given. Somebody who is in none of their places may have been moved since we looked, so we look again; they do not
// exist if nothing has changed meanwhile. errFenced ends the round at once: only a place that was allowed to answer can send
// us on to the next one.
func atHome[T any](
	ctx context.Context, s *Store, id string, visit func(shard *Database, version int) (T, error),
) (nothing T, err error) {
	seen, err := s.directory.Locate(ctx, id)
	for range looks {
		if err != nil {
			return nothing, err
		}
		if seen.Region == "" {
			return nothing, notFound("viewer " + id)
		}
		var answer error
		for _, place := range seen.Places() {
			shard, err := s.shards.Open(ctx, place)
			if err != nil {
				return nothing, err
			}
			var found T
			if found, answer = visit(shard, seen.Topology.Version); answer == nil {
				return found, nil
			}
			if !errors.Is(answer, errNotHere) {
				break
			}
		}
		if !errors.Is(answer, errNotHere) && !errors.Is(answer, errFenced) {
			return nothing, answer
		}
		before := seen
		seen, err = s.directory.Locate(ctx, id)
		if err == nil && errors.Is(answer, errNotHere) && seen.SameRoute(before) {
			return nothing, notFound("viewer " + id)
		}
	}
	return nothing, shardMoving()
}

func (s *Store) Put(ctx context.Context, profile Profile) (viewer Viewer, created bool, err error) {
	if err := s.topology.MustServe(ctx, profile.Region); err != nil {
		return viewer, false, err
	}
	for range looks {
		seen, err := s.directory.Claim(ctx, profile)
		if err != nil {
			return viewer, false, err
		}
		if len(seen) == 0 {
			continue
		}
		if seen[0].Region != profile.Region {
			return viewer, false, regionConflict(profile.ID)
		}
		viewer, created, err = s.write(ctx, seen[0], profile)
		if !errors.Is(err, errFenced) {
			return viewer, created, err
		}
	}
	return viewer, false, shardMoving()
}

func (s *Store) write(ctx context.Context, seen Whereabouts, profile Profile) (viewer Viewer, created bool, err error) {
	version := seen.Topology.Version
	places, err := s.openPlaces(ctx, seen.Places())
	if err != nil {
		return viewer, false, err
	}
	last := places[len(places)-1]
	if len(places) == 2 {
		// Between two places a viewer may be created in the second only when they are not in the first and nobody, having
		// looked earlier than we did, can still create them there. Hence the fence, then the update, then the insert.
		if err := raiseFence(ctx, places[0], version); err != nil {
			return viewer, false, err
		}
		viewer, err = updateViewer(ctx, places[0], version, profile)
		if !errors.Is(err, errNotHere) {
			return viewer, false, err
		}
	}
	if seen.MovingTo != "" {
		profile.Region = seen.MovingTo
	}
	return upsertViewer(ctx, last, version, profile)
}

func (s *Store) PutMany(ctx context.Context, profiles []Profile) (written int, err error) {
	rest := map[string]Profile{}
	for _, profile := range profiles {
		if err := s.topology.MustServe(ctx, profile.Region); err != nil {
			return 0, err
		}
		rest[profile.ID] = profile
	}
	for range looks {
		if len(rest) == 0 {
			return len(profiles), nil
		}
		seen, err := s.directory.Claim(ctx, valuesOf(rest)...)
		if err != nil {
			return 0, err
		}
		for _, one := range seen {
			if one.Region != rest[one.ID].Region {
				return 0, regionConflict(one.ID)
			}
		}
		if err := s.writeParts(ctx, parts(seen, rest), rest); err != nil {
			return 0, err
		}
	}
	return 0, shardMoving()
}

// writeParts writes all parts at the same time and takes from rest whoever has been written.
func (s *Store) writeParts(ctx context.Context, parts []*part, rest map[string]Profile) error {
	var mu sync.Mutex
	var writing errgroup.Group
	for _, part := range parts {
		writing.Go(func() error {
			ids, err := s.writePart(ctx, part)
			mu.Lock()
			defer mu.Unlock()
			for _, id := range ids {
				delete(rest, id)
			}
			if errors.Is(err, errFenced) {
				return nil
			}
			return err
		})
	}
	return writing.Wait()
}

// writePart is the same as write for many viewers with the same places; it returns the ids that have been written.
func (s *Store) writePart(ctx context.Context, part *part) (written []string, err error) {
	places, err := s.openPlaces(ctx, part.places)
	if err != nil {
		return nil, err
	}
	others := part.profiles
	if len(places) == 2 {
		if err := raiseFence(ctx, places[0], part.version); err != nil {
			return nil, err
		}
		if written, err = updateViewers(ctx, places[0], part.version, part.profiles); err != nil {
			return nil, err
		}
		there := map[string]bool{}
		for _, id := range written {
			there[id] = true
		}
		others = nil
		for _, profile := range part.profiles {
			if !there[profile.ID] {
				others = append(others, profile)
			}
		}
	}
	if err := upsertViewers(ctx, places[len(places)-1], part.version, others); err != nil {
		return written, err
	}
	return append(written, columnsOf(others).ids...), nil
}

func (s *Store) openPlaces(ctx context.Context, places []ShardInfo) ([]*Database, error) {
	open := make([]*Database, len(places))
	for i, place := range places {
		database, err := s.shards.Open(ctx, place)
		if err != nil {
			return nil, err
		}
		open[i] = database
	}
	return open, nil
}

// part is those of a bulk import who can be written together.
type part struct {
	places   []ShardInfo
	version  int
	profiles []Profile
}

func parts(seen []Whereabouts, profiles map[string]Profile) (all []*part) {
	known := map[string]*part{}
	for _, one := range seen {
		places := one.Places()
		key := fmt.Sprint(places, one.MovingTo)
		if known[key] == nil {
			known[key] = &part{places: places, version: one.Topology.Version}
			all = append(all, known[key])
		}
		profile := profiles[one.ID]
		if one.MovingTo != "" {
			profile.Region = one.MovingTo
		}
		known[key].profiles = append(known[key].profiles, profile)
	}
	return all
}

func valuesOf(profiles map[string]Profile) (all []Profile) {
	for _, profile := range profiles {
		all = append(all, profile)
	}
	return all
}
