package store

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCheckedFilters(t *testing.T) {
	nothing := In[string]("_id")
	a, b := Eq("a", int64(1)), Eq("b", "x")
	for name, c := range map[string]struct{ from, want Filter }{
		"all":               {All(), All()},
		"and of nothing":    {And(), All()},
		"or of nothing":     {Or(), nothing},
		"one part":          {And(Or(a)), a},
		"flat":              {And(a, And(b, a), All()), And(a, b, a)},
		"or with all":       {Or(a, All()), All()},
		"and with none":     {And(a, In[int]("c")), In[int]("c")},
		"or with none":      {Or(a, In[int]("c"), b), Or(a, b)},
		"in of one":         {In("a", 1), a},
		"open range":        {Range("a", nil, nil), All()},
		"prefix":            {Prefix("b", "石"), Range("b", "石", "矴")},
		"prefix, no upper":  {Prefix("b", "\U0010FFFF"), Range("b", "\U0010FFFF", nil)},
		"float with no end": {Eq("a", 1.0), a},
		"typed":             {Eq("b", Kind("x")), b},
	} {
		got, err := c.from.Checked()
		require.NoError(t, err, name)
		want := c.want
		if want.Op == OpIn {
			require.True(t, got.nothing(), name)
			continue
		}
		require.Equal(t, want, got, name)
	}
}

type Kind string

func TestPrefixEndsWhereTheOrderDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, s := rapid.String().Draw(t, "prefix"), rapid.String().Draw(t, "s")
		if rapid.Bool().Draw(t, "joined") {
			s = p + s
		}
		upper, ok := afterPrefix(p)
		inside := s >= p && (!ok || s < upper)
		if inside != strings.HasPrefix(s, p) {
			t.Fatalf("%q in [%q, %q): %v", s, p, upper, inside)
		}
	})
}

// anyNumber draws numbers that lie close to each other where int64 and float64 part ways.
func anyNumber(t *rapid.T, label string) any {
	base := rapid.SampledFrom([]int64{0, 1 << 53, -1 << 53, 1 << 62, math.MaxInt64 - 2, math.MinInt64 + 2}).Draw(t, label+" base") + rapid.Int64Range(-2, 2).Draw(t, label+" near")
	if rapid.Bool().Draw(t, label+" float") {
		v, err := Scalar(float64(base) + rapid.SampledFrom([]float64{0, 0.5}).Draw(t, label+" part"))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	return base
}

func less(a, b any) bool { return exact(a).Cmp(exact(b)) < 0 }

func exact(v any) *big.Float {
	if n, ok := v.(int64); ok {
		return new(big.Float).SetPrec(2000).SetInt64(n)
	}
	return new(big.Float).SetPrec(2000).SetFloat64(v.(float64))
}

func TestNextNumberSkipsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, other := anyNumber(t, "v"), anyNumber(t, "other")
		next, err := Scalar(nextNumber(v))
		if err != nil {
			t.Fatal(err)
		}
		if !less(v, next) {
			t.Fatalf("%v comes before %v", next, v)
		}
		if less(v, other) && less(other, next) {
			t.Fatalf("%v lies between %v and %v", other, v, next)
		}
	})
}

func TestLookup(t *testing.T) {
	body := []byte(`{"_id":"a","o":{"p":{"n":-5,"f":1.5,"t":true},"x.y":1},"z":null,"l":[1],"s":"京"}`)
	for field, want := range map[string]any{
		"_id": "a", "o.p.n": int64(-5), "o.p.f": 1.5, "o.p.t": true, "z": nil, "none": nil, "s": "京", "s.x": nil, "o.none.n": nil, "l.0": nil, "z.x": nil,
	} {
		got, err := Lookup(body, field)
		require.NoError(t, err, field)
		require.Equal(t, want, got, field)
	}
	for _, field := range []string{"l", "o", "o.p"} {
		_, err := Lookup(body, field)
		require.ErrorIs(t, err, errQuery, field)
	}
	_, err := Lookup([]byte(`{"a":`), "a")
	require.Error(t, err)
}

// FuzzLookup: what it finds in a valid document is what a full parse finds, and no bytes make it panic.
func FuzzLookup(f *testing.F) {
	f.Add([]byte(`{"a":{"b":1}}`))
	f.Add([]byte(`{"a":{"b":[1]}}`))
	f.Add([]byte(`{"a":1,"b":{"a":"\u00e9"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := Lookup(body, "a.b")
		var all map[string]any
		if json.Unmarshal(body, &all) != nil || err != nil {
			return
		}
		inner, _ := all["a"].(map[string]any)
		want, err := Scalar(inner["b"])
		if err == nil {
			require.Equal(t, want, got)
		}
	})
}

func TestPagesAreEqualitiesThenARange(t *testing.T) {
	spec := Spec{Name: "experts", Indexes: []Index{{Fields: []string{"log", "seq"}, Unique: true}, {Fields: []string{"mail"}, Unique: true, Optional: true}}}
	doc := Doc{ID: "7", Body: []byte(`{"_id":"7","r":"BJ","n":3,"log":"x","seq":9}`)}
	last := func(string) (Doc, error) { return doc, nil }
	id := Order{Field: "_id"}
	for name, c := range map[string]struct {
		query Query
		want  []Page
	}{
		"no sort":             {Query{}, []Page{{Where: All(), Sort: []Order{id}}}},
		"sort ends in the id": {Query{Sort: []Order{{"n", true}}}, []Page{{Where: All(), Sort: []Order{{"n", true}, {"_id", true}}}}},
		"fixed keys leave":    {Query{Where: Eq("r", "BJ"), Sort: []Order{{"r", false}, {"n", false}}}, []Page{{Where: Eq("r", "BJ"), Sort: []Order{{"n", false}, id}}}},
		"unique needs no id":  {Query{Where: Eq("log", "x"), Sort: []Order{{"seq", true}}}, []Page{{Where: Eq("log", "x"), Sort: []Order{{"seq", true}}}}},
		"half a key does":     {Query{Sort: []Order{{"seq", false}}}, []Page{{Where: All(), Sort: []Order{{"seq", false}, id}}}},
		"optional may miss":   {Query{Sort: []Order{{"mail", false}}}, []Page{{Where: All(), Sort: []Order{{"mail", false}, id}}}},
		"optional, asked for": {Query{Where: Exists("mail", true), Sort: []Order{{"mail", false}}}, []Page{{Where: Exists("mail", true), Sort: []Order{{"mail", false}}}}},
		"nothing is no page":  {Query{Where: Or()}, nil},
		"after, by id":        {Query{After: "7"}, []Page{{Where: Range("_id", "7\x00", nil), Sort: []Order{id}}}},
		"after, down, by text": {Query{Sort: []Order{{"r", true}}, After: "7"}, []Page{
			{Where: And(Eq("r", "BJ"), Range("_id", nil, "7")), Sort: []Order{{"_id", true}}},
			{Where: Range("r", nil, "BJ"), Sort: []Order{{"r", true}, {"_id", true}}},
			{Where: Exists("r", false), Sort: []Order{{"_id", true}}},
		}},
		"after, unique": {Query{Where: Eq("log", "x"), Sort: []Order{{"seq", true}}, After: "7"}, []Page{
			{Where: And(Eq("log", "x"), Range("seq", nil, int64(9))), Sort: []Order{{"seq", true}}},
			{Where: And(Eq("log", "x"), Exists("seq", false)), Sort: []Order{}},
		}},
		"after, missing, up": {Query{Sort: []Order{{"none", false}}, After: "7"}, []Page{
			{Where: And(Exists("none", false), Range("_id", "7\x00", nil)), Sort: []Order{id}},
			{Where: Exists("none", true), Sort: []Order{{"none", false}, id}},
		}},
	} {
		got, err := spec.Pages(c.query, last)
		require.NoError(t, err, name)
		require.Len(t, got, len(c.want), name)
		for i, p := range c.want {
			p.Limit = DefaultLimit
			require.Equal(t, p, got[i], name)
		}
	}
	boom := errors.New("boom")
	_, err := spec.Pages(Query{After: "7"}, func(string) (Doc, error) { return Doc{}, boom })
	require.ErrorIs(t, err, boom)
	_, err = spec.Pages(Query{Sort: []Order{{Field: "$n"}}}, last)
	require.ErrorIs(t, err, errQuery)
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]any{"0": int64(0), "-0": math.Copysign(0, -1), "9223372036854775807": int64(math.MaxInt64), "1.5": 1.5, "1e+21": 1e21, "9223372036854776000": float64(1 << 63)} {
		got, err := Number(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"9223372036854775808", "1.0", "1e5", "0.1000000000000000055", "1e999", "x", ""} {
		_, err := Number(text)
		require.ErrorIs(t, err, Refused, text)
	}
	for _, v := range []any{math.NaN(), math.Inf(1), uint64(math.MaxUint64), []string{"x"}, struct{}{}, bytes.NewReader(nil)} {
		_, err := Scalar(v)
		require.Error(t, err)
	}
}
