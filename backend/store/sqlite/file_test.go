package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

var things = store.Spec{Name: "things", Indexes: []store.Index{{Fields: []string{"u"}, Unique: true}, {Fields: []string{"tags"}, Array: true}}}

func openAt(t *testing.T, path string) *Engine {
	t.Helper()
	e, err := Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	require.NoError(t, e.Ensure(t.Context(), things))
	return e
}

func thing(id string, rev int64, fields string) store.Doc {
	return store.Doc{ID: id, Rev: rev, Body: fmt.Appendf(nil, `{"_id":%q,"rev":%d%s}`, id, rev, fields)}
}

func TestDocumentsOutliveTheEngine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a dir % with? odd#name", "portal.db")
	require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
	e := openAt(t, path)
	require.NoError(t, e.Insert(t.Context(), "things", thing("a", 1, `,"u":"x"`)))
	require.NoError(t, e.Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	again := openAt(t, path)
	docs, err := again.Get(t.Context(), "things", "a")
	require.NoError(t, err)
	require.Equal(t, []store.Doc{thing("a", 1, `,"u":"x"`)}, docs)
	require.Equal(t, path, again.Path())
	for _, beside := range []string{"-wal", "-shm"} {
		info, err := os.Stat(path + beside)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), beside)
	}
}

func TestTwoEnginesShareOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "portal.db")
	engines := []*Engine{openAt(t, path), openAt(t, path)}
	now := time.Now
	require.NoError(t, engines[0].Insert(t.Context(), "things", thing("a", 1, `,"u":0`)))
	var wg sync.WaitGroup
	var failures, won atomic.Int64
	for _, e := range engines {
		things := store.On[counted](store.Open(e, now), "things")
		for range 3 {
			wg.Go(func() {
				for range 15 {
					if _, err := things.Update(t.Context(), "a", func(c *counted) error { c.U++; return nil }); err != nil {
						failures.Add(1)
					}
				}
				if things.Insert(t.Context(), &counted{U: -1}) == nil {
					won.Add(1)
				}
			})
		}
	}
	wg.Wait()
	require.Zero(t, failures.Load())
	require.EqualValues(t, 1, won.Load(), "one unique key, one winner")
	got, err := store.On[counted](store.Open(engines[1], now), "things").Get(t.Context(), "a")
	require.NoError(t, err)
	require.EqualValues(t, 90, got.U)
}

type counted struct {
	store.Meta
	U int64 `json:"u"`
}

func TestAClosedEngineIsAway(t *testing.T) {
	e, err := Open(filepath.Join(t.TempDir(), "portal.db"))
	require.NoError(t, err)
	require.NoError(t, e.Ensure(t.Context(), things))
	require.NoError(t, e.Close())
	require.NoError(t, e.Close(), "twice is harmless")
	_, err = e.Get(t.Context(), "things", "a")
	require.ErrorIs(t, err, store.Away)
	require.ErrorIs(t, e.Insert(t.Context(), "things", thing("a", 1, "")), store.Away)
	require.ErrorIs(t, e.Ping(t.Context()), store.Away)
}

func TestOpenFailsWithASentence(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "missing", "portal.db"))
	require.ErrorIs(t, err, store.Away)

	noDatabase := filepath.Join(t.TempDir(), "portal.db")
	require.NoError(t, os.WriteFile(noDatabase, bytes.Repeat([]byte("not a database\n"), 500), 0o600))
	_, err = Open(noDatabase)
	require.ErrorIs(t, err, store.Away)
	require.ErrorContains(t, err, noDatabase)
}

// TestAFullDiskIsAway caps the file as a full disk would; what was written before stays, and writing goes on once there is room.
func TestAFullDiskIsAway(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "portal.db"))
	require.NoError(t, e.Insert(t.Context(), "things", thing("a", 1, `,"u":"x"`)))
	capAt(t, e, "max_page_count(1)")
	long := fmt.Sprintf(`,"u":"y","long":%q`, strings.Repeat("x", 1<<20))
	require.ErrorIs(t, e.Insert(t.Context(), "things", thing("b", 1, long)), store.Away)
	require.ErrorIs(t, e.Insert(t.Context(), "things", thing("c", 1, long), thing("d", 1, "")), store.Away)
	_, err := e.Replace(t.Context(), "things", store.Swap{Doc: thing("a", 2, long), Prev: 1}, store.Swap{Doc: thing("b", 2, ""), Prev: 1})
	require.ErrorIs(t, err, store.Away)
	docs, err := e.Get(t.Context(), "things", "a", "b", "c", "d")
	require.NoError(t, err)
	require.Equal(t, []store.Doc{thing("a", 1, `,"u":"x"`)}, docs)

	capAt(t, e, "max_page_count(1073741823)")
	require.NoError(t, e.Insert(t.Context(), "things", thing("b", 1, long)))
}

func capAt(t *testing.T, e *Engine, pragma string) {
	t.Helper()
	require.NoError(t, e.write(t.Context(), func(ctx context.Context, w *session) error {
		_, err := w.conn.ExecContext(ctx, "PRAGMA "+strings.NewReplacer("(", "=", ")", "").Replace(pragma))
		return err
	}))
}

func TestALockedFileIsAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "portal.db")
	holder, other := openAt(t, path), openAt(t, path)
	capAt(t, other, "busy_timeout(20)")
	require.NoError(t, holder.write(t.Context(), func(ctx context.Context, w *session) error {
		return w.transaction(ctx, func() error {
			require.ErrorIs(t, other.Insert(t.Context(), "things", thing("a", 1, "")), store.Away)
			require.ErrorIs(t, other.Ping(t.Context()), store.Away)
			_, err := other.Get(t.Context(), "things", "a")
			require.NoError(t, err, "reading goes on")
			return nil
		})
	}))
	require.NoError(t, other.Insert(t.Context(), "things", thing("a", 1, "")))
}

func TestAWaitingWriteHeedsItsContext(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "portal.db"))
	require.NoError(t, e.write(t.Context(), func(context.Context, *session) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		err := e.Insert(ctx, "things", thing("a", 1, ""))
		require.ErrorIs(t, err, store.Away)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		return nil
	}))
	require.NoError(t, e.Insert(t.Context(), "things", thing("a", 1, "")))
}

// TestTheSideTableFollows counts the rows behind Contains, which a lookup alone would not show to be left over.
func TestTheSideTableFollows(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "portal.db"))
	rows := func() (n int) {
		require.NoError(t, e.readers.QueryRow(`SELECT count(*) FROM "things/tags"`).Scan(&n))
		return n
	}
	require.NoError(t, e.Insert(t.Context(), "things", thing("a", 1, `,"u":1,"tags":["x","y","x",null]`), thing("b", 1, `,"u":2,"tags":["x"]`)))
	require.Equal(t, 3, rows())
	require.ErrorIs(t, e.Insert(t.Context(), "things", thing("c", 1, `,"u":3,"tags":["z"]`), thing("d", 1, `,"u":3,"tags":["z"]`)), store.Clash)
	require.Equal(t, 3, rows())
	failed, err := e.Replace(t.Context(), "things", store.Swap{Doc: thing("a", 2, `,"u":1,"tags":["y","z"]`), Prev: 1}, store.Swap{Doc: thing("b", 2, `,"u":1,"tags":["p","q"]`), Prev: 1})
	require.NoError(t, err)
	require.ErrorIs(t, failed["b"], store.Clash)
	require.Equal(t, 3, rows())
	require.NoError(t, e.Delete(t.Context(), "things", "a", 2))
	require.NoError(t, e.Delete(t.Context(), "things", "b", 1))
	require.Zero(t, rows())
}

func TestManyShapesOfQueriesStayBounded(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "portal.db"))
	for i := range keepStatements + 50 {
		_, err := e.Count(t.Context(), "things", store.Eq(fmt.Sprint("f", i), 1))
		require.NoError(t, err)
	}
	require.Len(t, e.queries.kept, keepStatements)
	_, err := e.Find(t.Context(), "things", store.Query{})
	require.NoError(t, err)
}
