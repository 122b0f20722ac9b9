// Package web is the portal's plumbing for HTTP: the gin engine, the Huma API, access per route, the one mapper from faults to
// answers, and the static UI. It knows no feature. Features mount routes with Handle; nothing but a view leaves.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"talentcircle/backend/auth"
)

const defaultTimeout = 30 * time.Second

// Config is what the server needs from outside.
type Config struct {
	// Authenticate verifies a bearer token. It answers fault.Unauthenticated for a token that is not good.
	Authenticate func(ctx context.Context, bearer string) (auth.Principal, error)
	Log          *slog.Logger // nil: slog.Default
	Static       fs.FS        // the built UI; may hold no index.html, then Fallback answers
	Fallback     http.Handler // the small server-rendered pages; may be nil
	Version      string       // of the portal
	Ready        func(ctx context.Context) []Component
	Metrics      *Metrics      // nil: made
	Timeout      time.Duration // of a handler; 0: 30 s
	// TrustedProxies are addresses or CIDR ranges whose X-Forwarded-For is believed; none by default.
	TrustedProxies []string
	// TrustedOrigins may post across sites, scheme and host as in https://example.org; none by default.
	TrustedOrigins []string
	// Now is the clock of logs and durations; nil: time.Now.
	Now func() time.Time
}

// Server is the HTTP side of the portal. Make it with New, mount routes on Routes, then Check, then serve Handler.
type Server struct {
	cfg        Config
	log        *slog.Logger
	now        func() time.Time
	timeout    time.Duration
	engine     *gin.Engine
	api        huma.API
	words      translator
	metrics    *Metrics
	crossSite  http.CrossOriginProtection
	static     *staticFiles
	table      []Route
	operations []*operation
	problems   []error
	headers    []fixedHeader
	noStore    []string
	buffers    sync.Pool // of *bytes.Buffer
	sealed     bool
	sealing    sync.Once
	openAPI    []byte
}

// New makes a server with the portal's own routes (health, API document, docs page). What is wrong with the configuration is reported
// by Check.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg, log: cfg.Log, now: cfg.Now, timeout: cfg.Timeout, metrics: cfg.Metrics, words: newTranslator(), headers: fixedHeaders(),
		noStore: []string{"no-store"}}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.timeout == 0 {
		s.timeout = defaultTimeout
	}
	if s.metrics == nil {
		s.metrics = NewMetrics()
	}
	if cfg.Authenticate == nil {
		s.problem("web: Authenticate is missing")
	}
	s.engine = s.newEngine()
	s.api = humagin.New(s.engine, s.humaConfig())
	for _, origin := range cfg.TrustedOrigins {
		if err := s.crossSite.AddTrustedOrigin(origin); err != nil {
			s.problem("web: trusted origin: %w", err)
		}
	}
	s.static = s.loadStatic()
	s.mountOwn()
	return s
}

// Routes is where features mount.
func (s *Server) Routes() *Routes { return &Routes{server: s} }

// Handler serves everything but metrics. Mounting is over after it.
func (s *Server) Handler() http.Handler {
	s.seal()
	return headAsGet(s.engine)
}

func (s *Server) newEngine() *gin.Engine {
	if gin.Mode() == gin.DebugMode { // gin would print every route; its mode is one for the process
		gin.SetMode(gin.ReleaseMode)
	}
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // a redirected POST loses its body in some clients; an unknown address is 404
	if err := engine.SetTrustedProxies(s.cfg.TrustedProxies); err != nil {
		s.problem("web: trusted proxies: %w", err)
	}
	engine.Use(s.accompany)
	engine.NoRoute(s.noRoute)
	engine.NoMethod(s.noMethod)
	return engine
}
