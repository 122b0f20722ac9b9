// Package jobs does what must happen later: it delivers the messages in the outboxes of documents, runs timed work under leases, and
// lets readers follow the log of changes. It knows no feature.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"talentcircle/backend/store"
)

// Delivery is one message on its way, with the document it came from.
type Delivery struct {
	Collection string
	Document   string
	Message    store.Message
}

// Handler takes a batch of deliveries of one topic and returns those that failed, by message id; nil when all went well. Delivery is
// at least once: a handler drops what it has seen.
type Handler func(ctx context.Context, batch []Delivery) map[string]error

// Each makes a Handler of a function for one delivery.
func Each(handle func(ctx context.Context, d Delivery) error) Handler {
	return func(ctx context.Context, batch []Delivery) map[string]error {
		failed := map[string]error{}
		for _, d := range batch {
			if err := handle(ctx, d); err != nil {
				failed[d.Message.ID] = err
			}
		}
		return failed
	}
}

// All makes a Handler of a function for which a batch goes well or fails as one.
func All(handle func(ctx context.Context, batch []Delivery) error) Handler {
	return func(ctx context.Context, batch []Delivery) map[string]error {
		err := handle(ctx, batch)
		if err == nil {
			return nil
		}
		failed := map[string]error{}
		for _, d := range batch {
			failed[d.Message.ID] = err
		}
		return failed
	}
}

const (
	claimFor     = 30 * time.Second // a claim older than this is taken over: its process died
	pollEvery    = time.Second      // the fallback when nobody posted; also finds what another process left behind
	batchSize    = 200
	settleWithin = 5 * time.Second
	maxAttempts  = 12 // with the backoff below about an hour and a half of trying
)

// envelope reads any document for its Meta alone and keeps the rest as it is.
type envelope struct {
	store.Meta
	Rest jsontext.Value `json:",embed"`
}

// DeadLetter is a message that could not be delivered maxAttempts times.
type DeadLetter struct {
	store.Meta
	Collection string        `json:"collection"`
	Document   string        `json:"document"`
	Message    store.Message `json:"message"`
	LastError  string        `json:"lastError"`
}

// DeadLetterSpec declares their collection.
var DeadLetterSpec = store.Spec{Name: "dead_letter", Indexes: []store.Index{{Fields: []string{"createdAt"}}}}

// Relay delivers the messages of the watched collections. Several processes may run one each on the same store.
type Relay struct {
	db          *store.DB
	log         *slog.Logger
	collections []string
	handlers    map[string]Handler
	wake        chan struct{}
}

// NewRelay makes a relay over these collections; it hears of db's writes at once.
func NewRelay(db *store.DB, log *slog.Logger, collections ...string) *Relay {
	r := &Relay{db: db, log: log, collections: collections, handlers: map[string]Handler{}, wake: make(chan struct{}, 1)}
	db.OnPosted(func(string, string) { r.poke() })
	return r
}

// On sets the handler of a topic; all are set before Run.
func (r *Relay) On(topic string, h Handler) { r.handlers[topic] = h }

func (r *Relay) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run delivers until ctx ends. A store that is away is tried again; nothing is lost.
func (r *Relay) Run(ctx context.Context) {
	for ctx.Err() == nil {
		more, err := r.Round(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("relay round failed", "error", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(pollEvery):
		}
	}
}

// Drain delivers until nothing is due; for seeding and tests.
func (r *Relay) Drain(ctx context.Context) error {
	for {
		more, err := r.Round(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// Round delivers one batch of each collection; more is true when something was delivered.
func (r *Relay) Round(ctx context.Context) (more bool, err error) {
	var errs []error
	for _, name := range r.collections {
		n, err := r.round(ctx, store.On[envelope](r.db, name))
		more = more || n > 0
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return more, errors.Join(errs...)
}

func (r *Relay) round(ctx context.Context, docs store.Collection[envelope, *envelope]) (delivered int, err error) {
	now := store.Millis(r.db.Now())
	due, err := docs.Find(ctx, store.Query{
		Where: store.Range("dueAt", nil, now+1),
		Sort:  []store.Order{{Field: "dueAt"}},
		Limit: batchSize,
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	ids := make([]string, len(due))
	for i, d := range due {
		ids[i] = d.ID
	}
	claim := now + claimFor.Milliseconds()
	byTopic := map[string][]Delivery{}
	claimed, _, err := docs.AmendMany(ctx, ids, func(e *envelope) error {
		if e.DueAt == 0 || e.DueAt > now {
			return errTaken
		}
		e.Postpone(now, claim, true)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, e := range claimed {
		for _, m := range e.Outbox {
			if m.At == claim {
				byTopic[m.Topic] = append(byTopic[m.Topic], Delivery{Collection: docs.Name(), Document: e.ID, Message: m})
			}
		}
	}
	done, failed := r.deliver(ctx, byTopic)
	// A relay that is told to stop still gives back what it claimed, or the next one would wait for the claims to run out.
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	return len(done), r.settle(settling, docs, claimed, done, failed)
}

var errTaken = errors.New("taken by another process")

func (r *Relay) deliver(ctx context.Context, byTopic map[string][]Delivery) (done map[string]bool, failed map[string]error) {
	done, failed = map[string]bool{}, map[string]error{}
	for topic, batch := range byTopic {
		handle := r.handlers[topic]
		if handle == nil {
			handle = Each(func(context.Context, Delivery) error { return fmt.Errorf("no handler for topic %q", topic) })
		}
		bad := handle(ctx, batch)
		for _, d := range batch {
			err := bad[d.Message.ID]
			if err == nil {
				done[d.Message.ID] = true
				continue
			}
			if d.Message.Attempts < maxAttempts {
				failed[d.Message.ID] = err
				r.log.Warn("delivery failed", "topic", topic, "message", d.Message.ID, "attempt", d.Message.Attempts, "error", err)
				continue
			}
			if err := r.bury(ctx, d, err); err == nil {
				done[d.Message.ID] = true
			}
		}
	}
	return done, failed
}

// settle takes what was delivered out of the outboxes and sets the next try of what failed.
func (r *Relay) settle(ctx context.Context, docs store.Collection[envelope, *envelope], claimed []*envelope, done map[string]bool, failed map[string]error) error {
	now := store.Millis(r.db.Now())
	change := func(e *envelope) error {
		e.Delivered(done)
		for i := range e.Outbox {
			if m := &e.Outbox[i]; failed[m.ID] != nil {
				m.At = now + backoff(m.Attempts).Milliseconds()
			}
		}
		e.Emit() // settles dueAt
		return nil
	}
	ids := make([]string, len(claimed))
	for i, e := range claimed {
		ids[i] = e.ID
	}
	_, lost, err := docs.AmendMany(ctx, ids, change)
	if err != nil {
		return err
	}
	for id, why := range lost { // written meanwhile by a business verb: one at a time, retried
		if errors.Is(why, store.Missing) {
			continue
		}
		if _, err := docs.Amend(ctx, id, change); err != nil && !errors.Is(err, store.Missing) {
			return err
		}
	}
	return nil
}

func (r *Relay) bury(ctx context.Context, d Delivery, cause error) error {
	r.log.Error("message given up", "topic", d.Message.Topic, "message", d.Message.ID, "error", cause)
	err := store.On[DeadLetter](r.db, DeadLetterSpec.Name).Insert(ctx, &DeadLetter{
		Meta: store.Meta{ID: d.Message.ID}, Collection: d.Collection, Document: d.Document, Message: d.Message, LastError: cause.Error(),
	})
	if errors.Is(err, store.Clash) {
		return nil
	}
	return err
}

// backoff grows from half a second to twenty minutes, with jitter so that processes do not march in step.
func backoff(attempts int) time.Duration {
	d := 500 * time.Millisecond << min(attempts, 11)
	d = min(d, 20*time.Minute)
	return d/2 + time.Duration(rand.Int64N(int64(d/2)+1))
}
