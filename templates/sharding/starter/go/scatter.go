package main

import "context"

// Coverage says whether an answer that is put together from several shards is whole; Missing names those that did not
// answer.
type Coverage struct {
	Partial bool     `json:"partial"`
	Missing []string `json:"missing"`
}

type Item struct {
	ID           string `json:"id"`
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

// top returns the viewers who watched most, of all shards (or of those of one region), by WatchSeconds descending, then ID
// ascending.
//
// Step 3: all shards are to be asked at the same time, and none is to send more than is needed.
// Step 4: a shard that does not answer is named in Missing; the others still count.
func top(ctx context.Context, topology *TopologyStore, limit int, region string) (Top, error) {
	return Top{Items: []Item{}, Coverage: Coverage{Missing: []string{}}}, nil
}

// stats returns how many viewers and events there are, the seconds watched, and their mean over all events (step 3).
func stats(ctx context.Context, topology *TopologyStore, region string) (Stats, error) {
	return Stats{Coverage: Coverage{Missing: []string{}}}, nil
}
