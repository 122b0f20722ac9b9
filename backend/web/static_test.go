package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

var page = map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

func builtUI(cfg *web.Config) {
	script := bytes.Repeat([]byte("console.log(1);"), 100)
	cfg.Static = fstest.MapFS{
		"index.html":               {Data: []byte("<!doctype html><title>人才圈</title>")},
		"favicon.ico":              {Data: []byte("icon")},
		"unknown.ending":           {Data: []byte("?")},
		".gitkeep":                 {Data: []byte("canary")},
		".vite/manifest.json":      {Data: []byte("canary")},
		"assets/app-1a2b.js":       {Data: script},
		"assets/app-1a2b.js.gz":    {Data: []byte("gzipped")},
		"assets/app-1a2b.js.br":    {Data: []byte("brotli")},
		"assets/font-9z.woff2":     {Data: []byte("font")},
		"assets/tiny-1.css":        {Data: []byte("a{}")},
		"assets/tiny-1.css.gz":     {Data: []byte("longer than the file itself")},
		"assets/deep/chart-77.css": {Data: []byte("b{}")},
	}
}

func TestStaticFiles(t *testing.T) {
	p := newPortal(t, nil, builtUI)
	for _, c := range []struct{ path, contentType, cache string }{
		{"/", "text/html; charset=utf-8", "no-cache"},
		{"/index.html", "text/html; charset=utf-8", "no-cache"},
		{"/favicon.ico", "image/x-icon", "no-cache"},
		{"/unknown.ending", "application/octet-stream", "no-cache"},
		{"/assets/app-1a2b.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"/assets/font-9z.woff2", "font/woff2", "public, max-age=31536000, immutable"},
		{"/assets/deep/chart-77.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"},
	} {
		w := p.get(c.path)
		require.Equal(t, 200, w.Code, c.path)
		require.Equal(t, c.contentType, w.Header().Get("Content-Type"), c.path)
		require.Equal(t, c.cache, w.Header().Get("Cache-Control"), c.path)
		require.Equal(t, strconv.Itoa(w.Body.Len()), w.Header().Get("Content-Length"), c.path)
		require.NotEmpty(t, w.Header().Get("ETag"), c.path)
	}
}

func TestTheUIsOwnAddressesGetItsPage(t *testing.T) {
	p := newPortal(t, nil, builtUI)
	for _, path := range []string{"/experts", "/experts/0198c0de", "/check?title=高级工程师", "/%E4%B8%93%E5%AE%B6"} {
		w := p.do(ask{method: "GET", path: path, header: page})
		require.Equal(t, 200, w.Code, path)
		require.Contains(t, w.Body.String(), "人才圈", path)
		require.Equal(t, "no-cache", w.Header().Get("Cache-Control"))
	}
	for _, a := range []ask{
		{method: "GET", path: "/experts"}, // a script that asks for data
		{method: "GET", path: "/assets/app-gone.js", header: page},
		{method: "GET", path: "/api/v1/nothing", header: page},
		{method: "POST", path: "/experts", header: page},
		{method: "DELETE", path: "/index.html", header: page},
		{method: "GET", path: "/.gitkeep"},
		{method: "GET", path: "/.vite/manifest.json"},
		{method: "GET", path: "/assets"},
		{method: "GET", path: "/assets/", header: page},
		{method: "GET", path: "/assets/app-1a2b.js.gz", header: page},
		{method: "GET", path: "/../etc/passwd"},
		{method: "GET", path: "/assets/../index.html"},
		{method: "GET", path: "/..%2f..%2fetc%2fpasswd"},
	} {
		w := p.do(a)
		require.Equal(t, 404, w.Code, "%s %s", a.method, a.path)
		require.NotContains(t, w.Body.String(), "canary")
	}
	require.NotContains(t, p.do(ask{method: "GET", path: "/.gitkeep", header: page}).Body.String(), "canary")
}

func TestCompressedForms(t *testing.T) {
	p := newPortal(t, nil, builtUI)
	for accept, encoding := range map[string]string{
		"":                           "",
		"gzip, deflate, br, zstd":    "br",
		"gzip":                       "gzip",
		"br;q=0.5, gzip;q=0.9":       "gzip",
		"br;q=0, gzip;q=0.1":         "gzip",
		"br;q=0, gzip;q=0":           "",
		"*":                          "br",
		"*;q=0.5, br;q=0":            "gzip",
		"identity":                   "",
		"identity;q=1, br;q=0.5":     "",
		"BR":                         "br",
		"br;q=x":                     "",
		"br ; q=0.3":                 "br",
		"gzip;q=0.2, identity;q=0.1": "gzip",
		"identity;q=0":               "", // nothing else fits: better the plain form than an error
		"deflate":                    "",
		"br;q=2, gzip":               "gzip",
		"br;q=NaN, gzip":             "gzip",
	} {
		w := p.do(ask{method: "GET", path: "/assets/app-1a2b.js", header: map[string]string{"Accept-Encoding": accept}})
		require.Equal(t, encoding, w.Header().Get("Content-Encoding"), "%q", accept)
		require.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
		require.Equal(t, "text/javascript; charset=utf-8", w.Header().Get("Content-Type"))
		switch encoding {
		case "br":
			require.Equal(t, "brotli", w.Body.String())
		case "gzip":
			require.Equal(t, "gzipped", w.Body.String())
		default:
			require.Contains(t, w.Body.String(), "console.log")
		}
	}
	tiny := p.do(ask{method: "GET", path: "/assets/tiny-1.css", header: map[string]string{"Accept-Encoding": "gzip"}})
	require.Empty(t, tiny.Header().Get("Content-Encoding"), "a form that is larger is not used")
	require.Empty(t, tiny.Header().Get("Vary"))
}

func TestUnchangedFilesAreNotSentAgain(t *testing.T) {
	p := newPortal(t, nil, builtUI)
	tag := p.get("/").Header().Get("ETag")
	for header, status := range map[string]int{
		tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200, "": 200, `""`: 200,
	} {
		w := p.do(ask{method: "GET", path: "/", header: map[string]string{"If-None-Match": header}})
		require.Equal(t, status, w.Code, header)
		if status == 304 {
			require.Empty(t, w.Body.String())
			require.Equal(t, tag, w.Header().Get("ETag"))
		}
	}
	plain := p.get("/assets/app-1a2b.js").Header().Get("ETag")
	zipped := p.do(ask{method: "GET", path: "/assets/app-1a2b.js", header: map[string]string{"Accept-Encoding": "gzip"}}).Header().Get("ETag")
	require.NotEqual(t, plain, zipped, "each form has its own tag")
}

func TestHeadOfAFile(t *testing.T) {
	p := newPortal(t, nil, builtUI)
	w := p.do(ask{method: "HEAD", path: "/assets/app-1a2b.js"})
	require.Equal(t, 200, w.Code)
	require.Empty(t, w.Body.String())
	require.Equal(t, "1500", w.Header().Get("Content-Length"))
}

func TestWithoutABuiltUI(t *testing.T) {
	unbuilt := func(cfg *web.Config) { cfg.Static = fstest.MapFS{".gitkeep": {}} }
	newPortal(t, nil, unbuilt).refused(ask{method: "GET", path: "/", header: page}, 404, "not_found")

	p := newPortal(t, doors, unbuilt, func(cfg *web.Config) {
		cfg.Fallback = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/gone" {
				http.NotFound(w, r)
				return
			}
			io.WriteString(w, "<p>small page for "+r.Method+" "+r.URL.Path)
		})
	})
	w := p.get("/search")
	require.Equal(t, 200, w.Code)
	require.Equal(t, "<p>small page for GET /search", w.Body.String())
	require.NotEmpty(t, w.Header().Get("Content-Security-Policy"))
	require.Contains(t, p.do(ask{method: "POST", path: "/search"}).Body.String(), "POST /search")
	require.Equal(t, 404, p.get("/gone").Code)
	p.refused(ask{method: "GET", path: "/api/v1/nothing"}, 404, "not_found")
	require.Equal(t, 200, p.do(ask{method: "GET", path: "/api/v1/signed-in", as: auth.Clerk}).Code)
}

func TestWhatTheServerMakesItselfIsCompressedToo(t *testing.T) {
	p := newPortal(t, doors)
	w := p.do(ask{method: "GET", path: "/api/v1/openapi.json", header: map[string]string{"Accept-Encoding": "gzip"}})
	require.Equal(t, "gzip", w.Header().Get("Content-Encoding"))
	r, err := gzip.NewReader(w.Body)
	require.NoError(t, err)
	content, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, p.OpenAPI(), content)
	require.Equal(t, 304, p.do(ask{method: "GET", path: "/api/v1/openapi.json", header: map[string]string{
		"If-None-Match": p.get("/api/v1/openapi.json").Header().Get("ETag")}}).Code)
}
