// Package e2e runs the whole portal, as cmd runs it, in a test: app.New on a throw-away folder, the demonstration seeded through the
// services, and HTTP from outside. It is for tests only.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/app"
	"talentcircle/config"
	"talentcircle/seed/demo"
)

// Portal is one running portal.
type Portal struct {
	t    testing.TB
	App  *app.App
	URL  string
	Log  *Log
	Data string

	stop   context.CancelFunc
	ended  chan error
	tokens sync.Map // by user name
}

// Password is that of every demo account here.
const Password = "Demo-e2e-2026"

// Log collects what the portal writes to its log.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Start runs a demonstration with this many synthetic experts on a free port; it ends with the test. change may alter the settings.
func Start(t testing.TB, experts int, change ...func(*config.Config)) *Portal {
	t.Helper()
	return StartIn(t, t.TempDir(), experts, change...)
}

// StartIn is Start on a data folder that may hold what an earlier portal left.
func StartIn(t testing.TB, data string, experts int, change ...func(*config.Config)) *Portal {
	t.Helper()
	cfg := config.Default()
	cfg.Demo, cfg.Data, cfg.DemoExperts, cfg.DemoPassword, cfg.Listen = true, data, experts, Password, "127.0.0.1:0"
	for _, c := range change {
		c(&cfg)
	}
	p := &Portal{t: t, Log: &Log{}, Data: data, ended: make(chan error, 1)}
	a, err := app.New(t.Context(), cfg, app.Options{Log: slog.New(slog.NewTextHandler(p.Log, &slog.HandlerOptions{Level: slog.LevelDebug})), Version: "test"})
	require.NoError(t, err)
	p.App = a
	accounts, err := demo.Apply(t.Context(), a, func(string) {})
	require.NoError(t, err)
	a.OfferDemo(accounts.View())
	listener, err := net.Listen("tcp", cfg.Listen)
	require.NoError(t, err)
	p.URL = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	go func() { p.ended <- a.Run(ctx, listener) }()
	t.Cleanup(p.Stop)
	return p
}

// At is a portal that runs elsewhere, in a process of its own.
func At(t testing.TB, address string) *Portal { return &Portal{t: t, URL: address, Log: &Log{}} }

// Token signs a user in and gives the access token.
func (p *Portal) Token(user string) string { return p.token(user) }

// Stop ends the portal in order; a second Stop does nothing.
func (p *Portal) Stop() {
	if p.stop == nil {
		return
	}
	p.stop()
	p.stop = nil
	select {
	case err := <-p.ended:
		require.NoError(p.t, err)
	case <-time.After(20 * time.Second):
		p.t.Error("the portal did not stop")
	}
	require.NoError(p.t, p.App.Close())
}

// Reply is an answer with its body read.
type Reply struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// JSON reads the body into a value.
func (r *Reply) JSON(into any) {
	r.t.Helper()
	require.NoError(r.t, json.Unmarshal(r.Body, into), string(r.Body))
}

// Map reads the body as an object.
func (r *Reply) Map() map[string]any {
	r.t.Helper()
	m := map[string]any{}
	r.JSON(&m)
	return m
}

// Is checks the status and gives the reply back.
func (r *Reply) Is(status int) *Reply {
	r.t.Helper()
	require.Equal(r.t, status, r.Status, string(r.Body))
	return r
}

// Code checks the status and the problem's code.
func (r *Reply) Code(status int, code string) *Reply {
	r.t.Helper()
	r.Is(status)
	require.Equal(r.t, code, r.Map()["code"], string(r.Body))
	require.NotEmpty(r.t, r.Map()["detail"])
	return r
}

// Caller calls as one user.
type Caller struct {
	p    *Portal
	user string
}

// As calls as a demo account; "" is the visitor.
func (p *Portal) As(user string) Caller { return Caller{p: p, user: user} }

func (p *Portal) token(user string) string {
	if t, ok := p.tokens.Load(user); ok {
		return t.(string)
	}
	reply := p.As("").Post("/api/v1/auth/login", map[string]string{"username": user, "password": Password}).Is(http.StatusOK)
	token := reply.Map()["accessToken"].(string)
	p.tokens.Store(user, token)
	return token
}

// Forget drops every sign-in, so that the next call as a user signs in anew.
func (p *Portal) Forget() { p.tokens.Clear() }

// Get calls with the headers given as name, value pairs.
func (c Caller) Get(path string, headers ...string) *Reply {
	return c.Do(http.MethodGet, path, nil, headers...)
}

// Post sends body as JSON; nil sends nothing.
func (c Caller) Post(path string, body any, headers ...string) *Reply {
	return c.Do(http.MethodPost, path, body, headers...)
}

// Patch sends a merge patch.
func (c Caller) Patch(path string, body any, headers ...string) *Reply {
	return c.Do(http.MethodPatch, path, body, headers...)
}

// Do sends a request. A body that is an io.Reader goes as it is.
func (c Caller) Do(method, path string, body any, headers ...string) *Reply {
	c.p.t.Helper()
	var content io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case io.Reader:
		content = b
	default:
		encoded, err := json.Marshal(body)
		require.NoError(c.p.t, err)
		content, contentType = bytes.NewReader(encoded), "application/json"
	}
	req, err := http.NewRequestWithContext(c.p.t.Context(), method, c.p.URL+path, content)
	require.NoError(c.p.t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.user != "" {
		req.Header.Set("Authorization", "Bearer "+c.p.token(c.user))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(c.p.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(c.p.t, err)
	return &Reply{t: c.p.t, Status: res.StatusCode, Header: res.Header, Body: text}
}

// Soon tries until the check passes, at most as long as a loaded machine and a claim that a stopped process held may take: for what follows from the change log.
func (p *Portal) Soon(check func() bool, what string) {
	p.t.Helper()
	for deadline := time.Now().Add(45 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if check() {
			return
		}
	}
	p.t.Fatal("did not happen: " + what)
}

// Names lists the names of a search's hits.
func (r *Reply) Names() []string {
	r.t.Helper()
	var found struct{ Hits []struct{ Name string } }
	r.JSON(&found)
	names := make([]string, len(found.Hits))
	for i, h := range found.Hits {
		names[i] = h.Name
	}
	return names
}

// ETag is the version to send as If-Match.
func (r *Reply) ETag() string { return r.Header.Get("ETag") }

// Fill puts values into the {names} of a path, escaped as one segment each.
func Fill(path string, values map[string]string) string {
	for name, v := range values {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(v))
	}
	return path
}

// Upload sends a file as the form does.
func (c Caller) Upload(path, name string, content []byte, headers ...string) *Reply {
	c.p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	require.NoError(c.p.t, err)
	_, err = part.Write(content)
	require.NoError(c.p.t, err)
	require.NoError(c.p.t, form.Close())
	return c.Do(http.MethodPost, path, &body, append(headers, "Content-Type", form.FormDataContentType())...)
}

// Callers lists the visitor and one account of each role and region that the demonstration has.
func Callers() []string {
	return []string{"", "talent", "employer", "employer.b", "bj.clerk", "bj.reviewer", "bj.coordinator", "tj.clerk", "tj.reviewer", "he.clerk", "he.reviewer",
		"he.coordinator", "supervisor", "sysadmin", "secadmin", "auditor"}
}
