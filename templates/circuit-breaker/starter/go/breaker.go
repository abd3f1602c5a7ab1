package main

import "errors"

type State string

const (
	Closed   State = "closed"
	Open     State = "open"
	HalfOpen State = "half_open"
)

// ErrOpen is returned instead of making a call.
var ErrOpen = errors.New("the circuit breaker is open")

// Breaker watches the calls to one service. Closed, it lets them through and remembers how they ended. When too many have
// failed it opens, and refuses at once with ErrOpen. After a while it is half-open: a few calls may try whether the service
// is back.
type Breaker struct {
	options BreakerOptions
}

func NewBreaker(options BreakerOptions) *Breaker {
	return &Breaker{options: options}
}

// TODO (steps 3 and 4): the state, and how it changes. Requests run at the same time: what has to be guarded?
func (b *Breaker) State() State {
	return Closed
}

// Run makes the call, or returns ErrOpen without making it.
func (b *Breaker) Run(call func() error) error {
	// TODO: may this call start? If so, how did it end, and what follows from that?
	return call()
}
