package web_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

func TestHealthAndReadiness(t *testing.T) {
	away := false
	p := newPortal(t, nil, func(cfg *web.Config) {
		cfg.Ready = func(ctx context.Context) []web.Component {
			_, bounded := ctx.Deadline()
			require.True(t, bounded, "a probe must not hang")
			return []web.Component{
				{Name: "store", Engine: "sqlite", OK: true},
				{Name: "search", Engine: "embedded", OK: !away, Detail: "索引正在重建。"},
			}
		}
	})
	require.JSONEq(t, `{"status":"ok"}`, p.get("/healthz").Body.String())
	w := p.get("/readyz")
	require.Equal(t, 200, w.Code)
	require.JSONEq(t, `{"status":"ready","version":"1.2.3","components":[
		{"name":"store","engine":"sqlite","ok":true},
		{"name":"search","engine":"embedded","ok":true,"detail":"索引正在重建。"}]}`, w.Body.String())

	away = true
	w = p.get("/readyz")
	require.Equal(t, 503, w.Code)
	require.Contains(t, w.Body.String(), `"unavailable"`)
	require.Equal(t, 200, p.get("/healthz").Code, "the process is alive all the same")
	require.JSONEq(t, `{"status":"ready","version":"1.2.3","components":[]}`, newPortal(t, nil).get("/readyz").Body.String())
}

func TestMetricsNamePatternsAndNothingElse(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/things/{id}", "showThing"), web.Public(), reading[struct {
			ID string `path:"id"`
		}]())
	})
	p.get("/api/v1/things/canary-1")
	p.get("/api/v1/things/canary-2")
	p.get("/canary-3")
	p.do(ask{method: "CANARY", path: "/canary-4"})
	require.Equal(t, 404, p.get("/metrics").Code, "not on the public listener")

	w := httptest.NewRecorder()
	p.MetricsHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	text := w.Body.String()
	require.Contains(t, text, `http_requests_total{method="GET",route="/api/v1/things/{id}",status="200"} 2`)
	require.Contains(t, text, `http_requests_total{method="OTHER",route="other",status="404"} 1`)
	require.Contains(t, text, `http_request_duration_seconds_count{method="GET",route="/api/v1/things/{id}"} 2`)
	require.Contains(t, text, "go_goroutines")
	require.NotContains(t, text, "canary")
}

func TestOthersAddTheirMetrics(t *testing.T) {
	metrics := web.NewMetrics()
	jobs := prometheus.NewCounter(prometheus.CounterOpts{Name: "jobs_total", Help: "x"})
	require.NoError(t, metrics.Register(jobs))
	require.Error(t, metrics.Register(jobs), "the same name twice")
	p := newPortal(t, nil, func(cfg *web.Config) { cfg.Metrics = metrics })
	require.Same(t, metrics, p.Metrics())
	w := httptest.NewRecorder()
	p.MetricsHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, w.Body.String(), "jobs_total 0")
}

func TestServeFinishesWhatRuns(t *testing.T) {
	started, release := make(chan struct{}), make(chan struct{})
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/slow", "slow"), web.Public(), func(ctx context.Context, _ auth.Principal, _ *struct{}) (*web.Reply[thing], error) {
			close(started)
			<-release
			return web.Show(thing{Name: "done"}), ctx.Err()
		})
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, listener, p.Handler()) }()

	answer := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String() + "/api/v1/slow")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answer <- string(body)
	}()
	<-started
	stop()
	require.Eventually(t, func() bool {
		_, err := net.Dial("tcp", listener.Addr().String())
		return err != nil
	}, 5*time.Second, time.Millisecond, "nobody new is let in")
	close(release)
	require.Contains(t, <-answer, "done", "who is inside gets an answer")
	require.NoError(t, <-ended)
}

func TestServeReportsABrokenListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	require.Error(t, web.Serve(context.Background(), listener, http.NotFoundHandler()))
}
