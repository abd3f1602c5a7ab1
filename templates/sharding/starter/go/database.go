package main

import (
	"context"
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

// Database is one PostgreSQL server and the pool of connections to it. Every server has its own pool.
type Database struct {
	id   string
	pool *pgxpool.Pool
}

func NewDatabase(id, url string, timeout time.Duration) (*Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 20
	// Step 4: a server that has gone silent must not hold a request for ever. Nothing uses timeout yet.
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	return &Database{id, pool}, err
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
		// The pool closes a connection that comes back in the middle of a transaction; that rolls back.
		if err := work(session); err != nil {
			return err
		}
		return exec(ctx, session, "COMMIT")
	})
}

// Session lends one connection to work.
func (d *Database) Session(ctx context.Context, work func(*Session) error) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return explain(d.id, err)
	}
	// The pool does not take back a connection that broke.
	defer conn.Release()
	return work(&Session{d, conn.Conn()})
}

// Session is one connection to a database.
type Session struct {
	database *Database
	conn     *pgx.Conn
}

func (s *Session) on(ctx context.Context, statement func(context.Context, *pgx.Conn) error) error {
	err := statement(ctx, s.conn)
	if err != nil {
		return explain(s.database.id, err)
	}
	return nil
}
