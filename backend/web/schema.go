package web

import (
	"path"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// schemaName names a schema after its Go type, with the package before it unless the name starts with it, so that two features can
// each have a HitView.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := t.Name()
	if name == "" {
		name = hint
	}
	return qualified(t.PkgPath(), name)
}

func qualified(pkg, name string) string {
	name, arguments, generic := strings.Cut(name, "[")
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		pkg, name = name[:i], name[i+1:]
	}
	name = upperFirst(strings.TrimLeft(name, "*"))
	prefix := upperFirst(path.Base(pkg))
	if pkg != "" && prefix != "Web" && !strings.HasPrefix(name, prefix) {
		name = prefix + name
	}
	if generic {
		for argument := range strings.SplitSeq(strings.TrimSuffix(arguments, "]"), ",") {
			name += qualified("", argument)
		}
	}
	return name
}

func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// neverNull takes back Huma's assumption that every array may be null: ours are [] when empty. A Patch keeps its null.
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray && s.Extensions[removable] == nil {
		s.Nullable = false
	}
	neverNull(s.Items)
	for _, p := range s.Properties {
		neverNull(p)
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		neverNull(more)
	}
}

func neverNullContent(content map[string]*huma.MediaType) {
	for _, media := range content {
		neverNull(media.Schema)
	}
}
