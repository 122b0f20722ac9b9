package searchtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
	"talentcircle/backend/search"
)

func badQuestions(t *testing.T, open Open) {
	k := start(t, open, nil)
	n := int64(1)
	for _, r := range []search.Request{
		{Sort: "nope"}, {Sort: "region"}, {Sort: "-"}, {Page: -1}, {PageSize: search.MaxPageSize + 1}, {PageSize: -1},
		{Facets: []string{"nope"}}, {Facets: []string{"owner"}}, {Facets: []string{"updated"}},
		{Where: []search.Condition{where("nope", "x")}}, {Where: []search.Condition{where("updated", "1")}},
		{Where: []search.Condition{between("region", &n, nil)}}, {Where: []search.Condition{where("name", "x")}},
		{Where: []search.Condition{where(`region = "BJ" OR region`, "x")}},
	} {
		r.Audience = public
		_, err := k.Search(context.Background(), r)
		require.ErrorIs(t, err, search.BadQuery, "%+v", r)
	}
	_, err := k.Suggest(context.Background(), search.Completion{Text: "x", Limit: search.MaxSuggestions + 1})
	require.ErrorIs(t, err, search.BadQuery)
}

func badDocuments(t *testing.T, open Open) {
	k := start(t, open, nil)
	for _, c := range []search.Change{
		{ID: ""}, {ID: "中文"}, {ID: "a b"}, {ID: "a/b"},
		{ID: "x", Rev: 1, Put: &search.Doc{ID: "y", Rev: 1}},
		{ID: "x", Rev: 1, Put: &search.Doc{ID: "x", Rev: 2}},
		{ID: "x", Put: &search.Doc{ID: "x", Text: map[string][]string{"nope": {"v"}}}},
		{ID: "x", Put: &search.Doc{ID: "x", Values: map[string][]string{"name": {"v"}}}},
		{ID: "x", Put: &search.Doc{ID: "x", Numbers: map[string]int64{"region": 1}}},
	} {
		err := k.Apply(context.Background(), 1, c)
		require.ErrorIs(t, err, search.BadDoc, "%+v", c)
		require.Equal(t, fault.Internal, fault.KindOf(err))
	}
	require.Zero(t, k.find(search.Request{}).Total)
}
