package storetest

import (
	"context"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func documentCases() []testCase {
	return []testCase{
		{name: "insert fills in what is empty and get reads it back", run: insertAndGet},
		{name: "insert keeps what is given", run: insertKeeps},
		{name: "get of an unknown id is Missing", run: getUnknown},
		{name: "get many keeps the order of ids and leaves out what is not there", run: getMany},
		{name: "stored bytes come back as they were", run: bytesComeBack},
		{name: "delete needs the rev", run: deleteByRev},
		{name: "insert of nothing and get of nothing", run: nothingToDo},
		{name: "a collection that was not declared is an error", run: undeclared},
		{name: "ensure twice keeps the documents", run: ensureTwice},
		{name: "ensure adds an index to documents that are there", run: ensureAdds},
		{name: "ensure of a unique key that is already broken is a Clash", run: ensureBroken},
		{name: "ensure refuses a declaration no store can hold", run: ensureRefuses},
		{name: "two collections do not see each other", run: twoCollections},
		{name: "a cancelled context ends every call", run: cancelled},
		{name: "ping and name", run: pingAndName},
		{name: "500 documents in one insert", run: insertMany},
		{name: "10000 documents", run: tenThousand, large: true},
		{name: "documents of nearly 12 MiB", run: veryLong, large: true},
		{name: "delete lets the key be used again", run: keyAgain},
	}
}

func insertAndGet(k *kit) {
	items := k.items()
	v := &item{Name: "齐望舒", Tags: []string{"钢铁"}}
	require.NoError(k, items.Insert(k.ctx, v))
	require.NotEmpty(k, v.ID)
	require.EqualValues(k, 1, v.Rev)
	require.EqualValues(k, 1, v.Version)
	require.Equal(k, store.Millis(Epoch), v.CreatedAt)
	require.Equal(k, v.CreatedAt, v.UpdatedAt)
	got, err := items.Get(k.ctx, v.ID)
	require.NoError(k, err)
	require.Equal(k, v, got)
	require.Equal(k, Epoch, store.Time(got.CreatedAt))
}

func insertKeeps(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "given", Rev: 9, Version: 7, CreatedAt: 5}, Name: "甲"}))
	got, err := items.Get(k.ctx, "given")
	require.NoError(k, err)
	require.EqualValues(k, []int64{1, 7, 5}, []int64{got.Rev, got.Version, got.CreatedAt})
}

func getUnknown(k *kit) {
	_, err := k.items().Get(k.ctx, "none")
	require.ErrorIs(k, err, store.Missing)
}

func getMany(k *kit) {
	items := k.items()
	for _, name := range []string{"a", "b", "c", "d"} {
		require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: name}, Name: name}))
	}
	got, err := items.GetMany(k.ctx, []string{"d", "none", "a", "c", "a"})
	require.NoError(k, err)
	require.Equal(k, []string{"d", "a", "c", "a"}, names(got))
}

func bytesComeBack(k *kit) {
	k.ensure()
	fields := `{"z":1,"a":{"c":[{"y":1,"x":null}],"b":"q"},"n":-0.5,"big":1e+300,"t":true,"f":false,"e":{},"l":[]}`
	k.put(fields)
	got, err := k.engine.Get(k.ctx, k.name, id(0))
	require.NoError(k, err)
	require.Equal(k, []store.Doc{doc(id(0), 1, fields)}, got)
}

func deleteByRev(k *kit) {
	items := k.items()
	v := &item{Meta: store.Meta{ID: "a"}}
	require.NoError(k, items.Insert(k.ctx, v))
	require.ErrorIs(k, items.Delete(k.ctx, "a", 2), store.Lost)
	_, err := items.Get(k.ctx, "a")
	require.NoError(k, err)
	require.NoError(k, items.Delete(k.ctx, "a", 1))
	_, err = items.Get(k.ctx, "a")
	require.ErrorIs(k, err, store.Missing)
	require.ErrorIs(k, items.Delete(k.ctx, "a", 1), store.Missing)
}

func nothingToDo(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx))
	got, err := items.GetMany(k.ctx, nil)
	require.NoError(k, err)
	require.Empty(k, got)
	done, failed, err := items.UpdateMany(k.ctx, nil, func(*item) error { return nil })
	require.NoError(k, err)
	require.Empty(k, done)
	require.Empty(k, failed)
}

func undeclared(k *kit) {
	for call, err := range calls(k.ctx, k) {
		require.Error(k, err, call)
		require.NotErrorIs(k, err, store.Away, call)
	}
}

// calls makes each call of the engine once on the case's collection.
func calls(ctx context.Context, k *kit) map[string]error {
	_, get := k.engine.Get(ctx, k.name, "a")
	_, find := k.engine.Find(ctx, k.name, store.Query{})
	_, count := k.engine.Count(ctx, k.name, store.All())
	_, group := k.engine.GroupCount(ctx, k.name, store.All(), "f")
	_, replace := k.engine.Replace(ctx, k.name, store.Swap{Doc: doc("a", 2, `{}`), Prev: 1}, store.Swap{Doc: doc("b", 2, `{}`), Prev: 1})
	return map[string]error{
		"get": get, "find": find, "count": count, "group": group, "replace": replace,
		"insert":      k.engine.Insert(ctx, k.name, doc("a", 1, `{}`)),
		"insert many": k.engine.Insert(ctx, k.name, doc("b", 1, `{}`), doc("c", 1, `{}`)),
		"delete":      k.engine.Delete(ctx, k.name, "a", 1),
	}
}

func ensureTwice(k *kit) {
	x := []store.Index{{Fields: []string{"n"}}, {Fields: []string{"u"}, Unique: true}, {Fields: []string{"tags"}, Array: true}}
	k.ensure(x...)
	k.put(`{"n":1,"u":"a","tags":["x"]}`)
	k.ensure(x...)
	k.ensure()
	k.matches(store.Contains("tags", "x"), 0)
	require.ErrorIs(k, k.engine.Insert(k.ctx, k.name, doc("other", 1, `{"u":"a"}`)), store.Clash)
}

func ensureAdds(k *kit) {
	k.ensure()
	k.put(`{"n":1,"u":"a","tags":["x","y"]}`, `{"n":2,"u":"b","tags":["y"]}`)
	k.ensure(store.Index{Fields: []string{"n"}}, store.Index{Fields: []string{"u"}, Unique: true}, store.Index{Fields: []string{"tags"}, Array: true})
	k.matches(store.Contains("tags", "y"), 0, 1)
	k.matches(store.Contains("tags", "x"), 0)
	k.matches(store.Eq("n", 2), 1)
	require.ErrorIs(k, k.engine.Insert(k.ctx, k.name, doc("other", 1, `{"u":"a"}`)), store.Clash)
}

func ensureBroken(k *kit) {
	k.ensure()
	k.put(`{"u":"a"}`, `{"u":"a"}`)
	err := k.engine.Ensure(k.ctx, store.Spec{Name: k.name, Indexes: []store.Index{{Fields: []string{"u"}, Unique: true}}})
	require.ErrorIs(k, err, store.Clash)
}

func ensureRefuses(k *kit) {
	for what, spec := range map[string]store.Spec{
		"upper case":           {Name: "Experts"},
		"quote":                {Name: `a"b`},
		"empty":                {},
		"reserved":             {Name: "sqlite_things"},
		"no field":             {Name: k.name, Indexes: []store.Index{{}}},
		"dollar":               {Name: k.name, Indexes: []store.Index{{Fields: []string{"$a"}}}},
		"quote in field":       {Name: k.name, Indexes: []store.Index{{Fields: []string{`a"b`}}}},
		"optional, two fields": {Name: k.name, Indexes: []store.Index{{Fields: []string{"a", "b"}, Unique: true, Optional: true}}},
		"optional, not unique": {Name: k.name, Indexes: []store.Index{{Fields: []string{"a"}, Optional: true}}},
		"array, two fields":    {Name: k.name, Indexes: []store.Index{{Fields: []string{"a", "b"}, Array: true}}},
		"array, unique":        {Name: k.name, Indexes: []store.Index{{Fields: []string{"a"}, Array: true, Unique: true}}},
	} {
		require.Error(k, k.engine.Ensure(k.ctx, spec), what)
	}
}

func twoCollections(k *kit) {
	k.ensure(store.Index{Fields: []string{"u"}, Unique: true})
	other := k.name + "_2"
	require.NoError(k, k.engine.Ensure(k.ctx, store.Spec{Name: other, Indexes: []store.Index{{Fields: []string{"u"}, Unique: true}}}))
	k.put(`{"u":"a"}`)
	require.NoError(k, k.engine.Insert(k.ctx, other, doc(id(0), 1, `{"u":"a"}`), doc(id(1), 1, `{"u":"b"}`)))
	k.matches(store.All(), 0)
}

func cancelled(k *kit) {
	k.ensure()
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	for call, err := range calls(ctx, k) {
		require.ErrorIs(k, err, context.Canceled, call)
		require.ErrorIs(k, err, store.Away, call)
	}
	require.ErrorIs(k, k.engine.Ping(ctx), context.Canceled)
	k.matches(store.All())
}

func pingAndName(k *kit) {
	require.NoError(k, k.engine.Ping(k.ctx))
	require.Regexp(k, `^(sqlite|mongodb) \d+\.\d+`, k.engine.Name())
}

func insertMany(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	var fields []string
	for i := range 500 {
		fields = append(fields, fmt.Sprintf(`{"n":%d}`, i))
	}
	k.put(fields...)
	require.Len(k, k.find(store.Query{Limit: store.MaxLimit}), 500)
	require.Equal(k, []string{id(499)}, ids(k.find(store.Query{Sort: []store.Order{{Field: "n", Desc: true}}, Limit: 1})))
}

func tenThousand(k *kit) {
	items := k.items(store.Index{Fields: []string{"count"}})
	var batch []*item
	for i := range 10_000 {
		batch = append(batch, &item{Name: fmt.Sprint(i), Count: int64(i % 100)})
	}
	require.NoError(k, items.Insert(k.ctx, batch...))
	n, err := items.Count(k.ctx, store.Eq("count", 7))
	require.NoError(k, err)
	require.EqualValues(k, 100, n)
	seen := 0
	require.NoError(k, items.Stream(k.ctx, store.All(), "", func(*item) error { seen++; return nil }))
	require.Equal(k, 10_000, seen)
}

func veryLong(k *kit) {
	items := k.items()
	long := strings.Repeat("长", (store.MaxDocument-1000)/3)
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}, Name: long}))
	got, err := items.Update(k.ctx, "a", func(v *item) error { v.Count++; return nil })
	require.NoError(k, err)
	require.Len(k, got.Name, len(long))
	digits := make([]int, 2_000_000) // 4 MB of JSON, over 16 MiB of BSON
	notes := store.On[loose](k.db, k.name)
	require.ErrorIs(k, notes.Insert(k.ctx, &loose{Extra: map[string]any{"digits": digits}}), store.Refused)
	require.NoError(k, notes.Insert(k.ctx, &loose{Extra: map[string]any{"digits": digits[:900_000]}}))
}

func keyAgain(k *kit) {
	k.ensure(store.Index{Fields: []string{"u"}, Unique: true}, store.Index{Fields: []string{"tags"}, Array: true})
	k.put(`{"u":"a","tags":["x","x"]}`)
	require.NoError(k, k.engine.Delete(k.ctx, k.name, id(0), 1))
	k.matches(store.Contains("tags", "x"))
	k.put(`{"u":"a","tags":["y"]}`)
	k.matches(store.Contains("tags", "x"))
	k.matches(store.Contains("tags", "y"), 0)
}
