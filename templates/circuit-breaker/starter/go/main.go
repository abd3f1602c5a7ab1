package main

import (
	"log"
	"net/http"
)

func main() {
	config, err := readConfig()
	if err != nil {
		log.Fatal(err)
	}
	orders := NewOrders(NewProductInfo(config), NewRatings(config))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+config.Port, routes(orders)))
}
