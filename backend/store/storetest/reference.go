package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"talentcircle/backend/store"
)

// filterModel compares random filters on random documents with the plainest reading of their definition.
func filterModel(k *kit) {
	k.ensure(store.Index{Fields: []string{"s"}}, store.Index{Fields: []string{"n", "s"}}, store.Index{Fields: []string{"tags"}, Array: true})
	r := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a", "ab", "abc", "b", "京", "京津", "津"}
	var docs []modelDoc
	var fields []string
	for range 60 {
		d := modelDoc{}
		if r.IntN(4) > 0 {
			d["s"] = texts[r.IntN(len(texts))]
		}
		if r.IntN(4) > 0 {
			d["n"] = int64(r.IntN(6))
		}
		var tags []string
		for range r.IntN(4) {
			tags = append(tags, texts[r.IntN(len(texts))])
		}
		if tags != nil {
			d["tags"] = tags
		}
		docs = append(docs, d)
		fields = append(fields, toJSON(k, d))
	}
	k.put(fields...)
	for range 120 {
		f := randomFilter(r, texts, 3)
		var want []int
		for i, d := range docs {
			if d.matches(f) {
				want = append(want, i)
			}
		}
		k.matches(f, want...)
	}
}

type modelDoc map[string]any

func randomFilter(r *rand.Rand, texts []string, depth int) store.Filter {
	word := func() string { return texts[r.IntN(len(texts))] }
	kinds := 8
	if depth > 0 {
		kinds = 11
	}
	switch r.IntN(kinds) {
	case 0:
		return store.Eq("s", word())
	case 1:
		return store.Eq("n", r.IntN(7))
	case 2:
		return store.In("s", word(), word())
	case 3:
		return store.Range("n", r.IntN(4), r.IntN(7))
	case 4:
		return store.Range("s", word(), nil)
	case 5:
		return store.Exists([]string{"s", "n", "tags"}[r.IntN(3)], r.IntN(2) == 0)
	case 6:
		return store.Prefix("s", word())
	case 7:
		return store.Contains("tags", word())
	}
	parts := make([]store.Filter, r.IntN(4))
	for i := range parts {
		parts[i] = randomFilter(r, texts, depth-1)
	}
	return store.Filter{Op: []store.Op{store.OpAnd, store.OpOr}[r.IntN(2)], Parts: parts}
}

var errUnknownOp = errors.New("the model does not know the operator")

func (d modelDoc) matches(f store.Filter) bool {
	v, there := d[f.Field]
	switch f.Op {
	case store.OpAnd:
		return !slices.ContainsFunc(f.Parts, func(p store.Filter) bool { return !d.matches(p) })
	case store.OpOr:
		return slices.ContainsFunc(f.Parts, d.matches)
	case store.OpExists:
		return there == f.Values[0]
	case store.OpEq, store.OpIn:
		return there && slices.ContainsFunc(f.Values, func(w any) bool { return fmt.Sprint(v) == fmt.Sprint(w) })
	case store.OpPrefix:
		s, ok := v.(string)
		return ok && strings.HasPrefix(s, f.Values[0].(string))
	case store.OpContains:
		tags, _ := v.([]string)
		return slices.Contains(tags, f.Values[0].(string))
	case store.OpRange:
		if s, ok := v.(string); ok {
			return s >= f.Values[0].(string)
		}
		n, ok := v.(int64)
		return ok && n >= int64(f.Values[0].(int)) && n < int64(f.Values[1].(int))
	}
	panic(errUnknownOp)
}
