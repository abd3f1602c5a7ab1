package main

import (
	"context"
	"net/http"
)

// routes is the contract: which request does what.
func routes(store *Store, scatter *Scatter, relocations *Relocations, topology *TopologyStore) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", answer(func(context.Context, *http.Request) (int, any, error) {
		return 200, map[string]bool{"ok": true}, nil
	}))
	mux.Handle("GET /users/{id}", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		id, err := userID(r.PathValue("id"))
		if err != nil {
			return 0, nil, err
		}
		viewer, err := store.Get(ctx, id)
		return 200, viewer, err
	}))
	mux.Handle("PUT /users/{id}", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		profile, err := readProfile(r)
		if err != nil {
			return 0, nil, err
		}
		viewer, created, err := store.Put(ctx, profile)
		return createdOr200(created), viewer, err
	}))
	mux.Handle("POST /users/{id}/events", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		id, event, err := readEvent(r)
		if err != nil {
			return 0, nil, err
		}
		fresh, watchSeconds, err := store.AddEvent(ctx, id, event)
		return createdOr200(fresh), map[string]any{"userId": id, "watchSeconds": watchSeconds}, err
	}))
	mux.Handle("POST /users/bulk", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		profiles, err := readProfiles(r)
		if err != nil {
			return 0, nil, err
		}
		written, err := store.PutMany(ctx, profiles)
		return 200, map[string]int{"written": written}, err
	}))
	mux.Handle("GET /top", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		limit, err := readLimit(r)
		if err != nil {
			return 0, nil, err
		}
		region, err := regionOf(ctx, topology, r)
		if err != nil {
			return 0, nil, err
		}
		best, err := scatter.Top(ctx, limit, region)
		return 200, best, err
	}))
	mux.Handle("GET /stats", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		region, err := regionOf(ctx, topology, r)
		if err != nil {
			return 0, nil, err
		}
		sums, err := scatter.Stats(ctx, region)
		return 200, sums, err
	}))
	mux.Handle("POST /users/{id}/region", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		id, region, err := readMove(r)
		if err != nil {
			return 0, nil, err
		}
		if err := relocations.Relocate(ctx, id, region); err != nil {
			return 0, nil, err
		}
		viewer, err := store.Get(ctx, id)
		return 200, viewer, err
	}))
	mux.Handle("POST /admin/shards", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		shard, err := readShard(r)
		if err != nil {
			return 0, nil, err
		}
		if err := relocations.FinishAll(ctx); err != nil {
			return 0, nil, err
		}
		begun, err := topology.Join(ctx, shard)
		return 202, map[string]any{"state": begun.State, "topologyVersion": begun.TopologyVersion}, err
	}))
	mux.Handle("GET /admin/migration", answer(func(ctx context.Context, r *http.Request) (int, any, error) {
		migration, err := topology.Status(ctx)
		return 200, migration, err
	}))
	mux.Handle("/", answer(func(_ context.Context, r *http.Request) (int, any, error) {
		return 0, nil, notFound(r.Method + " " + r.URL.Path)
	}))
	return mux
}

func createdOr200(created bool) int {
	if created {
		return http.StatusCreated
	}
	return http.StatusOK
}

// regionOf is the region that a request is limited to; empty for all of them.
func regionOf(ctx context.Context, topology *TopologyStore, r *http.Request) (string, error) {
	if !r.URL.Query().Has("region") {
		return "", nil
	}
	region := r.URL.Query().Get("region")
	return region, topology.MustServe(ctx, region)
}
