package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"talentcircle/backend/store"
)

// Lease gives one process at a time the right to do a job. Fence grows with every new holder.
type Lease struct {
	store.Meta
	Holder string `json:"holder"`
	Until  int64  `json:"until"` // ms
	Fence  int64  `json:"fence"`
	Done   string `json:"done,omitempty"` // the last day or round that was finished
}

// LeaseSpec declares their collection.
var LeaseSpec = store.Spec{Name: "lease"}

// Timed is work that comes round. Run must be safe to repeat: a process that dies in the middle is followed by another.
type Timed struct {
	Name   string
	Every  time.Duration // at most so often
	Offset time.Duration // when in a round it begins, from midnight UTC: -8 h with a round of a day is midnight in China
	Run    func(ctx context.Context, now time.Time) error
}

const leaseFor = 2 * time.Minute

var errNotOurs = errors.New("another process holds the lease")

// RunTimed looks at each job four times per period, at least once a minute, until ctx ends.
func RunTimed(ctx context.Context, db *store.DB, log *slog.Logger, work ...Timed) {
	holder := store.NewID()
	step := time.Minute
	for _, w := range work {
		step = min(step, w.Every/4)
	}
	for ctx.Err() == nil {
		for _, w := range work {
			if err := w.once(ctx, db, holder); err != nil && ctx.Err() == nil {
				log.Warn("timed work failed", "job", w.Name, "error", err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(step):
		}
	}
}

func (w Timed) once(ctx context.Context, db *store.DB, holder string) error {
	now := db.Now()
	round := now.Add(-w.Offset).Truncate(w.Every).Format(time.RFC3339)
	leases := store.On[Lease](db, LeaseSpec.Name)
	take := func(l *Lease) error {
		if l.Done == round || (l.Holder != holder && l.Until > store.Millis(now)) {
			return errNotOurs
		}
		l.Holder, l.Until = holder, store.Millis(now.Add(leaseFor))
		l.Fence++
		return nil
	}
	_, err := leases.Amend(ctx, w.Name, take)
	if errors.Is(err, store.Missing) {
		if err := leases.Insert(ctx, &Lease{Meta: store.Meta{ID: w.Name}}); err != nil && !errors.Is(err, store.Clash) {
			return err
		}
		_, err = leases.Amend(ctx, w.Name, take)
	}
	if errors.Is(err, errNotOurs) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := w.Run(ctx, now); err != nil {
		return err
	}
	_, err = leases.Amend(ctx, w.Name, func(l *Lease) error {
		if l.Holder != holder {
			return errNotOurs
		}
		l.Done, l.Until = round, 0
		return nil
	})
	if errors.Is(err, errNotOurs) {
		return nil
	}
	return err
}
