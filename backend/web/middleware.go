package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"talentcircle/backend/fault"
)

var crossSite = fault.New(fault.Forbidden, "cross_site", "不接受来自其他网站的提交。")

// securityHeaders go onto every answer. style-src needs no 'unsafe-inline': the UI sets styles through the CSSOM only.
var securityHeaders = [][2]string{
	{"Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"},
	{"X-Content-Type-Options", "nosniff"},
	{"X-Frame-Options", "DENY"},
	{"Referrer-Policy", "no-referrer"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
}

// fixedHeader is a header that is the same on every answer; its values are shared, not copied.
type fixedHeader struct {
	name   string
	values []string
}

func fixedHeaders() []fixedHeader {
	var all []fixedHeader
	for _, h := range securityHeaders {
		all = append(all, fixedHeader{http.CanonicalHeaderKey(h[0]), []string{h[1]}})
	}
	return all
}

// accompany goes with every request: id, headers, cross-site check, recovery, log and metrics.
func (s *Server) accompany(c *gin.Context) {
	k := s.openCall(c)
	defer func() { s.finish(c, k, recover()) }()
	header := c.Writer.Header()
	for _, h := range s.headers {
		header[h.name] = h.values
	}
	header["X-Request-Id"] = []string{k.id}
	if err := s.crossSite.Check(c.Request); err != nil {
		s.refuse(c, k, crossSite)
		c.Abort()
		return
	}
	c.Next()
}

func isAPI(path string) bool { return strings.HasPrefix(path, "/api/") || path == "/api" }

// finish answers a panic with 500, and records the request.
func (s *Server) finish(c *gin.Context, k *call, panicked any) {
	if panicked != nil && panicked != any(http.ErrAbortHandler) { // by identity, as net/http compares it
		s.log.LogAttrs(context.Background(), slog.LevelError, "panic", slog.String("requestId", k.id),
			slog.String("panic", panicText(panicked)), slog.String("stack", string(debug.Stack())))
		if !c.Writer.Written() {
			s.refuse(c, k, errPanicked)
			panicked = nil
		} else {
			panicked = http.ErrAbortHandler // half an answer must not look whole
		}
	}
	s.record(c, k)
	if panicked != nil {
		panic(http.ErrAbortHandler)
	}
}

var errPanicked = errors.New("panicked")

// panicText shows the runtime's own messages; any other value may hold contents, of which only the type is told.
func panicText(p any) string {
	if err, ok := p.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", p)
}

// refuse is the one place that answers with a problem.
func (s *Server) refuse(c *gin.Context, k *call, err error) {
	f, due := asFault(err)
	if !due || errors.Is(c.Request.Context().Err(), context.Canceled) {
		k.code = "client_gone"
		c.Status(statusClientGone)
		return
	}
	k.code = f.Code
	if f.Kind == fault.Internal && !errors.Is(err, errPanicked) || f.Kind == fault.Unavailable {
		s.logFailure(k, "request failed", err)
	}
	s.writeProblem(c, f, problemOf(f, k.id))
}

func (s *Server) writeProblem(c *gin.Context, f *fault.Error, p *Problem) {
	if c.Writer.Written() {
		panic(http.ErrAbortHandler)
	}
	buffer := s.takeBuffer()
	defer s.giveBuffer(buffer)
	if err := writeJSON(buffer, p); err != nil { // choices that can't be encoded
		p.Choices = nil
		buffer.Reset()
		_ = writeJSON(buffer, p)
	}
	problemHeaders(c.Writer.Header(), f)
	c.Status(p.Status)
	_, _ = c.Writer.Write(buffer.Bytes()) // an error means that the client has gone
}

func (s *Server) logFailure(k *call, what string, err error) {
	s.log.LogAttrs(context.Background(), slog.LevelError, what, slog.String("requestId", k.id), slog.String("error", err.Error()))
}

// record writes the access log and the metrics: the route's pattern, never the address, which holds queries and ids.
func (s *Server) record(c *gin.Context, k *call) {
	route := cmp.Or(k.route, c.FullPath(), "other")
	took := s.now().Sub(k.start)
	status := c.Writer.Status()
	s.metrics.observe(c.Request.Method, route, status, took)
	level := slog.LevelInfo
	switch {
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	case route == "/healthz" || route == "/readyz":
		level = slog.LevelDebug
	}
	if !s.log.Enabled(c.Request.Context(), level) {
		return
	}
	s.log.LogAttrs(c.Request.Context(), level, "request",
		slog.String("requestId", k.id), slog.String("method", c.Request.Method), slog.String("route", route),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.String("user", k.userID), slog.String("code", k.code))
}
