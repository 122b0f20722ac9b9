package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func pageCases() []testCase {
	return []testCase{
		{name: "pages by skip and by key show the same", run: pagesAgree},
		{name: "pages by key cross missing values both ways", run: pagesMissing},
		{name: "pages by key cross numbers of two kinds", run: pagesNumbers},
		{name: "pages by key of truth", run: pagesTruth},
		{name: "pages by key inside a filter that fixes the sort key", run: pagesFixed},
		{name: "pages by key begin at the present place of the last document", run: pagesMoved},
		{name: "a page after a document that is gone is Missing", run: pagesGone},
		{name: "a page past the end is empty", run: pastTheEnd},
		{name: "the limit is 20 by default and 1000 at most", run: limits},
		{name: "stream visits all in the order of ids", run: streamAll},
		{name: "stream goes on after an id and ends with the visitor's error", run: streamResumes},
		{name: "stream goes on while documents come and go", run: streamWhileWriting},
	}
}

// pagesOf reads all pages of q by key and by skip, and checks that both are the one long page.
func pagesOf(k *kit, q store.Query, size int) {
	k.Helper()
	q.Limit = store.MaxLimit
	want := ids(k.find(q))
	byKey, bySkip := []string{}, []string{}
	q.Limit = size
	for after := ""; ; after = byKey[len(byKey)-1] {
		q.After = after
		page := k.find(q)
		byKey = append(byKey, ids(page)...)
		if len(page) < size {
			break
		}
	}
	q.After = ""
	for ; len(bySkip) < len(want); q.Skip += size {
		page := k.find(q)
		require.NotEmpty(k, page)
		bySkip = append(bySkip, ids(page)...)
	}
	require.Equal(k, want, byKey, "by key, %d each, %+v", size, q.Sort)
	require.Equal(k, want, bySkip, "by skip, %d each, %+v", size, q.Sort)
}

func pagesAgree(k *kit) {
	k.ensure(store.Index{Fields: []string{"r", "n"}}, store.Index{Fields: []string{"n"}})
	var fields []string
	for i := range 40 {
		fields = append(fields, fmt.Sprintf(`{"r":%q,"n":%d}`, []string{"BJ", "天津", "HE"}[i%3], i%4))
	}
	k.put(fields...)
	for _, sort := range [][]store.Order{
		nil, {{Field: "n"}}, {{Field: "n", Desc: true}}, {{Field: "r"}, {Field: "n"}}, {{Field: "r", Desc: true}, {Field: "n"}},
		{{Field: "n"}, {Field: "r", Desc: true}}, {{Field: "_id", Desc: true}},
	} {
		pagesOf(k, store.Query{Sort: sort}, 7)
		pagesOf(k, store.Query{Sort: sort, Where: store.Range("n", 1, nil)}, 5)
	}
}

func pagesMissing(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}})
	k.put(`{"s":"a"}`, `{}`, `{"s":"b"}`, `{"s":null}`, `{"s":""}`, `{}`, `{"s":"b"}`, `{"s":"a\u0000"}`, `{"s":"a"}`)
	for _, size := range []int{1, 2, 3} {
		pagesOf(k, store.Query{Sort: []store.Order{{Field: "s"}}}, size)
		pagesOf(k, store.Query{Sort: []store.Order{{Field: "s", Desc: true}}}, size)
		pagesOf(k, store.Query{Sort: []store.Order{{Field: "x"}, {Field: "s", Desc: true}}}, size)
	}
}

func pagesNumbers(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":2}`, `{"n":2.5}`, `{"n":2.0000000000000004}`, `{"n":3}`, `{"n":9007199254740993}`, `{"n":9007199254740992}`,
		`{"n":9223372036854775807}`, `{"n":-9223372036854775808}`, `{"n":1e+300}`, `{"n":0}`, `{"n":-0.5}`, `{"n":9223372036854776000}`)
	for _, desc := range []bool{false, true} {
		pagesOf(k, store.Query{Sort: []store.Order{{Field: "n", Desc: desc}}}, 1)
	}
}

func pagesTruth(k *kit) {
	k.ensure(store.Index{Fields: []string{"b"}})
	k.put(`{"b":true}`, `{"b":false}`, `{}`, `{"b":false}`, `{"b":true}`)
	for _, desc := range []bool{false, true} {
		pagesOf(k, store.Query{Sort: []store.Order{{Field: "b", Desc: desc}}}, 1)
	}
}

func pagesFixed(k *kit) {
	k.ensure(store.Index{Fields: []string{"r", "n"}}, store.Index{Fields: []string{"u"}, Unique: true})
	k.put(`{"r":"a","n":1,"u":4}`, `{"r":"b","n":1,"u":3}`, `{"r":"a","n":1,"u":2}`, `{"r":"a","n":0,"u":1}`)
	for _, sort := range [][]store.Order{{{Field: "r"}, {Field: "n"}}, {{Field: "n", Desc: true}}, {{Field: "u"}}, {{Field: "u", Desc: true}}, {{Field: "n"}, {Field: "u"}}, {{Field: "_id", Desc: true}, {Field: "u"}}} {
		pagesOf(k, store.Query{Where: store.Eq("r", "a"), Sort: sort}, 1)
	}
}

func pagesMoved(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":1}`, `{"n":2}`, `{"n":3}`, `{"n":4}`)
	failed, err := k.engine.Replace(k.ctx, k.name, store.Swap{Doc: doc(id(0), 2, `{"n":3}`), Prev: 1})
	require.NoError(k, err)
	require.Empty(k, failed)
	q := store.Query{Sort: []store.Order{{Field: "n"}}, After: id(0)}
	require.Equal(k, []string{id(2), id(3)}, ids(k.find(q)))
}

func pagesGone(k *kit) {
	k.ensure()
	k.put(`{}`)
	_, err := k.engine.Find(k.ctx, k.name, store.Query{After: "gone"})
	require.ErrorIs(k, err, store.Missing)
}

func pastTheEnd(k *kit) {
	k.ensure()
	k.put(`{}`, `{}`)
	require.Empty(k, k.find(store.Query{Skip: 2}))
	require.Empty(k, k.find(store.Query{Skip: 1 << 40}))
	require.Empty(k, k.find(store.Query{After: id(1)}))
}

func limits(k *kit) {
	k.ensure()
	k.put(slices.Repeat([]string{`{}`}, 30)...)
	require.Len(k, k.find(store.Query{}), store.DefaultLimit)
	require.Len(k, k.find(store.Query{Limit: store.MaxLimit}), 30)
	require.Len(k, k.find(store.Query{Limit: 1}), 1)
	for what, q := range map[string]store.Query{
		"over the most": {Limit: store.MaxLimit + 1}, "negative": {Limit: -1}, "negative skip": {Skip: -1}, "skip and after": {Skip: 1, After: id(0)},
	} {
		_, err := k.engine.Find(k.ctx, k.name, q)
		require.Error(k, err, what)
	}
}

func streamed(k *kit, items store.Collection[item, *item], where store.Filter, after string) (seen []string) {
	k.Helper()
	require.NoError(k, items.Stream(k.ctx, where, after, func(v *item) error { seen = append(seen, v.ID); return nil }))
	return seen
}

func manyItems(k *kit, n int) store.Collection[item, *item] {
	items := k.items()
	batch := make([]*item, n)
	for i := range batch {
		batch[i] = &item{Meta: store.Meta{ID: id(i)}, Count: int64(i % 2)}
	}
	require.NoError(k, items.Insert(k.ctx, batch...))
	return items
}

func streamAll(k *kit) {
	items := manyItems(k, 500)
	all := streamed(k, items, store.All(), "")
	require.Len(k, all, 500)
	require.True(k, slices.IsSorted(all))
	require.Len(k, streamed(k, items, store.Eq("count", 1), ""), 250)
}

func streamResumes(k *kit) {
	items := manyItems(k, 10)
	require.Equal(k, []string{id(7), id(8), id(9)}, streamed(k, items, store.All(), id(6)))
	require.Equal(k, []string{id(7), id(9)}, streamed(k, items, store.Eq("count", 1), id(6)))
	require.Empty(k, streamed(k, items, store.All(), id(9)))
	seen := 0
	err := items.Stream(k.ctx, store.All(), "", func(*item) error {
		if seen++; seen == 3 {
			return errStop
		}
		return nil
	})
	require.ErrorIs(k, err, errStop)
	require.Equal(k, 3, seen)
}

// streamWhileWriting: what was there from beginning to end is seen once, whatever else happens.
func streamWhileWriting(k *kit) {
	items := manyItems(k, 400)
	var wg sync.WaitGroup
	defer wg.Wait()
	stop := make(chan struct{})
	defer close(stop)
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			extra := &item{Meta: store.Meta{ID: fmt.Sprintf("%s-extra", id(i%400))}}
			if err := items.Insert(k.ctx, extra); err != nil && !errors.Is(err, store.Clash) {
				k.Errorf("insert: %v", err)
				return
			}
			if _, err := items.Update(k.ctx, id(i%400), func(v *item) error { v.Name += "x"; return nil }); err != nil {
				k.Errorf("update: %v", err)
				return
			}
			if err := items.Delete(k.ctx, extra.ID, 1); err != nil && !errors.Is(err, store.Missing) {
				k.Errorf("delete: %v", err)
				return
			}
		}
	})
	for range 3 {
		counts := map[string]int{}
		for _, id := range streamed(k, items, store.All(), "") {
			counts[id]++
		}
		for i := range 400 {
			require.Equal(k, 1, counts[id(i)], id(i))
		}
	}
}
