package sqlite

import (
	"context"
	"errors"

	"talentcircle/backend/store"
)

// Insert implements store.Engine: all documents or, on a clash, none.
func (e *Engine) Insert(ctx context.Context, collection string, docs ...store.Doc) error {
	spec, err := e.spec(collection)
	if err != nil || len(docs) == 0 {
		return err
	}
	text := "INSERT INTO " + quote(spec.Name) + " (id, rev, doc) VALUES (?, ?, ?)"
	return e.write(ctx, func(ctx context.Context, w *session) error {
		return w.all(ctx, len(docs), func(i int) error {
			_, err := w.exec(ctx, text, docs[i].ID, docs[i].Rev, string(docs[i].Body))
			return err
		})
	})
}

// Replace implements store.Engine.
func (e *Engine) Replace(ctx context.Context, collection string, swaps ...store.Swap) (map[string]error, error) {
	spec, err := e.spec(collection)
	if err != nil || len(swaps) == 0 {
		return nil, err
	}
	text := "UPDATE " + quote(spec.Name) + " SET rev = ?, doc = ? WHERE id = ? AND rev = ?"
	failed := map[string]error{}
	err = e.write(ctx, func(ctx context.Context, w *session) error {
		return w.all(ctx, len(swaps), func(i int) error {
			doc := swaps[i].Doc
			n, err := w.exec(ctx, text, doc.Rev, string(doc.Body), doc.ID, swaps[i].Prev)
			switch err = fault(ctx, err); {
			case errors.Is(err, store.Clash): // SQLite undid this statement only
				failed[doc.ID] = err
				return nil
			case err == nil && n == 0:
				failed[doc.ID] = store.Lost
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return failed, nil
}

// Delete implements store.Engine.
func (e *Engine) Delete(ctx context.Context, collection, id string, rev int64) error {
	spec, err := e.spec(collection)
	if err != nil {
		return err
	}
	return e.write(ctx, func(ctx context.Context, w *session) error {
		n, err := w.exec(ctx, "DELETE FROM "+quote(spec.Name)+" WHERE id = ? AND rev = ?", id, rev)
		if err == nil && n == 0 {
			return store.Lost
		}
		return err
	})
}

// all does the n steps in one transaction; a single step needs none.
func (w *session) all(ctx context.Context, n int, step func(i int) error) error {
	if n == 1 {
		return step(0)
	}
	return w.transaction(ctx, func() error {
		for i := range n {
			if err := step(i); err != nil {
				return err
			}
		}
		return nil
	})
}
