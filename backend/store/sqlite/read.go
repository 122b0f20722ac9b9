package sqlite

import (
	"context"
	"database/sql"

	"talentcircle/backend/store"
)

// Get implements store.Engine.
func (e *Engine) Get(ctx context.Context, collection string, ids ...string) ([]store.Doc, error) {
	spec, err := e.spec(collection)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	text := "SELECT id, rev, doc FROM " + quote(spec.Name) + " WHERE id"
	if len(ids) == 1 {
		return e.docs(ctx, text+" = ?", ids[0])
	}
	list, err := jsonList(ids)
	if err != nil {
		return nil, err
	}
	docs, err := e.docs(ctx, text+" IN (SELECT value FROM json_each(?))", list)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]store.Doc, len(docs))
	for _, d := range docs {
		byID[d.ID] = d
	}
	docs = docs[:0]
	for _, id := range ids {
		if d, ok := byID[id]; ok {
			docs = append(docs, d)
		}
	}
	return docs, nil
}

// one reads the document that must be there.
func (e *Engine) one(ctx context.Context, collection, id string) (store.Doc, error) {
	docs, err := e.Get(ctx, collection, id)
	if err != nil {
		return store.Doc{}, err
	}
	if len(docs) == 0 {
		return store.Doc{}, store.Missing
	}
	return docs[0], nil
}

// Find implements store.Engine.
func (e *Engine) Find(ctx context.Context, collection string, q store.Query) ([]store.Doc, error) {
	spec, err := e.spec(collection)
	if err != nil {
		return nil, err
	}
	pages, err := spec.Pages(q, func(id string) (store.Doc, error) { return e.one(ctx, collection, id) })
	if err != nil {
		return nil, err
	}
	var docs []store.Doc
	for _, p := range pages {
		if p.Limit -= len(docs); p.Limit == 0 {
			break
		}
		var s statement
		if err := s.page(spec, p); err != nil {
			return nil, err
		}
		more, err := e.docs(ctx, s.String(), s.args...)
		if err != nil {
			return nil, err
		}
		docs = append(docs, more...)
	}
	return docs, nil
}

// Count implements store.Engine.
func (e *Engine) Count(ctx context.Context, collection string, where store.Filter) (n int64, err error) {
	spec, err := e.spec(collection)
	if err != nil {
		return 0, err
	}
	if where, err = where.Checked(); err != nil {
		return 0, err
	}
	var s statement
	s.write("SELECT count(*) FROM ", quote(spec.Name), " WHERE ")
	if err := s.where(spec, where); err != nil {
		return 0, err
	}
	err = e.each(ctx, s.String(), s.args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

func (e *Engine) docs(ctx context.Context, text string, args ...any) ([]store.Doc, error) {
	var docs []store.Doc
	err := e.each(ctx, text, args, func(rows *sql.Rows) error {
		var d store.Doc
		err := rows.Scan(&d.ID, &d.Rev, &d.Body)
		docs = append(docs, d)
		return err
	})
	return docs, err
}

// each runs a read and visits its rows. The readers know no text for "closed", so the engine remembers that it is.
func (e *Engine) each(ctx context.Context, text string, args []any, visit func(*sql.Rows) error) error {
	rows, err := e.queries.query(ctx, text, args...)
	if err != nil {
		return e.readFault(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows); err != nil {
			return err
		}
	}
	return e.readFault(ctx, rows.Err())
}

func (e *Engine) readFault(ctx context.Context, err error) error {
	if err != nil && e.closed.Load() {
		return store.Away.Because(err)
	}
	return fault(ctx, err)
}
