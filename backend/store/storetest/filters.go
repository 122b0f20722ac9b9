package storetest

import (
	"fmt"

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
