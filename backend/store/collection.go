package store

import (
	"context"
	"errors"
	"time"
)

// DB is an engine with a clock and the port's typed face. Features declare collections on it.
type DB struct {
	Engine
	Now    func() time.Time
	posted func(collection, id string) // told after a write that left messages in the outbox
}

// Open wraps an engine. now is the clock of the whole process.
func Open(engine Engine, now func() time.Time) *DB {
	return &DB{Engine: engine, Now: now, posted: func(string, string) {}}
}

// OnPosted sets who is told when a write left messages in an outbox: the relay, so that it need not wait for its next round. Call
// it once, before the first write.
func (db *DB) OnPosted(tell func(collection, id string)) { db.posted = tell }

// Collection is one kind of document. T is the struct that embeds Meta; P is *T.
type Collection[T any, P interface {
	*T
	Stored
}] struct {
	db   *DB
	name string
}

// On opens a declared collection of db.
func On[T any, P interface {
	*T
	Stored
}](db *DB, name string) Collection[T, P] {
	return Collection[T, P]{db: db, name: name}
}

// Name is the collection's name.
func (c Collection[T, P]) Name() string { return c.name }

// Get reads one document; Missing when there is none.
func (c Collection[T, P]) Get(ctx context.Context, id string) (P, error) {
	docs, err := c.db.Get(ctx, c.name, id)
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 {
		return nil, Missing
	}
	return c.decode(docs[0])
}

// GetMany reads the documents that exist, in the order of ids.
func (c Collection[T, P]) GetMany(ctx context.Context, ids []string) ([]P, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	docs, err := c.db.Get(ctx, c.name, ids...)
	if err != nil {
		return nil, err
	}
	return c.decodeAll(docs)
}

// Insert writes new documents. It fills in what is empty of id, rev, version and the two times. Clash when a unique key is taken.
func (c Collection[T, P]) Insert(ctx context.Context, values ...P) error {
	now := Millis(c.db.Now())
	docs := make([]Doc, len(values))
	for i, v := range values {
		m := v.meta()
		if m.ID == "" {
			m.ID = NewID()
		}
		m.Rev, m.Version = 1, max(m.Version, 1)
		if m.CreatedAt == 0 {
			m.CreatedAt = now
		}
		m.UpdatedAt = now
		doc, err := Encode(v)
		if err != nil {
			return err
		}
		docs[i] = doc
	}
	if err := c.db.Insert(ctx, c.name, docs...); err != nil {
		return err
	}
	c.tell(values...)
	return nil
}

// Delete removes a document that is still at rev; Lost when it changed, Missing when it is gone.
func (c Collection[T, P]) Delete(ctx context.Context, id string, rev int64) error {
	err := c.db.Delete(ctx, c.name, id, rev)
	if errors.Is(err, Lost) {
		if _, gone := c.Get(ctx, id); gone != nil {
			return gone
		}
	}
	return err
}

// Find returns one page.
func (c Collection[T, P]) Find(ctx context.Context, q Query) ([]P, error) {
	docs, err := c.db.Find(ctx, c.name, q)
	if err != nil {
		return nil, err
	}
	return c.decodeAll(docs)
}

// First returns the first match in the query's order; Missing when there is none.
func (c Collection[T, P]) First(ctx context.Context, where Filter, sort ...Order) (P, error) {
	found, err := c.Find(ctx, Query{Where: where, Sort: sort, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, Missing
	}
	return found[0], nil
}

// Count counts the matches.
func (c Collection[T, P]) Count(ctx context.Context, where Filter) (int64, error) {
	return c.db.Count(ctx, c.name, where)
}

// GroupCount counts the matches by the values of a field.
func (c Collection[T, P]) GroupCount(ctx context.Context, where Filter, field string) ([]Group, error) {
	return c.db.GroupCount(ctx, c.name, where, field)
}

// Stream visits every match in the order of ids, from the one after `after` ("" from the start), a batch at a time, so it may be
// resumed; documents written meanwhile may or may not be seen. It ends with the first error of visit.
func (c Collection[T, P]) Stream(ctx context.Context, where Filter, after string, visit func(P) error) error {
	const batch = 500
	for {
		f := where
		if after != "" {
			f = And(Range("_id", after+"\x00", nil), where)
		}
		page, err := c.Find(ctx, Query{Where: f, Limit: batch})
		if err != nil {
			return err
		}
		for _, v := range page {
			if err := visit(v); err != nil {
				return err
			}
			after = v.meta().ID
		}
		if len(page) < batch {
			return nil
		}
	}
}

func (c Collection[T, P]) decode(d Doc) (P, error) {
	v := P(new(T))
	return v, Decode(d, v)
}

func (c Collection[T, P]) decodeAll(docs []Doc) ([]P, error) {
	out := make([]P, len(docs))
	for i, d := range docs {
		v, err := c.decode(d)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (c Collection[T, P]) tell(values ...P) {
	for _, v := range values {
		if m := v.meta(); m.DueAt != 0 {
			c.db.posted(c.name, m.ID)
		}
	}
}
