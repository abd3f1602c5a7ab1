package main

import "context"

// Viewer is a viewer as the contract shows them, and as their row is.
type Viewer struct {
	ID           string `json:"id" db:"user_id"`
	Name         string `json:"name"`
	Email        string `json:"email"`
	Region       string `json:"region"`
	WatchSeconds int64  `json:"watchSeconds"`
}

// readViewer returns 404 when the viewer is not stored on this shard.
func readViewer(ctx context.Context, shard SQL, id string) (Viewer, error) {
	rows, err := query[Viewer](ctx, shard,
		"SELECT user_id, name, email, region, watch_seconds FROM users WHERE user_id = $1", id)
	if err != nil {
		return Viewer{}, err
	}
	if len(rows) == 0 {
		return Viewer{}, notFound("viewer " + id)
	}
	return rows[0], nil
}

// upsertViewer creates or updates a viewer on this shard; it returns 409 when they are stored here with another region.
func upsertViewer(ctx context.Context, shard SQL, profile Profile) (viewer Viewer, created bool, err error) {
	type row struct {
		Viewer
		Created bool
	}
	rows, err := query[row](ctx, shard,
		`INSERT INTO users (user_id, name, email, region) VALUES ($1, $2, $3, $4)
		 ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
		   WHERE users.region = excluded.region
		 RETURNING user_id, name, email, region, watch_seconds, xmax = 0 AS created`,
		profile.ID, profile.Name, profile.Email, profile.Region)
	if err != nil {
		return viewer, false, err
	}
	if len(rows) == 0 {
		return viewer, false, regionConflict(profile.ID)
	}
	return rows[0].Viewer, rows[0].Created, nil
}

// upsertViewers creates or updates many viewers on this shard in one statement; it returns how many were written.
func upsertViewers(ctx context.Context, shard SQL, profiles []Profile) (int, error) {
	type row struct {
		UserID string
	}
	columns := columnsOf(profiles)
	rows, err := query[row](ctx, shard,
		`INSERT INTO users (user_id, name, email, region)
		 SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ORDER BY 1
		 ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email
		   WHERE users.region = excluded.region
		 RETURNING user_id`,
		columns.ids, columns.names, columns.emails, columns.regions)
	return len(rows), err
}

// addEvent adds an event and counts its seconds, both or neither; it returns 404 when the viewer is not stored on this
// shard. The viewer's row is locked first: whoever else holds that lock can be sure that no event is being added meanwhile.
func addEvent(ctx context.Context, shard SQL, id string, event WatchEvent) (fresh bool, watchSeconds int64, err error) {
	type row struct {
		Fresh        bool
		WatchSeconds int64
	}
	rows, err := query[row](ctx, shard,
		`WITH viewer AS (SELECT user_id, watch_seconds FROM users WHERE user_id = $1 FOR UPDATE),
		      added AS (INSERT INTO events (user_id, event_id, video_id, seconds)
		                SELECT user_id, $2, $3, $4 FROM viewer
		                ON CONFLICT (user_id, event_id) DO NOTHING
		                RETURNING user_id, seconds),
		      counted AS (UPDATE users SET watch_seconds = users.watch_seconds + added.seconds
		                  FROM added WHERE users.user_id = added.user_id
		                  RETURNING users.watch_seconds)
		 SELECT true AS fresh, watch_seconds FROM counted
		 UNION ALL
		 SELECT false, watch_seconds FROM viewer WHERE NOT EXISTS (SELECT FROM added)`,
		id, event.EventID, event.VideoID, event.Seconds)
	if err != nil {
		return false, 0, err
	}
	if len(rows) == 0 {
		return false, 0, notFound("viewer " + id)
	}
	return rows[0].Fresh, rows[0].WatchSeconds, nil
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
