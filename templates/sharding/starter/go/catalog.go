package main

import (
	"context"
	"time"
)

// openCatalog opens the catalog: a small PostgreSQL that every instance reaches and that never fails. It is empty, and its
// schema is yours. It may hold where viewers are; it must not hold who they are (no names, no e-mail addresses).
func openCatalog(ctx context.Context, url string, timeout time.Duration) (*Database, error) {
	catalog, err := NewDatabase("catalog", url, timeout)
	if err != nil {
		return nil, err
	}
	return catalog, catalog.Transaction(ctx, func(sql *Session) error {
		// Instances start at the same time; without the lock both would try to create the same table.
		if err := exec(ctx, sql, "SELECT pg_advisory_xact_lock(1)"); err != nil {
			return err
		}
		return exec(ctx, sql, schema)
	})
}

// Steps 5 and 6: what has to be remembered outside the shards, and outside every process?
const schema = ``
