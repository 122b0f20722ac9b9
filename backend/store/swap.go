package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// Update is a business verb on one document: read, change, replace where the rev still matches, again when it does not. change may
// run several times, so it must be pure but for the value it is given; an error from it ends the call and nothing is written.
// Version and UpdatedAt move on. The written value is returned. Missing, Clash, Lost, or what change returned.
func (c Collection[T, P]) Update(ctx context.Context, id string, change func(P) error) (P, error) {
	return c.swap(ctx, id, func(v P) error {
		if err := change(v); err != nil {
			return err
		}
		m := v.meta()
		m.Version++
		m.UpdatedAt = Millis(c.db.Now())
		return nil
	})
}

// Amend is Update for plumbing: the rev moves on, the version a user's ETag rests on does not.
func (c Collection[T, P]) Amend(ctx context.Context, id string, change func(P) error) (P, error) {
	return c.swap(ctx, id, change)
}

const swapTries = 50

func (c Collection[T, P]) swap(ctx context.Context, id string, change func(P) error) (P, error) {
	for try := range swapTries {
		v, err := c.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		prev := *v.meta()
		if err := change(v); err != nil {
			return nil, err
		}
		keep(v.meta(), prev)
		failed, err := c.replace(ctx, []P{v})
		if err != nil {
			return nil, err
		}
		switch err := failed[id]; {
		case err == nil:
			return v, nil
		case !errors.Is(err, Lost):
			return nil, err
		}
		if err := backOff(ctx, try); err != nil {
			return nil, err
		}
	}
	return nil, Lost
}

// AmendMany is UpdateMany for plumbing: versions stay.
func (c Collection[T, P]) AmendMany(ctx context.Context, ids []string, change func(P) error) (done []P, failed map[string]error, err error) {
	return c.swapMany(ctx, ids, change)
}

// UpdateMany changes several documents by business verb, each by its own compare-and-set, in one call of the engine. A document whose
// change returned an error, that is missing or whose unique key is taken is left as it was and named in failed; one that lost its race is
// changed again as Update does.
func (c Collection[T, P]) UpdateMany(ctx context.Context, ids []string, change func(P) error) (done []P, failed map[string]error, err error) {
	now := Millis(c.db.Now())
	return c.swapMany(ctx, ids, func(v P) error {
		if err := change(v); err != nil {
			return err
		}
		v.meta().Version++
		v.meta().UpdatedAt = now
		return nil
	})
}

func (c Collection[T, P]) swapMany(ctx context.Context, ids []string, change func(P) error) (done []P, failed map[string]error, err error) {
	failed = map[string]error{}
	var once []string
	for _, id := range ids {
		if _, twice := failed[id]; !twice {
			once = append(once, id)
		}
		failed[id] = Missing
	}
	values, err := c.GetMany(ctx, once)
	if err != nil {
		return nil, nil, err
	}
	ready := values[:0:0]
	for _, v := range values {
		id, prev := v.meta().ID, *v.meta()
		delete(failed, id)
		if err := change(v); err != nil {
			failed[id] = err
			continue
		}
		keep(v.meta(), prev)
		ready = append(ready, v)
	}
	not, err := c.replace(ctx, ready)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range ready {
		id, err := v.meta().ID, not[v.meta().ID]
		if errors.Is(err, Lost) { // somebody wrote between reading and replacing, often the relay: again, alone
			v, err = c.swap(ctx, id, change)
		}
		if err != nil {
			failed[id] = err
			continue
		}
		done = append(done, v)
	}
	return done, failed, nil
}

// keep undoes what no verb may touch.
func keep(m *Meta, prev Meta) { m.ID, m.Rev, m.CreatedAt = prev.ID, prev.Rev, prev.CreatedAt }

// replace moves the rev of each value on and writes it.
func (c Collection[T, P]) replace(ctx context.Context, values []P) (failed map[string]error, err error) {
	if len(values) == 0 {
		return nil, nil
	}
	swaps := make([]Swap, len(values))
	for i, v := range values {
		prev := v.meta().Rev
		v.meta().Rev++
		doc, err := Encode(v)
		if err != nil {
			return nil, err
		}
		swaps[i] = Swap{Doc: doc, Prev: prev}
	}
	failed, err = c.db.Replace(ctx, c.name, swaps...)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		if failed[v.meta().ID] == nil {
			c.tell(v)
		}
	}
	return failed, nil
}

// backOff waits up to 64 ms, by chance, so that writers of one document do not meet again.
func backOff(ctx context.Context, try int) error {
	most := time.Duration(1<<min(try, 6)) * time.Millisecond
	wait := most/4 + rand.N(most)
	select {
	case <-ctx.Done():
		return Away.Because(ctx.Err())
	case <-time.After(wait):
		return nil
	}
}
