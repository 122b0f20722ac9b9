package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
	"talentcircle/backend/web"
)

// hebei is what belongs to Hebei in these tests, by id: records that other regions may see and may not, a case of Hebei's with Beijing as
// its host, the statement of that case, an import of which no row can go in, and an account.
type hebei struct {
	circle, none    string
	kase, statement string
	caseTag         string // the case's version
	code            string
	imported        string
	account         string
}

func plantHebei(t testing.TB, p *e2e.Portal) hebei {
	t.Helper()
	h := hebei{kase: "demo-case-valid", statement: "demo-case-valid"}
	h.circle = last(admit(t, p, person("测示共享", resident("19700101", 1), "circle")))
	h.none = last(admit(t, p, person("测示内部", resident("19700101", 2))))
	h.caseTag = p.As("he.clerk").Get("/api/v1/recognition/applications/" + h.kase).Is(http.StatusOK).ETag()
	h.code = p.As("he.clerk").Get("/api/v1/recognition/statements/" + h.statement).Is(http.StatusOK).Map()["code"].(string)
	bad := importing(t, p, "he.clerk", "一行.csv", []byte("姓名,证件号码,工作单位\n测示错,130199197001010010,河北示例工程学会(虚构)\n"))
	h.imported = bad.Map()["id"].(string)
	require.EqualValues(t, 0, bad.Map()["counts"].(map[string]any)["good"])
	h.account = p.As("secadmin").Post("/api/v1/users", map[string]any{"username": "matrix.target", "name": "示例账号", "password": "Target-2026-示例",
		"role": "talent"}).Is(http.StatusCreated).Map()["id"].(string)
	return h
}

// target is one object that a route with {…} in its path is called on.
type target struct {
	name   string // as the table shows it; empty for a route without an object
	values map[string]string
}

// targets lists what a route is called on.
func (h hebei) targets(path string) []target {
	id := func(name, id string) target { return target{name, map[string]string{"id": id}} }
	switch {
	case !strings.Contains(path, "{"):
		return []target{{}}
	case strings.HasPrefix(path, "/api/v1/experts/imports/"):
		return []target{id("import", h.imported)}
	case strings.HasPrefix(path, "/api/v1/experts/"):
		return []target{id("circle", h.circle), id("none", h.none)}
	case strings.HasPrefix(path, "/api/v1/recognition/applications/"):
		return []target{id("HE→BJ", h.kase)}
	case strings.HasPrefix(path, "/api/v1/recognition/statements/"):
		return []target{id("HE→BJ", h.statement)}
	case strings.HasPrefix(path, "/api/v1/certificates/"):
		return []target{{"valid", map[string]string{"code": h.code}}}
	case strings.HasPrefix(path, "/status-lists/"):
		return []target{id("HE", "HE-1-revocation")}
	case strings.HasPrefix(path, "/api/v1/users/"):
		return []target{id("account", h.account)}
	}
	return nil
}

const asked = "type=title&series=engineering&level=associate-senior&title=%E9%AB%98%E7%BA%A7%E5%B7%A5%E7%A8%8B%E5%B8%88&from=HE&to=BJ&obtainedOn=2016-11-18"

// sampleQuery is what a GET is asked with, by path; what is not here needs nothing.
func sampleQuery(path string) string {
	return map[string]string{
		"/api/v1/experts/suggest":        "?q=%E6%B5%8B",
		"/api/v1/experts":                "?q=%E6%B5%8B%E7%A4%BA",
		"/api/v1/recognition/decide":     "?" + asked,
		"/api/v1/recognition/compare":    "?" + strings.Replace(asked, "&to=BJ", "", 1),
		"/api/v1/recognition/understand": "?q=%E6%B2%B3%E5%8C%97+%E9%AB%98%E7%BA%A7%E5%B7%A5%E7%A8%8B%E5%B8%88+%E5%9C%A8%E5%8C%97%E4%BA%AC%E8%AE%A4%E4%B8%8D%E8%AE%A4",
	}[path]
}

// sampleBody is what a call that changes something is sent, by the operation's id. Creating calls get an empty object, which nobody who is
// let in can create anything from; the rest is well formed, so that a refusal is one of access, version or state.
func sampleBody(id string) any {
	reason := map[string]any{"reason": "例行检查。"}
	body, known := map[string]any{
		"returnExpert": reason, "rejectExpert": reason, "suspendExpert": reason, "withdrawExpert": reason, "removeExpert": reason,
		"revokeStatement": reason, "suspendStatement": reason, "resumeStatement": reason,
		"editExpert":            map[string]any{"bio": "例行检查。"},
		"editApplication":       map[string]any{"speciality": "机械"},
		"requestSupplement":     map[string]any{"missing": []map[string]string{{"code": "identity"}}},
		"supplementApplication": map[string]any{"materials": []map[string]string{{"code": "identity"}}},
		"rejectIntake":          map[string]any{"reason": "not_in_scope", "text": "例行检查。"},
		"verifyApplication":     map[string]any{"result": "pass"},
		"decideApplication":     map[string]any{"result": "recognized"},
		"appealApplication":     map[string]any{"text": "例行检查。"},
		"createProofLink":       map[string]any{"days": 0},
		"resetUserPassword":     map[string]any{"password": "Target-2026-另一"},
		"setUserRole":           map[string]any{"role": "talent"},
		"verifyCertificate":     map[string]any{"credential": "abc"},
		"createExpert":          map[string]any{}, "createUser": map[string]any{}, "createApplication": map[string]any{}, "startImport": map[string]any{},
		"login": map[string]any{}, "demoLogin": map[string]any{}, "changePassword": map[string]any{}, "enrolTotp": map[string]any{}, "confirmTotp": map[string]any{},
	}[id]
	if !known {
		return nil
	}
	return body
}

// call calls a route on a target, with a version that no object has.
func call(p *e2e.Portal, caller string, route web.Route, on target) *e2e.Reply {
	path := e2e.Fill(route.Path, on.values) + sampleQuery(route.Path)
	if route.Method == http.MethodGet {
		return p.As(caller).Get(path)
	}
	return p.As(caller).Do(route.Method, path, sampleBody(route.ID), "If-Match", `"999999"`)
}
