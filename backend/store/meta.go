package store

import (
	"time"

	"github.com/google/uuid"
)

// Meta is embedded in every stored type. Times are UTC milliseconds since 1970, so that they sort the same on every store.
type Meta struct {
	ID        string    `json:"_id"`
	Rev       int64     `json:"rev"`       // changes on every write: the compare-and-set key
	Version   int64     `json:"version"`   // changes by a business verb only: the ETag
	CreatedAt int64     `json:"createdAt"` // ms
	UpdatedAt int64     `json:"updatedAt"` // ms, of the last business verb
	Outbox    []Message `json:"outbox,omitempty"`
	DueAt     int64     `json:"dueAt,omitzero"` // ms, when the earliest undelivered message is due; left out when there is none
}

// Message is a side effect waiting in the document that caused it: written in the same atomic write, delivered at least once by the
// relay in jobs, then taken out. ID is unique for ever; a receiver that keeps it can drop a second delivery.
type Message struct {
	ID       string `json:"id"`
	Topic    string `json:"topic"`
	Body     []byte `json:"body,omitempty"` // the topic's own JSON
	At       int64  `json:"at"`             // ms: not to be delivered before; moves on with each failed try
	Attempts int    `json:"attempts,omitzero"`
}

func (m *Meta) meta() *Meta { return m }

// Stored is any type that embeds Meta, as a pointer.
type Stored interface{ meta() *Meta }

// MetaOf gives the Meta of a stored value.
func MetaOf(v Stored) *Meta { return v.meta() }

// Emit puts messages into the outbox; call it inside a business verb, never outside a Change.
func (m *Meta) Emit(messages ...Message) {
	m.Outbox = append(m.Outbox, messages...)
	m.settleDue()
}

// Delivered takes the messages with these ids out of the outbox.
func (m *Meta) Delivered(ids map[string]bool) {
	kept := m.Outbox[:0:0]
	for _, msg := range m.Outbox {
		if !ids[msg.ID] {
			kept = append(kept, msg)
		}
	}
	m.Outbox = kept
	m.settleDue()
}

// Postpone moves every message that is still due at or before now to later, and counts the try; the relay's claim and its backoff.
func (m *Meta) Postpone(now, until int64, countTry bool) {
	for i := range m.Outbox {
		if m.Outbox[i].At <= now {
			m.Outbox[i].At = until
			if countTry {
				m.Outbox[i].Attempts++
			}
		}
	}
	m.settleDue()
}

func (m *Meta) settleDue() {
	m.DueAt = 0
	for _, msg := range m.Outbox {
		if m.DueAt == 0 || msg.At < m.DueAt {
			m.DueAt = msg.At
		}
	}
}

// NewID makes a UUIDv7: unique, and in the order of creation.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Millis turns a time into the form that is stored; Time turns it back, in UTC.
func Millis(t time.Time) int64 { return t.UnixMilli() }

// Time is the inverse of Millis.
func Time(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
