package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
)

// Coverage says whether an answer that is put together from several shards is whole; Missing names those that did not
// answer.
type Coverage struct {
	Partial bool     `json:"partial"`
	Missing []string `json:"missing"`
}

type Item struct {
	ID           string `json:"id" db:"user_id"`
	WatchSeconds int64  `json:"watchSeconds"`
}

type Top struct {
	Items []Item `json:"items"`
	Coverage
}

type Stats struct {
	Users              int64   `json:"users"`
	Events             int64   `json:"events"`
	WatchSeconds       int64   `json:"watchSeconds"`
	AvgSecondsPerEvent float64 `json:"avgSecondsPerEvent"`
	Coverage
}

// Scatter answers what needs every shard (or every shard of a region).
type Scatter struct {
	topology *TopologyStore
	shards   *Shards
}

func NewScatter(topology *TopologyStore, shards *Shards) *Scatter {
	return &Scatter{topology, shards}
}

// Top: each shard sends its own best; the best of all are among them.
func (s *Scatter) Top(ctx context.Context, limit int, region string) (Top, error) {
	// Keyed by id, since a viewer who is being moved may for a moment be seen in two places.
	best := map[string]Item{}
	coverage, err := askAll(ctx, s, region,
		"SELECT user_id, watch_seconds FROM users ORDER BY watch_seconds DESC, user_id COLLATE \"C\" LIMIT $1",
		func(items []Item) {
			for _, item := range items {
				best[item.ID] = item
			}
		}, limit)
	items := make([]Item, 0, len(best))
	for _, item := range best {
		items = append(items, item)
	}
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(b.WatchSeconds, a.WatchSeconds), cmp.Compare(a.ID, b.ID))
	})
	return Top{items[:min(limit, len(items))], coverage}, err
}

// Stats: each shard sends sums and counts, which can be added; averages cannot.
func (s *Scatter) Stats(ctx context.Context, region string) (Stats, error) {
	type sums struct{ Users, Watched, Events, Seconds int64 }
	var all sums
	coverage, err := askAll(ctx, s, region,
		`SELECT u.*, e.*
		 FROM (SELECT count(*) AS users, coalesce(sum(watch_seconds), 0)::bigint AS watched FROM users) u,
		      (SELECT count(*) AS events, coalesce(sum(seconds), 0)::bigint AS seconds FROM events) e`,
		func(rows []sums) {
			for _, row := range rows {
				all.Users += row.Users
				all.Watched += row.Watched
				all.Events += row.Events
				all.Seconds += row.Seconds
			}
		})
	stats := Stats{Users: all.Users, Events: all.Events, WatchSeconds: all.Watched, Coverage: coverage}
	if all.Events > 0 {
		stats.AvgSecondsPerEvent = float64(all.Seconds) / float64(all.Events)
	}
	return stats, err
}

// askAll asks all shards at the same time and gives each answer to add, one at a time. A shard that cannot answer is left
// out and named; what it holds is worth less to the client than an answer. A mistake of our own is not left out: it is
// returned.
func askAll[T any](
	ctx context.Context, s *Scatter, region, question string, add func([]T), args ...any,
) (Coverage, error) {
	topology, err := s.topology.Current(ctx)
	if err != nil {
		return Coverage{}, err
	}
	var mu sync.Mutex // guards mistake, missing, and whatever add does
	var mistake error
	missing := []string{}
	var asking sync.WaitGroup
	for _, info := range shardsIn(region, topology.Coming()) {
		asking.Add(1)
		go func() {
			defer asking.Done()
			var rows []T
			shard, err := s.shards.Open(ctx, info)
			if err == nil {
				rows, err = query[T](ctx, shard, question, args...)
			}
			mu.Lock()
			defer mu.Unlock()
			var absent *APIError
			switch {
			case err == nil:
				add(rows)
			case errors.As(err, &absent):
				missing = append(missing, info.ID)
			default:
				mistake = err
			}
		}()
	}
	asking.Wait()
	slices.Sort(missing)
	return Coverage{len(missing) > 0, missing}, mistake
}
