package standin

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
)

// searchKeys are what a search may say.
var searchKeys = []string{
	"q", "offset", "limit", "page", "hitsPerPage", "attributesToRetrieve", "attributesToSearchOn", "attributesToCrop", "cropLength", "cropMarker",
	"attributesToHighlight", "highlightPreTag", "highlightPostTag", "showMatchesPosition", "showRankingScore", "showRankingScoreDetails",
	"filter", "sort", "distinct", "facets", "matchingStrategy", "vector", "hybrid", "retrieveVectors", "rankingScoreThreshold", "locales", "media",
	"showPerformanceDetails",
}

func (s *Server) searchOne(r *http.Request) (int, any, error) {
	uid := r.PathValue("uid")
	rule, err := s.allow(r, "search", uid)
	if err != nil {
		return 0, nil, err
	}
	body, err := decode(r, searchKeys...)
	if err != nil {
		return 0, nil, err
	}
	x, err := s.index(uid)
	if err != nil {
		return 0, nil, err
	}
	out, err := x.search(body, rule)
	return 200, out, err
}

// multiSearch answers several searches in order; one that fails fails them all.
func (s *Server) multiSearch(r *http.Request) (int, any, error) {
	body, err := decode(r, "queries", "federation")
	if err != nil {
		return 0, nil, err
	}
	queries, _ := body["queries"].([]any)
	results := []any{}
	for i, v := range queries {
		out, err := s.one(r, mapOf(v), body["federation"] != nil)
		if p, ok := err.(*problem); ok {
			inside := *p
			inside.Message = fmt.Sprintf("Inside `.queries[%d]`: %s", i, p.Message)
			if p.Code == "index_not_found" {
				inside.status = 400
			}
			return 0, nil, &inside
		}
		if err != nil {
			return 0, nil, err
		}
		results = append(results, out)
	}
	if body["federation"] != nil {
		return s.federate(results)
	}
	return 200, map[string]any{"results": results}, nil
}

func (s *Server) one(r *http.Request, query map[string]any, federated bool) (map[string]any, error) {
	if err := onlyKnown(query, append([]string{"indexUid", "federationOptions"}, searchKeys...)); err != nil {
		return nil, err
	}
	if federated {
		for _, k := range []string{"limit", "offset", "page", "hitsPerPage"} {
			if query[k] != nil {
				return nil, invalid("invalid_multi_search_query_pagination", "Using pagination options is not allowed in federated queries.")
			}
		}
		if query["facets"] != nil {
			return nil, invalid("invalid_multi_search_query_facets", "Using facet options is not allowed in federated queries.")
		}
	}
	uid, _ := query["indexUid"].(string)
	rule, err := s.allow(r, "search", uid)
	if err != nil {
		return nil, err
	}
	x, err := s.index(uid)
	if err != nil {
		return nil, err
	}
	out, err := x.search(query, rule)
	if err == nil {
		out["indexUid"] = uid
	}
	return out, err
}

// federate merges the hits, in the order of the queries.
func (s *Server) federate(results []any) (int, any, error) {
	hits := []any{}
	for i, v := range results {
		result := mapOf(v)
		for _, h := range result["hits"].([]any) {
			hit := mergedDoc(mapOf(h), map[string]any{"_federation": map[string]any{
				"indexUid": result["indexUid"], "queriesPosition": i, "weightedRankingScore": 1.0}})
			hits = append(hits, hit)
		}
	}
	return 200, map[string]any{"hits": hits, "processingTimeMs": 0, "limit": 20, "offset": 0, "estimatedTotalHits": len(hits)}, nil
}

// candidate is a document that was found.
type candidate struct {
	doc   map[string]any
	words int // of the query that it has
}

// search answers one query on a snapshot of an index.
func (x *index) search(body map[string]any, rule any) (map[string]any, error) {
	keep, err := x.filter(body["filter"], "invalid_search_filter")
	if err != nil {
		return nil, err
	}
	ruled, err := x.filter(rule, "invalid_search_filter")
	if err != nil {
		return nil, err
	}
	order, err := x.order(body["sort"])
	if err != nil {
		return nil, err
	}
	text, _ := body["q"].(string)
	strategy, _ := body["matchingStrategy"].(string)
	q := readQuery(text)
	attributes, err := x.searchable(texts(body["attributesToSearchOn"]))
	if err != nil {
		return nil, err
	}
	var found []candidate
	for _, id := range x.ids {
		d := x.docs[id]
		if !ruled(d) || !keep(d) {
			continue
		}
		words, ok := q.match(d, attributes, strategy == "all")
		if ok {
			found = append(found, candidate{d, words})
		}
	}
	slices.SortStableFunc(found, order)
	out := map[string]any{"query": text, "processingTimeMs": 0, "requestUid": "019a0000-0000-7000-8000-000000000000"}
	if err := x.facets(out, body["facets"], found); err != nil {
		return nil, err
	}
	hits := []any{}
	for _, c := range x.page(out, body, found) {
		hits = append(hits, x.hit(c, body, q))
	}
	out["hits"] = hits
	return out, nil
}

// searchable gives the attributes to look in; nil for all.
func (x *index) searchable(asked []string) ([]string, error) {
	all := texts(x.settings["searchableAttributes"])
	if slices.Contains(all, "*") {
		all = nil
	}
	if asked == nil || slices.Contains(asked, "*") {
		return all, nil
	}
	for _, a := range asked {
		if all != nil && !slices.Contains(all, a) {
			return nil, invalid("invalid_search_attributes_to_search_on", "Attribute `"+a+"` is not searchable.")
		}
	}
	return asked, nil
}

// order builds the comparison from the ranking rules: what the stand-in can't know (typo, proximity …) ties.
func (x *index) order(v any) (func(a, b candidate) int, error) {
	asked := texts(v)
	if v != nil && asked == nil {
		return nil, invalid("invalid_search_sort", "Expected an array of strings.")
	}
	rules := texts(x.settings["rankingRules"])
	if len(asked) > 0 && !slices.Contains(rules, "sort") {
		return nil, invalid("invalid_search_sort", "You must specify the `sort` ranking rule.")
	}
	var sorts []func(a, b candidate) int
	for _, s := range asked {
		attribute, direction, ok := strings.Cut(s, ":")
		if !ok || direction != "asc" && direction != "desc" {
			return nil, invalid("invalid_search_sort", "Invalid syntax for the sort parameter: `"+s+"`.")
		}
		if !slices.Contains(texts(x.settings["sortableAttributes"]), attribute) {
			return nil, invalid("invalid_search_sort", "Attribute `"+attribute+"` is not sortable.")
		}
		sorts = append(sorts, byAttribute(attribute, direction == "desc"))
	}
	var steps []func(a, b candidate) int
	for _, r := range rules {
		attribute, direction, custom := strings.Cut(r, ":")
		switch {
		case custom:
			steps = append(steps, byAttribute(attribute, direction == "desc"))
		case r == "sort":
			steps = append(steps, sorts...)
		case r == "words":
			steps = append(steps, func(a, b candidate) int { return cmp.Compare(b.words, a.words) })
		}
	}
	return func(a, b candidate) int {
		for _, step := range steps {
			if c := step(a, b); c != 0 {
				return c
			}
		}
		return 0
	}, nil
}

// byAttribute compares numbers, then texts; documents without the attribute come last either way.
func byAttribute(attribute string, desc bool) func(a, b candidate) int {
	return func(a, b candidate) int {
		v, w := a.doc[attribute], b.doc[attribute]
		if v == nil || w == nil {
			switch {
			case v == nil && w == nil:
				return 0
			case v == nil:
				return 1
			}
			return -1
		}
		x, isX := numeric(v)
		y, isY := numeric(w)
		c := strings.Compare(textOf(v), textOf(w))
		if isX && isY {
			c = cmp.Compare(x, y)
		}
		if desc {
			return -c
		}
		return c
	}
}

// page cuts out what was asked for and writes the paging of its mode.
func (x *index) page(out map[string]any, body map[string]any, found []candidate) []candidate {
	limit := number(mapOf(x.settings["pagination"])["maxTotalHits"], 1000)
	found = found[:min(len(found), limit)]
	cut := func(from, n int) []candidate {
		from = min(max(from, 0), len(found))
		return found[from:min(from+max(n, 0), len(found))]
	}
	if body["page"] == nil && body["hitsPerPage"] == nil {
		offset, limit := number(body["offset"], 0), number(body["limit"], 20)
		out["offset"], out["limit"], out["estimatedTotalHits"] = offset, limit, len(found)
		return cut(offset, limit)
	}
	page, size := number(body["page"], 1), number(body["hitsPerPage"], 20)
	pages := 0
	if size > 0 {
		pages = (len(found) + size - 1) / size
	}
	out["page"], out["hitsPerPage"], out["totalPages"], out["totalHits"] = page, size, pages, len(found)
	if page < 1 || page > pages {
		return nil
	}
	return cut((page-1)*size, size)
}

// facets counts values over all that was found.
func (x *index) facets(out map[string]any, v any, found []candidate) error {
	asked := texts(v)
	if asked == nil {
		return nil
	}
	limit := number(mapOf(x.settings["faceting"])["maxValuesPerFacet"], 100)
	orders := mapOf(mapOf(x.settings["faceting"])["sortFacetValuesBy"])
	distribution, stats := map[string]any{}, map[string]any{}
	for _, attribute := range asked {
		if x.filterable(attribute, false, "") != nil {
			return invalid("invalid_search_facets", "Invalid facet distribution: Attribute `"+attribute+"` is not filterable.")
		}
		counts := map[string]int{}
		lowest, highest := math.Inf(1), math.Inf(-1)
		for _, c := range found {
			for value := range distinct(c.doc[attribute], &lowest, &highest) {
				counts[value]++
			}
		}
		order, _ := orders[attribute].(string)
		if order == "" {
			order, _ = orders["*"].(string)
		}
		distribution[attribute] = kept(counts, limit, order == "count")
		if lowest <= highest {
			stats[attribute] = map[string]float64{"min": lowest, "max": highest}
		}
	}
	out["facetDistribution"], out["facetStats"] = distribution, stats
	return nil
}

func distinct(v any, lowest, highest *float64) map[string]bool {
	out := map[string]bool{}
	anyOf(v, func(x any) bool {
		if n, ok := numeric(x); ok {
			*lowest, *highest = min(*lowest, n), max(*highest, n)
		}
		out[textOf(x)] = true
		return false
	})
	return out
}

func kept(counts map[string]int, limit int, byCount bool) map[string]int {
	values := make([]string, 0, len(counts))
	for v := range counts {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int {
		if byCount && counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	out := map[string]int{}
	for _, v := range values[:min(len(values), limit)] {
		out[v] = counts[v]
	}
	return out
}

// facetSearch finds values of one attribute that begin with a text.
func (s *Server) facetSearch(r *http.Request) (int, any, error) {
	uid := r.PathValue("uid")
	rule, err := s.allow(r, "search", uid)
	if err != nil {
		return 0, nil, err
	}
	body, err := decode(r, "facetName", "facetQuery", "q", "filter", "locales", "matchingStrategy", "attributesToSearchOn", "exhaustiveFacetCount")
	if err != nil {
		return 0, nil, err
	}
	x, err := s.index(uid)
	if err != nil {
		return 0, nil, err
	}
	if enabled, ok := x.settings["facetSearch"].(bool); ok && !enabled {
		return 0, nil, invalid("facet_search_disabled", "The facet search is disabled for this index")
	}
	name, _ := body["facetName"].(string)
	prefix, _ := body["facetQuery"].(string)
	found, err := x.search(map[string]any{"q": body["q"], "filter": body["filter"], "facets": []any{name}, "limit": json.Number("0")}, rule)
	if err != nil {
		return 0, nil, err
	}
	hits := []any{}
	counts := found["facetDistribution"].(map[string]any)[name].(map[string]int)
	for _, v := range slices.Sorted(keysOf(counts)) {
		if strings.HasPrefix(normal(v), normal(prefix)) {
			hits = append(hits, map[string]any{"value": v, "count": counts[v]})
		}
	}
	return 200, map[string]any{"facetHits": hits, "facetQuery": prefix, "processingTimeMs": 0}, nil
}
