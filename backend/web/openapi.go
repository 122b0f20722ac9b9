package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// document is the operation as Huma knows it, with the settings that keep Huma from answering by itself.
func (s *Server) document(o *operation) huma.Operation {
	op := huma.Operation{
		Method: o.Method, Path: o.path, OperationID: o.ID, Summary: o.Summary, Tags: []string{o.Tag},
		DefaultStatus:   o.Status,
		MaxBodyBytes:    -1, // bounded in readBody, where an upload is bounded as well
		BodyReadTimeout: -1, // the body is in memory by then; the server's ReadTimeout holds
		Middlewares:     huma.Middlewares{s.guard(o)},
		Responses:       o.responses(),
		Extensions:      map[string]any{"x-access": o.access.String()},
		Security:        []map[string][]string{{"bearer": {}}},
	}
	if o.access.rule == public {
		op.Security = []map[string][]string{{}, {"bearer": {}}}
	}
	return op
}

// responses lists the statuses an operation can answer, so that generated clients and readers know which to expect.
func (o *operation) responses() map[string]*huma.Response {
	good := &huma.Response{Description: titles[o.Status], Headers: map[string]*huma.Param{}}
	if o.ifMatch || o.Method == http.MethodGet {
		good.Headers["ETag"] = &huma.Param{Description: "对象的版本,写作 \"N\"", Schema: &huma.Schema{Type: huma.TypeString}}
	}
	if o.Creates {
		good.Headers["Location"] = &huma.Param{Description: "新对象的地址", Schema: &huma.Schema{Type: huma.TypeString}}
	}
	if o.file {
		good.Content = map[string]*huma.MediaType{o.Produces: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	}
	all := map[string]*huma.Response{strconv.Itoa(o.Status): good, "default": problemResponse("其他错误")}
	for _, status := range o.refusals() {
		all[strconv.Itoa(status)] = problemResponse(titles[status])
	}
	return all
}

func (o *operation) refusals() []int {
	statuses := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusUnprocessableEntity}
	if o.access.rule == allowed {
		statuses = append(statuses, http.StatusForbidden)
	}
	if o.ifMatch {
		statuses = append(statuses, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if o.body != nil || o.upload {
		statuses = append(statuses, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return statuses
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
		s.correct(document)
		body, err := json.MarshalIndent(document, "", "  ")
		if err != nil {
			s.problem("API document: %w", err)
			return
		}
		s.openAPI = append(bytes.TrimSpace(body), '\n')
	})
}

// correct puts right what Huma says of us without asking.
func (s *Server) correct(document *huma.OpenAPI) {
	schemas := document.Components.Schemas
	schemas.Schema(reflect.TypeFor[Problem](), true, "")
	for _, theirs := range []reflect.Type{reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[huma.ErrorDetail]()} {
		delete(schemas.Map(), schemaName(theirs, "")) // no answer has them
	}
	for _, schema := range schemas.Map() {
		neverNull(schema)
	}
	tags := map[string]bool{}
	for _, o := range s.operations {
		op := operationIn(document, o)
		for _, p := range op.Parameters {
			neverNull(p.Schema)
			if p.In == "header" && p.Name == "If-Match" {
				p.Required = true // checked by exchange, which answers 428, and not by Huma, which would answer 422
			}
		}
		if op.RequestBody != nil {
			neverNullContent(op.RequestBody.Content)
		}
		for _, r := range op.Responses {
			neverNullContent(r.Content)
		}
		tags[o.Tag] = true
	}
	for tag := range tags {
		document.Tags = append(document.Tags, &huma.Tag{Name: tag})
	}
	slices.SortFunc(document.Tags, func(a, b *huma.Tag) int { return strings.Compare(a.Name, b.Name) })
}

func operationIn(document *huma.OpenAPI, o *operation) *huma.Operation {
	item := document.Paths[o.path]
	switch o.Method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodPatch:
		return item.Patch
	}
	return item.Delete
}

// OpenAPI is the API document (OpenAPI 3.1, JSON), the same bytes every time. Mounting is over after it.
func (s *Server) OpenAPI() []byte {
	s.seal()
	return s.openAPI
}
