package embedded

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
	"talentcircle/backend/search/searchtest"
)

// Small alphabets make everything collide.
var (
	someHan    = []string{"工", "程", "师", "高", "级", "单", "示", "明", "萬", "万", "俟"}
	someLatin  = []string{"ai", "AI", "robot", "robots", "rboot", "semiconductor", "semicondutcor", "shan", "sm", "c++", "5g"}
	someNames  = []string{"单示明", "善示明", "万俟示安", "萬俟明", "仇明", "邱明", "吕示", "阿卜·明", "John Smith", "王工"}
	someValues = []string{"BJ", "TJ", "HE", `x"y`}
	someGroups = []string{"public", "employers", "region:HE"}
)

func drawText(t *rapid.T, label string) string {
	piece := rapid.OneOf(rapid.SampledFrom(someHan), rapid.SampledFrom(someHan), rapid.SampledFrom(someLatin), rapid.SampledFrom([]string{" ", ",", "·"}))
	return strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, label), "")
}

func drawDoc(t *rapid.T, id string, rev int64) search.Doc {
	d := search.Doc{ID: id, Rev: rev, Text: map[string][]string{}, Values: map[string][]string{}, Numbers: map[string]int64{}}
	d.Audience = rapid.SliceOfN(rapid.SampledFrom(someGroups), 0, 2).Draw(t, "audience")
	d.HiddenFrom = rapid.SliceOfN(rapid.SampledFrom([]string{"employer:1", "employer:2"}), 0, 1).Draw(t, "hidden")
	d.Text["name"] = []string{rapid.SampledFrom(someNames).Draw(t, "name")}
	d.Text["fields"] = []string{drawText(t, "field"), drawText(t, "field")}
	d.Text["bio"] = []string{drawText(t, "bio")}
	d.Values["region"] = rapid.SliceOfN(rapid.SampledFrom(someValues), 0, 2).Draw(t, "region")
	d.Values["level"] = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 1).Draw(t, "level")
	if rapid.Bool().Draw(t, "dated") {
		d.Numbers["updated"] = rapid.Int64Range(-3, 3).Draw(t, "updated")
	}
	return d
}

func drawTerm(t *rapid.T) search.Term {
	han := rapid.Custom(func(t *rapid.T) string {
		return cn.Fold(strings.Join(rapid.SliceOfN(rapid.SampledFrom(someHan), 1, cutFrom-1).Draw(t, "han"), ""))
	})
	latin := rapid.Map(rapid.SampledFrom(append(someLatin, "r", "semi", "robto")), cn.Fold)
	term := search.Term{Last: rapid.Bool().Draw(t, "last"), Phrase: rapid.Bool().Draw(t, "phrase")}
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0, 1:
		term.Words = []string{han.Draw(t, "word")}
	case 2:
		term.Words = []string{latin.Draw(t, "word")}
	case 3:
		term.Words = []string{han.Draw(t, "word") + " " + latin.Draw(t, "word"), han.Draw(t, "other")}
	default:
		term.Pinyin = []search.Reading{{Text: rapid.SampledFrom([]string{"shan", "s", "shansm", "qiu", "moqi", "shim", "smith"}).Draw(t, "pinyin"), Begun: term.Last}}
		term.Names = []string{rapid.SampledFrom([]string{"单shi", "万q", "王gong"}).Draw(t, "mixture")}
	}
	return term
}

func drawQuery(t *rapid.T, schema *search.Schema) search.Query {
	q := search.Query{Schema: schema, Page: 1, PageSize: search.MaxPageSize, Facets: []string{"region", "level"}}
	q.Audience.Groups = rapid.SliceOfN(rapid.SampledFrom(someGroups), 0, 2).Draw(t, "groups")
	q.Audience.Self = rapid.SliceOfN(rapid.SampledFrom([]string{"employer:1", "employer:2"}), 0, 1).Draw(t, "self")
	for i := range rapid.IntRange(0, 3).Draw(t, "terms") {
		term := drawTerm(t)
		term.Raw = fmt.Sprint("term ", i)
		q.Terms = append(q.Terms, term)
	}
	if rapid.IntRange(0, 3).Draw(t, "not") == 0 {
		q.Not = append(q.Not, drawTerm(t))
	}
	if rapid.Bool().Draw(t, "filtered") {
		q.Where = append(q.Where, search.Condition{Field: "region", Values: rapid.SliceOfN(rapid.SampledFrom(someValues), 0, 2).Draw(t, "regions")})
	}
	if rapid.IntRange(0, 3).Draw(t, "ranged") == 0 {
		from := rapid.Int64Range(-3, 3).Draw(t, "from")
		q.Where = append(q.Where, search.Condition{Field: "updated", From: &from})
	}
	q.Exclude = rapid.SliceOfN(rapid.Custom(drawID), 0, 2).Draw(t, "exclude")
	q.Sort = rapid.SampledFrom([]string{"", "updated", "-updated"}).Draw(t, "sort")
	return q
}

func drawID(t *rapid.T) string { return fmt.Sprintf("d%02d", rapid.IntRange(0, 40).Draw(t, "id")) }

func drawChange(t *rapid.T) search.Change {
	id, rev := drawID(t), rapid.Int64Range(1, 6).Draw(t, "rev")
	if rapid.IntRange(0, 4).Draw(t, "deleted") == 0 {
		return search.Change{ID: id, Rev: rev}
	}
	d := drawDoc(t, id, rev)
	return search.Change{ID: id, Rev: rev, Put: &d}
}

// TestEqualsAScan holds hit sets, totals and facet counts to the oracle's over random changes, folds and questions.
func TestEqualsAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		schema := searchtest.Schema()
		e, err := Open("", schema)
		require.NoError(t, err)
		defer e.Close()
		o := &oracle{schema: schema, docs: map[string]search.Doc{}, gone: map[string]int64{}}
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			changes := rapid.SliceOfN(rapid.Custom(drawChange), 0, 25).Draw(t, "changes")
			require.NoError(t, e.Apply(context.Background(), 0, changes...))
			o.apply(changes)
			for range 4 {
				compare(t, e, o, drawQuery(t, schema))
			}
		}
		require.Equal(t, len(o.docs), e.Docs())
	})
}

func compare(t *rapid.T, e *Engine, o *oracle, q search.Query) {
	r, err := e.Search(context.Background(), q)
	require.NoError(t, err)
	if len(o.found(q, "")) == 0 && r.Total > 0 {
		q.Terms = remaining(q.Terms, r.Interpreted)
	}
	want := o.found(q, "")
	var got []string
	for _, h := range r.Hits {
		got = append(got, h.ID)
	}
	if q.Sort != "" {
		require.Equal(t, o.ordered(want, q.Sort), got)
	}
	slices.Sort(got)
	require.Equal(t, want, got, "%+v", q.Terms)
	require.Equal(t, len(want), r.Total)
	for _, f := range q.Facets {
		counts := map[string]int{}
		for _, c := range r.Facets[f] {
			counts[c.Value] = c.Count
		}
		require.Equal(t, o.facet(q, f), counts, f)
	}
}

// remaining leaves out the terms that the engine said it gave up.
func remaining(terms []search.Term, said []search.Interpreted) []search.Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t search.Term) bool {
		return slices.ContainsFunc(said, func(i search.Interpreted) bool { return i.Kind == "dropped" && i.Text == t.Raw })
	})
}

// TestTyposAgree holds the automaton to the plain definition of a misspelling.
func TestTyposAgree(t *testing.T) {
	builders, err := newTypoBuilders()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[abc]{3,11}`).Draw(t, "word")
		other := rapid.OneOf(rapid.StringMatching(`[abc]{2,12}`), rapid.Custom(func(t *rapid.T) string { return mistype(t, word) })).Draw(t, "other")
		p := builders.plan([]search.Term{{Words: []string{word}}})[0].words[0]
		matched := false
		if p.typos != nil {
			state := p.typos.Start()
			for i := range len(other) {
				state = p.typos.Accept(state, other[i])
			}
			matched = p.typos.IsMatch(state)
		}
		require.Equal(t, search.Misspelt(word, other), matched, "%s %s", word, other)
	})
}

func mistype(t *rapid.T, word string) string {
	b := []byte(word)
	for range rapid.IntRange(1, 3).Draw(t, "slips") {
		i := rapid.IntRange(0, len(b)-2).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			b[i], b[i+1] = b[i+1], b[i]
		case 1:
			b[i] = 'x'
		case 2:
			b = slices.Insert(b, i, 'y')
		default:
			b = slices.Delete(b, i, i+1)
		}
		if len(b) < 2 {
			break
		}
	}
	return string(b)
}
