package account

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

// counter is a house behind its routes.
type counter struct {
	*house
	handler http.Handler
}

func newCounter(t *testing.T, cfg Config) *counter {
	t.Helper()
	h := newHouse(t, cfg)
	server := web.New(web.Config{Authenticate: h.Authenticate, Log: slog.New(slog.DiscardHandler), Now: h.clock.now})
	h.Mount(server.Routes())
	require.NoError(t, server.Check())
	return &counter{house: h, handler: server.Handler()}
}

type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// call sends a request; token and cookie may be empty, extra headers come as pairs.
func (c *counter) call(method, path, token, cookie, body string, headers ...string) answer {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: refreshCookie, Value: cookie})
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return c.send(r)
}

func (c *counter) send(r *http.Request) answer {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	require.NoError(c.t, err)
	a := answer{status: w.Code, header: w.Result().Header, text: string(text)}
	if strings.HasPrefix(a.text, "{") {
		require.NoError(c.t, json.Unmarshal(text, &a.body))
	}
	return a
}

// cookie is the refresh cookie an answer set.
func (a answer) cookie(t *testing.T) *http.Cookie {
	t.Helper()
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == refreshCookie {
			return c
		}
	}
	t.Fatal("no refresh cookie")
	return nil
}

func (c *counter) loginBody(name, password string) string {
	body, err := json.Marshal(map[string]string{"username": name, "password": password})
	require.NoError(c.t, err)
	return string(body)
}

func (c *counter) token(name string) string {
	c.t.Helper()
	a := c.call("POST", "/api/v1/auth/login", "", "", c.loginBody(name, goodPassword))
	require.Equal(c.t, 200, a.status, a.text)
	return a.body["accessToken"].(string)
}

func TestLoginOverHTTP(t *testing.T) {
	c := newCounter(t, Config{})
	u := c.clerk()
	a := c.call("POST", "/api/v1/auth/login", "", "", c.loginBody("he.clerk", goodPassword))
	require.Equal(t, 200, a.status)
	require.Equal(t, morning.Add(15*time.Minute).Format(time.RFC3339), a.body["expiresAt"])
	require.Equal(t, map[string]any{"id": u.ID, "name": "单示明", "role": "clerk", "region": "HE", "agencyId": "agency-HE"}, a.body["user"])
	cookie := a.cookie(t)
	require.True(t, cookie.HttpOnly)
	require.False(t, cookie.Secure, "plain HTTP on the own machine")
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.Equal(t, "/api/v1/auth", cookie.Path)
	require.Equal(t, 12*60*60, cookie.MaxAge)
	require.NotContains(t, a.text, cookie.Value, "scripts never see it")

	c.clock.pass(time.Minute)
	b := c.call("POST", "/api/v1/auth/refresh", "", cookie.Value, "")
	require.Equal(t, 200, b.status, b.text)
	require.NotEqual(t, cookie.Value, b.cookie(t).Value)
	require.Equal(t, 12*60*60-60, b.cookie(t).MaxAge, "the cookie ends with the login")

	out := c.call("POST", "/api/v1/auth/logout", "", b.cookie(t).Value, "")
	require.Equal(t, 204, out.status)
	require.Negative(t, out.cookie(t).MaxAge)
	require.Empty(t, out.cookie(t).Value)
	me := c.call("GET", "/api/v1/auth/me", b.body["accessToken"].(string), "", "")
	require.Equal(t, 401, me.status)
	require.Equal(t, "session_ended", me.body["code"])
}

func TestCookieIsSecureThroughTLSOrBehindAProxy(t *testing.T) {
	c := newCounter(t, Config{})
	c.clerk()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/auth/login", strings.NewReader(c.loginBody("he.clerk", goodPassword)))
	r.TLS = &tls.ConnectionState{}
	require.True(t, c.send(r).cookie(t).Secure)

	proxied := newCounter(t, Config{SecureCookie: true})
	proxied.clerk()
	require.True(t, proxied.call("POST", "/api/v1/auth/login", "", "", c.loginBody("he.clerk", goodPassword)).cookie(t).Secure)
}

func TestRefusalsOverHTTP(t *testing.T) {
	c := newCounter(t, Config{})
	u := c.clerk()
	security, clerk := c.token("secadmin"), c.token("he.clerk")
	old := c.login("he.clerk").RefreshToken
	_, err := c.Refresh(t.Context(), old)
	require.NoError(t, err)
	c.clock.pass(11 * time.Second)

	long := strings.Repeat("x", 300)
	for _, r := range []struct {
		name, method, path, token, cookie, body string
		status                                  int
		code                                    string
	}{
		{"wrong password", "POST", "/auth/login", "", "", c.loginBody("he.clerk", "Wrong-horse-9"), 401, "invalid_credentials"},
		{"unknown name", "POST", "/auth/login", "", "", c.loginBody("nobody", "Wrong-horse-9"), 401, "invalid_credentials"},
		{"no body", "POST", "/auth/login", "", "", "", 400, "body_required"},
		{"no password", "POST", "/auth/login", "", "", `{"username":"he.clerk"}`, 422, ""},
		{"unknown field", "POST", "/auth/login", "", "", `{"username":"a","password":"b","role":"security"}`, 422, ""},
		{"twice the same", "POST", "/auth/login", "", "", `{"username":"a","username":"b","password":"b"}`, 400, ""},
		{"long password", "POST", "/auth/login", "", "", c.loginBody("he.clerk", long), 422, ""},
		{"no cookie", "POST", "/auth/refresh", "", "", "", 401, "refresh_invalid"},
		{"foreign cookie", "POST", "/auth/refresh", "", "x.y.z", "", 401, "refresh_invalid"},
		{"old cookie", "POST", "/auth/refresh", "", old, "", 401, "refresh_reused"},
		{"ended family", "POST", "/auth/refresh", "", old, "", 401, "session_ended"},
		{"me as nobody", "GET", "/auth/me", "", "", "", 401, "unauthenticated"},
		{"altered token", "GET", "/auth/me", clerk[:len(clerk)-3] + "AAA", "", "", 401, "token_invalid"},
		{"users as a clerk", "GET", "/users", clerk, "", "", 403, "forbidden"},
		{"disable as a clerk", "POST", "/users/" + u.ID + "/disable", clerk, "", "", 403, "forbidden"},
		{"employers as a visitor", "GET", "/employers", "", "", "", 401, "unauthenticated"},
		{"unknown account", "GET", "/users/unknown", security, "", "", 404, "not_found"},
		{"unknown role", "GET", "/users?role=root", security, "", "", 422, ""},
		{"own account", "POST", "/users/" + c.security.UserID + "/disable", security, "", "", 403, "own_account"},
		{"weak password", "POST", "/users/" + u.ID + "/reset-password", security, "", `{"password":"letmein"}`, 422, "password_weak"},
		{"role without agency", "POST", "/users/" + u.ID + "/set-role", security, "", `{"role":"clerk"}`, 422, "invalid_user"},
		{"second factor without one", "POST", "/auth/totp/confirm", clerk, "", `{"otp":"123456"}`, 409, "totp_not_enrolled"},
		{"wrong own password", "POST", "/auth/password", clerk, "", `{"password":"Wrong-horse-9","newPassword":"Other-horse-9"}`, 401, "invalid_credentials"},
	} {
		a := c.call(r.method, "/api/v1"+r.path, r.token, r.cookie, r.body)
		require.Equal(t, r.status, a.status, "%s: %s", r.name, a.text)
		require.Equal(t, "application/problem+json", a.header.Get("Content-Type"), r.name)
		if r.code != "" {
			require.Equal(t, r.code, a.body["code"], r.name)
		}
		for _, private := range []string{"Wrong-horse-9", "letmein", long, "he.clerk"} {
			require.NotContains(t, a.text, private, r.name)
		}
	}
}

func TestLockoutOverHTTPSaysWhenToComeBack(t *testing.T) {
	c := newCounter(t, Config{})
	for range maxFailures {
		require.Equal(t, 401, c.call("POST", "/api/v1/auth/login", "", "", c.loginBody("nobody", "Wrong-horse-9")).status)
	}
	c.clock.pass(time.Minute)
	a := c.call("POST", "/api/v1/auth/login", "", "", c.loginBody("nobody", "Wrong-horse-9"))
	require.Equal(t, 429, a.status)
	require.Equal(t, "login_locked", a.body["code"])
	require.Equal(t, "840", a.header.Get("Retry-After"))
}

func TestExpiredTokenOverHTTP(t *testing.T) {
	c := newCounter(t, Config{})
	c.clerk()
	token := c.token("he.clerk")
	c.clock.pass(16 * time.Minute)
	a := c.call("GET", "/api/v1/auth/me", token, "", "")
	require.Equal(t, 401, a.status)
	require.Equal(t, "token_expired", a.body["code"])
}

func TestMe(t *testing.T) {
	c := newCounter(t, Config{})
	u := c.clerk()
	a := c.call("GET", "/api/v1/auth/me", c.token("he.clerk"), "", "")
	require.Equal(t, 200, a.status)
	require.Equal(t, `"1"`, a.header.Get("ETag"))
	require.Equal(t, u.ID, a.body["id"])
	require.Equal(t, "河北人才服务机构(演示)", a.body["agencyName"])
	require.Equal(t, []any{"expert.search", "expert.register", "case.handle"}, a.body["permissions"])
	require.Contains(t, a.body["menu"], any(map[string]any{"key": "import", "path": "/console/import"}))
	require.Equal(t, false, a.body["secondFactor"])
}

func TestAccountsOverHTTP(t *testing.T) {
	c := newCounter(t, Config{})
	token := c.token("secadmin")
	body := `{"username":"TJ.Reviewer","name":"钱例文","password":"` + goodPassword + `","role":"reviewer","agencyId":"agency-TJ"}`
	made := c.call("POST", "/api/v1/users", token, "", body, "Idempotency-Key", "k1")
	require.Equal(t, 201, made.status, made.text)
	id := made.body["id"].(string)
	require.Equal(t, "/api/v1/users/"+id, made.header.Get("Location"))
	require.Equal(t, `"1"`, made.header.Get("ETag"))
	require.Equal(t, "tj.reviewer", made.body["username"])
	require.Equal(t, "TJ", made.body["region"])

	again := c.call("POST", "/api/v1/users", token, "", body, "Idempotency-Key", "k1")
	require.Equal(t, 201, again.status)
	require.Equal(t, id, again.body["id"])
	other := c.call("POST", "/api/v1/users", token, "", strings.Replace(body, "TJ.R", "TJ.S", 1), "Idempotency-Key", "k1")
	require.Equal(t, 422, other.status)
	require.Equal(t, "idempotency_key_reused", other.body["code"])
	require.Equal(t, 409, c.call("POST", "/api/v1/users", token, "", body).status)

	list := c.call("GET", "/api/v1/users?role=reviewer&page=1&pageSize=5", token, "", "")
	require.Equal(t, 200, list.status)
	require.EqualValues(t, 1, list.body["total"])

	for _, verb := range []string{"disable", "enable", "reset-totp"} {
		a := c.call("POST", "/api/v1/users/"+id+"/"+verb, token, "", "")
		require.Equal(t, 200, a.status, verb)
		require.Equal(t, verb == "disable", a.body["disabled"], verb)
		require.NotEmpty(t, a.header.Get("ETag"), verb)
	}
	a := c.call("POST", "/api/v1/users/"+id+"/reset-password", token, "", `{"password":"Other-horse-9"}`)
	require.Equal(t, 200, a.status, a.text)
	require.NotContains(t, a.text, "argon2")
	a = c.call("POST", "/api/v1/users/"+id+"/set-role", token, "", `{"role":"coordinator","agencyId":"agency-BJ"}`)
	require.Equal(t, 200, a.status, a.text)
	require.Equal(t, "BJ", a.body["region"])
	require.Equal(t, a.text, c.call("GET", "/api/v1/users/"+id, token, "", "").text)
}

func TestSecondFactorOverHTTP(t *testing.T) {
	c := newCounter(t, Config{})
	u := c.clerk()
	token := c.token("he.clerk")
	e := c.call("POST", "/api/v1/auth/totp/enrol", token, "", `{"password":"`+goodPassword+`"}`)
	require.Equal(t, 200, e.status, e.text)
	require.Contains(t, e.body["uri"], e.body["secret"])
	stored, err := c.users.Get(t.Context(), u.ID)
	require.NoError(t, err)
	key, err := c.secrets.Open(totpKind, stored.TOTP)
	require.NoError(t, err)
	code := func() string { return totpCode([]byte(key), c.clock.now().Unix()/totpSeconds) }
	require.Equal(t, 204, c.call("POST", "/api/v1/auth/totp/confirm", token, "", `{"otp":"`+code()+`"}`).status)

	a := c.call("POST", "/api/v1/auth/login", "", "", c.loginBody("he.clerk", goodPassword))
	require.Equal(t, 401, a.status)
	require.Equal(t, "otp_required", a.body["code"])
	c.clock.pass(time.Minute)
	a = c.call("POST", "/api/v1/auth/login", "", "", `{"username":"he.clerk","password":"`+goodPassword+`","otp":"`+code()+`"}`)
	require.Equal(t, 200, a.status)
}

func TestPublicLists(t *testing.T) {
	c := newCounter(t, Config{StatementKeys: nil})
	agencies := c.call("GET", "/api/v1/agencies", "", "", "")
	require.Equal(t, 200, agencies.status)
	require.True(t, strings.HasPrefix(agencies.text, `[{"id":"agency-BJ","region":"BJ","name":"北京人才服务机构(演示)","demo":true}`), agencies.text)

	jwks := c.call("GET", "/.well-known/jwks.json", "", "", "")
	require.Equal(t, 200, jwks.status)
	require.Len(t, jwks.body["keys"], 1)
	require.NotContains(t, jwks.text, `"d"`)
	require.NotEmpty(t, jwks.header.Get("Cache-Control"))

	c.clerk()
	employers := c.call("GET", "/api/v1/employers", c.token("he.clerk"), "", "")
	require.Equal(t, 200, employers.status)
	require.Equal(t, []any{}, employers.body["items"])
}

func TestJWKSListsBothUses(t *testing.T) {
	h := newHouse(t, Config{})
	ring, err := SigningKeys(t.Context(), h.db, testKeys(t), ForStatements)
	require.NoError(t, err)
	h.cfg.StatementKeys = ring.PublicKeys
	server := web.New(web.Config{Authenticate: h.Authenticate, Log: slog.New(slog.DiscardHandler), Now: h.clock.now})
	h.Mount(server.Routes())
	require.NoError(t, server.Check())
	c := &counter{house: h, handler: server.Handler()}
	jwks := c.call("GET", "/.well-known/jwks.json", "", "", "")
	require.Contains(t, jwks.text, h.ring.Keys(t.Context()).Current().ID)
	require.Contains(t, jwks.text, ring.Keys(t.Context()).Current().ID)
}

// Every route × every role: exactly the table.
func TestAccessTable(t *testing.T) {
	c := newCounter(t, Config{})
	tokens := map[auth.Role]string{auth.Visitor: "", auth.Security: c.token("secadmin")}
	employer, err := c.EnsureEmployer(t.Context(), portal, Employer{Name: "天津示例材料研究院(虚构)", Region: "TJ"})
	require.NoError(t, err)
	for _, r := range auth.Roles() {
		if r == auth.Security {
			continue
		}
		a := Assignment{Role: r}
		if r.Staff() {
			a.AgencyID = "agency-HE"
		}
		if r == auth.Employer {
			a.EmployerID = employer.ID
		}
		c.user("the."+string(r), a)
		tokens[r] = c.token("the." + string(r))
	}
	everyone := append(auth.Roles(), auth.Visitor)
	for _, route := range []struct {
		method, path string
		who          []auth.Role
	}{
		{"GET", "/auth/me", auth.Roles()},
		{"GET", "/agencies", everyone},
		{"GET", "/employers", []auth.Role{auth.Clerk, auth.Reviewer, auth.Coordinator, auth.Security}},
		{"GET", "/users", []auth.Role{auth.Security}},
		{"POST", "/users", []auth.Role{auth.Security}},
		{"GET", "/users/x", []auth.Role{auth.Security}},
		{"POST", "/users/x/disable", []auth.Role{auth.Security}},
		{"POST", "/users/x/enable", []auth.Role{auth.Security}},
		{"POST", "/users/x/reset-totp", []auth.Role{auth.Security}},
		{"POST", "/users/x/reset-password", []auth.Role{auth.Security}},
		{"POST", "/users/x/set-role", []auth.Role{auth.Security}},
		{"POST", "/auth/password", auth.Roles()},
		{"POST", "/auth/totp/enrol", auth.Roles()},
		{"POST", "/auth/totp/confirm", auth.Roles()},
	} {
		for _, r := range everyone {
			allowed := false
			for _, w := range route.who {
				allowed = allowed || w == r
			}
			status := c.call(route.method, "/api/v1"+route.path, tokens[r], "", "").status
			switch {
			case allowed:
				require.NotContains(t, []int{401, 403}, status, "%s %s as %q", route.method, route.path, r)
			case r == auth.Visitor:
				require.Equal(t, 401, status, "%s %s", route.method, route.path)
			default:
				require.Equal(t, 403, status, "%s %s as %s", route.method, route.path, r)
			}
		}
	}
}

func TestOneClickOpensTheDemonstrationsOwnAccountsOnly(t *testing.T) {
	c := newCounter(t, Config{Demo: true})
	c.clerk()
	u, err := c.EnsureUser(t.Context(), portal, NewUser{Username: "talent", Name: "单示明", Password: "demo", Assignment: Assignment{Role: auth.Talent}})
	require.NoError(t, err)
	click := func(name string) answer {
		return c.call("POST", "/api/v1/demo/login", "", "", `{"username":"`+name+`"}`)
	}
	a := click("talent")
	require.Equal(t, 200, a.status, a.text)
	require.Equal(t, 7*24*60*60, a.cookie(t).MaxAge)
	for _, name := range []string{"he.clerk", "secadmin", "nobody", ""} {
		require.Equal(t, 401, click(name).status, name)
	}
	_, err = c.Disable(t.Context(), c.security, u.ID)
	require.NoError(t, err)
	require.Equal(t, 403, click("talent").status)

	_, err = c.Enable(t.Context(), c.security, u.ID)
	require.NoError(t, err)
	_, err = c.another(Config{}).LoginDemo(t.Context(), "talent")
	require.ErrorIs(t, err, InvalidCredentials, "the same data without --demo")
	require.Equal(t, 404, newCounter(t, Config{}).call("POST", "/api/v1/demo/login", "", "", `{"username":"talent"}`).status)
}
