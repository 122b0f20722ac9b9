package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct {
	header http.Header
	size   int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { s.size += len(b); return len(b), nil }

type facetView struct {
	web.View
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type browseView struct {
	web.View
	Hits   []thing                `json:"hits"`
	Total  int                    `json:"total"`
	Facets map[string][]facetView `json:"facets"`
}

func browsed() browseView {
	v := browseView{Total: 100_000, Facets: map[string][]facetView{}}
	for range 20 {
		v.Hits = append(v.Hits, thing{ID: "0198c0de-7e57-7000-8000-000000000001", Name: "王建国", Tags: []string{"高级工程师", "河北", "人工智能"}})
	}
	for _, name := range []string{"region", "city", "industry", "series", "level", "programme", "park"} {
		for range 8 {
			v.Facets[name] = append(v.Facets[name], facetView{Value: "smart-manufacturing", Label: "智能制造", Count: 1234})
		}
	}
	return v
}

type browseInput struct {
	web.Paging
	Q      string   `query:"q" maxLength:"200"`
	Region []string `query:"region,explode"`
	City   []string `query:"city,explode"`
	Level  []string `query:"level,explode"`
	Sort   string   `query:"sort" enum:"relevance,updated" default:"relevance"`
}

func benchServer(b *testing.B, reply func() (*web.Reply[browseView], error)) http.Handler {
	s := web.New(web.Config{Authenticate: authenticate, Log: slog.New(slog.NewJSONHandler(io.Discard, nil))})
	web.Handle(s.Routes(), op("GET", "/experts", "searchExperts"), web.Public(),
		func(context.Context, auth.Principal, *browseInput) (*web.Reply[browseView], error) { return reply() })
	web.Handle(s.Routes(), op("POST", "/experts", "makeExpert"), web.Public(),
		func(context.Context, auth.Principal, *struct{ Body person }) (*web.Reply[thing], error) {
			return web.Show(thing{}), nil
		})
	require.NoError(b, s.Check())
	return s.Handler()
}

func run(b *testing.B, handler http.Handler, method, body string) {
	b.ReportAllocs()
	path := "http://portal/api/v1/experts"
	if method == "GET" {
		path += "?q=%E4%BA%BA%E5%B7%A5%E6%99%BA%E8%83%BD&region=HE&level=full-senior&page=2"
	}
	w := &sink{}
	for b.Loop() {
		r, _ := http.NewRequest(method, path, strings.NewReader(body))
		r.RemoteAddr = "127.0.0.1:1234"
		w.header, w.size = http.Header{}, 0
		handler.ServeHTTP(w, r)
	}
	b.ReportMetric(float64(w.size), "bytes/reply")
}

func BenchmarkBrowse(b *testing.B) {
	view := browsed()
	run(b, benchServer(b, func() (*web.Reply[browseView], error) { return web.Show(view), nil }), "GET", "")
}

func BenchmarkBrowseRendered(b *testing.B) {
	rendered, err := web.Render(browsed())
	require.NoError(b, err)
	run(b, benchServer(b, func() (*web.Reply[browseView], error) { return rendered.Reply(), nil }), "GET", "")
}

// BenchmarkCannedGin is the least gin can do with a reply of the same size.
func BenchmarkCannedGin(b *testing.B) {
	canned := make([]byte, 0, 1<<14)
	rendered, err := web.Render(browsed())
	require.NoError(b, err)
	canned = canned[:rendered.Size()]
	engine := gin.New()
	engine.GET("/api/v1/experts", func(c *gin.Context) { c.Data(200, "application/json", canned) })
	run(b, engine, "GET", "")
}

func BenchmarkBodies(b *testing.B) {
	handler := benchServer(b, nil)
	b.Run("small", func(b *testing.B) {
		run(b, handler, "POST", `{"name":"王建国","age":40,"titles":[{"level":"full-senior"}]}`)
	})
	many := `{"name":"王建国","titles":[` + strings.TrimSuffix(strings.Repeat(`{"level":"full-senior"},`, 10_000), ",") + `]}`
	b.Run("240 kB", func(b *testing.B) { run(b, handler, "POST", many) })
}
