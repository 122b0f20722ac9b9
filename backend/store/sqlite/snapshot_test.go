package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

// TestASnapshotIsOneMoment takes it while a writer moves units between two documents that are written together.
func TestASnapshotIsOneMoment(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "portal.db"))
	pair := func(rev int64) []store.Doc {
		return []store.Doc{thing("a", rev, fmt.Sprintf(`,"u":1,"n":%d,"tags":["t"]`, rev)), thing("b", rev, fmt.Sprintf(`,"u":2,"n":%d`, -rev))}
	}
	require.NoError(t, e.Insert(t.Context(), "things", pair(1)...))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for rev := int64(1); ; rev++ {
			select {
			case <-stop:
				return
			default:
			}
			next := pair(rev + 1)
			if _, err := e.Replace(context.Background(), "things", store.Swap{Doc: next[0], Prev: rev}, store.Swap{Doc: next[1], Prev: rev}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range 5 {
		path := filepath.Join(t.TempDir(), fmt.Sprint("copy it's ", i, ".db"))
		require.NoError(t, e.Snapshot(t.Context(), path))
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		copied := openAt(t, path)
		docs, err := copied.Get(t.Context(), "things", "a", "b")
		require.NoError(t, err)
		require.Equal(t, pair(docs[0].Rev), docs)
		n, err := copied.Count(t.Context(), "things", store.Contains("tags", "t"))
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	}
	close(stop)
	wg.Wait()
}

func TestASnapshotOverwritesNothingAndLeavesNothing(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "portal.db"))
	there := filepath.Join(t.TempDir(), "there")
	require.NoError(t, os.WriteFile(there, []byte("mine"), 0o600))
	require.ErrorIs(t, e.Snapshot(t.Context(), there), store.Away)
	text, err := os.ReadFile(there)
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fresh := filepath.Join(t.TempDir(), "fresh")
	err = e.Snapshot(ctx, fresh)
	require.ErrorIs(t, err, store.Away)
	require.ErrorIs(t, err, context.Canceled)
	require.NoFileExists(t, fresh)
}
