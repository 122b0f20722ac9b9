package standin

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strings"
)

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
