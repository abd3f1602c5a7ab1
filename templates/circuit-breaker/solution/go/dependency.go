package main

import (
	"context"
	"time"
)

// Dependency is one other service, and all that must not be shared with the next one: the breaker and what it knows.
// The time limit is inside what the breaker watches. The other way round a call that never ends would hold its slot for
// ever.
type Dependency struct {
	url     string
	timeout time.Duration
	breaker *Breaker
}

func NewDependency(url string, config Config) *Dependency {
	return &Dependency{url: url, timeout: config.CallTimeout, breaker: NewBreaker(config.Breaker)}
}

func (d *Dependency) State() State {
	return d.breaker.State()
}

// Get asks the service. An error means that the call failed, took too long, or was not made because the breaker is open.
func (d *Dependency) Get(path string, into any) (found bool, err error) {
	err = d.breaker.Run(func() error {
		// Not the context of our client's request: when clients hang up, that is no failure of the service.
		ctx, cancel := context.WithTimeout(context.Background(), d.timeout)
		defer cancel()
		found, err = ask(ctx, d.url+path, into)
		return err
	})
	return found, err
}
