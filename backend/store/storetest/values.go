package storetest

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func valueCases() []testCase {
	return []testCase{
		{name: "int64 is exact to its ends", run: exactNumbers},
		{name: "text of every kind comes back and is found", run: everyText},
		{name: "types come back as they were", run: typesComeBack},
		{name: "what one store can't hold both refuse", run: refused},
	}
}

type numbers struct {
	store.Meta
	N int64   `json:"n"`
	F float64 `json:"f"`
	B bool    `json:"b"`
}

func exactNumbers(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	all := store.On[numbers](k.db, k.name)
	for i, v := range []numbers{
		{N: 1<<63 - 1, F: 0.1}, {N: -1 << 63, F: 1e-300}, {N: 1<<53 + 1, F: 1 << 62}, {N: -1<<53 - 1, F: 1.7976931348623157e308}, {N: 0, F: -2.5, B: true}, {N: 7, F: 3},
	} {
		v.ID = id(i)
		require.NoError(k, all.Insert(k.ctx, &v))
		got, err := all.Get(k.ctx, v.ID)
		require.NoError(k, err)
		require.Equal(k, &v, got)
		k.matches(store.Eq("n", v.N), i)
		k.matches(store.Eq("f", v.F), i)
	}
}

func everyText(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}}, store.Index{Fields: []string{"tags"}, Array: true})
	texts := []string{"单示明", "𠮷野家", "👩‍🔬", "line\nbreak\ttab", "\x00nul\x01", `"quoted" \ 'single'`, "\u2028\u2029", "<b>&amp;", "\u00e9", "e\u0301", "  ", "null", "true", "1"}
	for i, s := range texts {
		require.True(k, utf8.ValidString(s))
		body := fmt.Sprintf(`{"s":%s,"tags":[%s],"m":{%s:1}}`, toJSON(k, s), toJSON(k, s), toJSON(k, "键"+fmt.Sprint(i)))
		require.NoError(k, k.engine.Insert(k.ctx, k.name, doc(id(i), 1, body)))
	}
	for i, s := range texts {
		k.matches(store.Eq("s", s), i)
		k.matches(store.In("s", s, "other"), i)
		k.matches(store.Contains("tags", s), i)
		k.matches(store.Eq(fmt.Sprintf("m.键%d", i), 1), i)
	}
}

type loose struct {
	store.Meta
	Text  *string           `json:"text"`
	Maps  map[string]string `json:"maps"`
	List  []string          `json:"list"`
	Bytes []byte            `json:"bytes"`
	Extra map[string]any    `json:"extra,omitempty"`
}

func typesComeBack(k *kit) {
	k.ensure()
	all := store.On[loose](k.db, k.name)
	text := "t"
	for i, v := range []loose{
		{Maps: map[string]string{}, List: []string{}, Bytes: []byte{}},
		{Text: &text, Maps: map[string]string{"中文 key": "值", "-": ""}, List: []string{"", "a"}, Bytes: []byte{0, 255}},
		{Maps: map[string]string{}, List: []string{}, Bytes: []byte{}, Extra: map[string]any{"a": []any{map[string]any{"b": []any{true, nil, "x", 1.5}}}}},
	} {
		v.ID = id(i)
		require.NoError(k, all.Insert(k.ctx, &v))
		got, err := all.Get(k.ctx, v.ID)
		require.NoError(k, err)
		require.Equal(k, &v, got)
	}
}

func refused(k *kit) {
	k.ensure()
	all := store.On[loose](k.db, k.name)
	require.NoError(k, all.Insert(k.ctx, &loose{Meta: store.Meta{ID: "there"}}))
	for what, extra := range map[string]map[string]any{
		"dot":            {"a.b": 1},
		"dollar":         {"$a": 1},
		"zero byte":      {"a\x00": 1},
		"nested arrays":  {"a": []any{[]any{}}},
		"large unsigned": {"a": uint64(1<<63 + 1)},
		"over 12 MiB":    {"a": string(slices.Repeat([]byte("x"), store.MaxDocument))},
	} {
		require.ErrorIs(k, all.Insert(k.ctx, &loose{Extra: extra}), store.Refused, what)
		_, err := all.Update(k.ctx, "there", func(v *loose) error { v.Extra = extra; return nil })
		require.ErrorIs(k, err, store.Refused, what)
	}
	n, err := all.Count(k.ctx, store.All())
	require.NoError(k, err)
	require.EqualValues(k, 1, n)
}
