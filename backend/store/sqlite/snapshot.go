package sqlite

import (
	"context"
	"errors"
	"os"

	"talentcircle/backend/store"
)

// Snapshot writes a consistent copy of the whole database into a new file at path, while reading and writing go on; the copy has no log
// beside it and no free pages in it. The file must not be there. On an error nothing is left behind.
func (e *Engine) Snapshot(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite would make it readable to all
	if err != nil {
		return store.Away.Because(err)
	}
	if err := f.Close(); err != nil {
		return store.Away.Because(err)
	}
	// A connection that may only query may not make the copy, and the writer's would keep writes waiting: one of its own, for once.
	err = e.copyTo(ctx, path)
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func (e *Engine) copyTo(ctx context.Context, path string) error {
	if e.closed.Load() {
		return store.Away.Because(errClosed)
	}
	db, err := openPool(e.path, "query_only(0)")
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(fault(ctx, err), db.Close())
}
