package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

var badToken = fault.New(fault.Unauthenticated, "token_invalid", "登录凭证无效,请重新登录。")

// authenticate knows one token per role: "token-clerk" and so on.
func authenticate(_ context.Context, bearer string) (auth.Principal, error) {
	name, ok := strings.CutPrefix(bearer, "token-")
	if role := auth.Role(name); ok && role.Known() {
		return auth.Principal{UserID: "u-" + name, Role: role, Region: cn.Hebei}, nil
	}
	return auth.Principal{}, badToken
}

// portal is a server with the routes that mount adds, and what it logs.
type portal struct {
	*web.Server
	t   *testing.T
	log *bytes.Buffer
}

func newPortal(t *testing.T, mount func(*web.Routes), change ...func(*web.Config)) *portal {
	t.Helper()
	p := &portal{t: t, log: &bytes.Buffer{}}
	cfg := web.Config{
		Authenticate: authenticate,
		Version:      "1.2.3",
		Log:          slog.New(slog.NewJSONHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, c := range change {
		c(&cfg)
	}
	p.Server = web.New(cfg)
	if mount != nil {
		mount(p.Routes())
	}
	require.NoError(t, p.Check())
	return p
}

// ask describes one request.
type ask struct {
	method, path, body string
	header             map[string]string
	as                 auth.Role
}

func (a ask) request() *http.Request {
	r := httptest.NewRequest(a.method, a.path, strings.NewReader(a.body))
	for name, value := range a.header {
		r.Header.Set(name, value)
	}
	if a.as != auth.Visitor {
		r.Header.Set("Authorization", "Bearer token-"+string(a.as))
	}
	return r
}

func (p *portal) do(a ask) *httptest.ResponseRecorder {
	p.t.Helper()
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, a.request())
	return w
}

func (p *portal) get(path string) *httptest.ResponseRecorder {
	p.t.Helper()
	return p.do(ask{method: http.MethodGet, path: path})
}

// problem is a Problem as a client reads it.
type problem struct {
	Type, Title, Detail, Code, RequestID string
	Status                               int
	Errors                               []fault.Field
	Choices                              json.RawMessage
}

// refused asks, and wants a problem with this status and code.
func (p *portal) refused(a ask, status int, code string) problem {
	p.t.Helper()
	w := p.do(a)
	require.Equal(p.t, status, w.Code, w.Body.String())
	require.Equal(p.t, "application/problem+json", w.Header().Get("Content-Type"))
	require.Equal(p.t, "no-store", w.Header().Get("Cache-Control"))
	var got problem
	decoder := json.NewDecoder(w.Body)
	decoder.DisallowUnknownFields()
	require.NoError(p.t, decoder.Decode(&got))
	require.Equal(p.t, code, got.Code)
	require.Equal(p.t, status, got.Status)
	require.Equal(p.t, "about:blank", got.Type)
	require.NotEmpty(p.t, got.Title)
	require.NotEmpty(p.t, got.Detail)
	require.Equal(p.t, w.Header().Get("X-Request-Id"), got.RequestID)
	return got
}

// thing is what the routes of these tests show.
type thing struct {
	web.View
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Tags []string `json:"tags"`
}

func op(method, path, id string) web.Op {
	return web.Op{Method: method, Path: path, ID: id, Summary: "测试", Tag: "things"}
}

// failing mounts GET /fail, which answers with err.
func failing(err error) func(*web.Routes) {
	return func(r *web.Routes) {
		web.Handle(r, op("GET", "/fail", "fail"), web.Public(),
			func(context.Context, auth.Principal, *struct{}) (*web.Reply[thing], error) { return nil, err })
	}
}

// taking mounts POST /things with this body type, and answers with the name that show makes of it.
func taking[B any](show func(B) string) func(*web.Routes) {
	return func(r *web.Routes) {
		web.Handle(r, op("POST", "/things", "makeThing"), web.Public(),
			func(_ context.Context, _ auth.Principal, in *struct{ Body B }) (*web.Reply[thing], error) {
				return web.Show(thing{ID: "1", Name: show(in.Body)}), nil
			})
	}
}

func post(body string) ask {
	return ask{method: "POST", path: "/api/v1/things", body: body, header: map[string]string{"Content-Type": "application/json"}}
}

func (p *portal) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, r)
	return w
}

func decode[T any](t *testing.T, w *httptest.ResponseRecorder) (value T) {
	t.Helper()
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &value), w.Body.String())
	return value
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u
}
