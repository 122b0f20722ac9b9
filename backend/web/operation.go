package web

import (
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// operation is an Op with what was learned about it when it was mounted; it is read-only once requests come.
type operation struct {
	Op
	access     Access
	path       string          // absolute, with {name}
	query      map[string]bool // the known query parameters; true: may repeat
	body       reflect.Type    // of the input's Body field; nil without
	bodyMay    bool            // be left out: Body is a pointer
	upload     bool
	file       bool // answers with a file
	ifMatch    bool
	idempotent bool
	problems   []string
}

var (
	segmentShape = regexp.MustCompile(`^([A-Za-z0-9._~-]+|\{[A-Za-z][A-Za-z0-9]*\})$`)
	idShape      = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
)

// describe fills in the defaults and collects what is wrong with the declaration. out is nil for files.
func (r *Routes) describe(op Op, access Access, in, out reflect.Type) *operation {
	o := &operation{Op: op, access: access, path: op.Path, query: map[string]bool{}}
	if !op.Root {
		o.path = basePath + op.Path
	}
	if o.MaxBody == 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.Timeout == 0 {
		o.Timeout = r.server.timeout
	}
	o.Status = statusOf(op, out)
	o.checkNames()
	o.checkInput(in)
	if o.file = out == nil; o.file {
		if o.Produces == "" {
			o.Produces = octets
		}
		return o
	}
	if leak := leakIn(out); leak != "" {
		o.refuse("output " + leak)
	}
	if o.Produces != "" {
		o.refuse("Produces is for files; views are JSON")
	}
	return o
}

func statusOf(op Op, out reflect.Type) int {
	switch {
	case op.Status != 0:
		return op.Status
	case out == reflect.TypeFor[None]():
		return http.StatusNoContent
	case op.Creates:
		return http.StatusCreated
	}
	return http.StatusOK
}

func (o *operation) refuse(why string) { o.problems = append(o.problems, why) }

func (o *operation) checkNames() {
	if o.access.rule == undecided {
		o.refuse("no access rule")
	}
	if !knownMethod(o.Method) {
		o.refuse("unknown method")
	}
	if !idShape.MatchString(o.ID) {
		o.refuse("the id must be lowerCamelCase")
	}
	if o.Summary == "" || o.Tag == "" {
		o.refuse("summary and tag must be given")
	}
	if o.MaxAge != 0 && (o.access.rule != public || o.Method != http.MethodGet) {
		o.refuse("only public GET routes may be cached")
	}
	if o.MaxAge%time.Second != 0 || o.MaxAge < 0 {
		o.refuse("MaxAge must be whole seconds")
	}
	path, ok := strings.CutPrefix(o.Path, "/")
	for segment := range strings.SplitSeq(path, "/") {
		ok = ok && segmentShape.MatchString(segment)
	}
	if !ok {
		o.refuse("the path must be /segments, each plain or wholly {name}")
	}
}

func (o *operation) checkInput(in reflect.Type) {
	if in.Kind() != reflect.Struct {
		o.refuse("the input must be a struct")
		return
	}
	pointer := reflect.PointerTo(in)
	o.ifMatch = pointer.Implements(reflect.TypeFor[ifMatcher]())
	o.idempotent = pointer.Implements(reflect.TypeFor[idempotent]())
	o.upload = pointer.Implements(reflect.TypeFor[uploading]())
	if f, ok := in.FieldByName("Body"); ok {
		o.body, o.bodyMay = f.Type, f.Type.Kind() == reflect.Pointer
	}
	if o.Creates != o.idempotent {
		o.refuse("Creates and an embedded Idempotency go together")
	}
	if _, ok := in.FieldByName("RawBody"); ok && !o.upload {
		o.refuse("a RawBody would not be checked; embed Upload for files")
	}
	if o.body != nil && o.upload {
		o.refuse("an input has either a Body or an Upload")
	}
	if o.Method == http.MethodGet && (o.body != nil || o.upload) {
		o.refuse("a GET has no body")
	}
	o.findQuery(in)
}

// findQuery notes the query parameters. A slice without explode would lose all but the first of a repeated parameter.
func (o *operation) findQuery(t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if !f.IsExported() { // Huma passes over it, and its parameters would stay empty without a word
				o.refuse("embedded " + f.Type.Name() + " must be exported")
			}
			o.findQuery(f.Type)
			continue
		}
		tag, ok := f.Tag.Lookup("query")
		if !ok {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		list := f.Type.Kind() == reflect.Slice
		if list != (options == "explode") || (!list && options != "") {
			o.refuse("query parameter " + name + ": a list is tagged \"" + name + ",explode\", anything else only \"" + name + "\"")
		}
		o.query[name] = list
	}
}
