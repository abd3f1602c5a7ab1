package main

import (
	"errors"
	"sync"
	"time"
)

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
//
// Each change of state begins a new period, and a call belongs to the period it started in. When it ends in a later one its
// outcome is old news: a success that began before the breaker opened says nothing about the service now.
type Breaker struct {
	options BreakerOptions

	mu        sync.Mutex // guards everything below; never held while a call is made
	window    window
	state     State
	period    int
	openUntil time.Time
	// Of this half-open period: probes under way, and probes that went well.
	probing, succeeded int
}

func NewBreaker(options BreakerOptions) *Breaker {
	return &Breaker{options: options, state: Closed, window: newWindow(options.Window)}
}

func (b *Breaker) State() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now()
}

// Run makes the call, or returns ErrOpen without making it.
func (b *Breaker) Run(call func() error) error {
	period, err := b.admit()
	if err != nil {
		return err
	}
	// Deferred, so that a call that panics gives its slot back too.
	failed := true
	defer func() { b.ended(period, failed) }()
	err = call()
	failed = err != nil
	return err
}

// now needs no timer: nobody can tell when the state changed, only what it is when somebody asks.
func (b *Breaker) now() State {
	if b.state == Open && !time.Now().Before(b.openUntil) {
		b.become(HalfOpen)
	}
	return b.state
}

// admit returns the period the call belongs to. A probe takes its slot here, before it starts: a hundred callers may come
// in one moment.
func (b *Breaker) admit() (period int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.now() {
	case Open:
		return 0, ErrOpen
	case HalfOpen:
		if b.probing+b.succeeded >= b.options.HalfOpenCalls {
			return 0, ErrOpen
		}
		b.probing++
	}
	return b.period, nil
}

func (b *Breaker) ended(period int, failed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if period != b.period {
		return
	}
	if b.state == HalfOpen {
		b.probeEnded(failed)
	} else {
		b.callEnded(failed)
	}
}

func (b *Breaker) callEnded(failed bool) {
	b.window.add(failed)
	if b.window.calls() >= b.options.MinCalls && b.window.failurePercent() >= float64(b.options.FailurePercent) {
		b.become(Open)
	}
}

func (b *Breaker) probeEnded(failed bool) {
	b.probing--
	if failed {
		b.become(Open)
		return
	}
	b.succeeded++
	if b.succeeded >= b.options.HalfOpenCalls {
		b.become(Closed)
	}
}

func (b *Breaker) become(state State) {
	b.state = state
	b.period++
	b.probing, b.succeeded = 0, 0
	b.window.clear()
	if state == Open {
		b.openUntil = time.Now().Add(b.options.OpenFor)
	}
}
