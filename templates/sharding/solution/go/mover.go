package main

import (
	"context"
	"log"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// Viewers moved together. Few: while they are copied, each of their writers waits on a connection of the pool.
	batch = 5
	// After a failure, and while another instance does the work.
	pause = 200 * time.Millisecond
	watch = time.Second
)

// Mover moves viewers to a shard that is being added, as long as the topology says that one is.
type Mover struct {
	catalog  *Database
	topology *TopologyStore
	shards   *Shards
	bell     chan struct{}
}

func NewMover(catalog *Database, topology *TopologyStore, shards *Shards) *Mover {
	return &Mover{catalog, topology, shards, make(chan struct{}, 1)}
}

// Wake is to be called whenever a shard may be joining: at start, and when a request learns of it. A bell that rings
// already need not be rung.
func (m *Mover) Wake() {
	select {
	case m.bell <- struct{}{}:
	default:
	}
}

// Work waits for the bell, for ever. One instance does the work. The others wait for its lock, which the catalog takes from
// it when it dies, and then go on where it stopped.
func (m *Mover) Work(ctx context.Context) {
	for range m.bell {
		for {
			wait, err := m.attend(ctx)
			if err != nil {
				log.Print("the migration is interrupted and will go on: ", err)
				wait = pause
			}
			if wait == 0 {
				break
			}
			time.Sleep(wait)
		}
	}
}

// attend does what is to do now; it returns how long to wait before looking again, zero when there is no migration.
func (m *Mover) attend(ctx context.Context) (wait time.Duration, err error) {
	topology, err := m.topology.Current(ctx)
	if err != nil || topology.Joining == nil {
		return 0, err
	}
	err = m.catalog.Session(ctx, func(session *Session) error {
		lock, err := query[struct{ Mine bool }](ctx, session, "SELECT pg_try_advisory_lock(2) AS mine")
		if err != nil {
			return err
		}
		if !lock[0].Mine {
			wait = watch
			return nil
		}
		defer exec(ctx, session, "SELECT pg_advisory_unlock(2)")
		return m.migrate(ctx)
	})
	return wait, err
}

func (m *Mover) migrate(ctx context.Context) error {
	topology, err := m.topology.TakeOver(ctx)
	if err != nil || topology.Joining == nil {
		return err
	}
	// Nobody acts on an older topology any more, and no earlier mover either: from here on the world holds still.
	for _, info := range topology.Coming() {
		shard, err := m.shards.Open(ctx, info)
		if err != nil {
			return err
		}
		if err := raiseFence(ctx, shard, topology.Version); err != nil {
			return err
		}
	}
	before, err := m.topology.Status(ctx)
	if err != nil {
		return err
	}
	total := 0
	if before.Total != nil {
		total = *before.Total
	}
	for {
		transfers, left, err := m.plan(ctx, topology)
		if err != nil {
			return err
		}
		total = max(total, left)
		if err := m.topology.Progress(ctx, total-left, total); err != nil {
			return err
		}
		if left == 0 {
			return m.topology.Finish(ctx)
		}
		if err := m.moveAll(ctx, transfers, topology.Version, total-left, total); err != nil {
			return err
		}
	}
}

// transfer is viewers of one shard who belong on another.
type transfer struct {
	from, to ShardInfo
	ids      []string
}

// plan says who is not where they belong once the new shard counts. Asking the shards themselves needs no memory.
func (m *Mover) plan(ctx context.Context, topology Topology) (transfers []*transfer, left int, err error) {
	type row struct{ UserID, Region string }
	for _, from := range topology.Shards {
		shard, err := m.shards.Open(ctx, from)
		if err != nil {
			return nil, 0, err
		}
		rows, err := query[row](ctx, shard, "SELECT user_id, region FROM users ORDER BY user_id")
		if err != nil {
			return nil, 0, err
		}
		byTarget := map[string]*transfer{}
		for _, row := range rows {
			to := homeOf(row.UserID, shardsIn(row.Region, topology.Coming()))
			if to.ID == from.ID {
				continue
			}
			if byTarget[to.ID] == nil {
				byTarget[to.ID] = &transfer{from: from, to: to}
				transfers = append(transfers, byTarget[to.ID])
			}
			byTarget[to.ID].ids = append(byTarget[to.ID].ids, row.UserID)
			left++
		}
	}
	return transfers, left, nil
}

// moveAll moves from all sources at the same time, each batch by batch. All have stopped when it returns.
func (m *Mover) moveAll(ctx context.Context, transfers []*transfer, version, before, total int) error {
	var moved atomic.Int64
	moved.Store(int64(before))
	var moving errgroup.Group
	for _, transfer := range transfers {
		moving.Go(func() error {
			from, err := m.shards.Open(ctx, transfer.from)
			if err != nil {
				return err
			}
			to, err := m.shards.Open(ctx, transfer.to)
			if err != nil {
				return err
			}
			for ids := range slices.Chunk(transfer.ids, batch) {
				count, err := moveViewers(ctx, ids, from, to, version, "")
				if err != nil {
					return err
				}
				if err := m.topology.Progress(ctx, int(moved.Add(int64(count))), total); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return moving.Wait()
}
