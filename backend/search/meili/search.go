package meili

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/search"
)

// maxWords is how many words of a query the server reads; what comes after is silently ignored, so it is never sent.
const maxWords = 10

// The marks the server puts round what it found: characters no text has, so that the text can be escaped before they become tags.
const (
	markOpen  = "\uE000"
	markClose = "\uE001"
)

// Search answers a query; see search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := e.prepare(ctx); err != nil {
		return search.Result{}, err
	}
	used := q.Terms
	r, err := e.ask(ctx, q)
	if err == nil && r.Total == 0 && len(q.Terms) > 1 {
		var less search.Query
		var dropped []search.Interpreted
		if less, dropped, err = e.relax(ctx, q); err == nil && len(dropped) > 0 {
			if r, err = e.ask(ctx, less); err == nil {
				r.Interpreted, used = dropped, less.Terms
			}
		}
	}
	if err != nil {
		return search.Result{}, e.forget(err)
	}
	e.explain(&r.Result, r.raw, used)
	return r.Result, nil
}

// forget makes the next call prepare again when the index is gone, and takes that for being away meanwhile.
func (e *Engine) forget(err error) error {
	if codeOf(err) == "index_not_found" {
		e.ready.Store(false)
		return search.Away.Because(err)
	}
	return err
}

// answer is a result whose hits still need their reasons.
type answer struct {
	search.Result
	raw []meilisearch.Hit
}

// ask sends one query: the hits, and one more search for each facet that has a condition of its own.
func (e *Engine) ask(ctx context.Context, q search.Query) (answer, error) {
	parts, rest := split(q.Terms)
	narrowed, err := e.narrow(ctx, q, rest)
	if err != nil {
		return answer{}, err
	}
	text := queryText(parts, q.Not)
	own := conditioned(q)
	requests := []*meilisearch.SearchRequest{e.page(q, text, append(e.filter(q, ""), narrowed...))}
	for _, f := range q.Facets {
		if !slices.Contains(own, f) {
			requests[0].Facets = append(requests[0].Facets, prefixValue+f)
		}
	}
	for _, f := range own {
		r := e.request(text, append(e.filter(q, f), narrowed...))
		r.HitsPerPage, r.Facets = count(0), []string{prefixValue + f}
		requests = append(requests, r)
	}
	results, err := e.multi(ctx, requests)
	if err != nil {
		return answer{}, err
	}
	out := answer{raw: results[0].Hits}
	out.Total = int(results[0].TotalHits)
	for _, hit := range results[0].Hits {
		out.Hits = append(out.Hits, hitOf(hit, q))
	}
	out.Facets, err = facets(q, results)
	return out, err
}

// conditioned gives the asked facets that a condition of their own narrows.
func conditioned(q search.Query) []string {
	var out []string
	for _, f := range q.Facets {
		if slices.ContainsFunc(q.Where, func(c search.Condition) bool { return c.Field == f }) {
			out = append(out, f)
		}
	}
	return out
}

func (e *Engine) request(text string, filter []string) *meilisearch.SearchRequest {
	return &meilisearch.SearchRequest{IndexUID: e.uid, Query: text, Filter: filter, MatchingStrategy: meilisearch.All, Page: 1,
		AttributesToRetrieve: []string{fieldID}}
}

func count(n int64) *int64 { return &n }

// page asks for the hits of one page.
func (e *Engine) page(q search.Query, text string, filter []string) *meilisearch.SearchRequest {
	r := e.request(text, filter)
	r.HitsPerPage, r.Page = count(int64(q.PageSize)), int64(q.Page)
	if q.Page > search.MaxTotal || (q.Page-1)*q.PageSize >= search.MaxTotal {
		r.HitsPerPage, r.Page = count(0), 1
	}
	for _, f := range e.schema.Text {
		r.AttributesToRetrieve = append(r.AttributesToRetrieve, prefixText+f.Name)
		r.AttributesToHighlight = append(r.AttributesToHighlight, prefixText+f.Name)
	}
	r.HighlightPreTag, r.HighlightPostTag = markOpen, markClose
	r.ShowRankingScore = q.Sort == "" && len(q.Terms) > 0
	if name, desc := strings.CutPrefix(q.Sort, "-"); desc {
		r.Sort = []string{prefixNumber + name + ":desc"}
	} else if name != "" {
		r.Sort = []string{prefixNumber + name + ":asc"}
	}
	return r
}

// multi sends the searches together.
func (e *Engine) multi(ctx context.Context, requests []*meilisearch.SearchRequest) ([]meilisearch.SearchResponse, error) {
	var out *meilisearch.MultiSearchResponse
	err := e.call(ctx, reading, func(ctx context.Context) (err error) {
		out, err = e.service.MultiSearchWithContext(ctx, &meilisearch.MultiSearchRequest{Queries: requests})
		return err
	})
	if err == nil && len(out.Results) != len(requests) {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	return out.Results, nil
}

// split parts the terms into those that one query text can say, and those that need a search of their own: alternatives, and what
// comes after the words the server reads.
func split(terms []search.Term) (text, rest []search.Term) {
	words := 0
	for _, t := range terms {
		n := weight(t)
		if len(t.Words) == 1 && (words+n <= maxWords || words == 0) {
			text = append(text, t)
			words += n
		} else {
			rest = append(rest, t)
		}
	}
	return text, rest
}

// weight is at most how many words the server makes of a term; a run of Hanzi can fall apart into its characters.
func weight(t search.Term) int {
	n := 0
	for _, r := range search.Runs(t.Words[0]) {
		if r.Han {
			n += utf8.RuneCountInString(r.Text)
		} else {
			n++
		}
	}
	return n
}

func queryText(terms, not []search.Term) string {
	var parts []string
	for _, t := range terms {
		parts = append(parts, said(t, t.Words[0]))
	}
	for _, t := range not {
		parts = append(parts, "-"+said(search.Term{Phrase: true}, t.Words[0]))
	}
	return strings.Join(parts, " ")
}

// said writes a word as the server reads it. Words are folded runs, so they hold neither quotes nor a leading minus.
func said(t search.Term, word string) string {
	if t.Phrase || strings.Contains(word, " ") {
		return `"` + word + `"`
	}
	return word
}

// narrow finds the documents of each further term and gives the filters that keep only them.
func (e *Engine) narrow(ctx context.Context, q search.Query, terms []search.Term) ([]string, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	var requests []*meilisearch.SearchRequest
	for _, t := range terms {
		for _, w := range t.Words {
			r := e.request(said(t, w), e.filter(q, anyField))
			r.HitsPerPage = count(search.MaxTotal)
			requests = append(requests, r)
		}
	}
	results, err := e.multi(ctx, requests)
	if err != nil {
		return nil, err
	}
	var filters []string
	for _, t := range terms {
		ids := []string{}
		for range t.Words {
			for _, hit := range results[0].Hits {
				ids = append(ids, text(hit[fieldID]))
			}
			results = results[1:]
		}
		slices.Sort(ids)
		filters = append(filters, in(fieldID, slices.Compact(ids)))
	}
	return filters, nil
}

// anyField leaves every condition out of a filter: a term is looked for among all that may be seen, so that facets can use it too.
const anyField = "*"

func hitOf(hit meilisearch.Hit, q search.Query) search.Hit {
	out := search.Hit{ID: text(hit[fieldID])}
	if q.Sort == "" && len(q.Terms) > 0 {
		if json.Unmarshal(hit["_rankingScore"], &out.Score) != nil {
			out.Score = 0
		}
	}
	return out
}

// text reads a JSON string; "" when it is none.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// facets reads the counts, most frequent first: of the first result, and of one more for each facet with conditions of its own.
func facets(q search.Query, results []meilisearch.SearchResponse) (map[string][]search.FacetCount, error) {
	if len(q.Facets) == 0 {
		return nil, nil
	}
	own := conditioned(q)
	out := map[string][]search.FacetCount{}
	for _, f := range q.Facets {
		from := results[0]
		if i := slices.Index(own, f); i >= 0 {
			from = results[i+1]
		}
		var distribution map[string]map[string]int
		if len(from.FacetDistribution) > 0 {
			if err := json.Unmarshal(from.FacetDistribution, &distribution); err != nil {
				return nil, failed.Because(err)
			}
		}
		out[f] = search.Ranked(distribution[prefixValue+f])
	}
	return out, nil
}
