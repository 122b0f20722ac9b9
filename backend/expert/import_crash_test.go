package expert_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/expert"
	"talentcircle/backend/store"
)

// failing is a store whose writes stop at some point, as they do for a process that is killed.
type failing struct {
	store.Engine
	writes int
	before func(n int) error // of the n-th write; an error keeps it from happening
	after  func(n int) error // the write happened, and nobody learns of it
}

func (f *failing) write(do func() error) error {
	f.writes++
	if f.before != nil {
		if err := f.before(f.writes); err != nil {
			return err
		}
	}
	err := do()
	if err == nil && f.after != nil {
		return f.after(f.writes)
	}
	return err
}

func (f *failing) Insert(ctx context.Context, collection string, docs ...store.Doc) error {
	return f.write(func() error { return f.Engine.Insert(ctx, collection, docs...) })
}

func (f *failing) Replace(ctx context.Context, collection string, swaps ...store.Swap) (lost map[string]error, err error) {
	err = f.write(func() (err error) { lost, err = f.Engine.Replace(ctx, collection, swaps...); return err })
	return lost, err
}

// from fails every write from the n-th on.
func from(n int) func(int) error {
	return func(at int) error {
		if at >= n {
			return store.Away
		}
		return nil
	}
}

func TestAWorkerKilledAtAnyWriteIsFollowedByOneThatDoublesNothing(t *testing.T) {
	const rows = 7 // three batches
	for _, acknowledged := range []bool{true, false} {
		for at := 1; ; at++ {
			d := inSteps(t)
			i := d.upload(table(rows), "a.csv")
			dying := &failing{Engine: d.engine}
			if acknowledged {
				dying.before = from(at)
			} else {
				dying.after = from(at)
			}
			d.on(dying)
			died := die(t, d, i.ID)
			d.on(d.engine)
			d.clock.pass(20 * time.Second)
			d.work()
			require.Equal(t, expert.ImportCounts{Rows: rows, Good: rows, Committed: committedOf(d, i.ID)}, d.get(i.ID).Counts, "died at %d", at)
			i = d.commit(i.ID)

			require.Equal(t, expert.Committed, i.State)
			require.Equal(t, expert.ImportCounts{Rows: rows, Good: rows, Committed: rows}, i.Counts, "died at %d", at)
			people, numbers := map[string]bool{}, map[string]bool{}
			for _, e := range d.experts() {
				people[e.IdentityKey], numbers[e.No] = true, true
				require.Equal(t, expert.Submitted, e.Status)
			}
			require.Len(t, people, rows, "died at %d", at)
			require.Len(t, numbers, rows)
			if !died {
				require.Greater(t, at, 15, "the writes were counted")
				break
			}
		}
	}
}

// die reads and commits until a write fails; false when none did.
func die(t *testing.T, d *desk, id string) bool {
	t.Helper()
	for _, step := range []func() error{
		func() error { _, err := d.RunImport(t.Context()); return err },
		func() error { _, err := d.CommitImport(t.Context(), heClerk, id); return err },
		func() error { _, err := d.RunImport(t.Context()); return err },
	} {
		if step() != nil {
			return true
		}
	}
	return false
}

func committedOf(d *desk, id string) int { return len(d.rows(id, expert.RowCommitted)) }

func TestCancellingInTheMiddleKeepsWhatWasCommittedAndCountsIt(t *testing.T) {
	const rows = 7
	for at := 1; at < 14; at++ {
		d := inSteps(t)
		i := d.upload(table(rows), "a.csv")
		d.work()
		_, err := d.CommitImport(t.Context(), heClerk, i.ID)
		require.NoError(t, err)
		clean := d.Service
		d.on(&failing{Engine: d.engine, before: func(n int) error {
			if n == at {
				_, err := clean.CancelImport(context.Background(), heClerk, i.ID)
				require.NoError(t, err)
			}
			return nil
		}})
		_, err = d.RunImport(t.Context())
		require.NoError(t, err)
		d.on(d.engine)
		d.clock.pass(20 * time.Second)
		d.work()

		i = d.get(i.ID)
		require.Equal(t, expert.ImportCancelled, i.State, "at %d", at)
		require.Less(t, i.Counts.Committed, rows, "at %d", at)
		require.Len(t, d.experts(), i.Counts.Committed, "at %d", at)
		require.Equal(t, rows, i.Counts.Good)
	}
}

func TestCancellingWhileReadingStopsIt(t *testing.T) {
	d := inSteps(t)
	i := d.upload(table(7), "a.csv")
	clean := d.Service
	d.on(&failing{Engine: d.engine, before: func(n int) error {
		if n == 3 {
			_, err := clean.CancelImport(context.Background(), heClerk, i.ID)
			require.NoError(t, err)
		}
		return nil
	}})
	_, err := d.RunImport(t.Context())
	require.NoError(t, err)
	d.on(d.engine)
	d.clock.pass(time.Minute)
	d.work()
	require.Equal(t, expert.ImportCancelled, d.get(i.ID).State)
	require.Empty(t, d.experts())
}

func TestTheLeaseOfAWorkerThatDiedRunsOut(t *testing.T) {
	d := openDesk(t)
	i := d.upload(table(3), "a.csv")
	d.on(&failing{Engine: d.engine, before: from(2)})
	_, err := d.RunImport(t.Context())
	require.Error(t, err)
	d.on(d.engine)
	worked, err := d.RunImport(t.Context())
	require.NoError(t, err)
	require.False(t, worked, "the lease of the one that died still holds")
	d.clock.pass(16 * time.Second)
	d.work()
	require.Equal(t, expert.Checked, d.get(i.ID).State)
}

// inSteps is a desk whose imports go three rows at a time.
func inSteps(t *testing.T) *desk {
	d := openDesk(t)
	d.batch = 3
	d.on(d.engine)
	return d
}
