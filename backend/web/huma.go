package web

import (
	"io"
	"net/http"
	"reflect"

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
		OpenAPIPath:   "", // served by ourselves, with an ETag
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
