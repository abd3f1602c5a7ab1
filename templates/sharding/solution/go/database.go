package main

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// SQL is whatever runs SQL: a database (on any free connection) or a session (on its one connection).
type SQL interface {
	// on runs one statement on a connection.
	on(ctx context.Context, statement func(context.Context, *pgx.Conn) error) error
}

// query returns the rows, each as a struct whose fields have the names of the columns.
func query[T any](ctx context.Context, sql SQL, text string, args ...any) (found []T, err error) {
	err = sql.on(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, text, args...)
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[T])
		return err
	})
	return found, err
}

// exec runs a statement whose rows, if any, are of no interest.
func exec(ctx context.Context, sql SQL, text string, args ...any) error {
	return sql.on(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, text, args...)
		return err
	})
}

// Database is one PostgreSQL server and the pool of connections to it.
//
// Every server has its own pool (a bulkhead): when one is silent, the requests that wait for it fill its pool and nobody
// else's. And everything has a limit, since a silent server never says that it is gone.
type Database struct {
	id      string
	pool    *pgxpool.Pool
	timeout time.Duration
}

func NewDatabase(id, url string, timeout time.Duration) (*Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 20
	config.ConnConfig.ConnectTimeout = timeout
	milliseconds := func(limit time.Duration) string { return strconv.FormatInt(limit.Milliseconds(), 10) }
	server := config.ConnConfig.RuntimeParams
	server["statement_timeout"] = milliseconds(timeout) // it does not go on with what we have given up
	server["lock_timeout"] = milliseconds(timeout / 5)  // a row held by a mover: better a quick "try again" than a long wait
	server["idle_in_transaction_session_timeout"] = milliseconds(timeout * 10)
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	return &Database{id, pool, timeout}, err
}

func (d *Database) on(ctx context.Context, statement func(context.Context, *pgx.Conn) error) error {
	return d.Session(ctx, func(session *Session) error { return session.on(ctx, statement) })
}

// Transaction runs work in one transaction: committed when it returns nil, else rolled back.
func (d *Database) Transaction(ctx context.Context, work func(*Session) error) error {
	return d.Session(ctx, func(session *Session) error {
		if err := exec(ctx, session, "BEGIN"); err != nil {
			return err
		}
		if err := work(session); err != nil {
			// Should this fail too, the pool closes the connection instead of taking it back.
			_ = exec(ctx, session, "ROLLBACK")
			return err
		}
		return exec(ctx, session, "COMMIT")
	})
}

// Session lends one connection to work: for what belongs to a session, such as an advisory lock.
func (d *Database) Session(ctx context.Context, work func(*Session) error) error {
	// Waiting for a free connection or for a new one.
	waiting, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	conn, err := d.pool.Acquire(waiting)
	if err != nil {
		return explain(d.id, err, true)
	}
	defer conn.Release()
	return work(&Session{d, conn.Conn()})
}

// Session is one connection to a database.
type Session struct {
	database *Database
	conn     *pgx.Conn
}

func (s *Session) on(ctx context.Context, statement func(context.Context, *pgx.Conn) error) error {
	// Our own limit: it holds when nothing comes back at all.
	ctx, cancel := context.WithTimeout(ctx, s.database.timeout)
	defer cancel()
	err := statement(ctx, s.conn)
	if err == nil {
		return nil
	}
	broken := s.conn.IsClosed()
	if broken {
		// The idle ones are as likely to be broken, and the next request would find that out the hard way.
		s.database.pool.Reset()
	}
	return explain(s.database.id, err, broken)
}
