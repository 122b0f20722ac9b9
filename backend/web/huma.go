package web

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"reflect"
	"time"

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

// What follows is how Huma sees the request.

// Context is the request's own context, bounded by the operation's timeout.
func (x *exchange) Context() context.Context { return x.ctx }

// Query gives a parameter from the one parse of checkURL.
func (x *exchange) Query(name string) string { return x.values.Get(name) }

// Header names the one content type Huma knows; checkType has accepted the caller's spelling of it.
func (x *exchange) Header(name string) string {
	if name == "Content-Type" {
		return "application/json"
	}
	return x.gin.Request.Header.Get(name)
}

// BodyReader gives the body that readBody has read and bounded.
func (x *exchange) BodyReader() io.Reader { return bytes.NewReader(x.body) }

// GetMultipartForm gives the form that readBody has parsed.
func (x *exchange) GetMultipartForm() (*multipart.Form, error) { return x.form, nil }

// SetReadDeadline does nothing: the body is in memory already.
func (x *exchange) SetReadDeadline(time.Time) error { return nil }

// SetStatus is ignored once the answer is written.
func (x *exchange) SetStatus(code int) {
	if !x.done {
		x.humaContext.SetStatus(code)
	}
}

// SetHeader is ignored once the answer is written.
func (x *exchange) SetHeader(name, value string) {
	if !x.done {
		x.humaContext.SetHeader(name, value)
	}
}

// BodyWriter swallows what Huma writes after our answer.
func (x *exchange) BodyWriter() io.Writer {
	if x.done {
		return io.Discard
	}
	return x.humaContext.BodyWriter()
}
