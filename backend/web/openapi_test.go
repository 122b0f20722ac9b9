package web_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

// everything mounts one of each sort of route.
func everything(r *web.Routes) {
	listing(r)
	creating(r)
	importing(r)
	doors(r)
	web.Handle(r, op("PATCH", "/things/{id}", "changeThing"), web.Allow(auth.ExpertRegister, auth.ExpertSelf), reading[struct {
		ID string `path:"id"`
		web.IfMatch
		Body struct {
			Name web.Patch[string]   `json:"name,omitzero" maxLength:"40"`
			Tags web.Patch[[]string] `json:"tags,omitzero" maxItems:"5"`
		}
	}]())
	web.Handle(r, op("GET", "/trees", "listTrees"), web.Public(), showing[web.List[*tree]]())
}

func TestTheDocumentIsTheSameEveryTime(t *testing.T) {
	first := newPortal(t, everything).OpenAPI()
	for range 5 {
		require.Equal(t, string(first), string(newPortal(t, everything).OpenAPI()))
	}
	require.Equal(t, "1.2.3", at(t, first, "info", "version"))
	require.Equal(t, "3.1.0", at(t, first, "openapi"))
}

func at(t *testing.T, document []byte, path ...string) any {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(document, &value))
	for _, step := range path {
		members, ok := value.(map[string]any)
		require.True(t, ok, step)
		value, ok = members[step]
		require.True(t, ok, "no %s in %v", step, slices.Sorted(maps.Keys(members)))
	}
	return value
}

func TestWhatTheDocumentSays(t *testing.T) {
	document := newPortal(t, everything).OpenAPI()
	text := string(document)

	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(text, -1) {
		at(t, document, "components", "schemas", ref[1])
	}
	require.NotContains(t, text, "ErrorModel")
	require.NotContains(t, text, "$schema")
	require.NotContains(t, text, `"value"`)

	change := func(path ...string) any {
		return at(t, document, append([]string{"paths", "/api/v1/things/{id}", "patch"}, path...)...)
	}
	require.Equal(t, "expert.register | expert.self", change("x-access"))
	require.Equal(t, []any{map[string]any{"bearer": []any{}}}, change("security"))
	require.Equal(t, "#/components/schemas/Problem", change("responses", "428", "content", "application/problem+json", "schema", "$ref"))
	parameters := change("parameters").([]any)
	require.Contains(t, parameters, map[string]any{"in": "header", "name": "If-Match", "required": true,
		"description": `所改对象的版本,即最近一次读取时的 ETag,如 "3"`,
		"schema":      map[string]any{"type": "string", "description": `所改对象的版本,即最近一次读取时的 ETag,如 "3"`}})

	body := strings.TrimPrefix(change("requestBody", "content", "application/json", "schema", "$ref").(string), "#/components/schemas/")
	require.Equal(t, []any{"string", "null"}, at(t, document, "components", "schemas", body, "properties", "name", "type"))
	require.EqualValues(t, 40, at(t, document, "components", "schemas", body, "properties", "name", "maxLength"))
	require.Equal(t, []any{"array", "null"}, at(t, document, "components", "schemas", body, "properties", "tags", "type"), "null removes")
	require.Equal(t, "array", at(t, document, "components", "schemas", "ListWeb_testThing", "properties", "items", "type"), "never null")

	require.NotNil(t, at(t, document, "paths", "/api/v1/things/imports", "post", "requestBody", "content", "multipart/form-data", "schema", "properties", "file"))
	require.Equal(t, []any{map[string]any{}, map[string]any{"bearer": []any{}}}, at(t, document, "paths", "/healthz", "get", "security"))
	require.NotNil(t, at(t, document, "paths", "/api/v1/parents/{id}/things", "post", "responses", "201", "headers", "Location"))
}

func TestSchemasOfTwoFeaturesDoNotClash(t *testing.T) {
	document := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/a", "listA"), web.Public(), showing[web.List[thing]]())
		web.Handle(r, op("GET", "/b", "listB"), web.Public(), showing[web.Items[web.List[thing]]]())
		web.Handle(r, op("GET", "/c", "showC"), web.Public(), showing[web.HealthView]())
	}).OpenAPI()
	schemas := at(t, document, "components", "schemas").(map[string]any)
	for _, name := range []string{"Web_testThing", "ListWeb_testThing", "HealthView"} {
		require.Contains(t, schemas, name)
	}
}

// TestTheDocsPageIsAllOurs: the content security policy allows no other host and nothing inline, and with scripts off the page is whole.
func TestTheDocsPageIsAllOurs(t *testing.T) {
	p := newPortal(t, everything)
	w := p.get("/api/docs")
	require.Equal(t, 200, w.Code)
	require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
	html := w.Body.String()
	require.NotRegexp(t, `https?://|//[a-z]`, html)
	require.NotRegexp(t, `(?i)<style|style=|\son[a-z]+=|javascript:`, html)
	for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(html, -1) {
		require.Contains(t, script, "src=")
	}
	for _, link := range regexp.MustCompile(`(?:src|href)="(/[^"]*)"`).FindAllStringSubmatch(html, -1) {
		require.Equal(t, 200, p.get(link[1]).Code, link[1])
	}
	for _, anchor := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(html, -1) {
		require.Contains(t, html, `id="`+anchor[1]+`"`)
	}
	for _, o := range p.Table() {
		if !strings.HasPrefix(o.Path, "/api/docs") && o.ID != "openapi" {
			require.Contains(t, html, `id="`+o.ID+`"`)
		}
	}
	require.Contains(t, html, "expert.register | expert.self")
	require.Contains(t, html, "110000 | 120000 | 130100")
	require.Contains(t, html, "默认 20 · ≥ 1 · ≤ 100")
	require.NotContains(t, html, "ZgotmplZ")
}
