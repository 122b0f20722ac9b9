// Package audit keeps who did what, on which record, why and when. Entries reach the log of their region through the outbox of the
// document that was changed, so what was written is recorded and what was not is not. No entry holds a private value.
package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/jobs"
	"talentcircle/backend/store"
)

// Topic is the outbox topic of audit messages.
const Topic = "audit"

// Entry is one line of the log. ID and At are filled in when it is recorded.
type Entry struct {
	ID      string    `json:"id"`
	At      int64     `json:"at"`     // ms
	Region  cn.Region `json:"region"` // whose log; empty: the portal's own
	By      string    `json:"by"`     // user id
	ByName  string    `json:"byName"`
	Role    auth.Role `json:"role"`
	Agency  string    `json:"agency,omitempty"`
	Action  string    `json:"action"`           // "expert.publish"
	Object  string    `json:"object"`           // "experts/ID"
	No      string    `json:"no,omitempty"`     // the number people quote
	Fields  []string  `json:"fields,omitempty"` // names of changed fields, never their values
	Purpose string    `json:"purpose,omitempty"`
	Denied  bool      `json:"denied,omitempty"` // tried and refused
}

// By starts an entry of this caller in the log of region.
func By(who auth.Principal, region cn.Region, action, object string) Entry {
	return Entry{Region: region, By: who.UserID, ByName: who.Name, Role: who.Role, Agency: who.AgencyID, Action: action, Object: object}
}

// Message makes the outbox message of an entry. now is in ms.
func Message(e Entry, now int64) store.Message {
	e.ID, e.At = store.NewID(), now
	body, _ := json.Marshal(e) // strings and numbers always encode
	return store.Message{ID: e.ID, Topic: Topic, Body: body, At: now}
}

// Log is the audit log of all regions.
type Log struct{ db *store.DB }

// NewLog opens it.
func NewLog(db *store.DB) *Log { return &Log{db: db} }

func (l *Log) of(region cn.Region) *store.Log {
	if region == "" {
		region = "JJJ"
	}
	return store.OpenLog(l.db, "audit-"+string(region))
}

// Handler is the relay's handler for Topic.
func (l *Log) Handler() jobs.Handler {
	return jobs.All(func(ctx context.Context, batch []jobs.Delivery) error {
		byRegion := map[cn.Region][]store.Item{}
		for _, d := range batch {
			var e Entry
			if err := json.Unmarshal(d.Message.Body, &e); err != nil {
				return fmt.Errorf("audit message %s: %w", d.Message.ID, err)
			}
			byRegion[e.Region] = append(byRegion[e.Region], item(e, d.Message.Body))
		}
		for region, items := range byRegion {
			if err := l.of(region).AppendAll(ctx, items); err != nil {
				return err
			}
		}
		return nil
	})
}

func item(e Entry, body []byte) store.Item {
	return store.Item{MessageID: e.ID, At: e.At, Key: e.Object, Body: store.Plain(body)}
}

// Denied records a refused try at once: no document changed that could carry it.
func (l *Log) Denied(ctx context.Context, e Entry) error {
	e.Denied = true
	return l.Record(ctx, e)
}

// Record writes an entry at once, for what leaves no document: a refusal, a failed login, a look at a private value.
func (l *Log) Record(ctx context.Context, e Entry) error {
	e.ID, e.At = store.NewID(), store.Millis(l.db.Now())
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return l.of(e.Region).AppendAll(ctx, []store.Item{item(e, body)})
}

// History returns the newest entries about one object in a region's log, newest first.
func (l *Log) History(ctx context.Context, region cn.Region, object string, limit int) ([]Entry, error) {
	entries, err := l.of(region).Under(ctx, object, limit)
	return decode(entries, err)
}

// Latest returns the newest entries of a region's log with seq < before (0: from the end), newest first, and the seq to go on before.
func (l *Log) Latest(ctx context.Context, region cn.Region, before int64, limit int) (list []Entry, next int64, err error) {
	entries, err := l.of(region).Latest(ctx, before, limit)
	if len(entries) == limit && limit > 0 {
		next = entries[limit-1].Seq
	}
	list, err = decode(entries, err)
	return list, next, err
}

func decode(entries []*store.Entry, err error) ([]Entry, error) {
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(entries))
	for i, e := range entries {
		if err := json.Unmarshal(e.Body, &out[i]); err != nil {
			return nil, fmt.Errorf("audit entry %d: %w", e.Seq, err)
		}
	}
	return out, nil
}
