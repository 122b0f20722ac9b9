package web

import (
	"encoding/json"
	"reflect"
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
		own := encodesItself(t) // its method could show any field
		for i := range t.NumField() {
			f := t.Field(i)
			written := f.IsExported() || f.Anonymous
			if own || written && f.Tag.Get("json") != "-" {
				w.walk(f.Type, path+"."+f.Name)
			}
		}
	}
}

func forbiddenType(t reflect.Type) string {
	switch {
	case t.PkgPath() == reflect.TypeFor[store.Meta]().PkgPath():
		return "is part of a stored record"
	case t.PkgPath() == reflect.TypeFor[secret.Field]().PkgPath():
		return "is a private value"
	case t == reflect.TypeFor[json.RawMessage]() || t == reflect.TypeFor[jsontext.Value]():
		return "is raw JSON, which could hold anything"
	}
	if t == reflect.TypeFor[time.Duration]() {
		return "is a duration, which has no form in JSON; show a number with its unit in the name"
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
	for _, name := range []string{"MarshalJSON", "MarshalJSONTo", "MarshalText", "AppendText"} {
		if _, ok := reflect.PointerTo(t).MethodByName(name); ok {
			return true
		}
	}
	return false
}
