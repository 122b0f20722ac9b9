package web

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// leakIn walks an output type to any depth and says where it holds something that must not leave: a stored record, a private value, or
// a place whose content can't be known beforehand. "" when there is none. The sealed marker alone is not enough: a view with a stored
// type as a field compiles.
func leakIn(t reflect.Type) string {
	w := leakWalk{seen: map[reflect.Type]bool{}}
	w.walk(t, t.String())
	return w.found
}

type leakWalk struct {
	seen  map[reflect.Type]bool
	found string
}

func (w *leakWalk) walk(t reflect.Type, path string) {
	if w.found != "" || w.seen[t] {
		return
	}
	w.seen[t] = true
	if why := forbiddenType(t); why != "" {
		w.found = path + " " + why
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		w.walk(t.Elem(), path+"[]")
	case reflect.Map:
		w.walk(t.Key(), path+"{key}")
		w.walk(t.Elem(), path+"{}")
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range t.NumField() { // unexported fields too: a MarshalJSON method could show them
			f := t.Field(i)
			if !f.IsExported() && !f.Anonymous && !encodesItself(t) {
				continue
			}
			if f.Tag.Get("json") == "-" && !encodesItself(t) {
				continue
			}
			w.walk(f.Type, path+"."+f.Name)
		}
	}
}

func forbiddenType(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[store.Meta]() || t == reflect.TypeFor[store.Message]():
		return "is part of a stored record"
	case t.PkgPath() == reflect.TypeFor[secret.Field]().PkgPath():
		return "is a private value"
	case t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[jsontext.Value]():
		return "is raw JSON, which could hold anything"
	}
	switch t.Kind() {
	case reflect.Interface:
		return "is an interface, which could hold anything"
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return "can't be JSON"
	}
	return ""
}

// encodesItself reports whether a type's own method decides what is written.
func encodesItself(t reflect.Type) bool {
	methods := []string{"MarshalJSON", "MarshalJSONTo", "MarshalText", "AppendText"}
	for _, name := range methods {
		if _, ok := reflect.PointerTo(t).MethodByName(name); ok && !strings.HasPrefix(t.PkgPath(), "time") {
			return true
		}
	}
	return false
}
