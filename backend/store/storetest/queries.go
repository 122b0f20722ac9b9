package storetest

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func filterCases() []testCase {
	return []testCase{
		{name: "the zero filter matches everything", run: func(k *kit) {
			k.ensure()
			k.put(`{"n":1}`, `{}`)
			k.matches(store.Filter{}, 0, 1)
			k.matches(store.All(), 0, 1)
		}},
		{name: "equal on text, number and truth", run: filterEqual},
		{name: "equal takes types made from text and number", run: filterKinds},
		{name: "equal on a path of three steps", run: filterNested},
		{name: "in, with one value and with none", run: filterIn},
		{name: "in with hundreds of values", run: filterLongIn},
		{name: "range of numbers with open ends", run: filterRange},
		{name: "range of text with open ends", run: filterTextRange},
		{name: "range mixes integers and fractions", run: filterMixedNumbers},
		{name: "range beyond 2^53 is exact", run: filterBigRange},
		{name: "exists takes null for missing", run: filterExists},
		{name: "equal and range never match null or missing", run: filterNull},
		{name: "prefix takes every character as itself", run: filterPrefix},
		{name: "prefix of Chinese, of the last code points and of nothing", run: filterPrefixEdges},
		{name: "contains on a declared array", run: func(k *kit) { k.ensure(store.Index{Fields: []string{"tags"}, Array: true}); filterContains(k) }},
		{name: "contains on an array without an index", run: func(k *kit) { k.ensure(); filterContains(k) }},
		{name: "contains on an array inside an object", run: filterContainsNested},
		{name: "and and or inside each other", run: filterAndOr},
		{name: "and and or of nothing", run: filterEmptyAndOr},
		{name: "two conditions on one field", run: filterSameField},
		{name: "filters on id and rev", run: filterMeta},
		{name: "a wrong filter is an error", run: filterWrong},
		{name: "any filter agrees with the model", run: filterModel},
	}
}

func filterEqual(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}}, store.Index{Fields: []string{"n"}}, store.Index{Fields: []string{"b"}})
	k.put(`{"s":"a","n":1,"b":true}`, `{"s":"A","n":2,"b":false}`, `{"s":"","n":0}`, `{"s":"a ","n":-1,"b":true}`)
	k.matches(store.Eq("s", "a"), 0)
	k.matches(store.Eq("s", ""), 2)
	k.matches(store.Eq("n", 2), 1)
	k.matches(store.Eq("n", int64(-1)), 3)
	k.matches(store.Eq("n", 2.0), 1)
	k.matches(store.Eq("n", "2"))
	k.matches(store.Eq("b", true), 0, 3)
	k.matches(store.Eq("b", false), 1)
}

type region string

type level uint8

func filterKinds(k *kit) {
	k.ensure()
	k.put(`{"region":"BJ","level":3}`, `{"region":"TJ","level":4}`)
	k.matches(store.Eq("region", region("TJ")), 1)
	k.matches(store.In("region", region("TJ"), "HE"), 1)
	k.matches(store.Eq("level", level(3)), 0)
	k.matches(store.Range("level", level(4), nil), 1)
}

func filterNested(k *kit) {
	k.ensure(store.Index{Fields: []string{"consent.circle.state"}})
	k.put(`{"consent":{"circle":{"state":"given"}}}`, `{"consent":{"circle":{"state":"ended"}}}`, `{"consent":{}}`, `{"consent":{"circle":{}}}`, `{"x":{"consent":1}}`)
	k.matches(store.Eq("consent.circle.state", "given"), 0)
	k.matches(store.Exists("consent.circle", true), 0, 1, 3)
	k.matches(store.Exists("consent.circle.state", false), 2, 3, 4)
}

func filterIn(k *kit) {
	k.ensure(store.Index{Fields: []string{"r"}})
	k.put(`{"r":"BJ"}`, `{"r":"TJ"}`, `{"r":"HE"}`, `{}`)
	k.matches(store.In("r", "HE", "BJ", "HE"), 0, 2)
	k.matches(store.In("r", "TJ"), 1)
	k.matches(store.In[string]("r"))
	k.matches(store.In("r", "XX", `"`, "'"))
	k.matches(store.And(store.In[string]("r"), store.Eq("r", "BJ")))
	k.matches(store.Or(store.In[string]("r"), store.Eq("r", "BJ")), 0)
}

func filterLongIn(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":1}`, `{"n":499}`, `{"n":501}`)
	long := make([]int, 500)
	for i := range long {
		long[i] = i
	}
	k.matches(store.In("n", long...), 0, 1)
}

func filterRange(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":-5}`, `{"n":0}`, `{"n":7}`, `{"n":8}`, `{}`)
	k.matches(store.Range("n", 0, 8), 1, 2)
	k.matches(store.Range("n", 7, nil), 2, 3)
	k.matches(store.Range("n", nil, 0), 0)
	k.matches(store.Range("n", 8, 8))
	k.matches(store.Range("n", 9, 1))
	k.matches(store.Range("n", nil, nil), 0, 1, 2, 3, 4)
}

func filterTextRange(k *kit) {
	k.ensure(store.Index{Fields: []string{"day"}})
	k.put(`{"day":"2026-01-31"}`, `{"day":"2026-02-01"}`, `{"day":"2026-02-28"}`, `{"day":"2026-03-01"}`, `{"day":""}`, `{}`)
	k.matches(store.Range("day", "2026-02-01", "2026-03-01"), 1, 2)
	k.matches(store.Range("day", "2026-02-28", nil), 2, 3)
	k.matches(store.Range("day", nil, "2026-02-01"), 0, 4)
	k.matches(store.Range("day", "", nil), 0, 1, 2, 3, 4)
}

func filterMixedNumbers(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":1}`, `{"n":1.5}`, `{"n":2}`, `{"n":2.5}`, `{"n":-0.25}`)
	k.matches(store.Range("n", 1.5, 2.5), 1, 2)
	k.matches(store.Range("n", 1, 2), 0, 1)
	k.matches(store.Eq("n", 1.5), 1)
	k.matches(store.In("n", 2.5, 1), 0, 3)
	k.matches(store.Range("n", nil, 0.0), 4)
}

func filterBigRange(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":9007199254740992}`, `{"n":9007199254740993}`, `{"n":9223372036854775807}`, `{"n":-9223372036854775808}`, `{"n":1e+300}`)
	k.matches(store.Eq("n", int64(9007199254740993)), 1)
	k.matches(store.Range("n", int64(9007199254740993), nil), 1, 2, 4)
	k.matches(store.Range("n", nil, int64(9007199254740993)), 0, 3)
	k.matches(store.Eq("n", int64(9223372036854775807)), 2)
	k.matches(store.Eq("n", 1e300), 4)
}

func filterExists(k *kit) {
	k.ensure(store.Index{Fields: []string{"a"}})
	k.put(`{"a":1}`, `{"a":null}`, `{}`, `{"a":""}`, `{"a":false}`, `{"a":{}}`, `{"a":[]}`, `{"a":0}`)
	k.matches(store.Exists("a", true), 0, 3, 4, 5, 6, 7)
	k.matches(store.Exists("a", false), 1, 2)
}

func filterNull(k *kit) {
	k.ensure(store.Index{Fields: []string{"a"}})
	k.put(`{"a":null}`, `{}`, `{"a":0}`, `{"a":-1}`)
	k.matches(store.Eq("a", 0), 2)
	k.matches(store.Range("a", nil, 1), 2, 3)
	k.matches(store.Range("a", nil, "x"))
	k.matches(store.Prefix("a", ""))
	k.matches(store.In("a", "", "null"))
}

func filterPrefix(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}})
	texts := []string{"100%", "100x", "a_b", "axb", "a.*c", "abc", "^a", "$b", "(c", "[d", `\e`, `'f`, `"g`, "A_b", "a\x00b", "a\tb"}
	fields := make([]string, len(texts))
	for i, s := range texts {
		fields[i] = `{"s":` + toJSON(k, s) + `}`
	}
	k.put(fields...)
	for i, s := range texts {
		k.matches(store.Prefix("s", s), i)
	}
	k.matches(store.Prefix("s", "a"), 2, 3, 4, 5, 14, 15)
	k.matches(store.Prefix("s", "100"), 0, 1)
	k.matches(store.Prefix("s", "none"))
}

func filterPrefixEdges(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}})
	k.put(`{"s":"石家庄"}`, `{"s":"石景山"}`, `{"s":"石"}`, `{"s":"矴"}`, `{"s":"\uD7FFx"}`, `{"s":"\uE000x"}`, `{"s":"\uDBFF\uDFFFz"}`, `{"s":""}`, `{"n":1}`, `{"s":"\uDBFF\uDFFF\uDBFF\uDFFF"}`)
	k.matches(store.Prefix("s", "石"), 0, 1, 2)
	k.matches(store.Prefix("s", "石家"), 0)
	k.matches(store.Prefix("s", "\uD7FF"), 4)
	k.matches(store.Prefix("s", "\U0010FFFF"), 6, 9)
	k.matches(store.Prefix("s", "\U0010FFFF\U0010FFFF"), 9)
	k.matches(store.Prefix("s", ""), 0, 1, 2, 3, 4, 5, 6, 7, 9)
}

func filterContains(k *kit) {
	k.put(`{"tags":["钢铁","海水淡化"]}`, `{"tags":["钢铁","钢铁"]}`, `{"tags":[]}`, `{}`, `{"tags":[1,2.5,true]}`, `{"tags":["1",null]}`, `{"tags":null}`, `{"tags":[false]}`)
	k.matches(store.Contains("tags", "钢铁"), 0, 1)
	k.matches(store.Contains("tags", "钢"))
	k.matches(store.Contains("tags", 1), 4)
	k.matches(store.Contains("tags", "1"), 5)
	k.matches(store.Contains("tags", 2.5), 4)
	k.matches(store.Contains("tags", true), 4)
	k.matches(store.Contains("tags", false), 7)
	k.matches(store.And(store.Contains("tags", "钢铁"), store.Contains("tags", "海水淡化")), 0)
	k.matches(store.Or(store.Contains("tags", 1), store.Contains("tags", "海水淡化")), 0, 4)
}

func filterContainsNested(k *kit) {
	k.ensure(store.Index{Fields: []string{"a.b"}, Array: true})
	k.put(`{"a":{"b":["x"]}}`, `{"a":{"b":["y"]}}`, `{"a":{}}`, `{"b":["x"]}`)
	k.matches(store.Contains("a.b", "x"), 0)
}

func filterAndOr(k *kit) {
	k.ensure(store.Index{Fields: []string{"r", "s"}})
	for i := range 12 {
		r, s := []string{"BJ", "TJ", "HE"}[i%3], i/3
		require.NoError(k, k.engine.Insert(k.ctx, k.name, doc(id(i), 1, fmt.Sprintf(`{"r":%q,"s":%d}`, r, s))))
	}
	bj, tj := store.Eq("r", "BJ"), store.Eq("r", "TJ")
	low := store.Range("s", nil, 2)
	k.matches(store.And(bj, low), 0, 3)
	k.matches(store.Or(bj, tj), 0, 1, 3, 4, 6, 7, 9, 10)
	k.matches(store.And(store.Or(bj, tj), low), 0, 1, 3, 4)
	k.matches(store.Or(store.And(bj, low), store.And(tj, store.Eq("s", 3))), 0, 3, 10)
	k.matches(store.And(store.And(bj), store.Or(store.Or(low))), 0, 3)
	k.matches(store.And(bj, tj))
}

func filterEmptyAndOr(k *kit) {
	k.ensure()
	k.put(`{"n":1}`, `{"n":2}`)
	k.matches(store.And(), 0, 1)
	k.matches(store.Or())
	k.matches(store.And(store.Or(), store.Eq("n", 1)))
	k.matches(store.Or(store.And(), store.Eq("n", 1)), 0, 1)
	k.matches(store.And(store.All(), store.Eq("n", 1)), 0)
}

func filterSameField(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}})
	k.put(`{"n":1}`, `{"n":2}`, `{"n":3}`)
	k.matches(store.And(store.Range("n", 2, nil), store.Range("n", nil, 3)), 1)
	k.matches(store.And(store.Exists("n", true), store.In("n", 1, 3), store.Range("n", 2, nil)), 2)
}

func filterMeta(k *kit) {
	k.ensure()
	k.put(`{}`, `{}`, `{}`)
	k.matches(store.Range("_id", id(1), nil), 1, 2)
	k.matches(store.Range("_id", id(0)+"\x00", nil), 1, 2)
	k.matches(store.In("_id", id(2), id(0), "none"), 0, 2)
	k.matches(store.Prefix("_id", "d00"), 0, 1, 2)
	k.matches(store.Eq("rev", 1), 0, 1, 2)
	k.matches(store.Eq("rev", 2))
}

func filterWrong(k *kit) {
	k.ensure()
	for what, f := range map[string]store.Filter{
		"no field":              store.Eq("", 1),
		"empty step":            store.Eq("a..b", 1),
		"quote":                 store.Eq(`a"b`, 1),
		"dollar":                store.Eq("$where", 1),
		"nothing to equal":      store.Eq("a", nil),
		"nothing among in":      store.In[any]("a", 1, nil),
		"a list to equal":       store.Eq("a", []string{"x"}),
		"prefix of a number":    {Op: store.OpPrefix, Field: "a", Values: []any{1}},
		"range of truth":        store.Range("a", false, true),
		"range of two kinds":    store.Range("a", 1, "x"),
		"range without ends":    {Op: store.OpRange, Field: "a"},
		"exists without answer": {Op: store.OpExists, Field: "a"},
		"unknown operator":      {Op: 99, Field: "a"},
		"inside or":             store.Or(store.Eq("a", 1), store.Eq("a", nil)),
	} {
		_, err := k.engine.Find(k.ctx, k.name, store.Query{Where: f})
		require.Error(k, err, what)
		_, err = k.engine.Count(k.ctx, k.name, f)
		require.Error(k, err, what)
	}
}

func orderCases() []testCase {
	asc := func(f ...string) (o []store.Order) {
		for _, field := range f {
			o = append(o, store.Order{Field: field})
		}
		return o
	}
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
