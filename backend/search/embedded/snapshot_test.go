package embedded

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
	"talentcircle/backend/search/searchtest"
)

var everyone = search.Audience{Groups: []string{"public"}}

func expert(i int, rev int64) search.Change {
	d := &search.Doc{
		ID: fmt.Sprintf("e%06d", i), Rev: rev, Audience: []string{"public"},
		Text: map[string][]string{
			"name": {"单示" + string(rune(0x4E00+i%500))}, "fields": {"集成电路设計", "人工智能"}, "bio": {fmt.Sprintf("semiconductor work %d", i)},
		},
		Values:  map[string][]string{"region": {[]string{"BJ", "TJ", "HE"}[i%3]}, "industry": {"new-materials", "big-data"}},
		Numbers: map[string]int64{"updated": int64(i)},
	}
	return search.Change{ID: d.ID, Rev: rev, Put: d}
}

func filled(t *testing.T, dir string, n int) *Engine {
	e, err := Open(dir, searchtest.Schema())
	require.NoError(t, err)
	var changes []search.Change
	for i := range n {
		changes = append(changes, expert(i, 2))
	}
	require.NoError(t, e.Apply(context.Background(), 41, changes...))
	require.NoError(t, e.Apply(context.Background(), 42, search.Change{ID: "e000001", Rev: 3}, expert(2, 3)))
	return e
}

// answers asks an engine a bit of everything.
func answers(t *testing.T, e *Engine) []search.Result {
	schema := searchtest.Schema()
	var out []search.Result
	for _, q := range []search.Query{
		{}, {Terms: []search.Term{{Words: []string{"集成电路设计"}}}}, {Terms: []search.Term{{Words: []string{"semicondutcor"}}}},
		{Terms: []search.Term{{Pinyin: []search.Reading{{Text: "shan", Begun: true}}}}}, {Sort: "-updated"},
		{Where: []search.Condition{{Field: "region", Values: []string{"TJ"}}}},
	} {
		q.Schema, q.Audience, q.Page, q.PageSize, q.Facets = schema, everyone, 1, 20, []string{"region", "industry"}
		r, err := e.Search(context.Background(), q)
		require.NoError(t, err)
		require.NotZero(t, r.Total)
		out = append(out, r)
	}
	return out
}

func TestSnapshotKeepsEverything(t *testing.T) {
	dir := t.TempDir()
	e := filled(t, dir, 300)
	before := answers(t, e)
	require.NoError(t, e.Close())
	require.NoError(t, e.Close(), "twice is once")
	require.ErrorIs(t, e.Apply(context.Background(), 43, expert(1, 9)), search.Away)

	again, err := Open(dir, searchtest.Schema())
	require.NoError(t, err)
	defer again.Close()
	seq, err := again.Seq(context.Background())
	require.NoError(t, err)
	require.EqualValues(t, 42, seq)
	require.Equal(t, before, answers(t, again))
	require.NoError(t, again.Apply(context.Background(), 43, expert(1, 2)))
	require.Equal(t, 299, again.Docs(), "what was deleted stays deleted")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing half-written is left")
}

func TestSnapshotIsRefusedWhenItDoesNotFit(t *testing.T) {
	good := func(t *testing.T) (dir, path string) {
		dir = t.TempDir()
		require.NoError(t, filled(t, dir, 30).Close())
		return dir, filepath.Join(dir, "experts"+snapshotName)
	}
	rebuilt := func(t *testing.T, dir string, schema *search.Schema) {
		e, err := Open(dir, schema)
		require.NoError(t, err)
		defer e.Close()
		seq, err := e.Seq(context.Background())
		require.NoError(t, err)
		require.Zero(t, seq, "so the caller rebuilds it")
		require.Zero(t, e.Docs())
		require.NoError(t, e.Apply(context.Background(), 1, expert(1, 1)))
		require.Equal(t, 1, e.Docs())
	}
	t.Run("a flipped bit", func(t *testing.T) {
		dir, path := good(t)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		data[len(data)/2] ^= 1
		require.NoError(t, os.WriteFile(path, data, 0o600))
		rebuilt(t, dir, searchtest.Schema())
	})
	t.Run("cut short", func(t *testing.T) {
		for _, keep := range []int{0, 5, 100} {
			dir, path := good(t)
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, data[:keep], 0o600))
			rebuilt(t, dir, searchtest.Schema())
		}
	})
	t.Run("another schema", func(t *testing.T) {
		dir, _ := good(t)
		schema := searchtest.Schema()
		schema.Text[0].Weight++
		rebuilt(t, dir, schema)
	})
	t.Run("another version", func(t *testing.T) {
		dir, path := good(t)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		data[len(magic)]++
		require.NoError(t, os.WriteFile(path, signed(data[:len(data)-4]), 0o600))
		rebuilt(t, dir, searchtest.Schema())
	})
	t.Run("a directory in its place", func(t *testing.T) {
		dir := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(dir, "experts"+snapshotName), 0o700))
		e, err := Open(dir, searchtest.Schema())
		require.NoError(t, err)
		require.Error(t, e.Close(), "that the snapshot could not be written is said")
	})
}

// signed puts the right checksum behind a body.
func signed(body []byte) []byte {
	return binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.Checksum(body, castagnoli))
}

// FuzzSnapshot alters a snapshot and signs it again, so that only the structure check stands between it and a search.
func FuzzSnapshot(f *testing.F) {
	schema := searchtest.Schema()
	e, err := Open("", schema)
	require.NoError(f, err)
	require.NoError(f, e.Apply(context.Background(), 7, expert(1, 1), expert(2, 1), expert(3, 1), search.Change{ID: "gone", Rev: 4}))
	var out bytes.Buffer
	require.NoError(f, encodeSnapshot(&out, schema, e.now.Load(), e.gone.list()))
	require.NoError(f, e.Close())
	whole := out.Bytes()[:out.Len()-4]
	f.Add([]byte{}, uint(0))
	for i := range 64 {
		f.Add([]byte{0xff, byte(i)}, uint(len(whole)*i/64))
	}
	f.Fuzz(func(t *testing.T, patch []byte, at uint) {
		body := bytes.Clone(whole)
		copy(body[min(at, uint(len(body))):], patch)
		v, gone, err := decodeSnapshot(signed(body), schema)
		if err != nil {
			return
		}
		e := &Engine{schema: schema, gone: gone, wake: make(chan struct{}, 1)}
		e.typos, _ = newTypoBuilders()
		e.now.Store(v)
		for _, q := range []search.Query{
			{Terms: []search.Term{{Raw: "x", Words: []string{"集成电路设计"}, Pinyin: []search.Reading{{Text: "shan"}}, Names: []string{"单shi"}}}},
			{Terms: []search.Term{{Raw: "x", Words: []string{"semicondutcor", "work 1"}, Last: true}}, Sort: "-updated"},
			{Where: []search.Condition{{Field: "region", Values: []string{"TJ"}}}, Exclude: []string{"e000001"}},
		} {
			q.Schema, q.Audience, q.Page, q.PageSize, q.Facets = schema, everyone, 1, 20, []string{"region", "industry"}
			_, err := e.Search(context.Background(), q)
			require.NoError(t, err)
		}
		_, err = e.Suggest(context.Background(), search.Completion{Text: "单", Audience: everyone, Limit: 5})
		require.NoError(t, err)
		require.NoError(t, e.Apply(context.Background(), 8, expert(1, 2), expert(9, 1)))
	})
}
