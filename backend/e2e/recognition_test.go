package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
)

const applications = "/api/v1/recognition/applications"

// claim is an application for a Hebei title in Beijing, which the issuing side verifies at the source.
func claim(obtainedOn string) map[string]any {
	return map[string]any{"type": "title", "series": "engineering", "level": "associate-senior", "title": "高级工程师", "obtainedBy": "review",
		"obtainedOn": obtainedOn, "from": "HE", "to": "BJ", "certificateNo": "演示-" + obtainedOn,
		"materials": []map[string]string{{"code": "identity"}, {"code": "title_certificate"}, {"code": "review_form"}}}
}

// A talent asks whether the title holds, applies, the issuing side verifies, the statement follows by itself, anybody checks it, and the
// issuing side takes it back.
func TestATitleIsRecognisedProvedAndRevoked(t *testing.T) {
	p := e2e.Start(t, 0)
	answer := p.As("").Get("/api/v1/recognition/decide?" + asked).Is(http.StatusOK)
	require.Equal(t, "recognized_after_verification", answer.Map()["outcome"])
	require.Contains(t, string(answer.Body), "本结论依据演示规则")
	require.Contains(t, string(answer.Body), "互认不等于聘任")

	kase := p.As("talent").Post(applications, claim("2019-11-08"), "Idempotency-Key", "apply").Is(http.StatusCreated)
	path := applications + "/" + kase.Map()["id"].(string)
	require.Equal(t, kase.Map()["id"], p.As("talent").Post(applications, claim("2019-11-08"), "Idempotency-Key", "apply").Is(http.StatusCreated).Map()["id"])
	p.As("he.clerk").Get(path).Code(http.StatusNotFound, "application_not_found") // a draft is the applicant's own
	step := func(as, verb string, body any) {
		t.Helper()
		kase = p.As(as).Post(path+"/"+verb, body, "If-Match", kase.ETag()).Is(http.StatusOK)
	}
	step("talent", "submit", nil)
	require.Regexp(t, `^HR-HE-BJ-\d{4}-\d{6}$`, kase.Map()["no"])
	second := p.As("talent").Post(applications, claim("2019-11-08")).Is(http.StatusCreated)
	p.As("talent").Post(applications+"/"+second.Map()["id"].(string)+"/submit", nil, "If-Match", second.ETag()).Code(http.StatusConflict, "case_open")
	p.As("tj.clerk").Get(path).Code(http.StatusNotFound, "application_not_found")
	p.As("bj.reviewer").Post(path+"/verify", map[string]any{"result": "pass"}, "If-Match", kase.ETag()).Code(http.StatusForbidden, "not_your_case")
	step("he.clerk", "accept", nil)
	step("he.clerk", "verify", map[string]any{"result": "pass", "text": "经与发证记录核对一致。"})
	p.As("bj.reviewer").Post(path+"/decide", map[string]any{"result": "not_recognized"}, "If-Match", kase.ETag()).Code(http.StatusConflict, "wrong_state")

	var id string
	p.Soon(func() bool {
		id, _ = p.As("talent").Get(path).Is(http.StatusOK).Map()["statementId"].(string)
		return id != "" && p.As("talent").Get("/api/v1/recognition/statements/"+id).Status == http.StatusOK
	}, "the statement follows without a host decision")
	proven(t, p, "/api/v1/recognition/statements/"+id)
}

// proven checks a statement as anybody can, and revokes it.
func proven(t *testing.T, p *e2e.Portal, path string) {
	t.Helper()
	statement := p.As("talent").Get(path).Is(http.StatusOK)
	code, credential := statement.Map()["code"].(string), statement.Map()["credential"].(string)
	check := func(status string) map[string]any {
		t.Helper()
		r := p.As("").Get("/api/v1/certificates/" + code).Is(http.StatusOK)
		require.Equal(t, status, r.Map()["status"])
		require.NotContains(t, string(r.Body), "王示远")
		return r.Map()
	}
	verify := func(text, name string) map[string]any {
		t.Helper()
		return p.As("").Post("/api/v1/certificates/verify", map[string]string{"credential": text, "name": name}).Is(http.StatusOK).Map()
	}
	require.Equal(t, "王*远", check("valid")["statement"].(map[string]any)["name"])
	require.Equal(t, "一致", verify(credential, "王示远")["nameMatch"])
	require.Equal(t, "不一致", verify(credential, "王示明")["nameMatch"])
	parts := strings.Split(credential, ".")
	for at := 0; at < len(credential); at += 40 {
		require.NotEqual(t, "valid", verify(altered(credential, at), "")["status"], "altered at %d", at)
	}
	require.NotEqual(t, "valid", verify(parts[0]+"."+parts[1]+".", "")["status"])
	other := p.As("talent").Get("/api/v1/recognition/statements/demo-case-valid").Is(http.StatusOK).Map()["credential"].(string)
	swapped := parts[0] + "." + strings.Split(other, ".")[1] + "." + parts[2]
	require.NotEqual(t, "valid", verify(swapped, "")["status"], "another statement's text under this signature")

	revoke := map[string]any{"reason": "经核实,申报材料与评审档案不符。"}
	p.As("bj.reviewer").Post(path+"/revoke", revoke, "If-Match", statement.ETag()).Code(http.StatusForbidden, "not_your_statement")
	p.As("tj.reviewer").Post(path+"/revoke", revoke, "If-Match", statement.ETag()).Code(http.StatusNotFound, "statement_not_found")
	p.As("he.clerk").Post(path+"/revoke", revoke, "If-Match", statement.ETag()).Code(http.StatusForbidden, "forbidden")
	p.As("he.reviewer").Post(path+"/revoke", revoke, "If-Match", statement.ETag()).Is(http.StatusOK)
	check("revoked")
	require.Equal(t, "revoked", verify(credential, "")["status"], "a signature that still holds does not help")
	again := p.As("he.reviewer").Get(path).Is(http.StatusOK)
	p.As("he.reviewer").Post(path+"/resume", revoke, "If-Match", again.ETag()).Is(http.StatusConflict)
	require.Equal(t, "valid", p.As("").Get("/api/v1/certificates/" + p.As("talent").Get("/api/v1/recognition/statements/demo-case-valid").Map()["code"].(string)).Map()["status"],
		"the holder's other statement stands")
}
