package main

import "context"

// moveViewers moves viewers with all their events from one shard to another. Both must have been fenced with version before.
//
//  1. lock the viewers at the source: their writers wait, their readers do not
//  2. copy them to the target, and commit there
//  3. delete them at the source, and commit: this is the moment at which they have moved
//
// While a viewer is on the way everybody looks first at the source and then at the target, so until 3 the copy is invisible
// and after 3 it is complete: no write can have happened in between. If we die before 3, the locks are gone, the source is
// still the truth, and the copy is a leftover that the next attempt removes. Nothing has to be remembered.
//
// It returns how many were still at the source. With a region, they get it on the way.
func moveViewers(ctx context.Context, ids []string, from, to *Database, version int, region string) (moved int, err error) {
	err = from.Transaction(ctx, func(source *Session) error {
		viewers, err := lockAndRead(ctx, source, ids)
		if err != nil || len(viewers.ids) == 0 {
			return err
		}
		err = to.Transaction(ctx, func(target *Session) error {
			return install(ctx, target, viewers, version, region)
		})
		if err != nil {
			return err
		}
		moved = len(viewers.ids)
		return exec(ctx, source, remove, viewers.ids)
	})
	return moved, err
}

// rowsAsText are rows as JSON text: PostgreSQL writes and reads it, so no value is bent on its way through this program.
type rowsAsText struct {
	// Those who were there. Others may have moved before: what the target holds of them is no leftover.
	ids           []string
	users, events string
}

const remove = `WITH theirs AS (DELETE FROM events WHERE user_id = ANY ($1)) DELETE FROM users WHERE user_id = ANY ($1)`

func lockAndRead(ctx context.Context, source *Session, ids []string) (rowsAsText, error) {
	type row struct {
		IDs  []string
		Rows string
	}
	users, err := query[row](ctx, source,
		`WITH locked AS (SELECT * FROM users WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE)
		 SELECT coalesce(array_agg(user_id), '{}') AS ids, coalesce(json_agg(locked), '[]')::text AS rows FROM locked`, ids)
	if err != nil {
		return rowsAsText{}, err
	}
	there := users[0].IDs
	// A second statement, which sees everything that was committed before the locks were ours.
	events, err := query[struct{ Rows string }](ctx, source,
		"SELECT coalesce(json_agg(events), '[]')::text AS rows FROM events WHERE user_id = ANY ($1)", there)
	if err != nil {
		return rowsAsText{}, err
	}
	return rowsAsText{there, users[0].Rows, events[0].Rows}, nil
}

func install(ctx context.Context, target *Session, viewers rowsAsText, version int, region string) error {
	fence, err := query[struct{ Open bool }](ctx, target, "WITH "+heldOpen(1)+" SELECT true AS open FROM open", version)
	if err != nil {
		return err
	}
	if len(fence) == 0 {
		return shardMoving() // somebody else has taken over this move
	}
	if err := exec(ctx, target, remove, viewers.ids); err != nil {
		return err
	}
	err = exec(ctx, target,
		`WITH people AS (INSERT INTO users SELECT * FROM json_populate_recordset(NULL::users, $1))
		 INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $2)`,
		viewers.users, viewers.events)
	if err == nil && region != "" {
		err = exec(ctx, target, "UPDATE users SET region = $2 WHERE user_id = ANY ($1)", viewers.ids, region)
	}
	return err
}
