package store

import (
	"context"
	"errors"
)

// Entry is one line of a Log.
type Entry struct {
	Meta
	Log       string `json:"log"`
	Seq       int64  `json:"seq"`       // from 1, without gaps
	MessageID string `json:"messageId"` // the outbox message that caused it: a second append of it changes nothing
	At        int64  `json:"at"`        // ms
	Body      []byte `json:"body,omitempty"`
}

// LogSpec declares the collection that holds all logs.
var LogSpec = Spec{Name: "log", Indexes: []Index{
	{Fields: []string{"log", "seq"}, Unique: true},
	{Fields: []string{"log", "messageId"}, Unique: true},
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

// Append adds one entry and returns it as stored; when messageID is there already, the entry that is there. body makes the entry's
// body from the one before it (nil for the first), which is how a hash chain is built; it may be called several times.
func (l *Log) Append(ctx context.Context, messageID string, at int64, body func(prev *Entry) ([]byte, error)) (*Entry, error) {
	for try := 0; try < swapTries; try++ {
		prev, err := l.last(ctx)
		if err != nil {
			return nil, err
		}
		next := &Entry{Log: l.name, Seq: 1, MessageID: messageID, At: at}
		if prev != nil {
			next.Seq = prev.Seq + 1
		}
		if next.Body, err = body(prev); err != nil {
			return nil, err
		}
		err = l.entries.Insert(ctx, next)
		if err == nil {
			return next, nil
		}
		if !errors.Is(err, Clash) {
			return nil, err
		}
		switch there, err := l.entries.First(ctx, And(Eq("log", l.name), Eq("messageId", messageID))); {
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
