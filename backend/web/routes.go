package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"talentcircle/backend/auth"
)

const (
	basePath       = "/api/v1"
	defaultMaxBody = 1 << 20 // bytes
)

// Op describes one operation.
type Op struct {
	Method  string
	Path    string // below /api/v1, with {name} for a path parameter that is a whole segment
	ID      string // lowerCamelCase, unique; generated clients use it as the function's name
	Summary string // a short Chinese phrase
	Tag     string // the feature
	Root    bool   // Path is absolute: /.well-known, /status-lists, /healthz
	Status  int    // 0: 200, or 201 with Creates, or 204 for None
	MaxBody int64  // bytes; 0: 1 MiB
	Creates bool   // accepts Idempotency-Key; the input embeds Idempotency
	// Produces is the media type of a HandleFile route in the API document; "" is application/octet-stream.
	Produces string
	// MaxAge lets shared caches keep a public reply; 0 forbids it.
	MaxAge time.Duration
	// Timeout bounds the handler; 0 is the server's default, negative none.
	Timeout time.Duration
}

// Route is one row of the route table.
type Route struct {
	Method string `json:"method"`
	Path   string `json:"path"` // with {name}
	Access string `json:"access"`
	ID     string `json:"id"`
}

// Routes is where features mount their routes. A wrong declaration is kept as a problem and reported by Server.Check.
type Routes struct{ server *Server }

// Handle mounts one operation. I is a struct: fields tagged path, query, header or cookie, and Body for JSON; it may embed IfMatch,
// Idempotency, Paging and Upload. List parameters are slices tagged `query:"name,explode"`.
func Handle[I any, V Shown](r *Routes, op Op, access Access, handle func(context.Context, auth.Principal, *I) (*Reply[V], error)) {
	o := r.describe(op, access, reflect.TypeFor[I](), reflect.TypeFor[V]())
	r.mount(o, func() { registerView(r.server, o, handle) })
}

// HandleFile mounts an operation that answers with a file instead of a view.
func HandleFile[I any](r *Routes, op Op, access Access, handle func(context.Context, auth.Principal, *I) (*File, error)) {
	o := r.describe(op, access, reflect.TypeFor[I](), nil)
	r.mount(o, func() { registerFile(r.server, o, handle) })
}

// mount registers unless the description has problems. Huma and gin panic on a wrong declaration; that too becomes a problem, so that
// all of them are reported at once.
func (r *Routes) mount(o *operation, register func()) {
	s := r.server
	defer func() {
		if p := recover(); p != nil {
			s.problem("%s %s: %v", o.Method, o.path, p)
		}
	}()
	if len(o.problems) > 0 {
		for _, p := range o.problems {
			s.problem("%s %s: %s", o.Method, o.path, p)
		}
		return
	}
	if s.sealed {
		s.problem("%s %s: mounted after the API document was made", o.Method, o.path)
		return
	}
	register()
	s.table = append(s.table, Route{Method: o.Method, Path: o.path, Access: o.access.String(), ID: o.ID})
	s.operations = append(s.operations, o)
}

func (s *Server) problem(format string, args ...any) {
	s.problems = append(s.problems, fmt.Errorf(format, args...))
}

// Check reports every wrong declaration; serve refuses to start when it is not nil. Mounting is over after it.
func (s *Server) Check() error {
	s.seal()
	return errors.Join(s.problems...)
}

// Table lists every route, sorted by path and method, for the access matrix.
func (s *Server) Table() []Route {
	table := slices.Clone(s.table)
	slices.SortFunc(table, func(a, b Route) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return table
}

func knownMethod(m string) bool {
	switch m {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}
