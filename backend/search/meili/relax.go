package meili

import (
	"context"
	"math"
	"slices"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/search"
)

// relax gives up terms, the rarest first, until the others find something.
func (e *Engine) relax(ctx context.Context, q search.Query) (search.Query, []search.Interpreted, error) {
	var requests []*meilisearch.SearchRequest
	for _, t := range q.Terms {
		r := e.request(said(t, t.Words[0]), e.filter(q, ""))
		r.HitsPerPage = count(0)
		requests = append(requests, r)
	}
	results, err := e.multi(ctx, requests)
	if err != nil {
		return q, nil, err
	}
	hits := make([]int64, len(results))
	for i, r := range results {
		hits[i] = r.TotalHits
	}
	var dropped []search.Interpreted
	for len(q.Terms) > 1 {
		rarest, fewest := 0, int64(math.MaxInt64)
		for i, n := range hits {
			if n < fewest {
				rarest, fewest = i, n
			}
		}
		dropped = append(dropped, search.Interpreted{Kind: "dropped", Text: q.Terms[rarest].Raw})
		q.Terms = slices.Delete(slices.Clone(q.Terms), rarest, rarest+1)
		hits = slices.Delete(hits, rarest, rarest+1)
		if slices.Min(hits) == 0 {
			continue
		}
		r, err := e.ask(ctx, probe(q))
		if err != nil {
			return q, nil, err
		}
		if r.Total > 0 {
			return q, dropped, nil
		}
	}
	return q, nil, nil
}

// probe asks only how many there are.
func probe(q search.Query) search.Query {
	q.Facets, q.Page, q.PageSize = nil, 1, 1
	return q
}
