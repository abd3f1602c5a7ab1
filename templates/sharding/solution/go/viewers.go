package main

import (
	"context"
	"errors"
	"fmt"
)

// Viewer is a viewer as the contract shows them, and as their row is.
type Viewer struct {
	ID           string `json:"id" db:"user_id"`
	Name         string `json:"name"`
	Email        string `json:"email"`
	Region       string `json:"region"`
	WatchSeconds int64  `json:"watchSeconds"`
}

// The SQL of one shard. Every function takes the version by which the shard was chosen, and returns two errors that must
// not be confused. errNotHere, the viewer is not stored here, sends the caller on to the viewer's second place. errFenced,
// the choice is out of date and nothing has been done, must not: there may be a copy that does not count yet.

var errNotHere = errors.New("the viewer is not stored on this shard")

// outcome ends a statement: whether it was let in, and the row of the table expression found, if there is one.
func outcome(n int) string {
	return fmt.Sprintf("SELECT fence.version <= $%d AS let_in, found.* FROM fence LEFT JOIN found ON true", n)
}

type viewerOutcome struct {
	LetIn                       bool
	UserID, Name, Email, Region *string
	WatchSeconds                *int64
}

func settle(rows []viewerOutcome, err error) (Viewer, error) {
	switch {
	case err != nil:
		return Viewer{}, err
	case len(rows) == 0 || !rows[0].LetIn:
		return Viewer{}, errFenced
	case rows[0].UserID == nil:
		return Viewer{}, errNotHere
	}
	row := rows[0]
	return Viewer{*row.UserID, *row.Name, *row.Email, *row.Region, *row.WatchSeconds}, nil
}

func readViewer(ctx context.Context, shard SQL, version int, id string) (Viewer, error) {
	return settle(query[viewerOutcome](ctx, shard,
		`WITH found AS (SELECT user_id, name, email, region, watch_seconds FROM users
		                WHERE user_id = $1 AND `+notFenced(2)+`) `+outcome(2),
		id, version))
}

func updateViewer(ctx context.Context, shard SQL, version int, profile Profile) (Viewer, error) {
	return settle(query[viewerOutcome](ctx, shard,
		`WITH found AS (UPDATE users SET name = $2, email = $3 WHERE user_id = $1 AND `+notFenced(4)+`
		                RETURNING user_id, name, email, region, watch_seconds) `+outcome(4),
		profile.ID, profile.Name, profile.Email, version))
}

// upsertViewer creates the viewer or updates them: it knows no errNotHere.
func upsertViewer(ctx context.Context, shard SQL, version int, profile Profile) (viewer Viewer, created bool, err error) {
	type row struct {
		Viewer
		Created bool
	}
	rows, err := query[row](ctx, shard,
		`WITH `+heldOpen(5)+`
		 INSERT INTO users (user_id, name, email, region) SELECT $1, $2, $3, $4 FROM open
		 ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
		 RETURNING user_id, name, email, region, watch_seconds, xmax = 0 AS created`,
		profile.ID, profile.Name, profile.Email, profile.Region, version)
	if err != nil {
		return viewer, false, err
	}
	if len(rows) == 0 {
		return viewer, false, errFenced
	}
	return rows[0].Viewer, rows[0].Created, nil
}

// Added is what has become of an event: whether it is new, and the viewer's seconds with it.
type Added struct {
	Fresh        bool
	WatchSeconds int64
}

// addEvent adds an event and counts its seconds, both or neither. The viewer's row is locked first: whoever else holds that
// lock can be sure that no event is being added meanwhile.
func addEvent(ctx context.Context, shard SQL, version int, id string, event WatchEvent) (Added, error) {
	type row struct {
		LetIn        bool
		Fresh        *bool
		WatchSeconds *int64
	}
	rows, err := query[row](ctx, shard,
		`WITH viewer AS (SELECT user_id, watch_seconds FROM users WHERE user_id = $1 AND `+notFenced(5)+` FOR UPDATE),
		      added AS (INSERT INTO events (user_id, event_id, video_id, seconds)
		                SELECT user_id, $2, $3, $4 FROM viewer
		                ON CONFLICT (user_id, event_id) DO NOTHING
		                RETURNING user_id, seconds),
		      counted AS (UPDATE users SET watch_seconds = users.watch_seconds + added.seconds
		                  FROM added WHERE users.user_id = added.user_id
		                  RETURNING users.watch_seconds),
		      found AS (SELECT true AS fresh, watch_seconds FROM counted
		                UNION ALL
		                SELECT false, watch_seconds FROM viewer WHERE NOT EXISTS (SELECT FROM added))
		 `+outcome(5),
		id, event.EventID, event.VideoID, event.Seconds, version)
	switch {
	case err != nil:
		return Added{}, err
	case len(rows) == 0 || !rows[0].LetIn:
		return Added{}, errFenced
	case rows[0].Fresh == nil:
		return Added{}, errNotHere
	}
	return Added{*rows[0].Fresh, *rows[0].WatchSeconds}, nil
}

// updateViewers updates many viewers in one statement; it returns the ids of those who were there.
func updateViewers(ctx context.Context, shard SQL, version int, profiles []Profile) ([]string, error) {
	type row struct {
		LetIn  bool
		UserID *string
	}
	columns := columnsOf(profiles)
	rows, err := query[row](ctx, shard,
		`WITH found AS (UPDATE users SET name = p.name, email = p.email
		                FROM unnest($1::text[], $2::text[], $3::text[]) AS p (user_id, name, email)
		                WHERE users.user_id = p.user_id AND `+notFenced(4)+`
		                RETURNING users.user_id) `+outcome(4),
		columns.ids, columns.names, columns.emails, version)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !rows[0].LetIn {
		return nil, errFenced
	}
	var ids []string
	for _, row := range rows {
		if row.UserID != nil {
			ids = append(ids, *row.UserID)
		}
	}
	return ids, nil
}

// upsertViewers writes many viewers in one statement, all or, when it returns errFenced, none. In the order of the ids, as
// everybody who locks several viewers does: so no two can wait for each other.
func upsertViewers(ctx context.Context, shard SQL, version int, profiles []Profile) error {
	if len(profiles) == 0 {
		return nil
	}
	columns := columnsOf(profiles)
	rows, err := query[struct{ UserID string }](ctx, shard,
		`WITH `+heldOpen(5)+`
		 INSERT INTO users (user_id, name, email, region)
		 SELECT p.* FROM open, unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS p (user_id, name, email, region)
		 ORDER BY p.user_id
		 ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
		 RETURNING user_id`,
		columns.ids, columns.names, columns.emails, columns.regions, version)
	if err == nil && len(rows) == 0 {
		err = errFenced
	}
	return err
}

// columns are profiles as arrays, for statements that take many at once.
type columns struct{ ids, names, emails, regions []string }

func columnsOf(profiles []Profile) (all columns) {
	for _, profile := range profiles {
		all.ids = append(all.ids, profile.ID)
		all.names = append(all.names, profile.Name)
		all.emails = append(all.emails, profile.Email)
		all.regions = append(all.regions, profile.Region)
	}
	return all
}
