// Package standin is a small HTTP server that answers as Meilisearch 1.50 documents it: requests, status and error codes, asynchronous
// tasks, settings, filters, facets, paging, multi-search, swaps, keys and tenant tokens. It exists so that the adapter is tested
// without a server. It is written from the documented contract, not from the adapter, and it proves nothing about segmentation,
// ranking, misspellings or speed: a query word of Hanzi is found as a part of a text, one of letters as a word, the last as a beginning.
package standin

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Options of a stand-in.
type Options struct {
	MasterKey string        // "": as a server without one, which lets everybody do everything
	MaxBody   int64         // bytes of a payload; 0 is 100 MiB
	TaskDelay time.Duration // how long each task waits before it is worked on
}

// Server is a running stand-in. Close it.
type Server struct {
	URL     string
	options Options
	http    *httptest.Server

	mu       sync.Mutex
	keys     []*key
	indexes  map[string]*index
	tasks    []*task
	queued   chan *task
	stopped  chan struct{}
	worked   chan struct{}
	closing  sync.Once
	failures []Failure
	requests []Request
}

// Failure is an answer to give instead of the next one.
type Failure struct {
	Status     int    // 0: cut the connection
	Code       string // of the error body; "" for a body that is not Meilisearch's, as a proxy sends
	RetryAfter string
}

// Request is what was asked, for tests that count and weigh requests.
type Request struct {
	Method, Path string
	Bytes        int
}

// Start starts a stand-in on a free port of the loopback.
func Start(options Options) *Server {
	if options.MaxBody == 0 {
		options.MaxBody = 100 << 20
	}
	s := &Server{options: options, indexes: map[string]*index{}, queued: make(chan *task, 1<<14), stopped: make(chan struct{}), worked: make(chan struct{})}
	s.keys = defaultKeys(options.MasterKey)
	s.http = httptest.NewServer(s.routes())
	s.URL = s.http.URL
	go s.work()
	return s
}

// Close stops it; connections are cut. Closing twice is closing once.
func (s *Server) Close() {
	s.closing.Do(func() {
		s.http.CloseClientConnections()
		s.http.Close()
		close(s.stopped)
		<-s.worked
	})
}

// Fail lets the next requests fail, one each, in this order.
func (s *Server) Fail(failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, failures...)
}

// Requests gives what was asked since the last call.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.requests
	s.requests = nil
	return out
}

// problem is an error of the API.
type problem struct {
	Message string `json:"message"`
	Code    string `json:"code"`
	Type    string `json:"type"`
	Link    string `json:"link"`
	status  int
}

func (p *problem) Error() string { return p.Code + ": " + p.Message }

func invalid(code, message string) *problem { return newProblem(400, code, message) }

func newProblem(status int, code, message string) *problem {
	kind := "invalid_request"
	switch {
	case status == 401 || status == 403:
		kind = "auth"
	case status >= 500:
		kind = "system"
	}
	return &problem{Message: message, Code: code, Type: kind, Link: "https://docs.meilisearch.com/errors#" + code, status: status}
}

func noIndex(uid string) *problem {
	return newProblem(404, "index_not_found", "Index `"+uid+"` not found.")
}

// handler answers one route; the status is 200 when it gives none.
type handler func(r *http.Request) (status int, body any, err error)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern string, h handler) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, h) })
	}
	route("GET /health", func(*http.Request) (int, any, error) { return 200, map[string]string{"status": "available"}, nil })
	route("GET /version", s.guard("version", func(*http.Request) (int, any, error) {
		return 200, map[string]string{"commitSha": "unknown", "commitDate": "unknown", "pkgVersion": "1.50.0"}, nil
	}))
	route("GET /stats", s.guard("stats.get", s.stats))
	route("POST /keys", s.guard("keys.create", s.createKey))
	route("GET /keys", s.guard("keys.get", s.listKeys))
	route("POST /indexes", s.guard("indexes.create", s.createIndex))
	route("GET /indexes", s.guard("indexes.get", s.listIndexes))
	route("GET /indexes/{uid}", s.guard("indexes.get", s.getIndex))
	route("DELETE /indexes/{uid}", s.guard("indexes.delete", s.deleteIndex))
	route("GET /indexes/{uid}/stats", s.guard("stats.get", s.indexStats))
	route("GET /indexes/{uid}/settings", s.guard("settings.get", s.getSettings))
	route("PATCH /indexes/{uid}/settings", s.guard("settings.update", s.patchSettings))
	route("GET /indexes/{uid}/settings/{name}", s.guard("settings.get", s.getSetting))
	route("PUT /indexes/{uid}/settings/{name}", s.guard("settings.update", s.putSetting))
	route("PATCH /indexes/{uid}/settings/{name}", s.guard("settings.update", s.putSetting))
	route("DELETE /indexes/{uid}/settings/{name}", s.guard("settings.update", s.deleteSetting))
	route("POST /indexes/{uid}/documents", s.guard("documents.add", s.addDocuments))
	route("PUT /indexes/{uid}/documents", s.guard("documents.add", s.mergeDocuments))
	route("DELETE /indexes/{uid}/documents", s.guard("documents.delete", s.deleteAll))
	route("GET /indexes/{uid}/documents/{id}", s.guard("documents.get", s.getDocument))
	route("DELETE /indexes/{uid}/documents/{id}", s.guard("documents.delete", s.deleteDocument))
	route("POST /indexes/{uid}/documents/fetch", s.guard("documents.get", s.fetchDocuments))
	route("POST /indexes/{uid}/documents/delete-batch", s.guard("documents.delete", s.deleteBatch))
	route("POST /indexes/{uid}/documents/delete", s.guard("documents.delete", s.deleteByFilter))
	route("POST /indexes/{uid}/search", s.searchOne)
	route("POST /indexes/{uid}/facet-search", s.facetSearch)
	route("POST /multi-search", s.multiSearch)
	route("POST /swap-indexes", s.guard("indexes.swap", s.swapIndexes))
	route("GET /tasks", s.guard("tasks.get", s.listTasks))
	route("GET /tasks/{uid}", s.guard("tasks.get", s.getTask))
	return mux
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, h handler) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.options.MaxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		write(w, 413, newProblem(413, "payload_too_large", "The provided payload reached the size limit."))
		return
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	s.mu.Lock()
	s.requests = append(s.requests, Request{r.Method, r.URL.Path, len(body)})
	var fail *Failure
	if len(s.failures) > 0 && r.URL.Path != "/health" {
		fail, s.failures = &s.failures[0], s.failures[1:]
	}
	s.mu.Unlock()
	if fail != nil {
		fail.answer(w)
		return
	}
	status, reply, err := h(r)
	var p *problem
	switch {
	case errors.As(err, &p):
		write(w, p.status, p)
	case err != nil:
		write(w, 500, newProblem(500, "internal", err.Error()))
	case reply == nil:
		w.WriteHeader(status)
	default:
		write(w, status, reply)
	}
}

func (f *Failure) answer(w http.ResponseWriter) {
	if f.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	if f.Code == "" {
		http.Error(w, "upstream", f.Status)
		return
	}
	write(w, f.Status, newProblem(f.Status, f.Code, "injected"))
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a caller that went away needs no answer
}

// decode reads a JSON body, keeping numbers as they are written; unknown keys are refused when known is given.
func decode(r *http.Request, known ...string) (map[string]any, error) {
	if kind := r.Header.Get("Content-Type"); kind == "" {
		return nil, newProblem(415, "missing_content_type", "A Content-Type header is missing.")
	} else if !strings.HasPrefix(kind, "application/json") {
		return nil, newProblem(415, "invalid_content_type", "The Content-Type `"+kind+"` is invalid.")
	}
	var body map[string]any
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		return nil, invalid("bad_request", "The json payload provided is malformed.")
	}
	return body, onlyKnown(body, known)
}

func onlyKnown(body map[string]any, known []string) error {
	for k := range body {
		found := len(known) == 0
		for _, n := range known {
			found = found || n == k
		}
		if !found {
			return invalid("bad_request", "Unknown field `"+k+"`.")
		}
	}
	return nil
}
