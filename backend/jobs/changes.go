package jobs

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"talentcircle/backend/store"
)

// TopicChange is the topic of change messages; ChangeLog the log they end up in.
const (
	TopicChange = "change"
	ChangeLog   = "changes"
)

// Change says that a document was written; a reader looks up what it is now.
type Change struct {
	Collection string `json:"collection"`
	ID         string `json:"id"`
}

// Changed makes the message a business verb emits when readers of the change log should look at the document. now is in ms.
func Changed(collection, id string, now int64) store.Message {
	body, _ := json.Marshal(Change{Collection: collection, ID: id}) // two strings always encode
	return store.Message{ID: store.NewID(), Topic: TopicChange, Body: body, At: now}
}

// AppendChanges is the relay's handler for TopicChange.
func AppendChanges(db *store.DB) Handler {
	log := store.OpenLog(db, ChangeLog)
	return All(func(ctx context.Context, batch []Delivery) error {
		items := make([]store.Item, len(batch))
		for i, d := range batch {
			items[i] = store.Item{MessageID: d.Message.ID, At: store.Millis(db.Now()), Body: store.Plain(d.Message.Body)}
		}
		return log.AppendAll(ctx, items)
	})
}

// Follower reads the change log from a cursor of its own and hands on each batch. One per process and reader.
type Follower struct {
	Log    *slog.Logger
	DB     *store.DB
	Name   string
	Start  func(ctx context.Context) (int64, error)                      // the seq the reader holds already
	Handle func(ctx context.Context, upTo int64, changes []Change) error // makes it hold everything up to upTo; may come twice
}

const (
	followEvery = 100 * time.Millisecond
	followBatch = 1000
)

// Run follows until ctx ends; errors are logged and the batch is tried again.
func (f Follower) Run(ctx context.Context) {
	cursor, known := int64(0), false
	for wait := followEvery; ctx.Err() == nil; {
		moved, err := f.step(ctx, &cursor, &known)
		switch {
		case err != nil && ctx.Err() == nil:
			wait = min(wait*2, 10*time.Second)
			f.Log.Warn("reader of changes waits", "reader", f.Name, "after", cursor, "error", err)
		case moved:
			continue
		default:
			wait = followEvery
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// CatchUp follows until the log's end and returns; for seeding and tests.
func (f Follower) CatchUp(ctx context.Context) error {
	cursor, known := int64(0), false
	for {
		if moved, err := f.step(ctx, &cursor, &known); err != nil || !moved {
			return err
		}
	}
}

func (f Follower) step(ctx context.Context, cursor *int64, known *bool) (moved bool, err error) {
	if !*known {
		if *cursor, err = f.Start(ctx); err != nil {
			return false, err
		}
		*known = true
	}
	entries, err := store.OpenLog(f.DB, ChangeLog).Read(ctx, *cursor, followBatch)
	if err != nil || len(entries) == 0 {
		return false, err
	}
	changes := make([]Change, 0, len(entries))
	for _, e := range entries {
		var c Change
		if err := json.Unmarshal(e.Body, &c); err == nil {
			changes = append(changes, c)
		}
	}
	upTo := entries[len(entries)-1].Seq
	if err := f.Handle(ctx, upTo, changes); err != nil {
		return false, err
	}
	*cursor = upTo
	return true, nil
}
