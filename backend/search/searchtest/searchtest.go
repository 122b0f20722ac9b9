// Package searchtest holds every search engine to the same behaviour. Contract is what each engine must do to the letter; Relevance is
// what a person expects of a talent search, and needs an engine that really understands text.
package searchtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
)

// Open opens a fresh, empty engine for a schema; it is closed by the test that opened it.
type Open func(t *testing.T, schema *search.Schema) search.Engine

// Schema is the schema of the suite's documents: experts in small.
func Schema() *search.Schema {
	return &search.Schema{
		Index: "experts",
		Text: []search.TextField{
			{Name: "name", Label: "姓名", Weight: 8, Person: true, Suggest: true},
			{Name: "titles", Label: "职称", Weight: 4},
			{Name: "fields", Label: "研究方向", Weight: 4, Suggest: true},
			{Name: "employer", Label: "工作单位", Weight: 3, Suggest: true},
			{Name: "bio", Label: "简介", Weight: 1},
		},
		Values: []search.ValueField{
			{Name: "region", Facet: true}, {Name: "city", Facet: true}, {Name: "title", Facet: true}, {Name: "level", Facet: true},
			{Name: "industry", Facet: true}, {Name: "park", Facet: true}, {Name: "owner"},
		},
		Numbers: []string{"updated", "obtained"},
	}
}

// public is the audience that sees what is public and nothing else.
var public = search.Audience{Groups: []string{"public"}}

// kit is one engine under test, with the index over it.
type kit struct {
	*search.Index
	t   *testing.T
	seq int64
}

func start(t *testing.T, open Open, v *search.Vocabulary) *kit {
	schema := Schema()
	engine := open(t, schema)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	return &kit{Index: search.NewIndex(engine, schema, v), t: t}
}

func (k *kit) put(docs ...search.Doc) {
	k.t.Helper()
	var changes []search.Change
	for _, d := range docs {
		changes = append(changes, search.Change{ID: d.ID, Rev: d.Rev, Put: &d})
	}
	k.apply(changes...)
}

func (k *kit) apply(changes ...search.Change) {
	k.t.Helper()
	k.seq++
	require.NoError(k.t, k.Apply(context.Background(), k.seq, changes...))
}

func (k *kit) find(r search.Request) search.Result {
	k.t.Helper()
	if r.Audience.Groups == nil {
		r.Audience = public
	}
	result, err := k.Search(context.Background(), r)
	require.NoError(k.t, err)
	return result
}

// ids finds and gives the ids in order.
func (k *kit) ids(r search.Request) []string {
	k.t.Helper()
	return idsOf(k.find(r))
}

// set finds and gives the ids sorted.
func (k *kit) set(r search.Request) []string {
	k.t.Helper()
	r.PageSize = search.MaxPageSize
	ids := k.ids(r)
	slices.Sort(ids)
	return ids
}

func idsOf(r search.Result) []string {
	ids := []string{}
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// doc makes a public document of rev 1.
func doc(id string, text map[string][]string, values map[string][]string) search.Doc {
	return search.Doc{ID: id, Rev: 1, Audience: []string{"public"}, Text: text, Values: values}
}

func named(id, name string) search.Doc { return doc(id, map[string][]string{"name": {name}}, nil) }

func numbered(prefix string, n int) string { return fmt.Sprintf("%s%05d", prefix, n) }

func where(field string, values ...string) search.Condition {
	return search.Condition{Field: field, Values: values}
}

func between(field string, from, to *int64) search.Condition {
	return search.Condition{Field: field, From: from, To: to}
}

func counts(r search.Result, field string) map[string]int {
	out := map[string]int{}
	for _, c := range r.Facets[field] {
		out[c.Value] = c.Count
	}
	return out
}
