package account

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/store/sqlite"
)

// Every query of the package is served by an index: none reads all documents, none sorts them.
func TestQueriesUseTheirIndexes(t *testing.T) {
	h := newHouse(t, Config{})
	byName := []store.Order{{Field: "name"}}
	byUsername := []store.Order{{Field: "username"}}
	for name, c := range map[string]struct {
		in string
		q  store.Query
	}{
		"login":               {userSpec.Name, store.Query{Where: store.Eq("username", "x"), Limit: 1}},
		"administrator":       {userSpec.Name, store.Query{Where: store.Eq("adminNo", "x"), Limit: 1}},
		"record":              {userSpec.Name, store.Query{Where: store.Eq("expertId", "x"), Limit: 1}},
		"all users":           {userSpec.Name, store.Query{Where: UserQuery{}.filter(), Sort: byUsername}},
		"users of a role":     {userSpec.Name, store.Query{Where: UserQuery{Role: auth.Clerk}.filter(), Sort: byUsername}},
		"users of an agency":  {userSpec.Name, store.Query{Where: UserQuery{AgencyID: "a"}.filter(), Sort: byUsername}},
		"users of both":       {userSpec.Name, store.Query{Where: UserQuery{AgencyID: "a", Role: auth.Clerk}.filter(), Sort: byUsername}},
		"users by name":       {userSpec.Name, store.Query{Where: UserQuery{Username: "bj"}.filter(), Sort: byUsername}},
		"agencies":            {agencySpec.Name, store.Query{Where: store.Eq("region", "BJ"), Sort: byName}},
		"agency by name":      {agencySpec.Name, store.Query{Where: store.Eq("name", "x"), Limit: 1}},
		"all employers":       {employerSpec.Name, store.Query{Where: EmployerQuery{}.filter(), Sort: byName}},
		"employers by name":   {employerSpec.Name, store.Query{Where: EmployerQuery{Name: "x"}.filter(), Sort: byName}},
		"employers of region": {employerSpec.Name, store.Query{Where: EmployerQuery{Region: cn.Hebei, Name: "x"}.filter(), Sort: byName}},
		"keys":                {signingKeySpec.Name, store.Query{Where: store.Eq("use", ForTokens), Sort: []store.Order{{Field: "no", Desc: true}}}},
		"old sessions":        {sessionSpec.Name, sweepQuery("endsAt", 1)},
		"old guards":          {guardSpec.Name, sweepQuery("lastAt", 1)},
	} {
		plan, err := h.db.Engine.(*sqlite.Engine).Explain(t.Context(), c.in, c.q)
		require.NoError(t, err, name)
		for line := range strings.SplitSeq(plan, "\n") {
			require.NotContains(t, line, "TEMP B-TREE", name)
			if strings.HasPrefix(line, "SCAN") {
				require.Contains(t, line, "USING INDEX", name)
			}
		}
	}
}
