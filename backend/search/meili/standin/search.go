package standin

import (
	"cmp"
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
