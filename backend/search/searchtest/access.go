package searchtest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
)

func audience(t *testing.T, open Open) {
	k := start(t, open, nil)
	docs := cast()
	docs[0].Audience = []string{"region:BJ", "employers"}
	docs[1].Audience = []string{"region:TJ"}
	docs[2].Audience = nil
	k.put(docs...)
	ask := func(groups ...string) search.Result {
		return k.find(search.Request{Audience: search.Audience{Groups: groups}, Facets: []string{"region", "level"}})
	}
	require.Equal(t, []string{"a"}, idsOf(ask("employers")))
	require.ElementsMatch(t, []string{"a", "b"}, idsOf(ask("region:BJ", "region:TJ")))
	r := ask("region:TJ")
	require.Equal(t, []string{"b"}, idsOf(r))
	require.Equal(t, 1, r.Total)
	require.Equal(t, map[string]int{"TJ": 1}, counts(r, "region"), "nothing hidden is counted")
	require.Equal(t, map[string]int{"associate-senior": 1}, counts(r, "level"))
	require.Zero(t, ask("public").Total)
	zero, err := k.Search(context.Background(), search.Request{Facets: []string{"region"}})
	require.NoError(t, err)
	require.Zero(t, zero.Total, "the zero audience sees nothing")
	require.Empty(t, counts(zero, "region"))
	require.Zero(t, k.find(search.Request{Audience: search.Audience{Groups: []string{`x" OR 1 = "1`}}}).Total)
}

func hiddenFrom(t *testing.T, open Open) {
	k := start(t, open, nil)
	docs := cast()
	for i := range docs {
		docs[i].Audience = []string{"employers"}
	}
	docs[1].HiddenFrom = []string{"employer:E1", "employer:E2"}
	k.put(docs...)
	ask := func(self ...string) search.Result {
		return k.find(search.Request{Audience: search.Audience{Groups: []string{"employers"}, Self: self}, Facets: []string{"region"}})
	}
	require.Equal(t, 3, ask().Total)
	require.Equal(t, 3, ask("employer:E3").Total)
	for _, self := range []string{"employer:E1", "employer:E2"} {
		r := ask(self)
		require.ElementsMatch(t, []string{"a", "c"}, idsOf(r))
		require.Equal(t, 2, r.Total)
		require.Equal(t, map[string]int{"BJ": 1, "HE": 1}, counts(r, "region"))
	}
	require.Equal(t, 2, ask("employer:E3", "employer:E1").Total)
}

func exclude(t *testing.T, open Open) {
	k := start(t, open, nil)
	k.put(cast()...)
	r := k.find(search.Request{Exclude: []string{"b", "unknown"}, Facets: []string{"region"}})
	require.ElementsMatch(t, []string{"a", "c"}, idsOf(r))
	require.Equal(t, 2, r.Total)
	require.Equal(t, map[string]int{"BJ": 1, "HE": 1}, counts(r, "region"))
	require.Empty(t, k.ids(search.Request{Text: "仇例君", Exclude: []string{"b"}}))
}
