package e2e_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
	"talentcircle/backend/web"
)

var update = flag.Bool("update", false, "write testdata/access.golden anew")

const golden = "testdata/access.golden"

// cell is one caller's answer to one route.
type cell struct {
	caller string
	route  web.Route
	on     target
	status int
	code   string // of a problem
}

// Every route as every caller. The committed table is what reviewers read; the rules below hold whatever it says.
func TestAccess(t *testing.T) {
	p := e2e.Start(t, 0)
	h := plantHebei(t, p)
	table := p.App.Server.Table()
	cells := callAll(t, p, h, table)
	text := written(table, h, cells)
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(text), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), text, "run go test ./backend/e2e -run TestAccess -update and review the difference")

	t.Run("every operation of the API document is in the table", func(t *testing.T) { documented(t, p, table) })
	t.Run("no call answers 5xx", func(t *testing.T) {
		for _, c := range cells {
			require.Less(t, c.status, 500, "%s %s as %q", c.route.Method, c.route.Path, c.caller)
		}
	})
	t.Run("a visitor reaches public routes only", func(t *testing.T) {
		for _, c := range cells {
			if c.caller == "" && c.route.Access != "public" {
				require.Equal(t, http.StatusUnauthorized, c.status, "%s %s", c.route.Method, c.route.Path)
			}
		}
	})
	t.Run("nobody changes what belongs to another region", func(t *testing.T) { regionsApart(t, p, cells) })
	t.Run("administrators see nothing private of experts and cases", func(t *testing.T) { administratorsApart(t, cells) })
	t.Run("nothing changed", func(t *testing.T) {
		for _, id := range []string{h.circle, h.none} {
			record := p.As("he.clerk").Get("/api/v1/experts/" + id).Is(http.StatusOK)
			require.Equal(t, `"3"`, record.ETag(), "created, submitted, admitted")
		}
		require.Equal(t, h.caseTag, p.As("he.clerk").Get("/api/v1/recognition/applications/"+h.kase).Is(http.StatusOK).ETag())
		require.Equal(t, "valid", p.As("").Get("/api/v1/certificates/" + h.code).Is(http.StatusOK).Map()["status"])
	})
}

// callAll calls every route as every caller. Signing out comes last: it ends the sessions the other calls need.
func callAll(t *testing.T, p *e2e.Portal, h hebei, table []web.Route) []cell {
	t.Helper()
	order := slices.Clone(table)
	slices.SortStableFunc(order, func(a, b web.Route) int {
		return cmp.Compare(strings.Count(a.ID, "logout"), strings.Count(b.ID, "logout"))
	})
	var cells []cell
	for _, route := range order {
		targets := h.targets(route.Path)
		require.NotEmpty(t, targets, "no object to call %s on", route.Path)
		for _, on := range targets {
			for _, caller := range e2e.Callers() {
				reply := call(p, caller, route, on)
				c := cell{caller: caller, route: route, on: on, status: reply.Status}
				if reply.Header.Get("Content-Type") == "application/problem+json" {
					c.code, _ = reply.Map()["code"].(string)
				}
				cells = append(cells, c)
			}
		}
	}
	p.Forget()
	return cells
}

// written is the table as text: a row per route and object, a column per caller.
func written(table []web.Route, h hebei, cells []cell) string {
	answers := map[string]int{}
	key := func(r web.Route, on target, caller string) string {
		return r.Method + r.Path + "\x00" + on.name + "\x00" + caller
	}
	for _, c := range cells {
		answers[key(c.route, c.on, c.caller)] = c.status
	}
	short := strings.NewReplacer(".clerk", ".cl", ".reviewer", ".re", ".coordinator", ".co", "supervisor", "superv", "sysadmin", "sys", "secadmin", "sec", "auditor", "audit",
		"employer", "empl")
	var b strings.Builder
	b.WriteString("# Statuses of every route called as every caller, on objects of Hebei, with a version no object has. Made by TestAccess -update.\n")
	b.WriteString("# 2xx, 4xx beside 401, 403 and 404: let in. [circle]: shared with the other regions. [none]: no consent to anything.\n")
	fmt.Fprintf(&b, "%-78s", "")
	for _, caller := range e2e.Callers() {
		fmt.Fprintf(&b, " %-6s", short.Replace(cmp.Or(caller, "visit")))
	}
	b.WriteString("  let in\n")
	for _, r := range table {
		for _, on := range h.targets(r.Path) {
			name := r.Method + " " + r.Path
			if on.name != "" {
				name += " [" + on.name + "]"
			}
			fmt.Fprintf(&b, "%-78s", name)
			for _, caller := range e2e.Callers() {
				fmt.Fprintf(&b, " %-6d", answers[key(r, on, caller)])
			}
			b.WriteString("  " + r.Access + "\n")
		}
	}
	return b.String()
}

func documented(t *testing.T, p *e2e.Portal, table []web.Route) {
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	p.As("").Get("/api/v1/openapi.json").Is(http.StatusOK).JSON(&doc)
	count := 0
	for path, methods := range doc.Paths {
		for method := range methods {
			if method == "parameters" {
				continue
			}
			count++
			require.True(t, slices.ContainsFunc(table, func(r web.Route) bool { return r.Path == path && strings.EqualFold(r.Method, method) }),
				"%s %s is documented and not in the table", method, path)
		}
	}
	require.Greater(t, count, 60)
}

// regionsApart checks the calls of Beijing and Tianjin that would change what Hebei keeps: 403 where the object may be seen, 404 where it
// may not, and then exactly as for an object that does not exist.
func regionsApart(t *testing.T, p *e2e.Portal, cells []cell) {
	checked := 0
	for _, c := range cells {
		foreign := strings.HasPrefix(c.caller, "bj.") || strings.HasPrefix(c.caller, "tj.")
		if !foreign || c.route.Method == http.MethodGet || c.on.name == "" || strings.Contains(c.route.Path, "/certificates/") || strings.Contains(c.route.Path, "/users/") {
			continue
		}
		what := fmt.Sprintf("%s %s [%s] as %s: %d %s", c.route.Method, c.route.Path, c.on.name, c.caller, c.status, c.code)
		if c.route.ID == "decideApplication" && (c.caller == "bj.reviewer" || c.caller == "bj.coordinator") {
			require.NotEqual(t, 2, c.status/100, what) // the host decides; this case is closed and the version stale
			continue
		}
		checked++
		if c.code == "forbidden" { // the role does none of this anywhere: told before the object is looked at
			require.Equal(t, http.StatusForbidden, c.status, what)
			continue
		}
		seen := c.on.name == "circle" || c.on.name == "HE→BJ" && strings.HasPrefix(c.caller, "bj.")
		if seen {
			require.Equal(t, http.StatusForbidden, c.status, what)
			require.Contains(t, []string{"not_your_record", "not_your_case", "not_your_statement"}, c.code, what)
			continue
		}
		require.Equal(t, http.StatusNotFound, c.status, what)
		unknown := call(p, c.caller, c.route, target{values: map[string]string{"id": "no-such-object"}}).Is(http.StatusNotFound)
		require.Equal(t, c.code, unknown.Map()["code"], what)
	}
	require.Greater(t, checked, 100)
}

// administratorsApart checks the three separated administrators, who run the portal and handle nobody's records.
func administratorsApart(t *testing.T, cells []cell) {
	for _, c := range cells {
		if c.caller != "sysadmin" && c.caller != "secadmin" && c.caller != "auditor" {
			continue
		}
		ours := strings.HasPrefix(c.route.Path, "/api/v1/experts") || strings.HasPrefix(c.route.Path, "/api/v1/recognition/applications") ||
			strings.HasPrefix(c.route.Path, "/api/v1/recognition/statements")
		if ours && (c.route.Access != "public" || c.on.name != "") {
			require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, c.status, "%s %s as %s", c.route.Method, c.route.Path, c.caller)
		}
		if strings.HasPrefix(c.route.Path, "/api/v1/users") && c.caller != "secadmin" {
			require.Equal(t, http.StatusForbidden, c.status, "%s %s as %s", c.route.Method, c.route.Path, c.caller)
		}
	}
}
