package main

import (
	"context"
	"log"
	"net/http"
)

func main() {
	config, err := readConfig()
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	catalog, err := openCatalog(ctx, config.CatalogURL, config.ShardTimeout)
	if err != nil {
		log.Fatal(err)
	}
	topology := NewTopologyStore(catalog)
	directory := NewDirectory(catalog, topology)
	shards := NewShards(config.ShardTimeout)
	relocations := NewRelocations(topology, directory, shards)
	mover := NewMover(catalog, topology, shards)

	topology.OnJoining = mover.Wake
	current, err := topology.Bootstrap(ctx, config.Shards)
	if err != nil {
		log.Fatal(err)
	}
	// A shard that does not answer now is opened when it is needed; it must not keep us from serving the others.
	shards.Warm(ctx, current.Shards)
	go mover.Work(ctx)
	// Moves that the last process of this instance did not live to finish.
	go func() {
		if err := relocations.FinishAll(ctx); err != nil {
			log.Print("moves are left for later: ", err)
		}
	}()
	handler := routes(NewStore(topology, directory, shards), NewScatter(topology, shards), relocations, topology)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+config.Port, handler))
}
