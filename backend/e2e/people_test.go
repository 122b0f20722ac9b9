package e2e_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
)

// resident makes a resident's number that passes the check digit, on a prefix that no division has.
func resident(born string, n int) string {
	body := "130199" + born + fmt.Sprintf("%03d", n)
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		digit, _ := strconv.Atoi(body[i : i+1])
		sum += digit * weight
	}
	return body + "10X98765432"[sum%11:sum%11+1]
}

func consent(scopes ...string) []map[string]string {
	list := []map[string]string{}
	for _, s := range scopes {
		list = append(list, map[string]string{"scope": s, "channel": "paper", "evidence": "HE-示例-1", "givenOn": "2026-01-05"})
	}
	return list
}

// person is a record that may be submitted.
func person(name, identity string, scopes ...string) map[string]any {
	return map[string]any{"name": name, "identityKind": "resident-id", "identity": identity, "employer": "河北示例工程学会(虚构)", "city": "130100",
		"fields":   []string{"桥梁检测"},
		"titles":   []map[string]string{{"series": "engineering", "level": "associate-senior", "name": "高级工程师", "obtainedBy": "review", "obtainedOn": "2016-11-18", "issuer": "HE"}},
		"consents": consent(scopes...)}
}

// admit takes a record through the counter in Hebei and answers its path.
func admit(t testing.TB, p *e2e.Portal, record map[string]any) string {
	t.Helper()
	made := p.As("he.clerk").Post("/api/v1/experts", record).Is(http.StatusCreated)
	path := "/api/v1/experts/" + made.Map()["id"].(string)
	submitted := p.As("he.clerk").Post(path+"/submit", nil, "If-Match", made.ETag()).Is(http.StatusOK)
	p.As("he.reviewer").Post(path+"/publish", nil, "If-Match", submitted.ETag()).Is(http.StatusOK)
	return path
}

// last is the id at the end of a path.
func last(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// importing uploads a file for an agency's clerk and waits for the dry run to end.
func importing(t testing.TB, p *e2e.Portal, clerk, name string, content []byte, headers ...string) *e2e.Reply {
	t.Helper()
	made := p.As(clerk).Upload("/api/v1/experts/imports", name, content, headers...).Is(http.StatusAccepted)
	return settled(t, p, clerk, "/api/v1/experts/imports/"+made.Map()["id"].(string))
}

// settled waits until nobody works on an import any more.
func settled(t testing.TB, p *e2e.Portal, clerk, path string) *e2e.Reply {
	t.Helper()
	var now *e2e.Reply
	p.Soon(func() bool {
		now = p.As(clerk).Get(path).Is(http.StatusOK)
		state := now.Map()["state"]
		return state != "reading" && state != "committing"
	}, "the import comes to rest")
	require.NotNil(t, now)
	return now
}
