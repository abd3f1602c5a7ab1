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
	if _, err := openCatalog(context.Background(), config.CatalogURL, config.ShardTimeout); err != nil {
		log.Fatal(err)
	}
	topology, err := NewTopologyStore(config.Shards, config.ShardTimeout)
	if err != nil {
		log.Fatal(err)
	}
	handler := routes(NewStore(topology), topology, NewMover(topology))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+config.Port, handler))
}
