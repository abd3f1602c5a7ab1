package main

import (
	"sync"
	"time"
)

// Product is what the catalog answers at /products/{id}.
type Product struct {
	ProductID  string `json:"productId"`
	Name       string `json:"name"`
	PriceCents int    `json:"priceCents"`
}

// Info is what a line shows of its product, and how far it can be trusted.
type Info struct {
	Name       *string `json:"name"`
	PriceCents *int    `json:"priceCents"`
	// "live": the catalog has just said so; "cache": it said so at FetchedAt; "none": nothing is known.
	Source string `json:"source"`
	// When the catalog said so: RFC 3339, UTC, with milliseconds.
	FetchedAt *string `json:"fetchedAt"`
}

const milliseconds = "2006-01-02T15:04:05.000Z07:00"

// ProductInfo gets product info from the catalog, or the best that can be had without it.
type ProductInfo struct {
	catalog *Dependency

	mu sync.Mutex
	// The catalog's last answer for each product. Only written while all is well, only read when a call has failed.
	last map[string]Info
}

func NewProductInfo(config Config) *ProductInfo {
	return &ProductInfo{catalog: NewDependency(config.CatalogURL, config), last: map[string]Info{}}
}

// Breaker is the state of the catalog's breaker.
func (p *ProductInfo) Breaker() State {
	return p.catalog.State()
}

// Of never fails.
func (p *ProductInfo) Of(productID string) Info {
	var product Product
	found, err := p.catalog.Get("/products/"+productID, &product)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		info := p.last[productID]
		info.Source = "none"
		if info.FetchedAt != nil {
			info.Source = "cache"
		}
		return info
	}
	now := time.Now().UTC().Format(milliseconds)
	info := Info{Source: "live", FetchedAt: &now}
	if found {
		info.Name, info.PriceCents = &product.Name, &product.PriceCents
	}
	p.last[productID] = info
	return info
}
