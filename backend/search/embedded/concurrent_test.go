package embedded

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
	"talentcircle/backend/search/searchtest"
)

// TestConcurrentUse runs readers, writers, folds and snapshots together. Every reader must see each document once or not at all, and
// whole; at the end everything that was written is there.
func TestConcurrentUse(t *testing.T) {
	dir := t.TempDir()
	e, err := Open(dir, searchtest.Schema())
	require.NoError(t, err)
	const writers, rounds, each = 3, 25, 40
	ctx, cancel := context.WithCancel(context.Background())
	var readers, writing sync.WaitGroup
	failed := make(chan error, 16)
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if err := readOnce(e); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	readers.Go(func() {
		for ctx.Err() == nil {
			if err := e.snapshot(); err != nil {
				failed <- err
				return
			}
		}
	})
	for w := range writers {
		writing.Go(func() {
			for round := range rounds {
				var changes []search.Change
				for i := range each {
					changes = append(changes, expert(w*10000+i+round*3, int64(round+1)))
				}
				changes = append(changes, search.Change{ID: expert(w*10000+round*3, 0).ID, Rev: int64(round + 2)})
				if err := e.Apply(context.Background(), int64(round), changes...); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	writing.Wait()
	cancel()
	readers.Wait()
	select {
	case err := <-failed:
		t.Fatal(err)
	default:
	}
	for e.foldLarge() {
	}
	want := writers * (rounds*3 + each - 3 - rounds)
	require.Equal(t, want, e.Docs())
	require.LessOrEqual(t, len(e.now.Load().segments), 3*foldAtOnce, "segments stay few")
	require.NoError(t, e.Close())
	again, err := Open(dir, searchtest.Schema())
	require.NoError(t, err)
	defer again.Close()
	require.Equal(t, want, again.Docs())
}

func readOnce(e *Engine) error {
	r, err := e.Search(context.Background(), search.Query{
		Schema: e.schema, Audience: everyone, Page: 1, PageSize: 100, Facets: []string{"region"},
		Terms: []search.Term{{Raw: "x", Words: []string{"集成电路设计"}}, {Raw: "y", Words: []string{"semicondutcor"}}},
	})
	if err != nil {
		return err
	}
	var ids []string
	for _, h := range r.Hits {
		if h.Highlights["fields"] == "" {
			return errors.New("a hit without its text")
		}
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(r.Hits) {
		return errors.New("a document was seen twice")
	}
	total := 0
	for _, c := range r.Facets["region"] {
		total += c.Count
	}
	if total != r.Total {
		return errors.New("facets and total are of different moments")
	}
	_, err = e.Suggest(context.Background(), search.Completion{Text: "shan", Audience: everyone, Limit: 5})
	return err
}

func TestFoldingKeepsSegmentsFew(t *testing.T) {
	e, err := Open("", searchtest.Schema())
	require.NoError(t, err)
	defer e.Close()
	for i := range 1200 {
		require.NoError(t, e.Apply(context.Background(), int64(i), expert(i, 1)))
	}
	for e.foldLarge() {
	}
	require.Equal(t, 1200, e.Docs())
	require.Less(t, len(e.now.Load().segments), 2*foldAtOnce+8)
	for i := range 1200 {
		require.NoError(t, e.Apply(context.Background(), 1200, search.Change{ID: expert(i, 0).ID, Rev: 2}))
	}
	for e.foldLarge() {
	}
	require.Zero(t, e.Docs())
	require.Empty(t, e.now.Load().segments, "the dead take no room")
}
