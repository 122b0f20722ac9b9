package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"path"
	"reflect"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
)

// humaConfig corrects Huma's defaults, each for its reason.
func (s *Server) humaConfig() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	format := huma.Format{Marshal: func(w io.Writer, v any) error { return nil }, Unmarshal: readJSON}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "京津冀人才圈", Version: s.cfg.Version,
				Description: "出错时一律答复 application/problem+json(RFC 9457),以 code 区分。"},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "登录后取得的 accessToken"},
				},
			},
		},
		OpenAPIPath:   "", // served by mountOwn, with an ETag
		DocsPath:      "", // Huma's page loads from another host
		SchemasPath:   "", // and with CreateHooks left out there is no $schema in any answer
		Formats:       map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{s.restate},
		// RejectUnknownQueryParameters stays off because checkURL does that and more in one pass over the query.
	}
}

// restate takes the errors that Huma found in the input and answers with ours. Whatever Huma then writes, exchange ignores.
func (s *Server) restate(ctx huma.Context, _ string, v any) (any, error) {
	if model, ok := v.(*huma.ErrorModel); ok {
		x := ctx.(*exchange)
		x.refuse(x.explain(model))
	}
	return nil, nil
}

// explain makes the fault for Huma's complaints. When one is about the body as a whole, the body is read again to learn which of our
// own errors it was, because Huma keeps only its text.
func (x *exchange) explain(model *huma.ErrorModel) error {
	fields, all := x.server.words.fields(model.Errors)
	if x.op.body != nil && (!all || model.Status == http.StatusBadRequest) {
		if err := readJSON(x.body, reflect.New(x.op.body).Interface()); err != nil {
			return explainJSON(err)
		}
	}
	return invalid.With(fields...)
}

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
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

func problemResponse(description string) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
	}}
}

// seal ends mounting and makes the document.
func (s *Server) seal() {
	s.sealing.Do(func() {
		s.sealed = true
		document := s.api.OpenAPI()
		schemas := document.Components.Schemas
		schemas.Schema(reflect.TypeFor[Problem](), true, "")
		for _, name := range []string{"ErrorModel", "ErrorDetail", "HumaErrorModel", "HumaErrorDetail"} {
			delete(schemas.Map(), name) // Huma's own, which no answer has
		}
		for _, schema := range schemas.Map() {
			neverNull(schema)
		}
		compact, err := json.Marshal(document)
		if err != nil {
			s.problem("API document: %w", err)
			return
		}
		var indented bytes.Buffer
		if err := json.Indent(&indented, compact, "", "  "); err != nil {
			s.problem("API document: %w", err)
		}
		indented.WriteByte('\n')
		s.openAPI = indented.Bytes()
	})
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

// OpenAPI is the API document (OpenAPI 3.1, JSON), the same bytes every time. Mounting is over after it.
func (s *Server) OpenAPI() []byte {
	s.seal()
	return s.openAPI
}
