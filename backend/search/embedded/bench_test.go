package embedded

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
	"talentcircle/backend/search/searchtest"
)

// generator makes experts whose words have frequencies like those of real texts: a few phrases nearly everywhere, most of them rare.
type generator struct {
	r         *rand.Rand
	phrases   []string
	phraseOf  *rand.Zipf
	words     []string
	wordOf    *rand.Zipf
	employers []string
	english   []string
	englishOf *rand.Zipf
}

func newGenerator() *generator {
	r := rand.New(rand.NewPCG(1, 2))
	g := &generator{r: r}
	han := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(rune(0x4E00 + int(r.Float64()*r.Float64()*3000)))
		}
		return b.String()
	}
	for range 4000 {
		g.phrases = append(g.phrases, han(3+r.IntN(5)))
	}
	for range 20000 {
		g.words = append(g.words, han(1+r.IntN(3)))
	}
	for range 3000 {
		g.employers = append(g.employers, han(4+r.IntN(6))+"研究院")
	}
	for range 20000 {
		n := 4 + r.IntN(8)
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		g.english = append(g.english, string(b))
	}
	g.phraseOf = rand.NewZipf(r, 1.05, 3, uint64(len(g.phrases)-1))
	g.wordOf = rand.NewZipf(r, 1.05, 10, uint64(len(g.words)-1))
	g.englishOf = rand.NewZipf(r, 1.05, 5, uint64(len(g.english)-1))
	return g
}

const commonSurnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解"

func (g *generator) doc(i int) search.Change {
	surnames := []rune(commonSurnames)
	given := []rune("示例明君宁言安川建国华伟芳娜敏静丽强磊军洋勇艳杰")
	name := string(surnames[int(g.r.Float64()*g.r.Float64()*float64(len(surnames)))]) + string(given[g.r.IntN(len(given))]) + string(given[g.r.IntN(len(given))])
	var bio strings.Builder
	fields := []string{g.phrases[g.phraseOf.Uint64()], g.phrases[g.phraseOf.Uint64()]}
	for n := 0; n < 250; {
		w := g.words[g.wordOf.Uint64()]
		if g.r.IntN(12) == 0 {
			w = g.phrases[g.phraseOf.Uint64()]
		}
		bio.WriteString(w)
		if n += len(w) / 3; g.r.IntN(8) == 0 {
			bio.WriteString(",")
		}
	}
	for range 4 {
		bio.WriteString(" " + g.english[g.englishOf.Uint64()])
	}
	pick := func(prefix string, n int) []string {
		return []string{prefix + strconv.Itoa(int(g.r.Float64()*g.r.Float64()*float64(n)))}
	}
	d := &search.Doc{
		ID: fmt.Sprintf("e%07d", i), Rev: 1, Audience: []string{"public", "region:BJ"},
		Text: map[string][]string{"name": {name}, "titles": {"高级工程师"}, "fields": fields, "employer": {g.employers[g.r.IntN(len(g.employers))]}, "bio": {bio.String()}},
		Values: map[string][]string{"region": pick("r", 3), "city": pick("c", 40), "title": pick("t", 60), "level": pick("l", 5),
			"industry": append(pick("i", 8), pick("i", 8)...), "park": pick("p", 16)},
		Numbers: map[string]int64{"updated": int64(i), "obtained": int64(g.r.IntN(40))},
	}
	if i%3 != 0 {
		d.Audience = d.Audience[1:]
	}
	return search.Change{ID: d.ID, Rev: 1, Put: d}
}

// BenchmarkSearch measures the workloads of a talent search; TALENTCIRCLE_BENCH_DOCS says on how many documents (20,000).
func BenchmarkSearch(b *testing.B) {
	n := 20000
	if s := os.Getenv("TALENTCIRCLE_BENCH_DOCS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	g := newGenerator()
	schema := searchtest.Schema()
	e, err := Open("", schema)
	require.NoError(b, err)
	defer e.Close()
	var began time.Duration
	for from := 0; from < n; from += 5000 {
		var changes []search.Change
		for i := from; i < min(n, from+5000); i++ {
			changes = append(changes, g.doc(i))
		}
		start := time.Now()
		require.NoError(b, e.Apply(context.Background(), int64(from), changes...))
		began += time.Since(start)
	}
	for e.foldLarge() {
	}
	b.Logf("%d documents applied in %v, %d segments", n, began, len(e.now.Load().segments))
	facets := []string{"region", "city", "title", "level", "industry", "park"}
	index := search.NewIndex(e, schema, nil)
	where := func() []search.Condition {
		return []search.Condition{
			{Field: "region", Values: []string{"r" + strconv.Itoa(g.r.IntN(3))}}, {Field: "level", Values: []string{"l0", "l1"}},
			{Field: "industry", Values: []string{"i" + strconv.Itoa(g.r.IntN(8))}},
		}
	}
	for _, w := range []struct {
		name string
		ask  func() search.Request
	}{
		{"browse", func() search.Request { return search.Request{Where: where()[:1], Facets: facets} }},
		{"phrase", func() search.Request { return search.Request{Text: g.phrases[g.phraseOf.Uint64()], Facets: facets} }},
		{"pinyin", func() search.Request {
			return search.Request{Text: []string{"shansm", "wangjg", "liming", "zhang"}[g.r.IntN(4)]}
		}},
		{"typo", func() search.Request {
			w := []byte(g.english[g.r.IntN(len(g.english))])
			w[1], w[2] = w[2], w[1]
			return search.Request{Text: string(w), Facets: facets}
		}},
		{"filtered", func() search.Request {
			return search.Request{Text: g.phrases[g.phraseOf.Uint64()] + " " + g.words[g.wordOf.Uint64()], Where: where(), Facets: facets}
		}},
		{"deep", func() search.Request { return search.Request{Text: g.phrases[g.r.IntN(20)], Page: 50, Facets: nil} }},
		{"dense", func() search.Request { return search.Request{Text: "高级工程师", Facets: facets} }},
		{"onechar", func() search.Request { return search.Request{Text: string([]rune(commonSurnames)[g.r.IntN(40)])} }},
		{"sorted", func() search.Request { return search.Request{Sort: "-obtained", Where: where()[:1]} }},
		{"nothing", func() search.Request {
			return search.Request{Text: g.words[g.r.IntN(20000)] + g.words[g.r.IntN(20000)] + "研究院研究院"}
		}},
	} {
		b.Run(w.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				r := w.ask()
				r.Audience = search.Audience{Groups: []string{"public", "region:BJ"}}
				start := time.Now()
				_, err := index.Search(context.Background(), r)
				took = append(took, time.Since(start))
				require.NoError(b, err)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
