package searchtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
)

// Contract checks everything that does not depend on how an engine cuts text into words.
func Contract(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, open Open)
	}{
		{"empty index", emptyIndex}, {"text", textFinds}, {"filters", filters}, {"ranges", ranges}, {"odd values", oddValues},
		{"disjunctive facets", disjunctiveFacets}, {"facet limit", facetLimit}, {"paging", paging}, {"exact totals", exactTotals},
		{"audience", audience}, {"hidden from", hiddenFrom}, {"exclude", exclude}, {"update", update}, {"delete", remove},
		{"rev order", revOrder}, {"seq", seq}, {"highlights", highlights}, {"sort", sorting}, {"bad questions", badQuestions},
		{"bad documents", badDocuments}, {"suggest", suggest}, {"ended context", endedContext},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open) })
	}
}

// cast are a few experts for the plain cases.
func cast() []search.Doc {
	a := doc("a", map[string][]string{"name": {"单示明"}, "fields": {"集成电路设计", "人工智能"}, "employer": {"北京示例智能制造有限公司(虚构)"}},
		map[string][]string{"region": {"BJ"}, "level": {"full-senior"}, "industry": {"new-generation-it", "big-data"}})
	a.Numbers = map[string]int64{"updated": 30, "obtained": 2012}
	b := doc("b", map[string][]string{"name": {"仇例君"}, "fields": {"新材料"}, "employer": {"天津示例材料研究院(虚构)"}, "bio": {"从事集成电路封装材料研究"}},
		map[string][]string{"region": {"TJ"}, "level": {"associate-senior"}, "industry": {"new-materials"}})
	b.Numbers = map[string]int64{"updated": 20, "obtained": 2016}
	c := doc("c", map[string][]string{"name": {"解示宁"}, "fields": {"人工智能"}, "employer": {"河北示例工程学会(虚构)"}},
		map[string][]string{"region": {"HE"}, "level": {"associate-senior"}, "industry": {"new-generation-it"}})
	c.Numbers = map[string]int64{"updated": 10}
	return []search.Doc{a, b, c}
}

func emptyIndex(t *testing.T, open Open) {
	k := start(t, open, nil)
	r := k.find(search.Request{Text: "单示明", Facets: []string{"region"}})
	require.Zero(t, r.Total)
	require.Empty(t, r.Hits)
	require.Empty(t, counts(r, "region"))
	seq, err := k.Seq(context.Background())
	require.NoError(t, err)
	require.Zero(t, seq, "nothing was applied, so the index must be rebuilt")
	require.NoError(t, k.Ping(context.Background()))
	require.NotEmpty(t, k.Name())
}

func textFinds(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	require.Equal(t, []string{"a", "b", "c"}, k.set(search.Request{}))
	require.Equal(t, []string{"a"}, k.set(search.Request{Text: "单示明"}))
	require.Equal(t, []string{"a", "b"}, k.set(search.Request{Text: "集成电路"}))
	require.Equal(t, []string{"a"}, k.set(search.Request{Text: "集成电路 人工智能"}), "all terms are wanted")
	require.Equal(t, []string{"c"}, k.set(search.Request{Text: "人工智能 -集成电路"}))
	require.Equal(t, []string{"a"}, k.set(search.Request{Text: `"集成电路设计"`}))
	require.Equal(t, []string{"b"}, k.set(search.Request{Text: "集成电路", Where: []search.Condition{where("region", "TJ")}}))
}

func filters(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	for _, c := range []struct {
		where []search.Condition
		want  []string
	}{
		{[]search.Condition{where("region", "BJ")}, []string{"a"}},
		{[]search.Condition{where("region", "BJ", "HE")}, []string{"a", "c"}},
		{[]search.Condition{where("level", "associate-senior"), where("region", "BJ", "HE")}, []string{"c"}},
		{[]search.Condition{where("industry", "big-data")}, []string{"a"}},
		{[]search.Condition{where("industry", "new-generation-it", "big-data")}, []string{"a", "c"}},
		{[]search.Condition{where("region", "XX")}, []string{}},
		{[]search.Condition{where("region")}, []string{}},
		{[]search.Condition{where("region", "BJ"), where("region", "TJ")}, []string{}},
		{[]search.Condition{where("park", "none")}, []string{}},
	} {
		r := k.find(search.Request{Where: c.where})
		require.ElementsMatch(t, c.want, idsOf(r), "%v", c.where)
		require.Equal(t, len(c.want), r.Total, "%v", c.where)
	}
}

func ranges(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	n := func(v int64) *int64 { return &v }
	for _, c := range []struct {
		from, to *int64
		want     []string
	}{
		{n(2012), n(2016), []string{"a", "b"}},
		{n(2013), nil, []string{"b"}},
		{nil, n(2015), []string{"a"}},
		{n(2016), n(2016), []string{"b"}},
		{n(2017), nil, []string{}},
		{n(3000), n(2000), []string{}},
	} {
		require.Equal(t, c.want, k.set(search.Request{Where: []search.Condition{between("obtained", c.from, c.to)}}))
	}
}

// oddValues are values that a careless filter expression would run.
func oddValues(t *testing.T, open Open) {
	k := start(t, open, nil)
	odd := []string{`a"b`, `a\b`, `a\"b`, `a\`, `x" OR owner EXISTS OR owner = "y`, `a'b`, `]`, `a,b`, `京 津`, `NOT`}
	for i, v := range odd {
		k.put(doc(numbered("d", i), map[string][]string{"name": {"李例"}}, map[string][]string{"owner": {v}}))
	}
	for i, v := range odd {
		require.Equal(t, []string{numbered("d", i)}, k.set(search.Request{Where: []search.Condition{where("owner", v)}}), "%q", v)
	}
}

func disjunctiveFacets(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	r := k.find(search.Request{Where: []search.Condition{where("region", "BJ")}, Facets: []string{"region", "level", "industry", "park"}})
	require.Equal(t, 1, r.Total)
	require.Equal(t, map[string]int{"BJ": 1, "TJ": 1, "HE": 1}, counts(r, "region"), "its own condition does not narrow a facet")
	require.Equal(t, map[string]int{"full-senior": 1}, counts(r, "level"))
	require.Equal(t, map[string]int{"new-generation-it": 1, "big-data": 1}, counts(r, "industry"))
	require.Empty(t, counts(r, "park"))

	r = k.find(search.Request{Text: "人工智能", Where: []search.Condition{where("region", "BJ"), where("level", "associate-senior")},
		Facets: []string{"region", "level"}})
	require.Zero(t, r.Total)
	require.Equal(t, map[string]int{"HE": 1}, counts(r, "region"))
	require.Equal(t, map[string]int{"full-senior": 1}, counts(r, "level"))

	r = k.find(search.Request{Facets: []string{"level"}})
	require.Equal(t, []search.FacetCount{{Value: "associate-senior", Count: 2}, {Value: "full-senior", Count: 1}}, r.Facets["level"],
		"the most frequent first")
}

func facetLimit(t *testing.T, open Open) {
	k := start(t, open, nil)
	var docs []search.Doc
	for i := range search.MaxFacetValues + 50 {
		docs = append(docs, doc(numbered("d", i), map[string][]string{"name": {"李例"}}, map[string][]string{"city": {numbered("c", i)}}))
	}
	k.put(docs...)
	r := k.find(search.Request{Facets: []string{"city"}})
	require.Len(t, r.Facets["city"], search.MaxFacetValues)
	require.Equal(t, len(docs), r.Total)
}

func paging(t *testing.T, open Open) {
	k := start(t, open, nil)
	var docs []search.Doc
	for i := range 45 {
		docs = append(docs, doc(numbered("d", i), map[string][]string{"name": {"王例"}}, map[string][]string{"region": {"BJ"}}))
	}
	k.put(docs...)
	for _, text := range []string{"", "王例"} {
		seen := map[string]bool{}
		for page := 1; page <= 5; page++ {
			r := k.find(search.Request{Text: text, Page: page, PageSize: 10})
			require.Equal(t, 45, r.Total)
			require.Len(t, r.Hits, min(10, 45-10*(page-1)))
			for _, id := range idsOf(r) {
				require.False(t, seen[id], "%s stands on two pages", id)
				seen[id] = true
			}
		}
		require.Len(t, seen, 45)
		for _, page := range []int{6, 101, 1 << 40} {
			r := k.find(search.Request{Text: text, Page: page, PageSize: 100})
			require.Empty(t, r.Hits)
			require.Equal(t, 45, r.Total, "the total does not depend on the page")
		}
	}
	require.Len(t, k.ids(search.Request{}), search.DefaultPageSize)
	require.Equal(t, "d00044", k.ids(search.Request{})[0], "among equals the newer id comes first")
}

func exactTotals(t *testing.T, open Open) {
	k := start(t, open, nil)
	const all, some = search.MaxTotal + 50, search.MaxTotal - 50
	var docs []search.Doc
	for i := range all {
		region := "BJ"
		if i >= some {
			region = "TJ"
		}
		docs = append(docs, doc(numbered("d", i), map[string][]string{"name": {"王例"}}, map[string][]string{"region": {region}}))
	}
	k.put(docs...)
	require.Equal(t, some, k.find(search.Request{Where: []search.Condition{where("region", "BJ")}}).Total)
	require.GreaterOrEqual(t, k.find(search.Request{}).Total, search.MaxTotal)
	last := search.MaxTotal / search.MaxPageSize
	require.Len(t, k.ids(search.Request{Page: last, PageSize: search.MaxPageSize}), search.MaxPageSize)
	require.Empty(t, k.ids(search.Request{Page: last + 1, PageSize: search.MaxPageSize}), "pages end at MaxTotal")
}

func update(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	b := doc("b", map[string][]string{"name": {"仇例君"}, "fields": {"医药"}}, map[string][]string{"region": {"HE"}})
	b.Rev = 2
	k.put(b)
	require.Empty(t, k.ids(search.Request{Text: "新材料"}), "what it no longer says is not found")
	require.Equal(t, []string{"b"}, k.ids(search.Request{Text: "医药"}))
	r := k.find(search.Request{Facets: []string{"region", "level"}})
	require.Equal(t, 3, r.Total)
	require.Equal(t, map[string]int{"BJ": 1, "HE": 2}, counts(r, "region"))
	require.Equal(t, map[string]int{"full-senior": 1, "associate-senior": 1}, counts(r, "level"))
	require.Empty(t, k.ids(search.Request{Where: []search.Condition{where("region", "TJ")}}))
}

func remove(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	k.apply(search.Change{ID: "a", Rev: 2}, search.Change{ID: "unknown", Rev: 1})
	r := k.find(search.Request{Facets: []string{"region"}})
	require.ElementsMatch(t, []string{"b", "c"}, idsOf(r))
	require.Equal(t, map[string]int{"TJ": 1, "HE": 1}, counts(r, "region"))
	require.Empty(t, k.ids(search.Request{Text: "单示明"}))
	back := cast()[0]
	back.Rev = 3
	k.put(back)
	require.Equal(t, []string{"a"}, k.ids(search.Request{Text: "单示明"}))
}

func revOrder(t *testing.T, open Open) {
	k := start(t, open, nil)
	at := func(rev int64, region string) search.Doc {
		d := doc("x", map[string][]string{"name": {"李例"}}, map[string][]string{"region": {region}})
		d.Rev = rev
		return d
	}
	region := func() map[string]int { return counts(k.find(search.Request{Facets: []string{"region"}}), "region") }
	k.put(at(5, "BJ"))
	k.put(at(4, "TJ"))
	require.Equal(t, map[string]int{"BJ": 1}, region(), "an older rev does not replace a newer one")
	k.apply(search.Change{ID: "x", Rev: 4})
	require.Equal(t, map[string]int{"BJ": 1}, region(), "nor does an older deletion remove it")
	k.put(at(5, "BJ"))
	require.Equal(t, map[string]int{"BJ": 1}, region(), "the same change twice is one")
	k.put(at(7, "HE"), at(6, "TJ"))
	require.Equal(t, map[string]int{"HE": 1}, region(), "within one call the highest rev wins")
	k.apply(search.Change{ID: "x", Rev: 8})
	require.Empty(t, region())
	k.put(at(7, "HE"))
	require.Empty(t, region(), "a late change does not bring back what was deleted")
	k.put(at(9, "BJ"))
	require.Equal(t, map[string]int{"BJ": 1}, region())
}

func seq(t *testing.T, open Open) {
	k := start(t, open, nil)
	ctx := context.Background()
	require.NoError(t, k.Apply(ctx, 7))
	now, err := k.Seq(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 7, now)
	require.NoError(t, k.Apply(ctx, 3))
	now, err = k.Seq(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 7, now, "what is held already is not forgotten")
}

func highlights(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(doc("x", map[string][]string{
		"name": {"单示明"}, "fields": {"集成电路<script>alert(1)</script>设计 & 制造"}, "bio": {"他说:\"集成电路\"很重要"},
	}, nil))
	hit := k.find(search.Request{Text: "集成电路"}).Hits[0]
	require.Equal(t, "<em>集成电路</em>&lt;script&gt;alert(1)&lt;/script&gt;设计 &amp; 制造", hit.Highlights["fields"])
	require.Equal(t, "他说:&#34;<em>集成电路</em>&#34;很重要", hit.Highlights["bio"])
	require.NotContains(t, hit.Highlights, "name")
	require.Equal(t, []string{"研究方向包含“集成电路”"}, hit.Why)
	require.Empty(t, k.find(search.Request{}).Hits[0].Highlights)
}

func sorting(t *testing.T, open Open) {
	k := start(t, open, nil)
	docs := cast()
	more := named("d", "李例")
	more.Numbers = map[string]int64{"updated": 20, "obtained": -5}
	k.put(append(docs, more)...)
	require.Equal(t, []string{"a", "d", "b", "c"}, k.ids(search.Request{Sort: "-updated"}), "among equals the newer id comes first")
	require.Equal(t, []string{"c", "d", "b", "a"}, k.ids(search.Request{Sort: "updated"}))
	require.Equal(t, []string{"d", "a", "b", "c"}, k.ids(search.Request{Sort: "obtained"}), "what has no number comes last")
	require.Equal(t, []string{"b", "a", "d", "c"}, k.ids(search.Request{Sort: "-obtained"}))
	require.Equal(t, []string{"a", "c"}, k.ids(search.Request{Text: "人工智能", Sort: "-updated"}))
	require.ElementsMatch(t, []string{"a", "c"}, k.ids(search.Request{Text: "人工智能", Sort: "relevance"}))
}

func suggest(t *testing.T, open Open) {
	k := start(t, open, nil)
	docs := cast()
	docs[1].Audience = []string{"employers"}
	docs[2].HiddenFrom = []string{"employer:E1"}
	k.put(docs...)
	texts := func(c search.Completion) []string {
		if c.Audience.Groups == nil {
			c.Audience.Groups = []string{"public"}
		}
		found, err := k.Suggest(context.Background(), c)
		require.NoError(t, err)
		out := []string{}
		for _, s := range found {
			out = append(out, s.Text)
			require.Equal(t, s.Field == "name", s.ID != "", "a person is pointed at, a word is not")
		}
		return out
	}
	require.Equal(t, []string{"单示明"}, texts(search.Completion{Text: "单"}))
	require.Equal(t, []string{"单示明"}, texts(search.Completion{Text: "shansh"}))
	require.Equal(t, []string{"人工智能"}, texts(search.Completion{Text: "人工"}), "each value once")
	require.Equal(t, []string{"北京示例智能制造有限公司(虚构)"}, texts(search.Completion{Text: "北京"}))
	require.Empty(t, texts(search.Completion{Text: "仇"}), "hidden people are not offered")
	require.Empty(t, texts(search.Completion{Text: "天津"}), "nor what only they have")
	require.Equal(t, []string{"仇例君"}, texts(search.Completion{Text: "仇", Audience: search.Audience{Groups: []string{"employers"}}}))
	require.Empty(t, texts(search.Completion{Text: "解", Audience: search.Audience{Groups: []string{"public"}, Self: []string{"employer:E1"}}}))
	require.Empty(t, texts(search.Completion{Text: "单", Exclude: []string{"a"}}))
	require.Empty(t, texts(search.Completion{Text: " "}))
	require.Len(t, texts(search.Completion{Text: "人", Limit: 1}), 1)
}

func endedContext(t *testing.T, open Open) {
	k := start(t, open, nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := k.Search(ctx, search.Request{Audience: public})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, k.Apply(ctx, 1, search.Change{ID: "x", Rev: 1}), context.Canceled)
}
