package store

import (
	"context"
	"errors"
)

// Entry is one line of a Log.
type Entry struct {
	Meta
	Log       string `json:"log"`
	Seq       int64  `json:"seq"`           // from 1, without gaps
	MessageID string `json:"messageId"`     // the outbox message that caused it: a second append of it changes nothing
	At        int64  `json:"at"`            // ms
	Key       string `json:"key,omitempty"` // what the entry is about, for Under
	Body      []byte `json:"body,omitempty"`
}

// Item is an entry to be appended. Body makes the entry's body from the one before it (nil for the first), which is how a hash chain
// is built; it may be called several times.
type Item struct {
	MessageID string
	At        int64 // ms
	Key       string
	Body      func(prev *Entry) ([]byte, error)
}

// Plain is the Body of an item that does not look at the one before.
func Plain(body []byte) func(*Entry) ([]byte, error) {
	return func(*Entry) ([]byte, error) { return body, nil }
}

// LogSpec declares the collection that holds all logs.
var LogSpec = Spec{Name: "log", Indexes: []Index{
	{Fields: []string{"log", "seq"}, Unique: true},
	{Fields: []string{"log", "messageId"}, Unique: true},
	{Fields: []string{"log", "key", "seq"}},
}}

// Log is an append-only order of things, built on insert alone: append reads the last seq and inserts the next; on a clash it looks
// whether the message is there already and otherwise tries again. So there are no gaps and nothing ever appears behind a reader.
type Log struct {
	entries Collection[Entry, *Entry]
	name    string
}

// OpenLog opens a log by name, such as "changes" or "audit-BJ".
func OpenLog(db *DB, name string) *Log {
	return &Log{entries: On[Entry](db, LogSpec.Name), name: name}
}

// Append adds one entry and returns it as stored; when messageID is there already, the entry that is there.
func (l *Log) Append(ctx context.Context, messageID string, at int64, body func(prev *Entry) ([]byte, error)) (*Entry, error) {
	return l.append(ctx, Item{MessageID: messageID, At: at, Body: body})
}

// AppendAll adds entries in order; those whose message id is there already are left out. One round trip when nobody else appends.
func (l *Log) AppendAll(ctx context.Context, items []Item) error {
	prev, err := l.last(ctx)
	if err != nil {
		return err
	}
	batch := make([]*Entry, len(items))
	for i, item := range items {
		if batch[i], err = l.next(prev, item); err != nil {
			return err
		}
		prev = batch[i]
	}
	if err = l.entries.Insert(ctx, batch...); !errors.Is(err, Clash) {
		return err
	}
	for _, item := range items { // somebody appended meanwhile, or a message came twice
		if _, err := l.append(ctx, item); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) append(ctx context.Context, item Item) (*Entry, error) {
	for try := range swapTries {
		prev, err := l.last(ctx)
		if err != nil {
			return nil, err
		}
		next, err := l.next(prev, item)
		if err != nil {
			return nil, err
		}
		if err = l.entries.Insert(ctx, next); err == nil {
			return next, nil
		}
		if !errors.Is(err, Clash) {
			return nil, err
		}
		switch there, err := l.entries.First(ctx, And(Eq("log", l.name), Eq("messageId", item.MessageID))); {
		case err == nil:
			return there, nil
		case !errors.Is(err, Missing):
			return nil, err
		}
		if err := backOff(ctx, try); err != nil {
			return nil, err
		}
	}
	return nil, Lost
}

func (l *Log) next(prev *Entry, item Item) (*Entry, error) {
	body, err := item.Body(prev)
	if err != nil {
		return nil, err
	}
	e := &Entry{Log: l.name, Seq: 1, MessageID: item.MessageID, At: item.At, Key: item.Key, Body: body}
	if prev != nil {
		e.Seq = prev.Seq + 1
	}
	return e, nil
}

// Under returns the newest entries about key, at most limit, newest first.
func (l *Log) Under(ctx context.Context, key string, limit int) ([]*Entry, error) {
	return l.entries.Find(ctx, Query{
		Where: And(Eq("log", l.name), Eq("key", key)),
		Sort:  []Order{{Field: "seq", Desc: true}},
		Limit: limit,
	})
}

// Latest returns the newest entries with seq < before (0: from the end), newest first.
func (l *Log) Latest(ctx context.Context, before int64, limit int) ([]*Entry, error) {
	where := Eq("log", l.name)
	if before > 0 {
		where = And(where, Range("seq", nil, before))
	}
	return l.entries.Find(ctx, Query{Where: where, Sort: []Order{{Field: "seq", Desc: true}}, Limit: limit})
}

// Read returns up to limit entries with seq > after, in order.
func (l *Log) Read(ctx context.Context, after int64, limit int) ([]*Entry, error) {
	return l.entries.Find(ctx, Query{
		Where: And(Eq("log", l.name), Range("seq", after+1, nil)),
		Sort:  []Order{{Field: "seq"}},
		Limit: limit,
	})
}

// Head is the seq of the last entry; 0 when the log is empty.
func (l *Log) Head(ctx context.Context) (int64, error) {
	last, err := l.last(ctx)
	if err != nil || last == nil {
		return 0, err
	}
	return last.Seq, nil
}

func (l *Log) last(ctx context.Context) (*Entry, error) {
	last, err := l.entries.First(ctx, Eq("log", l.name), Order{Field: "seq", Desc: true})
	if errors.Is(err, Missing) {
		return nil, nil
	}
	return last, err
}
