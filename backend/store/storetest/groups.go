package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func groupCases() []testCase {
	return []testCase{
		{name: "count with and without a filter", run: counts},
		{name: "group count of text, most frequent first", run: func(k *kit) { k.ensure(store.Index{Fields: []string{"r"}}); groupText(k) }},
		{name: "group count without an index", run: func(k *kit) { k.ensure(); groupText(k) }},
		{name: "group count of a declared array", run: func(k *kit) { k.ensure(store.Index{Fields: []string{"tags"}, Array: true}); groupArray(k) }},
		{name: "group count of an array without an index", run: func(k *kit) { k.ensure(); groupArray(k) }},
		{name: "group count of numbers and of truth", run: groupNumbers},
		{name: "group count of a path and of a field nobody has", run: groupPath},
	}
}

func (k *kit) groups(where store.Filter, field string, want ...store.Group) {
	k.Helper()
	got, err := k.engine.GroupCount(k.ctx, k.name, where, field)
	require.NoError(k, err)
	require.Equal(k, want, got)
}

func counts(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.matches(store.All())
	var fields []string
	for i := range 50 {
		fields = append(fields, fmt.Sprintf(`{"n":%d}`, i%5))
	}
	k.put(fields...)
	for where, want := range map[int64]store.Filter{50: store.All(), 10: store.Eq("n", 3), 20: store.Range("n", 3, nil), 0: store.Eq("n", 9)} {
		n, err := k.engine.Count(k.ctx, k.name, want)
		require.NoError(k, err)
		require.Equal(k, where, n)
	}
}

func groupText(k *kit) {
	k.put(`{"r":"TJ","n":1}`, `{"r":"BJ","n":1}`, `{"r":"BJ","n":2}`, `{"r":"河北","n":1}`, `{}`, `{"r":null}`, `{"r":""}`, `{"r":"HE"}`)
	k.groups(store.All(), "r", store.Group{Value: "BJ", Count: 2}, store.Group{Value: "", Count: 1}, store.Group{Value: "HE", Count: 1},
		store.Group{Value: "TJ", Count: 1}, store.Group{Value: "河北", Count: 1})
	k.groups(store.Eq("n", 1), "r", store.Group{Value: "BJ", Count: 1}, store.Group{Value: "TJ", Count: 1}, store.Group{Value: "河北", Count: 1})
	k.groups(store.Eq("n", 7), "r")
}

func groupArray(k *kit) {
	k.put(`{"tags":["a","b"],"n":1}`, `{"tags":["b","b"],"n":2}`, `{"tags":[],"n":1}`, `{"n":1}`, `{"tags":["c",null],"n":1}`, `{"tags":null}`)
	k.groups(store.All(), "tags", store.Group{Value: "b", Count: 2}, store.Group{Value: "a", Count: 1}, store.Group{Value: "c", Count: 1})
	k.groups(store.Eq("n", 1), "tags", store.Group{Value: "a", Count: 1}, store.Group{Value: "b", Count: 1}, store.Group{Value: "c", Count: 1})
	k.groups(store.Contains("tags", "b"), "tags", store.Group{Value: "b", Count: 2}, store.Group{Value: "a", Count: 1})
}

func groupNumbers(k *kit) {
	k.ensure(store.Index{Fields: []string{"n", "b"}})
	k.put(`{"n":10,"b":true,"f":1.5,"o":0,"c":false}`, `{"n":9,"b":false,"f":1e+21,"o":1,"c":true}`, `{"n":10,"b":true,"f":1.5,"o":1}`, `{"n":9007199254740993}`)
	k.groups(store.All(), "n", store.Group{Value: "10", Count: 2}, store.Group{Value: "9", Count: 1}, store.Group{Value: "9007199254740993", Count: 1})
	k.groups(store.All(), "b", store.Group{Value: "true", Count: 2}, store.Group{Value: "false", Count: 1})
	k.groups(store.All(), "c", store.Group{Value: "false", Count: 1}, store.Group{Value: "true", Count: 1})
	k.groups(store.All(), "f", store.Group{Value: "1.5", Count: 2}, store.Group{Value: "1e+21", Count: 1})
	k.groups(store.All(), "o", store.Group{Value: "1", Count: 2}, store.Group{Value: "0", Count: 1})
}

func groupPath(k *kit) {
	k.ensure(store.Index{Fields: []string{"a.b"}})
	k.put(`{"a":{"b":"x"}}`, `{"a":{}}`, `{"b":"y"}`)
	k.groups(store.All(), "a.b", store.Group{Value: "x", Count: 1})
	k.groups(store.All(), "none")
	_, err := k.engine.GroupCount(k.ctx, k.name, store.All(), `a"b`)
	require.Error(k, err)
}

func logCases() []testCase {
	return []testCase{
		{name: "a log counts from 1 and reads in order", run: logOrder},
		{name: "a message is appended once", run: logOnce},
		{name: "eight writers leave no gap in a log", run: logWriters},
		{name: "each entry of a log is made from the one before", run: logChain},
		{name: "two logs in one collection do not meet", run: logTwo},
		{name: "entries appended together are in order and each is there once", run: logTogether},
		{name: "a log's newest entries, and those under a key", run: logNewest},
		{name: "numbers of a counter are given once", run: counterNumbers},
	}
}

func openLog(k *kit, name string) *store.Log {
	k.Helper()
	require.NoError(k, k.engine.Ensure(k.ctx, store.LogSpec))
	return store.OpenLog(k.db, name)
}

func text(s string) func(*store.Entry) ([]byte, error) {
	return func(*store.Entry) ([]byte, error) { return []byte(s), nil }
}

func logOrder(k *kit) {
	log := openLog(k, "order")
	head, err := log.Head(k.ctx)
	require.NoError(k, err)
	require.Zero(k, head)
	for i := range int64(12) {
		e, err := log.Append(k.ctx, fmt.Sprint("m", i), i*10, text(fmt.Sprint(i)))
		require.NoError(k, err)
		require.Equal(k, i+1, e.Seq)
	}
	head, err = log.Head(k.ctx)
	require.NoError(k, err)
	require.EqualValues(k, 12, head)
	got, err := log.Read(k.ctx, 9, 2)
	require.NoError(k, err)
	require.Len(k, got, 2)
	require.Equal(k, "9", string(got[0].Body))
	require.EqualValues(k, []int64{10, 11, 90}, []int64{got[0].Seq, got[1].Seq, got[0].At})
	got, err = log.Read(k.ctx, 12, 5)
	require.NoError(k, err)
	require.Empty(k, got)
}

func logOnce(k *kit) {
	log := openLog(k, "once")
	first, err := log.Append(k.ctx, "m", 1, text("first"))
	require.NoError(k, err)
	second, err := log.Append(k.ctx, "m", 2, text("second"))
	require.NoError(k, err)
	require.Equal(k, first, second)
	var mu sync.Mutex
	seqs := map[int64]int{}
	eight(func(int) {
		e, err := log.Append(k.ctx, "parallel", 3, text("x"))
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			seqs[e.Seq]++
		}
	})
	require.Equal(k, map[int64]int{2: 8}, seqs)
	head, err := log.Head(k.ctx)
	require.NoError(k, err)
	require.EqualValues(k, 2, head)
}

func logWriters(k *kit) {
	log := openLog(k, "writers")
	eight(func(w int) {
		for i := range 6 {
			if _, err := log.Append(k.ctx, fmt.Sprintf("%d-%d", w, i), 1, text(fmt.Sprint(w))); err != nil {
				k.Errorf("append: %v", err)
			}
		}
	})
	got, err := log.Read(k.ctx, 0, 100)
	require.NoError(k, err)
	require.Len(k, got, 48)
	messages := map[string]bool{}
	for i, e := range got {
		require.EqualValues(k, i+1, e.Seq)
		messages[e.MessageID] = true
	}
	require.Len(k, messages, 48)
}

func logChain(k *kit) {
	log := openLog(k, "chain")
	for i := range 4 {
		_, err := log.Append(k.ctx, fmt.Sprint(i), 0, func(prev *store.Entry) ([]byte, error) {
			if prev == nil {
				return []byte("0"), nil
			}
			return append(slices.Clone(prev.Body), fmt.Sprint(i)...), nil
		})
		require.NoError(k, err)
	}
	_, err := log.Append(k.ctx, "fails", 0, func(*store.Entry) ([]byte, error) { return nil, errStop })
	require.ErrorIs(k, err, errStop)
	got, err := log.Read(k.ctx, 3, 5)
	require.NoError(k, err)
	require.Len(k, got, 1)
	require.Equal(k, "0123", string(got[0].Body))
}

func logTwo(k *kit) {
	a, b := openLog(k, "two-a"), openLog(k, "two-b")
	for i, log := range []*store.Log{a, b, a} {
		_, err := log.Append(k.ctx, fmt.Sprint("m", i/2), 0, text("x"))
		require.NoError(k, err)
	}
	heads := []int64{}
	for _, log := range []*store.Log{a, b} {
		head, err := log.Head(k.ctx)
		require.NoError(k, err)
		heads = append(heads, head)
	}
	require.Equal(k, []int64{2, 1}, heads)
}

func logTogether(k *kit) {
	log := openLog(k, "together")
	chain := func(prev *store.Entry) ([]byte, error) {
		if prev == nil {
			return []byte("."), nil
		}
		return append(slices.Clone(prev.Body), '.'), nil
	}
	batch := func(from, to int) (items []store.Item) {
		for i := from; i < to; i++ {
			items = append(items, store.Item{MessageID: fmt.Sprint("m", i), At: int64(i), Body: chain})
		}
		return items
	}
	require.NoError(k, log.AppendAll(k.ctx, nil))
	require.NoError(k, log.AppendAll(k.ctx, batch(0, 5)))
	require.NoError(k, log.AppendAll(k.ctx, batch(3, 8)), "two of them are there already")
	require.NoError(k, log.AppendAll(k.ctx, batch(0, 8)), "all are")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if err := log.AppendAll(k.ctx, batch(8, 14)); err != nil {
				k.Errorf("append: %v", err)
			}
		})
	}
	wg.Wait()
	got, err := log.Read(k.ctx, 0, 100)
	require.NoError(k, err)
	messages := map[string]bool{}
	for i, e := range got {
		require.EqualValues(k, i+1, e.Seq)
		require.Equal(k, strings.Repeat(".", i+1), string(e.Body))
		messages[e.MessageID] = true
	}
	require.Len(k, got, 14)
	require.Len(k, messages, 14)
}

func logNewest(k *kit) {
	log := openLog(k, "newest")
	var items []store.Item
	for i := range 9 {
		items = append(items, store.Item{MessageID: fmt.Sprint(i), Key: []string{"experts/a", "experts/b", ""}[i%3], Body: store.Plain([]byte{byte('1' + i)})})
	}
	require.NoError(k, log.AppendAll(k.ctx, items))
	bodies := func(entries []*store.Entry, err error) (out string) {
		require.NoError(k, err)
		for _, e := range entries {
			out += string(e.Body)
		}
		return out
	}
	require.Equal(k, "74", bodies(log.Under(k.ctx, "experts/a", 2)))
	require.Equal(k, "852", bodies(log.Under(k.ctx, "experts/b", 20)))
	require.Empty(k, bodies(log.Under(k.ctx, "experts/c", 20)))
	require.Equal(k, "987", bodies(log.Latest(k.ctx, 0, 3)))
	require.Equal(k, "321", bodies(log.Latest(k.ctx, 4, 9)))
}

func counterNumbers(k *kit) {
	require.NoError(k, k.engine.Ensure(k.ctx, store.CounterSpec))
	var mu sync.Mutex
	given := map[int64]int{}
	eight(func(w int) {
		for range 4 {
			n := int64(w%3 + 1)
			first, err := store.Take(k.ctx, k.db, "expert-BJ-2026", n)
			if err != nil {
				k.Errorf("take: %v", err)
				return
			}
			mu.Lock()
			for i := range n {
				given[first+i]++
			}
			mu.Unlock()
		}
	})
	var want int64
	for w := range int64(8) {
		want += 4 * (w%3 + 1)
	}
	require.Len(k, given, int(want))
	for i := range want {
		require.Equal(k, 1, given[i+1], "number %d", i+1)
	}
	first, err := store.Take(k.ctx, k.db, "expert-TJ-2026", 1)
	require.NoError(k, err)
	require.EqualValues(k, 1, first)
}

// filterModel compares random filters on random documents with the plainest reading of their definition.
func filterModel(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}}, store.Index{Fields: []string{"n", "s"}}, store.Index{Fields: []string{"tags"}, Array: true})
	r := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a", "ab", "abc", "b", "京", "京津", "津"}
	var docs []modelDoc
	var fields []string
	for range 60 {
		d := modelDoc{}
		if r.IntN(4) > 0 {
			d["s"] = texts[r.IntN(len(texts))]
		}
		if r.IntN(4) > 0 {
			d["n"] = int64(r.IntN(6))
		}
		var tags []string
		for range r.IntN(4) {
			tags = append(tags, texts[r.IntN(len(texts))])
		}
		if tags != nil {
			d["tags"] = tags
		}
		docs = append(docs, d)
		fields = append(fields, toJSON(k, d))
	}
	k.put(fields...)
	for range 120 {
		f := randomFilter(r, texts, 3)
		var want []int
		for i, d := range docs {
			if d.matches(f) {
				want = append(want, i)
			}
		}
		k.matches(f, want...)
	}
}

type modelDoc map[string]any

func randomFilter(r *rand.Rand, texts []string, depth int) store.Filter {
	word := func() string { return texts[r.IntN(len(texts))] }
	kinds := 8
	if depth > 0 {
		kinds = 11
	}
	switch r.IntN(kinds) {
	case 0:
		return store.Eq("s", word())
	case 1:
		return store.Eq("n", r.IntN(7))
	case 2:
		return store.In("s", word(), word())
	case 3:
		return store.Range("n", r.IntN(4), r.IntN(7))
	case 4:
		return store.Range("s", word(), nil)
	case 5:
		return store.Exists([]string{"s", "n", "tags"}[r.IntN(3)], r.IntN(2) == 0)
	case 6:
		return store.Prefix("s", word())
	case 7:
		return store.Contains("tags", word())
	}
	parts := make([]store.Filter, r.IntN(4))
	for i := range parts {
		parts[i] = randomFilter(r, texts, depth-1)
	}
	return store.Filter{Op: []store.Op{store.OpAnd, store.OpOr}[r.IntN(2)], Parts: parts}
}

var errUnknownOp = errors.New("the model does not know the operator")

func (d modelDoc) matches(f store.Filter) bool {
	v, there := d[f.Field]
	switch f.Op {
	case store.OpAnd:
		return !slices.ContainsFunc(f.Parts, func(p store.Filter) bool { return !d.matches(p) })
	case store.OpOr:
		return slices.ContainsFunc(f.Parts, d.matches)
	case store.OpExists:
		return there == f.Values[0]
	case store.OpEq, store.OpIn:
		return there && slices.ContainsFunc(f.Values, func(w any) bool { return fmt.Sprint(v) == fmt.Sprint(w) })
	case store.OpPrefix:
		s, ok := v.(string)
		return ok && strings.HasPrefix(s, f.Values[0].(string))
	case store.OpContains:
		tags, _ := v.([]string)
		return slices.Contains(tags, f.Values[0].(string))
	case store.OpRange:
		if s, ok := v.(string); ok {
			return s >= f.Values[0].(string)
		}
		n, ok := v.(int64)
		return ok && n >= int64(f.Values[0].(int)) && n < int64(f.Values[1].(int))
	}
	panic(errUnknownOp)
}
