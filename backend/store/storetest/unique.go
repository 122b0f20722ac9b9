package storetest

import (
	"errors"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func uniqueCases() []testCase {
	return []testCase{
		{name: "a second document with the id is a Clash", run: idClash},
		{name: "a second document with a unique key is a Clash", run: keyClash},
		{name: "a unique key of two fields clashes on both only", run: twoFieldKey},
		{name: "an optional unique key clashes only where it is there", run: optionalKey},
		{name: "an optional unique key can be given later and taken back", run: optionalLater},
		{name: "insert of several stops at the clash and can be said again", run: insertStops},
		{name: "a unique key taken by update is a Clash and changes nothing", run: updateClash},
		{name: "of eight inserts of one key one wins", run: parallelClash},
		{name: "unique keys tell text from number and case from case", run: exactKeys},
	}
}

func idClash(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}, Name: "first"}))
	require.ErrorIs(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}, Name: "second"}), store.Clash)
	got, err := items.Get(k.ctx, "a")
	require.NoError(k, err)
	require.Equal(k, "first", got.Name)
}

func keyClash(k *kit) {
	items := k.items(store.Index{Fields: []string{"name"}, Unique: true})
	require.NoError(k, items.Insert(k.ctx, &item{Name: "a"}))
	require.ErrorIs(k, items.Insert(k.ctx, &item{Name: "a"}), store.Clash)
	require.NoError(k, items.Insert(k.ctx, &item{Name: "b"}))
}

func twoFieldKey(k *kit) {
	k.ensure(store.Index{Fields: []string{"region", "no"}, Unique: true})
	k.put(`{"region":"BJ","no":1}`, `{"region":"BJ","no":2}`, `{"region":"TJ","no":1}`)
	require.ErrorIs(k, k.engine.Insert(k.ctx, k.name, doc("x", 1, `{"no":1,"region":"TJ"}`)), store.Clash)
}

func optionalKey(k *kit) {
	items := k.items(store.Index{Fields: []string{"email"}, Unique: true, Optional: true})
	require.NoError(k, items.Insert(k.ctx, &item{Name: "a"}, &item{Name: "b"}, &item{Name: "c", Email: "c@example.cn"}))
	require.ErrorIs(k, items.Insert(k.ctx, &item{Name: "d", Email: "c@example.cn"}), store.Clash)
	n, err := items.Count(k.ctx, store.Eq("email", "c@example.cn"))
	require.NoError(k, err)
	require.EqualValues(k, 1, n)
}

func optionalLater(k *kit) {
	items := k.items(store.Index{Fields: []string{"email"}, Unique: true, Optional: true})
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}, &item{Meta: store.Meta{ID: "b"}}))
	give := func(id, email string) error {
		_, err := items.Update(k.ctx, id, func(v *item) error { v.Email = email; return nil })
		return err
	}
	require.NoError(k, give("a", "x@example.cn"))
	require.ErrorIs(k, give("b", "x@example.cn"), store.Clash)
	require.NoError(k, give("a", ""))
	require.NoError(k, give("b", "x@example.cn"))
	found, err := items.Find(k.ctx, store.Query{Where: store.Exists("email", false)})
	require.NoError(k, err)
	require.Len(k, found, 1)
	require.Equal(k, "a", found[0].ID)
}

func insertStops(k *kit) {
	k.ensure(store.Index{Fields: []string{"u"}, Unique: true})
	k.put(`{"u":"taken"}`)
	several := []store.Doc{doc("x1", 1, `{"u":"1"}`), doc("x2", 1, `{"u":"taken"}`), doc("x3", 1, `{"u":"3"}`)}
	require.ErrorIs(k, k.engine.Insert(k.ctx, k.name, several...), store.Clash)
	got, err := k.engine.Get(k.ctx, k.name, "x2", "x3")
	require.NoError(k, err)
	require.Empty(k, got, "neither the one that clashed nor those after it")
	for _, d := range []store.Doc{several[0], several[2]} {
		if err := k.engine.Insert(k.ctx, k.name, d); err != nil {
			require.ErrorIs(k, err, store.Clash)
		}
	}
	got, err = k.engine.Get(k.ctx, k.name, "x1", "x3")
	require.NoError(k, err)
	require.Equal(k, []string{"x1", "x3"}, ids(got))
}

func updateClash(k *kit) {
	items := k.items(store.Index{Fields: []string{"name"}, Unique: true})
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}, Name: "a"}, &item{Meta: store.Meta{ID: "b"}, Name: "b"}))
	_, err := items.Update(k.ctx, "b", func(v *item) error { v.Name = "a"; return nil })
	require.ErrorIs(k, err, store.Clash)
	got, err := items.Get(k.ctx, "b")
	require.NoError(k, err)
	require.Equal(k, "b", got.Name)
	require.EqualValues(k, 1, got.Rev)
}

func parallelClash(k *kit) {
	items := k.items(store.Index{Fields: []string{"name"}, Unique: true})
	var won, clashed atomic.Int64
	eight(func(int) {
		switch err := items.Insert(k.ctx, &item{Name: "one"}); {
		case err == nil:
			won.Add(1)
		case errors.Is(err, store.Clash):
			clashed.Add(1)
		}
	})
	require.EqualValues(k, []int64{1, 7}, []int64{won.Load(), clashed.Load()})
	n, err := items.Count(k.ctx, store.All())
	require.NoError(k, err)
	require.EqualValues(k, 1, n)
}

func exactKeys(k *kit) {
	k.ensure(store.Index{Fields: []string{"u"}, Unique: true})
	k.put(`{"u":"1"}`, `{"u":1}`, `{"u":"a"}`, `{"u":"A"}`, `{"u":"a "}`, `{"u":""}`, `{"u":9007199254740993}`, `{"u":9007199254740992}`)
	require.ErrorIs(k, k.engine.Insert(k.ctx, k.name, doc("x", 1, `{"u":9007199254740993}`)), store.Clash)
}
