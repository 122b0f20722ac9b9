package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"talentcircle/backend/store"
)

// session is the writing connection with its prepared statements. Whoever took it out of Engine.writer has it alone.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

var errClosed = errors.New("the engine is closed")

// write waits for its turn as long as ctx allows, and then no longer heeds it: a write takes milliseconds, and its outcome is known.
func (e *Engine) write(ctx context.Context, do func(context.Context, *session) error) error {
	if err := ctx.Err(); err != nil {
		return store.Away.Because(err)
	}
	select {
	case <-ctx.Done():
		return store.Away.Because(ctx.Err())
	case w, open := <-e.writer:
		if !open {
			return store.Away.Because(errClosed)
		}
		defer func() { e.writer <- w }()
		return fault(ctx, do(context.WithoutCancel(ctx), w))
	}
}

// transaction commits what do did, unless it returned an error.
func (w *session) transaction(ctx context.Context, do func() error) error {
	if _, err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := do()
	if err == nil {
		_, err = w.exec(ctx, "COMMIT")
	}
	if err != nil {
		_, undo := w.exec(ctx, "ROLLBACK")
		if undo != nil && !errors.As(undo, new(*sqlite.Error)) { // on a full disk SQLite has rolled back already and says there is nothing to do
			return errors.Join(err, undo)
		}
	}
	return err
}

// exec runs a statement whose text is one of few, and says how many rows it changed.
func (w *session) exec(ctx context.Context, text string, args ...any) (int64, error) {
	stmt := w.prepared[text]
	if stmt == nil {
		var err error
		if stmt, err = w.conn.PrepareContext(ctx, text); err != nil {
			return 0, err
		}
		w.prepared[text] = stmt
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// statements keeps prepared reads by their text.
type statements struct {
	db   *sql.DB
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

// keepStatements bounds the cache; the texts come from the declared queries, so only a search with many free filters gets there.
const keepStatements = 500

func (s *statements) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s.mu.Lock()
	stmt, full := s.kept[text], len(s.kept) >= keepStatements
	s.mu.Unlock()
	if stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	if full {
		return s.db.QueryContext(ctx, text, args...)
	}
	stmt, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.keep(text, stmt).QueryContext(ctx, args...)
}

// keep remembers stmt unless another caller was faster.
func (s *statements) keep(text string, stmt *sql.Stmt) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if first := s.kept[text]; first != nil {
		_ = stmt.Close()
		return first
	}
	if s.kept == nil {
		s.kept = map[string]*sql.Stmt{}
	}
	s.kept[text] = stmt
	return stmt
}

// fault maps a driver error by its code. An error that is a fault already passes.
func fault(ctx context.Context, err error) error {
	var code *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &code):
		return byCode(ctx, code)
	case ctx.Err() != nil:
		return store.Away.Because(ctx.Err())
	case errors.Is(err, sql.ErrConnDone):
		return store.Away.Because(err)
	}
	return err
}

func byCode(ctx context.Context, err *sqlite.Error) error {
	switch err.Code() {
	case lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_UNIQUE:
		return store.Clash.Because(err)
	}
	switch err.Code() & 0xff { // the primary code
	case lib.SQLITE_TOOBIG:
		return store.Refused.Because(err)
	case lib.SQLITE_INTERRUPT:
		if ctx.Err() != nil {
			return store.Away.Because(ctx.Err())
		}
		return store.Away.Because(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_FULL, lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY,
		lib.SQLITE_NOMEM, lib.SQLITE_PROTOCOL, lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return store.Away.Because(err)
	}
	return err
}
