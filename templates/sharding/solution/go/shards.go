package main

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Shards are the open shards of this process, each with its own pool of connections; opened when first needed.
type Shards struct {
	timeout time.Duration
	opening singleflight.Group

	mu   sync.Mutex
	open map[string]*openShard
}

type openShard struct {
	database *Database
	fenced   bool
}

func NewShards(timeout time.Duration) *Shards {
	return &Shards{timeout: timeout, open: map[string]*openShard{}}
}

// Open returns the shard, with its fence in place, or 503 when it cannot be reached; the next caller tries again.
func (s *Shards) Open(ctx context.Context, info ShardInfo) (*Database, error) {
	shard, ready, err := s.known(info)
	if err != nil || ready {
		return shard.database, err
	}
	// Whoever comes meanwhile shares the attempt; one after the other they would add up their time limits.
	_, err, _ = s.opening.Do(info.URL, func() (any, error) {
		return nil, buildFence(ctx, shard.database)
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	shard.fenced = true
	return shard.database, nil
}

func (s *Shards) known(info ShardInfo) (shard *openShard, ready bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shard = s.open[info.URL]
	if shard == nil {
		database, err := NewDatabase(info.ID, info.URL, s.timeout)
		if err != nil {
			return &openShard{}, false, err
		}
		shard = &openShard{database: database}
		s.open[info.URL] = shard
	}
	return shard, shard.fenced, nil
}

// Warm opens several at once, whether or not they answer.
func (s *Shards) Warm(ctx context.Context, infos []ShardInfo) {
	var opening sync.WaitGroup
	for _, info := range infos {
		opening.Add(1)
		go func() {
			defer opening.Done()
			_, _ = s.Open(ctx, info)
		}()
	}
	opening.Wait()
}
