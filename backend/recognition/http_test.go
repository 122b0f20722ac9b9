package recognition_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
	"talentcircle/backend/web"
)

// site is the feature behind the real server.
type site struct {
	*house
	server *web.Server
}

// people are who may sign in, by token.
func people() map[string]auth.Principal {
	list := map[string]auth.Principal{"talent": talent(), "other": {UserID: "u-other", Role: auth.Talent, ExpertID: "e-2"}}
	for _, region := range cn.Regions() {
		for _, role := range []auth.Role{auth.Clerk, auth.Reviewer, auth.Coordinator} {
			list[strings.ToLower(string(region))+"."+string(role)] = staff(region, role)
		}
	}
	for _, role := range []auth.Role{auth.Employer, auth.Supervisor, auth.System, auth.Security, auth.Auditor} {
		list[string(role)] = auth.Principal{UserID: "u-" + string(role), Role: role}
	}
	return list
}

func newSite(t *testing.T) *site {
	t.Helper()
	h := newHouse(t)
	server := web.New(web.Config{Log: quiet(), Authenticate: func(_ context.Context, token string) (auth.Principal, error) {
		who, ok := people()[token]
		if !ok {
			return auth.Principal{}, fault.New(fault.Unauthenticated, "invalid_token", "登录已失效。")
		}
		return who, nil
	}})
	h.Mount(server.Routes())
	require.NoError(t, server.Check())
	return &site{house: h, server: server}
}

type answered struct {
	*httptest.ResponseRecorder
	t    *testing.T
	body map[string]any
}

// call makes a request; version 0 sends no If-Match.
func (s *site) call(as, method, path string, version int64, body string) answered {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if as != "" {
		r.Header.Set("Authorization", "Bearer "+as)
	}
	if version != 0 {
		r.Header.Set("If-Match", web.ETag(version))
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	s.server.Handler().ServeHTTP(w, r)
	a := answered{ResponseRecorder: w, t: s.t}
	if strings.Contains(w.Header().Get("Content-Type"), "json") && strings.HasPrefix(w.Body.String(), "{") {
		require.NoError(s.t, json.Unmarshal(w.Body.Bytes(), &a.body))
	}
	return a
}

func (a answered) is(status int, code string) answered {
	a.t.Helper()
	require.Equal(a.t, status, a.Code, a.Body.String())
	if code != "" {
		require.Equal(a.t, code, a.body["code"])
	}
	return a
}

// version is the number in the ETag.
func (a answered) version() int64 {
	a.t.Helper()
	var n int64
	require.NoError(a.t, json.Unmarshal([]byte(strings.Trim(a.Header().Get("ETag"), `"`)), &n))
	return n
}

func TestDecideOverHTTPHasTheShapeOfTheContract(t *testing.T) {
	s := newSite(t)
	q := url.Values{"type": {"title"}, "series": {"engineering"}, "level": {"associate-senior"}, "title": {"高级工程师"}, "speciality": {"机械"}, "obtainedBy": {"review"},
		"issuer": {"某评委会"}, "purpose": {"promotion"}, "from": {"HE"}, "to": {"BJ"}, "obtainedOn": {"2016-11-18"}, "asOf": {"2026-11-23"}}
	a := s.call("", "GET", "/api/v1/recognition/decide?"+q.Encode(), 0, "").is(200, "")
	for _, name := range []string{"outcome", "caseNeeded", "equivalent", "effects", "notFor", "rule", "basis", "conditions", "steps", "notApplied", "asOf", "disclaimer", "appointmentNote", "reference"} {
		require.Contains(t, a.body, name)
	}
	require.Equal(t, "recognized_after_verification", a.body["outcome"])
	require.Len(t, a.body["effects"], 5)
	require.Equal(t, map[string]any{"id": "DEMO-R-01", "version": 1.0, "basisStatus": "demo", "name": "河北职称在北京使用", "clause": "第二条", "inForceFrom": "2018-01-01"}, a.body["rule"])
	condition := a.body["conditions"].([]any)[1].(map[string]any)
	require.Equal(t, "source_verified", condition["code"])
	require.Contains(t, condition, "met")
	require.Nil(t, condition["met"])

	q.Set("asOf", "2016-12-31")
	a = s.call("", "GET", "/api/v1/recognition/decide?"+q.Encode(), 0, "").is(200, "")
	require.Equal(t, "no_rule", a.body["outcome"])
	require.Nil(t, a.body["rule"])
	require.Nil(t, a.body["equivalent"])
	require.Equal(t, []any{}, a.body["effects"])
	require.Contains(t, a.body["summary"], "不表示证书无效")
}

func TestDecideAsksBackOverHTTP(t *testing.T) {
	s := newSite(t)
	a := s.call("", "GET", "/api/v1/recognition/decide?from=HE&to=BJ&title="+url.QueryEscape("研究员"), 0, "").is(422, "ambiguous_title")
	choices := a.body["choices"].([]any)
	require.Len(t, choices, 3)
	require.Equal(t, "social-science-research", choices[0].(map[string]any)["series"])
	a = s.call("", "GET", "/api/v1/recognition/decide?from=TJ&to=HE&title="+url.QueryEscape("工程师"), 0, "").is(422, "obtained_on_imprecise")
	require.Len(t, a.body["choices"], 2)
	s.call("", "GET", "/api/v1/recognition/decide?to=BJ&title="+url.QueryEscape("工程师"), 0, "").is(422, "invalid_question")
	s.call("", "GET", "/api/v1/recognition/decide?from=XX&to=BJ&title="+url.QueryEscape("工程师"), 0, "").is(422, "")
	s.call("", "GET", "/api/v1/recognition/decide?from=HE&to=BJ&colour=red", 0, "").is(422, "")
}

func TestUnderstandCompareAndCatalogueOverHTTP(t *testing.T) {
	s := newSite(t)
	a := s.call("", "GET", "/api/v1/recognition/understand?q="+url.QueryEscape("河北 副高级工程师 2016 在北京认不认?"), 0, "").is(200, "")
	require.Equal(t, map[string]any{"type": "title", "series": "engineering", "level": "associate-senior", "title": "高级工程师", "from": "HE", "to": "BJ", "obtainedOn": "2016"}, a.body["question"])
	s.call("", "GET", "/api/v1/recognition/understand?q=", 0, "").is(422, "")

	a = s.call("", "GET", "/api/v1/recognition/compare?from=TJ&title="+url.QueryEscape("工程师"), 0, "").is(200, "")
	regions := a.body["regions"].([]any)
	require.Len(t, regions, 3)
	require.Equal(t, "recognized", regions[1].(map[string]any)["decision"].(map[string]any)["outcome"], "used where it was issued")
	require.Nil(t, regions[2].(map[string]any)["decision"])
	require.Len(t, regions[2].(map[string]any)["choices"], 2)

	var series []struct {
		Slug, Name, BasisStatus string
		Levels                  []struct {
			Level                string
			Titles, FormerTitles []string
		}
	}
	w := s.call("", "GET", "/api/v1/catalogue/title-series", 0, "").is(200, "")
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &series))
	require.Len(t, series, 27)
	require.Equal(t, "engineering", series[4].Slug)
	require.Equal(t, "full-senior", series[4].Levels[0].Level)
	require.Equal(t, []string{"教授级高级工程师", "研究员级高级工程师"}, series[4].Levels[0].FormerTitles)
	require.Equal(t, "reference", series[12].BasisStatus)
	require.Equal(t, "unconfirmed", series[13].BasisStatus)

	for _, path := range []string{"/api/v1/recognition/rules", "/api/v1/recognition/reasons", "/api/v1/catalogue/vocational", "/api/v1/catalogue/skill-grades"} {
		w := s.call("", "GET", path, 0, "").is(200, "")
		var list []map[string]any
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &list))
		require.NotEmpty(t, list, path)
	}
}

const caseBody = `{"type":"title","series":"engineering","level":"associate-senior","title":"高级工程师","obtainedBy":"employer-review","obtainedOn":"2016-06","from":"TJ","to":"BJ","materials":[{"code":"identity"}]}`

func TestACaseOverHTTPFromDraftToStatement(t *testing.T) {
	s := newSite(t)
	s.now = at("2026-09-21 09:00")
	const cases = "/api/v1/recognition/applications"
	s.call("", "POST", cases, 0, caseBody).is(401, "")
	s.call("tj.clerk", "POST", cases, 0, caseBody).is(403, "")
	a := s.call("talent", "POST", cases, 0, caseBody).is(201, "")
	one := cases + "/" + a.body["id"].(string)
	require.Equal(t, one, a.Header().Get("Location"))
	require.Equal(t, "draft", a.body["state"])
	s.call("tj.clerk", "GET", one, 0, "").is(404, "application_not_found")

	s.call("talent", "PATCH", one, 0, `{"speciality":"船舶"}`).is(428, "")
	a = s.call("talent", "PATCH", one, a.version(), `{"speciality":"船舶","certificateNo":"TJ1","obtainedOn":null}`).is(200, "")
	require.Equal(t, "船舶", a.body["claim"].(map[string]any)["speciality"])
	require.NotContains(t, a.body["claim"], "obtainedOn")
	s.call("talent", "POST", one+"/submit", 1, "").is(412, "stale_version")
	a = s.call("talent", "POST", one+"/submit", a.version(), "").is(200, "")
	require.Equal(t, "HR-TJ-BJ-2026-000001", a.body["no"])
	require.Equal(t, "SJ-TJ-BJ-2026-000001", a.body["receiptNo"])
	require.Equal(t, "TJ", a.body["heldBy"].(map[string]any)["region"])
	limits := a.body["limits"].(map[string]any)
	require.Equal(t, "2026-09-29", limits["intake"].(map[string]any)["due"])
	require.Equal(t, []any{"withdraw"}, a.body["can"])
	require.Len(t, a.body["missingDocuments"], 3)

	s.call("bj.reviewer", "POST", one+"/accept", a.version(), "").is(403, "not_your_case")
	s.call("he.reviewer", "POST", one+"/accept", a.version(), "").is(404, "application_not_found")
	s.call("supervisor", "POST", one+"/accept", a.version(), "").is(403, "")
	s.now = at("2026-10-09 09:00")
	a = s.call("tj.clerk", "GET", one, 0, "").is(200, "")
	require.Equal(t, "accepted", a.body["state"], "nobody said anything in time")
	require.Equal(t, true, a.body["deemedAccepted"])
	limits = a.body["limits"].(map[string]any)
	require.Equal(t, map[string]any{"days": 10.0, "due": "2026-10-12", "published": true, "overdue": false, "daysLeft": 2.0}, limits["promised"])
	require.Equal(t, 20.0, limits["statutory"].(map[string]any)["days"])
	s.call("tj.clerk", "POST", one+"/request-supplement", a.version(), `{"missing":[{"code":"employment"}]}`).is(409, "deemed_accepted")

	a = s.call("tj.clerk", "POST", one+"/verify", a.version(), `{"result":"pass"}`).is(200, "")
	require.Equal(t, "BJ", a.body["heldBy"].(map[string]any)["region"])
	require.Len(t, a.body["hostConditions"], 2)
	s.call("bj.clerk", "POST", one+"/decide", a.version(), `{"result":"recognized","met":[]}`).is(403, "")
	s.call("bj.reviewer", "POST", one+"/decide", a.version(), `{"result":"recognized","met":[]}`).is(422, "conditions_open")
	a = s.call("bj.reviewer", "POST", one+"/decide", a.version(), `{"result":"recognized","met":["same_speciality","national_standard"]}`).is(200, "")
	require.Equal(t, "decided", a.body["state"])
	require.Nil(t, a.body["heldBy"])

	st := s.call("talent", "GET", "/api/v1/recognition/statements/"+a.body["statementId"].(string), 0, "").is(200, "")
	require.Equal(t, "陈示海", st.body["holderName"])
	checked := s.call("", "GET", "/api/v1/certificates/"+st.body["code"].(string), 0, "").is(200, "")
	require.Equal(t, "valid", checked.body["status"])
	require.Equal(t, "陈*海", checked.body["statement"].(map[string]any)["name"])
	require.NotContains(t, checked.Body.String(), "陈示海")
	require.NotContains(t, checked.Body.String(), "0057")
}

func TestPublicChecksAlwaysAnswer200(t *testing.T) {
	s := newSite(t)
	_, st := s.issued("2026-03-02 10:00")
	for text, want := range map[string]string{
		st.Code.String(): "valid", "0000-0000-0000-00000": "not_found", "abc": "invalid", "HS-TJ-BJ-2026-000001": "invalid", "Y00011200000020261000012": "invalid",
		"Y000112000000202610001": "not_covered", strings.Repeat("9", 250): "invalid", "%00": "invalid", "..": "invalid",
	} {
		a := s.call("", "GET", "/api/v1/certificates/"+strings.ReplaceAll(url.PathEscape(text), "..", "%2E%2E"), 0, "").is(200, "")
		require.Equal(t, want, a.body["status"], text)
		require.NotEmpty(t, a.body["message"])
		require.Len(t, a.body["checks"], 7)
	}
	verify := func(credential, name string) answered {
		body, err := json.Marshal(map[string]string{"credential": credential, "name": name})
		require.NoError(t, err)
		return s.call("", "POST", "/api/v1/certificates/verify", 0, string(body)).is(200, "")
	}
	a := verify(st.Token, "陈示海")
	require.Equal(t, []any{"valid", "一致"}, []any{a.body["status"], a.body["nameMatch"]})
	require.NotContains(t, a.Body.String(), "陈示海", "the typed name does not come back")
	require.Equal(t, "不一致", verify(st.Token, "陈示").body["nameMatch"])
	require.Equal(t, "invalid", verify(st.Token[:len(st.Token)-2], "").body["status"])
	require.Equal(t, "invalid", verify("", "").body["status"])
	require.Equal(t, "revoked", func() any {
		s.stand("2026-03-16 09:00", st, recognition.TakenBack)
		return verify(st.Token, "").body["status"]
	}())
	a = s.call("", "GET", "/api/v1/certificates/"+st.Code.String()+"?asOf=2026-03-15", 0, "").is(200, "")
	require.Equal(t, "valid", a.body["status"])
	s.call("", "GET", "/api/v1/certificates/"+st.Code.String()+"?asOf=2026-02-30", 0, "").is(422, "day_invalid")
}

func TestQRAndStatusListAreFiles(t *testing.T) {
	s := newSite(t)
	_, st := s.issued("2026-03-02 10:00")
	a := s.call("", "GET", "/api/v1/certificates/"+string(st.Code)+"/qr.svg", 0, "").is(200, "")
	require.Equal(t, "image/svg+xml", a.Header().Get("Content-Type"))
	require.NoError(t, xml.Unmarshal(a.Body.Bytes(), new(struct{ XMLName xml.Name })))
	s.call("", "GET", "/api/v1/certificates/abc/qr.svg", 0, "").is(404, "not_a_code")
	a = s.call("", "GET", "/status-lists/TJ-1-revocation", 0, "").is(200, "")
	require.Equal(t, "application/vc+jwt", a.Header().Get("Content-Type"))
	require.Equal(t, 2, strings.Count(a.Body.String(), "."))
	s.call("", "GET", "/status-lists/XX-1-revocation", 0, "").is(404, "status_list_not_found")
}

func TestStatementVerbsNeedTheRightPeopleOverHTTP(t *testing.T) {
	s := newSite(t)
	_, st := s.issued("2026-03-02 10:00")
	one := "/api/v1/recognition/statements/" + st.ID
	for as, status := range map[string]int{"": 401, "talent": 403, "tj.clerk": 403, "bj.reviewer": 403, "he.reviewer": 404, "auditor": 403, "employer": 403} {
		s.call(as, "POST", one+"/suspend", st.Version, `{"reason":"核查中。"}`).is(status, "")
	}
	s.call("tj.reviewer", "POST", one+"/suspend", 0, `{"reason":"核查中。"}`).is(428, "")
	a := s.call("tj.reviewer", "POST", one+"/suspend", st.Version, `{"reason":"核查中。"}`).is(200, "")
	require.Equal(t, "suspended", a.body["status"])
	require.Equal(t, []any{"resume", "revoke"}, a.body["can"])
	s.call("tj.coordinator", "POST", one+"/resume", a.version(), `{"reason":"查清。"}`).is(200, "")
	for as, status := range map[string]int{"talent": 200, "tj.clerk": 200, "bj.clerk": 200, "he.clerk": 404, "other": 404, "employer": 403, "": 401} {
		s.call(as, "GET", one, 0, "").is(status, "")
	}
	s.call("talent", "POST", one+"/links", 0, `{"days":30}`).is(201, "")
	s.call("talent", "POST", one+"/links", 0, `{"days":181}`).is(422, "")
	s.call("other", "POST", one+"/links", 0, `{"days":30}`).is(404, "")
	list := s.call("bj.clerk", "GET", "/api/v1/recognition/statements", 0, "").is(200, "")
	require.Equal(t, 1.0, list.body["total"])
	require.Equal(t, 0.0, s.call("other", "GET", "/api/v1/recognition/statements", 0, "").is(200, "").body["total"])
}

func TestListOfCasesOverHTTP(t *testing.T) {
	s := newSite(t)
	s.submitted("2026-03-02 10:00", claim(cn.ByReview))
	for as, total := range map[string]float64{"talent": 1, "other": 0, "tj.clerk": 1, "bj.clerk": 0} {
		require.Equal(t, total, s.call(as, "GET", "/api/v1/recognition/applications", 0, "").is(200, "").body["total"], as)
	}
	require.Equal(t, 1.0, s.call("bj.clerk", "GET", "/api/v1/recognition/applications?box=all", 0, "").is(200, "").body["total"])
	s.call("employer", "GET", "/api/v1/recognition/applications", 0, "").is(403, "")
	s.call("tj.clerk", "GET", "/api/v1/recognition/applications?pageSize=101", 0, "").is(422, "")
}

func TestARepeatedPostWithOneKeyMakesOneCase(t *testing.T) {
	s := newSite(t)
	post := func(body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/recognition/applications", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer talent")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "k-1")
		w := httptest.NewRecorder()
		s.server.Handler().ServeHTTP(w, r)
		return w
	}
	first, again := post(caseBody), post(caseBody)
	require.Equal(t, http.StatusCreated, first.Code, first.Body.String())
	require.Equal(t, first.Header().Get("Location"), again.Header().Get("Location"))
	require.Equal(t, http.StatusUnprocessableEntity, post(strings.Replace(caseBody, "高级工程师", "工程师", 1)).Code)
}
