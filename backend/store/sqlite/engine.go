// Package sqlite is the document store of the embedded default: one SQLite file in WAL mode, one table per collection, the documents as
// JSON text with an index on each declared expression. It needs no server and no cgo. Writes go through one connection, one at a
// time; reads have a pool of their own and never wait for a write. A commit survives the death of the process at once, and a power cut
// from the next checkpoint on (synchronous NORMAL).
//
// Several processes may use one file: SQLite's locks order their writes.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"talentcircle/backend/store"
)

// Engine is one open database file. It is safe for concurrent use.
type Engine struct {
	path    string
	version string
	readers *sql.DB
	queries statements    // prepared on readers
	writers *sql.DB       // holds the one connection of writer
	writer  chan *session // has the session while nobody writes; closed with the engine
	closed  atomic.Bool
	mu      sync.RWMutex
	specs   map[string]store.Spec
}

var _ store.Engine = (*Engine)(nil)

// Open opens the database file at path, making it (readable by its owner only) when it is missing; the directory must be there.
func Open(path string) (*Engine, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, store.Away.Because(err)
	}
	e := &Engine{path: path, writer: make(chan *session, 1), specs: map[string]store.Spec{}}
	if err := e.connect(context.Background()); err != nil {
		_ = e.disconnect()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return e, nil
}

// create makes the file before SQLite does, so that it and the files beside it are never readable by others. A file that is there is not
// opened: closing it again would drop the locks this process holds on it.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func (e *Engine) connect(ctx context.Context) (err error) {
	if e.writers, err = openPool(e.path, "query_only(0)"); err != nil {
		return err
	}
	if e.readers, err = openPool(e.path, "query_only(1)"); err != nil {
		return err
	}
	conn, err := e.writers.Conn(ctx)
	if err != nil {
		return fault(ctx, err)
	}
	e.writer <- &session{conn: conn, prepared: map[string]*sql.Stmt{}}
	pool := max(4, 2*runtime.GOMAXPROCS(0))
	e.readers.SetMaxOpenConns(pool)
	e.readers.SetMaxIdleConns(pool)
	e.queries.db = e.readers
	return fault(ctx, e.readers.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&e.version))
}

// disconnect closes what connect opened; the writer last, whose close moves the log into the file.
func (e *Engine) disconnect() error {
	var errs []error
	for _, db := range []*sql.DB{e.readers, e.writers} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

func openPool(path, access string) (*sql.DB, error) {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "journal_mode(wal)", "synchronous(normal)", "cache_size(-16000)", "temp_store(memory)",
		"journal_size_limit(67108864)", access,
	}}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String())
}

// Name is "sqlite" and the version of the library.
func (e *Engine) Name() string { return "sqlite " + e.version }

// Path is the absolute path of the database file.
func (e *Engine) Path() string { return e.path }

// Ping reads one row, and that the file is writable: it takes the write lock and lets go.
func (e *Engine) Ping(ctx context.Context) error {
	return e.write(ctx, func(ctx context.Context, w *session) error {
		return w.transaction(ctx, func() error { return nil })
	})
}

// Close waits for the write under way and closes the file. Calls after it answer Away.
func (e *Engine) Close() error {
	w, open := <-e.writer
	if !open {
		return nil
	}
	e.closed.Store(true)
	close(e.writer)
	return errors.Join(w.conn.Close(), e.disconnect())
}

// spec finds the declaration of a collection.
func (e *Engine) spec(collection string) (store.Spec, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	spec, ok := e.specs[collection]
	if !ok {
		return spec, fmt.Errorf("store: collection %q was not declared", collection)
	}
	return spec, nil
}
