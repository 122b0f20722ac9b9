package storetest

import (
	"fmt"

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
