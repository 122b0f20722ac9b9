package web

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// docsFiles is our own page over the API document: plain HTML made here, with no script or style from anywhere else, and readable with
// scripts off.
//
//go:embed docspage
var docsFiles embed.FS

type docsView struct {
	Title, Version, Description string
	Groups                      []docsGroup
	Schemas                     []docsSchema
}

type docsGroup struct {
	Tag        string
	Operations []docsOperation
}

type docsOperation struct {
	Method, Path, ID, Summary, Access string
	Parameters                        []docsField
	Body                              []docsContent
	Responses                         []docsResponse
}

type docsContent struct {
	Media string
	Type  docsType
}

type docsResponse struct {
	Status, Description string
	Content             []docsContent
}

type docsSchema struct {
	Name   string
	Fields []docsField
}

type docsField struct {
	Name, In, Doc, Limits string
	Required              bool
	Type                  docsType
}

// docsType is how a type is written; Ref names the schema it leads to.
type docsType struct{ Before, Ref, After string }

func docsFile(name string) func() (string, []byte, error) {
	return func() (string, []byte, error) {
		body, err := docsFiles.ReadFile("docspage/" + name)
		return contentTypes[path.Ext(name)], body, err
	}
}

func (s *Server) docsPage() (string, []byte, error) {
	s.seal()
	page, err := template.ParseFS(docsFiles, "docspage/page.html")
	if err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, s.docsView())
	return contentTypes[".html"], out.Bytes(), err
}

func (s *Server) docsView() docsView {
	document := s.api.OpenAPI()
	view := docsView{Title: document.Info.Title, Version: document.Info.Version, Description: document.Info.Description}
	groups := map[string][]docsOperation{}
	for _, o := range s.operations {
		groups[o.Tag] = append(groups[o.Tag], describeOperation(o, operationIn(document, o)))
	}
	for _, tag := range slices.Sorted(maps.Keys(groups)) {
		slices.SortFunc(groups[tag], func(a, b docsOperation) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
		})
		view.Groups = append(view.Groups, docsGroup{tag, groups[tag]})
	}
	schemas := document.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		view.Schemas = append(view.Schemas, describeSchema(name, schemas[name]))
	}
	return view
}

func describeOperation(o *operation, op *huma.Operation) docsOperation {
	d := docsOperation{Method: o.Method, Path: o.path, ID: o.ID, Summary: o.Summary, Access: o.access.String()}
	for _, p := range op.Parameters {
		d.Parameters = append(d.Parameters, docsField{Name: p.Name, In: p.In, Doc: p.Description, Required: p.Required,
			Type: describeType(p.Schema), Limits: describeLimits(p.Schema)})
	}
	if op.RequestBody != nil {
		d.Body = describeContent(op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		r := op.Responses[status]
		d.Responses = append(d.Responses, docsResponse{status, r.Description, describeContent(r.Content)})
	}
	return d
}

func describeContent(content map[string]*huma.MediaType) (all []docsContent) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		all = append(all, docsContent{media, describeType(content[media].Schema)})
	}
	return all
}

func describeSchema(name string, s *huma.Schema) docsSchema {
	d := docsSchema{Name: name}
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[field]
		d.Fields = append(d.Fields, docsField{Name: field, Doc: p.Description, Required: slices.Contains(s.Required, field),
			Type: describeType(p), Limits: describeLimits(p)})
	}
	return d
}

func describeType(s *huma.Schema) docsType {
	switch {
	case s == nil:
		return docsType{}
	case s.Ref != "":
		return docsType{Ref: path.Base(s.Ref)}
	case s.Type == huma.TypeArray:
		t := describeType(s.Items)
		return docsType{t.Before, t.Ref, t.After + "[]"}
	case s.Type == "":
		return docsType{Before: "any"}
	}
	if of, ok := s.AdditionalProperties.(*huma.Schema); ok {
		t := describeType(of)
		return docsType{"{string: " + t.Before, t.Ref, t.After + "}"}
	}
	if s.Format != "" && s.Type == huma.TypeString {
		return docsType{Before: s.Type + " (" + s.Format + ")"}
	}
	return docsType{Before: s.Type}
}

// describeLimits writes the rules of a value as a short list.
func describeLimits(s *huma.Schema) string {
	var limits []string
	add := func(name string, set bool, value any) {
		if set {
			limits = append(limits, fmt.Sprintf("%s %v", name, value))
		}
	}
	if s.Type == huma.TypeArray && s.Items != nil {
		add("每项", len(s.Items.Enum) > 0, joinValues(s.Items.Enum))
	}
	add("取值", len(s.Enum) > 0, joinValues(s.Enum))
	add("默认", s.Default != nil, s.Default)
	add("≥", s.Minimum != nil, deref(s.Minimum))
	add("≤", s.Maximum != nil, deref(s.Maximum))
	add("最短", s.MinLength != nil, deref(s.MinLength))
	add("最长", s.MaxLength != nil, deref(s.MaxLength))
	add("最少项数", s.MinItems != nil, deref(s.MinItems))
	add("最多项数", s.MaxItems != nil, deref(s.MaxItems))
	add("格式", s.Pattern != "", cmp.Or(s.PatternDescription, s.Pattern))
	add("null 表示", s.Extensions[removable] != nil, "删除")
	return strings.Join(limits, " · ")
}

func joinValues(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, " | ")
}

func deref[T any](p *T) (value T) {
	if p != nil {
		value = *p
	}
	return value
}
