package e2e_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/account"
	"talentcircle/backend/auth"
	"talentcircle/backend/e2e"
	"talentcircle/backend/secret"
)

// secretMark is a private value that is sent along with every bad request and must never come back, nor reach the log.
var secretMark = resident("19290214", 999)

// refused checks that an answer is a problem as the contract describes it, with the code if one is expected, and echoes nothing private.
func refused(t *testing.T, r *e2e.Reply, status int, code string) {
	t.Helper()
	require.Equal(t, status, r.Status, string(r.Body))
	require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"))
	m := r.Map()
	require.Equal(t, code, m["code"], string(r.Body))
	require.Regexp(t, `\p{Han}.*。$`, m["detail"])
	require.NotContains(t, m["detail"], "!")
	require.Equal(t, r.Header.Get("X-Request-Id"), m["requestId"])
	require.NotEmpty(t, m["requestId"])
	require.EqualValues(t, status, m["status"])
	require.NotContains(t, string(r.Body), secretMark)
	require.NotContains(t, string(r.Body), secretMark[6:14], "nor a part of it")
}

const experts = "/api/v1/experts"

func TestBadInput(t *testing.T) {
	p := e2e.Start(t, 0)
	t.Run("bodies", func(t *testing.T) { badBodies(t, p) })
	t.Run("addresses and queries", func(t *testing.T) { badAddresses(t, p) })
	t.Run("versions and other people's records", func(t *testing.T) { badVersions(t, p) })
	t.Run("tokens", func(t *testing.T) { badTokens(t, p) })
	t.Run("uploads", func(t *testing.T) { badUploads(t, p) })
	t.Run("Idempotency-Key", func(t *testing.T) { idempotency(t, p) })
	require.NotContains(t, p.Log.String(), secretMark)
	require.NotContains(t, p.Log.String(), "level=ERROR")
}

// slow hides the length of a body, so that it goes in chunks.
type slow struct{ io.Reader }

func badBodies(t *testing.T, p *e2e.Portal) {
	mark := `"identity":"` + secretMark + `"`
	big := `{"name":"示` + strings.Repeat("大", 10<<20/3) + `",` + mark + `}`
	for _, c := range []struct {
		what, contentType string
		body              io.Reader
		status            int
		code              string
	}{
		{"nothing", "application/json", nil, 400, "body_required"},
		{"no JSON", "application/json", strings.NewReader("{" + mark + ","), 400, "malformed_json"},
		{"two values", "application/json", strings.NewReader("{" + mark + "}{}"), 400, "malformed_json"},
		{"a list", "application/json", strings.NewReader(`["` + secretMark + `"]`), 422, "invalid"},
		{"a text", "application/json", strings.NewReader(`"` + secretMark + `"`), 422, "invalid"},
		{"a key twice", "application/json", strings.NewReader("{" + mark + "," + mark + "}"), 400, "duplicate_key"},
		{"a key twice, escaped", "application/json", strings.NewReader("{" + mark + `,"\u0069dentity":"1"}`), 400, "duplicate_key"},
		{"a key twice, deep inside", "application/json", strings.NewReader(`{"titles":[{"name":"` + secretMark + `","name":"a"}]}`), 400, "duplicate_key"},
		{"an unknown field", "application/json", strings.NewReader("{" + mark + `,"status":"published"}`), 422, "invalid"},
		{"a field in other letters", "application/json", strings.NewReader(`{"Identity":"` + secretMark + `"}`), 422, "invalid"},
		{"a private value as a field", "application/json", strings.NewReader(`{"` + secretMark + `":1}`), 422, "invalid"},
		{"a number for a text", "application/json", strings.NewReader(`{"identity":` + secretMark[:17] + `}`), 422, "invalid"},
		{"a text for a list", "application/json", strings.NewReader(`{"fields":"` + secretMark + `"}`), 422, "invalid"},
		{"an object for a text", "application/json", strings.NewReader(`{"name":{` + mark + `}}`), 422, "invalid"},
		{"a date that is none", "application/json", strings.NewReader(`{"name":"测示","birth":"` + secretMark + `"}`), 422, "invalid_expert"},
		{"a wrong check digit", "application/json", strings.NewReader(`{"name":"测示","identity":"` + secretMark[:17] + wrongDigit(secretMark) + `"}`), 422, "invalid_expert"},
		{"a private value in a wrong place", "application/json", strings.NewReader(`{"name":"测示","city":"` + secretMark + `","phone":"` + secretMark + `","email":"` + secretMark + `"}`), 422, "invalid_expert"},
		{"10 MB", "application/json", strings.NewReader(big), 413, "body_too_large"},
		{"10 MB in chunks", "application/json", slow{strings.NewReader(big)}, 413, "body_too_large"},
		{"a form", "application/x-www-form-urlencoded", strings.NewReader("identity=" + secretMark), 415, "unsupported_media_type"},
		{"XML", "application/xml", strings.NewReader("<identity>" + secretMark + "</identity>"), 415, "unsupported_media_type"},
		{"another encoding", "application/json; charset=gb18030", strings.NewReader("{" + mark + "}"), 415, "unsupported_media_type"},
		{"no UTF-8", "application/json", strings.NewReader("{" + mark + ",\"name\":\"\xff\xfe\"}"), 400, "malformed_json"},
		{"half a surrogate", "application/json", strings.NewReader("{" + mark + `,"name":"\ud800"}`), 400, "malformed_json"},
		{"a control character", "application/json", strings.NewReader("{" + mark + ",\"name\":\"a\x01b\"}"), 400, "malformed_json"},
		{"deep lists", "application/json", strings.NewReader(`{"fields":` + strings.Repeat("[", 100_000)), 400, "malformed_json"},
		{"deep objects", "application/json", strings.NewReader(`{"titles":[` + strings.Repeat(`{"name":`, 100_000)), 400, "malformed_json"},
		{"a long list", "application/json", strings.NewReader(`{"name":"测示","fields":[` + longList(9000) + `]}`), 422, "invalid_expert"},
	} {
		t.Run(c.what, func(t *testing.T) {
			refused(t, p.As("he.clerk").Do(http.MethodPost, experts, c.body, "Content-Type", c.contentType), c.status, c.code)
		})
	}
	for what, text := range map[string]string{"a NUL": `甲\u0000乙`, "a bell": `甲\u0007乙`, "a backspace": `甲\b乙`, "an escape": `甲\u001b[31m乙`} {
		t.Run(what+", written as an escape", func(t *testing.T) {
			r := p.As("he.clerk").Do(http.MethodPost, experts, strings.NewReader(`{"name":"测示","bio":"`+text+`",`+mark+`}`), "Content-Type", "application/json")
			refused(t, r, http.StatusUnprocessableEntity, "control_character")
		})
	}
	t.Run("a body where none is taken", func(t *testing.T) {
		r := p.As("he.clerk").Do(http.MethodPost, experts+"/demo-cast-wang/submit", strings.NewReader("{"+mark+"}"), "Content-Type", "application/json", "If-Match", `"1"`)
		refused(t, r, 422, "unexpected_body")
	})
	t.Run("a login with a private value for a name", func(t *testing.T) {
		refused(t, p.As("").Post("/api/v1/auth/login", map[string]string{"username": secretMark, "password": secretMark}), 401, "invalid_credentials")
	})
}

func longList(n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`"%s-%d"`, secretMark, i)
	}
	return strings.Join(items, ",")
}

func wrongDigit(number string) string {
	if number[17] == '5' {
		return "6"
	}
	return "5"
}

func badAddresses(t *testing.T, p *e2e.Portal) {
	for _, c := range []struct {
		path   string
		status int
		code   string
	}{
		{experts + "?secret=1", 422, "invalid"},
		{experts + "?" + secretMark + "=1", 422, "invalid"},
		{experts + "?sort=relevance&sort=updated", 422, "invalid"},
		{experts + "?page=0", 422, "invalid"},
		{experts + "?page=-1", 422, "invalid"},
		{experts + "?page=1.5", 422, "invalid"},
		{experts + "?page=" + secretMark, 422, "invalid"},
		{experts + "?page=99999999999999999999", 422, "invalid"},
		{experts + "?pageSize=1e9", 422, "invalid"},
		{experts + "?pageSize=1000000000", 422, "invalid"},
		{experts + "?region=" + secretMark, 422, "invalid"},
		{experts + "?sort=" + secretMark, 422, "invalid"},
		{experts + "?level=top", 422, "invalid"},
		{experts + "?literal=perhaps", 422, "invalid"},
		{experts + "?q=" + strings.Repeat("a", 10_001), 422, "invalid"},
		{experts + "?q=%ff%fe", 400, "malformed_url"},
		{experts + "?q=%00", 400, "malformed_url"},
		{experts + "?q=%zz", 400, "malformed_url"},
		{experts + "?q=a;b=" + secretMark, 400, "malformed_url"},
		{experts + "/suggest", 422, "invalid"},
		{experts + "/suggest?q=" + strings.Repeat("a", 101), 422, "invalid"},
		{experts + "/" + url.PathEscape("a/b"), 404, "not_found"},
		{experts + "/" + url.PathEscape(`a"b'c`), 404, "expert_not_found"},
		{experts + "/" + url.PathEscape("单示明"), 404, "expert_not_found"},
		{experts + "/" + url.PathEscape("../../healthz"), 404, "not_found"},
		{experts + "/" + url.PathEscape("' OR 1=1 --"), 404, "expert_not_found"},
		{experts + "/" + url.PathEscape(`{"$ne":1}`), 404, "expert_not_found"},
		{experts + "/" + secretMark, 404, "expert_not_found"},
		{experts + "/%00", 400, "malformed_url"},
		{experts + "/%ff", 400, "malformed_url"},
		{experts + "/" + strings.Repeat("a", 65), 422, "invalid"},
		{experts + "/a/b/c", 404, "not_found"},
		{"/api/v1/" + secretMark, 404, "not_found"},
		{"/api/v2/experts", 404, "not_found"},
		{"/api/v1/recognition/decide", 422, "invalid_question"},
		{"/api/v1/recognition/decide?type=" + secretMark, 422, "invalid"},
		{"/api/v1/recognition/decide?" + asked + "&asOf=" + secretMark, 422, "invalid"},
		{"/api/v1/recognition/decide?" + strings.Replace(asked, "2016-11-18", "2999-01-01", 1), 422, "obtained_after_as_of"},
		{"/api/v1/recognition/understand?q=" + strings.Repeat("a", 5000), 422, "question_required"},
		{"/api/v1/certificates/" + strings.Repeat("9", 301), 422, "invalid"},
		{"/api/v1/certificates/abc?asOf=2026-02-30", 422, "day_invalid"},
		{"/api/v1/certificates/" + secretMark + "/qr.svg", 404, "not_a_code"},
		{"/status-lists/" + secretMark, 404, "status_list_not_found"},
	} {
		t.Run(c.path[:min(len(c.path), 90)], func(t *testing.T) { refused(t, p.As("he.clerk").Get(c.path), c.status, c.code) })
	}
	t.Run("another method", func(t *testing.T) {
		r := p.As("he.clerk").Do(http.MethodPut, experts, strings.NewReader(secretMark))
		refused(t, r, http.StatusMethodNotAllowed, "method_not_allowed")
		require.NotEmpty(t, r.Header.Get("Allow"))
	})
	t.Run("another site", func(t *testing.T) {
		r := p.As("he.clerk").Post(experts, map[string]string{"name": "测示"}, "Origin", "https://example.org", "Sec-Fetch-Site", "cross-site")
		refused(t, r, http.StatusForbidden, "cross_site")
	})
}

func badVersions(t *testing.T, p *e2e.Portal) {
	path := admit(t, p, person("测示版本", resident("19700102", 1), "circle"))
	hidden := admit(t, p, person("测示隐藏", resident("19700102", 2)))
	edit := map[string]any{"bio": secretMark}
	for _, c := range []struct {
		what, as, path string
		headers        []string
		status         int
		code           string
	}{
		{"none", "he.clerk", path, nil, 428, "if_match_required"},
		{"stale", "he.clerk", path, []string{"If-Match", `"1"`}, 412, "stale_version"},
		{"of the future", "he.clerk", path, []string{"If-Match", `"9223372036854775807"`}, 412, "stale_version"},
		{"any", "he.clerk", path, []string{"If-Match", `*`}, 400, "if_match_malformed"},
		{"weak", "he.clerk", path, []string{"If-Match", `W/"3"`}, 400, "if_match_malformed"},
		{"several", "he.clerk", path, []string{"If-Match", `"1", "3"`}, 400, "if_match_malformed"},
		{"without quotes", "he.clerk", path, []string{"If-Match", `3`}, 400, "if_match_malformed"},
		{"a private value", "he.clerk", path, []string{"If-Match", `"` + secretMark + `X"`}, 400, "if_match_malformed"},
		{"too large", "he.clerk", path, []string{"If-Match", `"99999999999999999999"`}, 400, "if_match_malformed"},
		{"another region's, shared", "bj.clerk", path, []string{"If-Match", `"3"`}, 403, "not_your_record"},
		{"another region's, not shared", "bj.clerk", hidden, []string{"If-Match", `"3"`}, 404, "expert_not_found"},
		{"unknown", "bj.clerk", experts + "/unknown", []string{"If-Match", `"3"`}, 404, "expert_not_found"},
		{"a role that may not", "he.reviewer", path, []string{"If-Match", `"3"`}, 403, "forbidden"},
		{"nobody", "", path, []string{"If-Match", `"3"`}, 401, "unauthenticated"},
	} {
		t.Run(c.what, func(t *testing.T) { refused(t, p.As(c.as).Patch(c.path, edit, c.headers...), c.status, c.code) })
	}
	require.Equal(t, `"3"`, p.As("he.clerk").Get(path).ETag(), "nothing changed")
	refused(t, p.As("he.clerk").Post(path+"/withdraw", map[string]any{"reason": strings.Repeat(secretMark, 100)}, "If-Match", `"3"`), 422, "invalid")
	refused(t, p.As("he.clerk").Post(path+"/withdraw", map[string]any{"reason": ""}, "If-Match", `"3"`), 422, "invalid")
	refused(t, p.As("he.clerk").Post(path+"/recall", nil, "If-Match", `"3"`), 409, "wrong_state")
	refused(t, p.As("he.clerk").Post(experts, person("测示重复", resident("19700102", 1))), 409, "duplicate_person")
}

func badTokens(t *testing.T, p *e2e.Portal) {
	good := p.As("").Post("/api/v1/auth/login", map[string]string{"username": "he.clerk", "password": e2e.Password}).Is(200).Map()["accessToken"].(string)
	with := func(token string) *e2e.Reply {
		return p.As("").Get("/api/v1/auth/me", "Authorization", "Bearer "+token)
	}
	with(good).Is(http.StatusOK)
	for at := 0; at < len(good); at += 20 {
		with(altered(good, at)).Code(401, "token_invalid")
	}
	refused(t, with(altered(good, len(good)-1)), 401, "token_invalid")
	parts := strings.Split(good, ".")
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	for what, token := range map[string]string{
		"no signature":            parts[0] + "." + parts[1] + ".",
		"alg none":                encode(`{"alg":"none","typ":"at+jwt"}`) + "." + parts[1] + ".",
		"alg none with signature": encode(`{"alg":"none","typ":"at+jwt"}`) + "." + parts[1] + "." + parts[2],
		"another region's clerk":  parts[0] + "." + encode(strings.Replace(string(payload), `"HE"`, `"BJ"`, 1)) + "." + parts[2],
		"another role":            parts[0] + "." + encode(strings.Replace(string(payload), `"clerk"`, `"security"`, 1)) + "." + parts[2],
		"two parts":               parts[0] + "." + parts[1],
		"four parts":              good + "." + parts[2],
		"no token":                secretMark,
		"long":                    good + strings.Repeat("A", 5000),
		"of another key":          signed(t, p, auth.Principal{}, otherKey(t), time.Now()),
	} {
		t.Run(what, func(t *testing.T) { refused(t, with(token), 401, "token_invalid") })
	}
	t.Run("expired", func(t *testing.T) {
		refused(t, with(signed(t, p, auth.Principal{}, portalKeys(t, p), time.Now().Add(-time.Hour))), 401, "token_expired")
	})
	t.Run("a session that never was", func(t *testing.T) {
		r := with(signed(t, p, auth.Principal{}, portalKeys(t, p), time.Now()))
		require.Equal(t, http.StatusUnauthorized, r.Status, string(r.Body))
	})
	t.Run("a statement for a token", func(t *testing.T) {
		credential := p.As("talent").Get("/api/v1/recognition/statements/demo-case-valid").Is(200).Map()["credential"].(string)
		refused(t, with(credential), 401, "token_invalid")
	})
	t.Run("a bad token is refused on public routes too", func(t *testing.T) {
		refused(t, p.As("").Get(experts, "Authorization", "Bearer "+altered(good, 40)), 401, "token_invalid")
	})
	t.Run("another scheme", func(t *testing.T) {
		r := p.As("").Get("/api/v1/auth/me", "Authorization", "Basic "+encode("he.clerk:"+secretMark))
		require.Equal(t, http.StatusUnauthorized, r.Status)
		refused(t, r, 401, r.Map()["code"].(string))
	})
}

// altered changes one character of a token into another of its alphabet.
func altered(token string, at int) string {
	with := "A"
	if token[at] == 'A' || token[at] == 'B' { // the bits that the last character of base64 does not use differ too
		with = "z"
	}
	return token[:at] + with + token[at+1:]
}

// portalKeys opens the portal's own keys, as nobody outside can.
func portalKeys(t *testing.T, p *e2e.Portal) auth.KeySet {
	t.Helper()
	master, err := secret.LoadMasterKey(p.App.Config.MasterKey(), false)
	require.NoError(t, err)
	keys, err := secret.NewKeys(master)
	require.NoError(t, err)
	ring, err := account.SigningKeys(t.Context(), p.App.DB, keys, account.ForTokens)
	require.NoError(t, err)
	return ring.Keys(t.Context())
}

func otherKey(t *testing.T) auth.KeySet {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return auth.KeySet{{ID: "other", Public: public, Private: private}}
}

// signed is a token of Hebei's clerk, issued at a time with some keys.
func signed(t *testing.T, p *e2e.Portal, who auth.Principal, keys auth.KeySet, at time.Time) string {
	t.Helper()
	if who.Anonymous() {
		who = auth.Principal{UserID: "demo-he.clerk", Role: auth.Clerk, Region: "HE", AgencyID: "demo-agency-he", SessionID: "no-such-session"}
	}
	token, _, err := auth.NewIssuer("talentcircle", func() time.Time { return at }).Issue(keys, who)
	require.NoError(t, err)
	return token
}

func badUploads(t *testing.T, p *e2e.Portal) {
	clerk := p.As("he.clerk")
	for what, c := range map[string]struct {
		name    string
		content []byte
		status  int
		code    string
	}{
		"nothing":           {"a.xlsx", nil, 422, "sheet_empty"},
		"a picture":         {"a.xlsx", append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...), 422, "sheet_unreadable"},
		"no header":         {"a.csv", []byte("甲,乙\n" + secretMark + ",丙\n"), 422, "import_no_header"},
		"UTF-16":            {"a.csv", []byte("\xFF\xFE\x0D\x59\x0D\x54"), 422, "sheet_encoding"},
		"half a file":       {secretMark + ".xlsx", workbookBomb(t, 1<<16, false)[:3000], 422, "sheet_unreadable"},
		"gigabytes":         {"a.xlsx", workbookBomb(t, 9<<20, false), 422, "sheet_expands_too_much"},
		"hidden gigabytes":  {"a.xlsx", workbookBomb(t, 9<<20, true), 422, "sheet_unreadable"},
		"larger than 10 MB": {"a.csv", append([]byte("姓名,证件号码\n"), bytes.Repeat([]byte("测示,1\n"), 11<<20/8)...), 413, "sheet_too_large"},
		"larger than 20 MB": {"a.csv", bytes.Repeat([]byte("测示,1\n"), 21<<20/8), 413, "body_too_large"},
		"an entity":         {"a.xlsx", entityWorkbook(t), 422, "sheet_unreadable"},
	} {
		t.Run(what, func(t *testing.T) {
			r := clerk.Upload(imports, c.name, c.content)
			refused(t, r, c.status, c.code)
		})
	}
	t.Run("no form", func(t *testing.T) {
		refused(t, clerk.Do(http.MethodPost, imports, strings.NewReader(secretMark), "Content-Type", "text/csv"), 415, "unsupported_media_type")
	})
	t.Run("a form with something else", func(t *testing.T) {
		body := "--x\r\nContent-Disposition: form-data; name=\"" + secretMark + "\"\r\n\r\n1\r\n--x--\r\n"
		refused(t, clerk.Do(http.MethodPost, imports, strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=x"), 422, "invalid")
	})
	t.Run("half a form", func(t *testing.T) {
		body := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n1"
		refused(t, clerk.Do(http.MethodPost, imports, strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=x"), 400, "malformed_form")
	})
	require.EqualValues(t, 0, clerk.Get(imports).Is(200).Map()["total"], "a refused file leaves nothing")
}

func idempotency(t *testing.T, p *e2e.Portal) {
	create := func(as, key, name string) *e2e.Reply {
		return p.As(as).Post(experts, map[string]any{"name": name}, "Idempotency-Key", key)
	}
	first := create("he.clerk", "k1", "测示幂等").Is(http.StatusCreated)
	again := create("he.clerk", "k1", "测示幂等").Is(http.StatusCreated)
	require.Equal(t, first.Map()["id"], again.Map()["id"])
	require.Equal(t, first.Map()["no"], again.Map()["no"])
	require.Equal(t, first.Header.Get("Location"), again.Header.Get("Location"))
	refused(t, create("he.clerk", "k1", "测示不同"), 422, "idempotency_key_reused")
	require.NotEqual(t, first.Map()["id"], create("tj.clerk", "k1", "测示幂等").Is(http.StatusCreated).Map()["id"], "a key is the caller's own")
	require.NotEqual(t, first.Map()["id"], create("he.clerk", "k2", "测示幂等").Is(http.StatusCreated).Map()["id"])
	refused(t, create("he.clerk", "有汉字", "测示"), 400, "idempotency_key_malformed")
	refused(t, create("he.clerk", strings.Repeat("k", 201), "测示"), 400, "idempotency_key_malformed")

	var ids sync.Map
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if r := create("he.clerk", "together", "测示同时"); r.Status == http.StatusCreated {
				ids.Store(r.Map()["id"], true)
			} else {
				t.Errorf("%d %s", r.Status, r.Body)
			}
		})
	}
	all.Wait()
	count := 0
	ids.Range(func(any, any) bool { count++; return true })
	require.Equal(t, 1, count, "eight calls at once make one record")

	upload := func(name, text string) *e2e.Reply {
		return p.As("he.clerk").Upload(imports, name, []byte("姓名,证件号码\n"+text+",1\n"), "Idempotency-Key", "sheet")
	}
	one := upload("甲.csv", "测示").Is(http.StatusAccepted)
	require.Equal(t, one.Map()["id"], upload("甲.csv", "测示").Is(http.StatusAccepted).Map()["id"])
	refused(t, upload("甲.csv", "测例"), 422, "idempotency_key_reused")
}
