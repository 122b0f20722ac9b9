package recognition

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/store/storetest"
)

func TestQueriesUseTheirIndexes(t *testing.T) {
	engine := storetest.SQLite(t)
	require.NoError(t, engine.Ensure(t.Context(), Specs()...))
	for name, c := range map[string]struct {
		collection string
		query      store.Query
	}{
		"queue":              {CaseCollection, queueQuery(cn.Beijing, 0, 20)},
		"cases of a region":  {CaseCollection, seenQuery(cn.Beijing, 0, 20)},
		"own cases":          {CaseCollection, ownQuery("u", 0, 20)},
		"silent cases":       {CaseCollection, silentQuery(cn.MustDay("2026-01-01"))},
		"own statements":     {StatementCollection, heldQuery("u", 0, 20)},
		"statements of one":  {StatementCollection, seenQuery(cn.Beijing, 0, 20)},
		"a status list":      {StatementCollection, store.Query{Where: standingFilter("HE-1", TakenBack)}},
		"statement by code":  {StatementCollection, store.Query{Where: store.Eq("code", "x"), Limit: 1}},
		"proof link by code": {linkSpec.Name, store.Query{Where: store.Eq("code", "x"), Limit: 1}},
		"keys":               {keySpec.Name, store.Query{Sort: []store.Order{{Field: "issuer"}, {Field: "no"}}}},
	} {
		indexed, plan, err := engine.Indexed(t.Context(), c.collection, c.query)
		require.NoError(t, err, name)
		require.True(t, indexed, "%s: %s", name, plan)
	}
}
