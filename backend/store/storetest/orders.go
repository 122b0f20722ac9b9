package storetest

import (
	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func orderCases() []testCase { return append(tieCases(), kindCases()...) }

func asc(fields ...string) (order []store.Order) {
	for _, field := range fields {
		order = append(order, store.Order{Field: field})
	}
	return order
}

func tieCases() []testCase {
	return []testCase{
		{name: "no sort is by id", run: func(k *kit) {
			k.ensure()
			require.NoError(k, k.engine.Insert(k.ctx, k.name, doc(id(2), 1, `{}`), doc(id(0), 1, `{}`), doc(id(1), 1, `{}`)))
			k.sorted(nil, 0, 1, 2)
			k.sorted([]store.Order{{Field: "_id", Desc: true}}, 2, 1, 0)
		}},
		{name: "ties go by id in the direction of the last key", run: func(k *kit) {
			k.ensure(store.Index{Fields: []string{"n"}})
			k.put(`{"n":2}`, `{"n":1}`, `{"n":2}`, `{"n":1}`)
			k.sorted(asc("n"), 1, 3, 0, 2)
			k.sorted([]store.Order{{Field: "n", Desc: true}}, 2, 0, 3, 1)
		}},
		{name: "two keys in two directions", run: func(k *kit) {
			k.ensure(store.Index{Fields: []string{"r", "n"}})
			k.put(`{"r":"b","n":1}`, `{"r":"a","n":1}`, `{"r":"a","n":2}`, `{"r":"b","n":2}`, `{"r":"a","n":2}`)
			k.sorted([]store.Order{{Field: "r"}, {Field: "n", Desc: true}}, 4, 2, 1, 3, 0)
			k.sorted([]store.Order{{Field: "r", Desc: true}, {Field: "n"}}, 0, 3, 1, 2, 4)
		}},
	}
}

func kindCases() []testCase {
	return []testCase{
		{name: "missing and null sort before every value", run: func(k *kit) {
			k.ensure(store.Index{Fields: []string{"n"}})
			k.put(`{"n":-1}`, `{}`, `{"n":0}`, `{"n":null}`)
			k.sorted(asc("n"), 1, 3, 0, 2)
			k.sorted([]store.Order{{Field: "n", Desc: true}}, 2, 0, 3, 1)
		}},
		{name: "text sorts by its bytes", run: func(k *kit) {
			k.ensure(store.Index{Fields: []string{"s"}})
			k.put(`{"s":"张"}`, `{"s":"李"}`, `{"s":"a"}`, `{"s":"B"}`, `{"s":"😀"}`, `{"s":"\uE000"}`, `{"s":""}`, `{"s":"王"}`, `{"s":"é"}`, `{"s":"Z"}`, `{"s":"10"}`, `{"s":"9"}`)
			k.sorted(asc("s"), 6, 10, 11, 3, 9, 2, 8, 0, 1, 7, 5, 4)
		}},
		{name: "numbers sort by value across kinds", run: func(k *kit) {
			k.ensure(store.Index{Fields: []string{"n"}})
			k.put(`{"n":10}`, `{"n":9.5}`, `{"n":-1}`, `{"n":9}`, `{"n":1e+21}`, `{"n":9007199254740993}`, `{"n":9007199254740992}`)
			k.sorted(asc("n"), 2, 3, 1, 0, 6, 5, 4)
		}},
		{name: "false sorts before true", run: func(k *kit) {
			k.ensure()
			k.put(`{"b":true}`, `{"b":false}`, `{}`)
			k.sorted(asc("b"), 2, 1, 0)
		}},
		{name: "sort on a path and on a key named twice", run: func(k *kit) {
			k.ensure()
			k.put(`{"a":{"b":2}}`, `{"a":{"b":1}}`, `{"a":{}}`)
			k.sorted(asc("a.b", "a.b"), 2, 1, 0)
		}},
		{name: "sort on a fixed field and on a whole unique key", run: func(k *kit) {
			k.ensure(store.Index{Fields: []string{"log", "seq"}, Unique: true})
			k.put(`{"log":"x","seq":3}`, `{"log":"x","seq":1}`, `{"log":"y","seq":1}`, `{"log":"x","seq":2}`)
			for _, sort := range [][]store.Order{asc("seq"), asc("log", "seq")} {
				found := k.find(store.Query{Where: store.Eq("log", "x"), Sort: sort})
				require.Equal(k, []string{id(1), id(3), id(0)}, ids(found))
			}
		}},
		{name: "first is the first in order, Missing when there is none", run: func(k *kit) {
			items := k.items(store.Index{Fields: []string{"count"}})
			require.NoError(k, items.Insert(k.ctx, &item{Name: "a", Count: 1}, &item{Name: "b", Count: 2}))
			got, err := items.First(k.ctx, store.All(), store.Order{Field: "count", Desc: true})
			require.NoError(k, err)
			require.Equal(k, "b", got.Name)
			_, err = items.First(k.ctx, store.Eq("count", 3))
			require.ErrorIs(k, err, store.Missing)
		}},
	}
}
