package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

func TestSecurityHeadersAreOnEveryAnswer(t *testing.T) {
	p := newPortal(t, doors)
	for _, path := range []string{"/api/v1/public", "/api/v1/signed-in", "/api/nothing", "/nothing", "/healthz", "/api/docs", "/"} {
		header := p.get(path).Header()
		require.Equal(t, "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "+
			"connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
			header.Get("Content-Security-Policy"), path)
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "no-referrer", header.Get("Referrer-Policy"), path)
		require.Equal(t, "same-origin", header.Get("Cross-Origin-Opener-Policy"), path)
		require.NotEmpty(t, header.Get("Permissions-Policy"), path)
		require.NotEmpty(t, header.Get("X-Request-Id"), path)
	}
	require.Equal(t, "no-store", p.get("/api/v1/public").Header().Get("Cache-Control"))
}

func TestRequestIDs(t *testing.T) {
	p := newPortal(t, doors)
	id := func(sent ...string) string {
		r := ask{method: "GET", path: "/api/v1/public"}.request()
		r.Header["X-Request-Id"] = sent
		return p.serve(r).Header().Get("X-Request-Id")
	}
	for _, sane := range []string{"trace-0001", "0198c0de-7e57-7000-8000-000000000001", strings.Repeat("a", 64)} {
		require.Equal(t, sane, id(sane))
	}
	made := regexp.MustCompile(`^[A-Z2-7]{26}$`)
	for _, insane := range []string{"", "short", "a b c d e f", "line\nbreak", "<script>alert", "编号编号编号编号", strings.Repeat("a", 65)} {
		require.Regexp(t, made, id(insane), "%q", insane)
	}
	require.Regexp(t, made, id("trace-0001", "trace-0002"))
	require.NotEqual(t, id(), id())
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	p := newPortal(t, doors)
	p.refused(ask{method: "GET", path: "/api/v1/nothing"}, 404, "not_found")
	p.refused(ask{method: "GET", path: "/api"}, 404, "not_found")
	p.refused(ask{method: "GET", path: "/api/v1/public/"}, 404, "not_found")
	p.refused(ask{method: "GET", path: "/API/v1/public"}, 404, "not_found")
	p.refused(ask{method: "POST", path: "/api/v1/public"}, 405, "method_not_allowed")
	require.Equal(t, "GET", p.do(ask{method: "DELETE", path: "/api/v1/public"}).Header().Get("Allow"))
	p.refused(ask{method: "BREW", path: "/api/v1/public"}, 405, "method_not_allowed")
	p.refused(ask{method: "GET", path: "/api/v1/%ff"}, 404, "not_found")
}

func TestPathParametersMustBeText(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/things/{id}", "showThing"), web.Public(), reading[struct {
			ID string `path:"id" maxLength:"36"`
		}]())
	})
	require.Equal(t, 200, p.get("/api/v1/things/1").Code)
	p.refused(ask{method: "GET", path: "/api/v1/things/%ff"}, 400, "malformed_url")
	p.refused(ask{method: "GET", path: "/api/v1/things/a%00b"}, 400, "malformed_url")
	got := p.refused(ask{method: "GET", path: "/api/v1/things/" + strings.Repeat("x", 37)}, 422, "invalid")
	require.Equal(t, "path.id", got.Errors[0].Location)
}

func TestOtherSitesCannotPost(t *testing.T) {
	called := 0
	mount := func(r *web.Routes) {
		web.Handle(r, op("POST", "/auth/refresh", "refresh"), web.Public(), func(context.Context, auth.Principal, *struct {
			Refresh string `cookie:"refresh"`
		}) (*web.Reply[thing], error) {
			called++
			return web.Show(thing{}), nil
		})
	}
	p := newPortal(t, mount)
	at := func(header map[string]string) ask {
		header["Cookie"] = "refresh=x"
		return ask{method: "POST", path: "/api/v1/auth/refresh", header: header}
	}
	p.refused(at(map[string]string{"Sec-Fetch-Site": "cross-site"}), 403, "cross_site")
	p.refused(at(map[string]string{"Sec-Fetch-Site": "same-site"}), 403, "cross_site")
	p.refused(at(map[string]string{"Origin": "https://evil.example"}), 403, "cross_site")
	p.refused(at(map[string]string{"Origin": "null"}), 403, "cross_site")
	require.Zero(t, called)
	require.Equal(t, 200, p.do(at(map[string]string{"Sec-Fetch-Site": "same-origin"})).Code)
	require.Equal(t, 200, p.do(at(map[string]string{"Origin": "http://example.com"})).Code, "the host the request went to")
	require.Equal(t, 200, p.do(at(map[string]string{})).Code, "not a browser")
	require.Equal(t, 3, called)

	trusting := newPortal(t, mount, func(cfg *web.Config) { cfg.TrustedOrigins = []string{"https://partner.example"} })
	require.Equal(t, 200, trusting.do(at(map[string]string{"Origin": "https://partner.example", "Sec-Fetch-Site": "cross-site"})).Code)
}

func TestTheLogHoldsIDsAndNeverContents(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		o := op("POST", "/things/{id}", "changeThing")
		web.Handle(r, o, web.SignedIn(), reading[struct {
			ID   string `path:"id"`
			Q    string `query:"q"`
			Body person
		}]())
	})
	w := p.do(ask{method: "POST", path: "/api/v1/things/canary-path?q=canary-query", body: `{"name":"canary"}`, as: auth.Clerk,
		header: map[string]string{"Cookie": "refresh=canary-cookie", "User-Agent": "canary-agent"}})
	require.Equal(t, 422, w.Code)
	require.NotContains(t, p.log.String(), "canary")
	require.NotContains(t, p.log.String(), "token-clerk")

	var line map[string]any
	require.NoError(t, json.Unmarshal(bytes.TrimSpace(p.log.Bytes()), &line), p.log.String())
	require.Equal(t, "POST", line["method"])
	require.Equal(t, "/api/v1/things/{id}", line["route"])
	require.EqualValues(t, 422, line["status"])
	require.Equal(t, "u-clerk", line["user"])
	require.Equal(t, "invalid", line["code"])
	require.Equal(t, w.Header().Get("X-Request-Id"), line["requestId"])
	require.EqualValues(t, w.Body.Len(), line["bytes"])
	require.Contains(t, line, "ms")
}

// TestOverARealConnection checks what a recorder can't: HEAD without a body, a connection cut off when half an answer was sent.
func TestOverARealConnection(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		doors(r)
		web.HandleFile(r, op("GET", "/half", "half"), web.Public(), func(context.Context, auth.Principal, *struct{}) (*web.File, error) {
			return &web.File{Name: "half.bin", Reader: &halfReader{}, Size: 1 << 20}, nil
		})
		web.HandleFile(r, op("GET", "/panics", "panics"), web.Public(), func(context.Context, auth.Principal, *struct{}) (*web.File, error) {
			return &web.File{Name: "half.bin", Reader: &halfReader{panics: true}}, nil // of unknown size: only the cut tells
		})
	})
	server := httptest.NewServer(p.Handler())
	defer server.Close()

	head, err := server.Client().Head(server.URL + "/api/v1/public")
	require.NoError(t, err)
	defer head.Body.Close()
	require.Equal(t, 200, head.StatusCode)
	require.Equal(t, "application/json", head.Header.Get("Content-Type"))

	for _, path := range []string{"/api/v1/half", "/api/v1/panics"} {
		half, err := server.Client().Get(server.URL + path)
		require.NoError(t, err)
		defer half.Body.Close()
		_, err = io.Copy(io.Discard, half.Body)
		require.Error(t, err, "%s: a file that breaks off must not look whole", path)
	}

	_, err = server.Client().Do(&http.Request{Method: http.MethodGet, URL: mustParse(t, server.URL+"/api/v1/public")})
	require.NoError(t, err, "the server goes on")
}

type halfReader struct{ sent, panics bool }

func (r *halfReader) Read(b []byte) (int, error) {
	if r.sent && r.panics {
		panic("disk gone")
	}
	if r.sent {
		return 0, brokenError{}
	}
	r.sent = true
	return len(b), nil // as much as the caller takes, so that the headers are out
}

type brokenError struct{}

func (brokenError) Error() string { return "disk gone" }
