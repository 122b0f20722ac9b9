package store

import (
	"context"
	"errors"
)

// Counter hands out numbers people quote: one document per series of numbers. Numbers are never given twice; some may be left unused.
type Counter struct {
	Meta
	Last int64 `json:"last"`
}

// CounterSpec declares the collection that holds all counters.
var CounterSpec = Spec{Name: "counter"}

// Take reserves n consecutive numbers of the named series, such as "expert-BJ-2026", and returns the first; the first ever is 1.
func Take(ctx context.Context, db *DB, name string, n int64) (int64, error) {
	counters := On[Counter](db, CounterSpec.Name)
	for {
		c, err := counters.Amend(ctx, name, func(c *Counter) error { c.Last += n; return nil })
		if err == nil {
			return c.Last - n + 1, nil
		}
		if !errors.Is(err, Missing) {
			return 0, err
		}
		if err := counters.Insert(ctx, &Counter{Meta: Meta{ID: name}}); err != nil && !errors.Is(err, Clash) {
			return 0, err
		}
	}
}
