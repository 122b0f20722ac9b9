package search

import (
	"cmp"
	"slices"
	"strings"
)

// Ranked orders facet counts, the most frequent first, equals by value, and keeps MaxFacetValues.
func Ranked(counts map[string]int) []FacetCount {
	out := make([]FacetCount, 0, len(counts))
	for v, n := range counts {
		out = append(out, FacetCount{Value: v, Count: n})
	}
	slices.SortFunc(out, func(a, b FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), MaxFacetValues)]
}

// Share gives people and phrases room among limit completions: half each, more for one when the other has less.
func Share(people, phrases []Suggestion, limit int) []Suggestion {
	n := min(len(people), max(limit-len(phrases), (limit+1)/2))
	return append(people[:n:n], phrases[:min(len(phrases), limit-n)]...)
}
