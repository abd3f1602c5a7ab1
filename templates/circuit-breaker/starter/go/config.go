package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// BreakerOptions say how a circuit breaker behaves.
type BreakerOptions struct {
	// Outcomes that are remembered: the last so many calls.
	Window int
	// No judgement before so many outcomes are known.
	MinCalls int
	// From this share of failures on, the breaker opens.
	FailurePercent int
	// How long it stays open.
	OpenFor time.Duration
	// Calls that may probe the service at the same time when it is half-open.
	HalfOpenCalls int
}

// Config is what the environment says.
type Config struct {
	Port       string
	CatalogURL string
	ReviewsURL string
	// A call that takes longer has failed.
	CallTimeout time.Duration
	Breaker     BreakerOptions
}

// readConfig reads the environment; the error names the variable that is missing or wrong.
func readConfig() (config Config, err error) {
	must := func(name string) string {
		value := os.Getenv(name)
		if value == "" && err == nil {
			err = fmt.Errorf("%s is not set", name)
		}
		return value
	}
	number := func(name string, otherwise int) int {
		text, given := os.LookupEnv(name)
		if !given {
			return otherwise
		}
		value, wrong := strconv.Atoi(text)
		if wrong != nil && err == nil {
			err = fmt.Errorf("%s is not a whole number", name)
		}
		return value
	}
	milliseconds := func(name string, otherwise int) time.Duration {
		return time.Duration(number(name, otherwise)) * time.Millisecond
	}
	config = Config{
		Port:        must("PORT"),
		CatalogURL:  must("CATALOG_URL"),
		ReviewsURL:  must("REVIEWS_URL"),
		CallTimeout: milliseconds("CALL_TIMEOUT_MS", 300),
		Breaker: BreakerOptions{
			Window:         number("BREAKER_WINDOW", 20),
			MinCalls:       number("BREAKER_MIN_CALLS", 10),
			FailurePercent: number("BREAKER_FAILURE_PERCENT", 50),
			OpenFor:        milliseconds("BREAKER_OPEN_MS", 1500),
			HalfOpenCalls:  number("BREAKER_HALF_OPEN_CALLS", 3),
		},
	}
	return config, err
}
