package main

import (
	"errors"
	"regexp"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE classes and codes: PostgreSQL's documentation, appendix "Error Codes".
var (
	locked = regexp.MustCompile(`^(55P03|40P01)$`) // lock_not_available, deadlock_detected
	down   = regexp.MustCompile(`^(08|53|57)`)     // connection exception, insufficient resources, operator intervention
)

// explain turns what went wrong while talking to the server id into what the client is told.
//
// When the connection broke without an answer of PostgreSQL (refused, reset, timed out), that is the server's absence. Of
// its answers, some say that it is going away or too busy, and some that the row is held by somebody else, which here is a
// mover. Anything else is a mistake of ours: it must not be dressed up as an outage, so it stays as it is.
func explain(id string, err error, broken bool) error {
	var answer *pgconn.PgError
	switch {
	case !errors.As(err, &answer):
		if broken {
			return shardUnavailable(id)
		}
		return err
	case down.MatchString(answer.Code):
		return shardUnavailable(id)
	case locked.MatchString(answer.Code):
		return shardMoving()
	default:
		return err
	}
}
