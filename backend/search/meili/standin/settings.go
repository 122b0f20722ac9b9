package standin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// defaults are the settings of a new index.
const defaults = `{"displayedAttributes":["*"],"searchableAttributes":["*"],"filterableAttributes":[],"sortableAttributes":[],
"rankingRules":["words","typo","proximity","attributeRank","sort","wordPosition","exactness"],
"stopWords":[],"nonSeparatorTokens":[],"separatorTokens":[],"dictionary":[],"synonyms":{},"distinctAttribute":null,
"proximityPrecision":"byWord",
"typoTolerance":{"enabled":true,"minWordSizeForTypos":{"oneTypo":5,"twoTypos":9},"disableOnWords":[],"disableOnAttributes":[],"disableOnNumbers":false},
"faceting":{"maxValuesPerFacet":100,"sortFacetValuesBy":{"*":"alpha"}},"pagination":{"maxTotalHits":1000},
"embedders":{},"searchCutoffMs":null,"localizedAttributes":null,"facetSearch":true,"prefixSearch":"indexingTime"}`

func defaultSettings() map[string]any {
	var out map[string]any
	d := json.NewDecoder(strings.NewReader(defaults))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		panic("standin: the default settings are no JSON: " + err.Error())
	}
	return out
}

var builtInRules = []string{"words", "typo", "proximity", "attribute", "attributeRank", "sort", "wordPosition", "exactness"}

// checkSetting refuses a value that the server refuses when it is sent.
func checkSetting(name string, v any) error {
	bad := func(why string) error {
		return invalid("invalid_settings_"+snake(name), "Invalid value at `."+name+"`: "+why)
	}
	if v == nil {
		return nil
	}
	switch name {
	case "rankingRules":
		return checkRules(texts(v), bad)
	case "displayedAttributes", "searchableAttributes", "sortableAttributes", "stopWords", "nonSeparatorTokens", "separatorTokens", "dictionary":
		if texts(v) == nil {
			return bad("expected an array of strings")
		}
	case "filterableAttributes":
		return eachOf(v, bad, func(x any) bool {
			_, text := x.(string)
			return text || texts(mapOf(x)["attributePatterns"]) != nil
		})
	case "localizedAttributes":
		return eachOf(v, bad, func(x any) bool {
			return texts(mapOf(x)["attributePatterns"]) != nil && texts(mapOf(x)["locales"]) != nil
		})
	case "typoTolerance":
		sizes := mapOf(mapOf(v)["minWordSizeForTypos"])
		if one, two := number(sizes["oneTypo"], 5), number(sizes["twoTypos"], 9); two < one {
			return bad("twoTypos is less than oneTypo.")
		}
	case "pagination":
		if number(mapOf(v)["maxTotalHits"], 1000) < 1 {
			return bad("expected at least 1")
		}
	case "prefixSearch":
		if v != "indexingTime" && v != "disabled" {
			return bad("unknown value")
		}
	case "searchCutoffMs":
		if _, ok := v.(json.Number); !ok {
			return bad("expected a number")
		}
	}
	return nil
}

func checkRules(rules []string, bad func(why string) error) error {
	if rules == nil {
		return bad("expected an array of strings")
	}
	for _, r := range rules {
		attribute, direction, custom := strings.Cut(r, ":")
		if !slices.Contains(builtInRules, r) && (!custom || attribute == "" || direction != "asc" && direction != "desc") {
			return bad("`" + r + "` ranking rule is invalid.")
		}
	}
	return nil
}

func eachOf(v any, bad func(why string) error, good func(any) bool) error {
	list, ok := v.([]any)
	if !ok || slices.ContainsFunc(list, func(x any) bool { return !good(x) }) {
		return bad("an element has not the form it must have")
	}
	return nil
}

func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// camel turns a path's searchable-attributes into searchableAttributes.
func camel(path string) string {
	parts := strings.Split(path, "-")
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

func mapOf(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func number(v any, otherwise int) int {
	n, ok := v.(json.Number)
	if !ok {
		return otherwise
	}
	i, err := n.Int64()
	if err != nil {
		return otherwise
	}
	return int(i)
}

func (s *Server) getSettings(r *http.Request) (int, any, error) {
	x, err := s.index(r.PathValue("uid"))
	if err != nil {
		return 0, nil, err
	}
	return 200, x.settings, nil
}

func (s *Server) getSetting(r *http.Request) (int, any, error) {
	x, err := s.index(r.PathValue("uid"))
	if err != nil {
		return 0, nil, err
	}
	v, ok := x.settings[camel(r.PathValue("name"))]
	if !ok {
		return 0, nil, newProblem(404, "not_found", "Not found")
	}
	if v == nil {
		return 200, json.RawMessage("null"), nil
	}
	return 200, v, nil
}

func (s *Server) patchSettings(r *http.Request) (int, any, error) {
	body, err := decode(r)
	if err != nil {
		return 0, nil, err
	}
	return s.change(r.PathValue("uid"), body)
}

func (s *Server) putSetting(r *http.Request) (int, any, error) {
	var v any
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return 0, nil, newProblem(400, "malformed_payload", "The json payload provided is malformed.")
	}
	return s.change(r.PathValue("uid"), map[string]any{camel(r.PathValue("name")): v})
}

func (s *Server) deleteSetting(r *http.Request) (int, any, error) {
	return s.change(r.PathValue("uid"), map[string]any{camel(r.PathValue("name")): nil})
}

func (s *Server) change(uid string, changes map[string]any) (int, any, error) {
	if err := checkUID(uid); err != nil {
		return 0, nil, err
	}
	fresh := defaultSettings()
	for name, v := range changes {
		if _, ok := fresh[name]; !ok {
			return 0, nil, invalid("bad_request", "Unknown field `"+name+"`.")
		}
		if err := checkSetting(name, v); err != nil {
			return 0, nil, err
		}
	}
	return s.enqueue("settingsUpdate", uid, changes, func(map[string]any) error {
		x := s.make(uid, "")
		settings := map[string]any{}
		for name, v := range x.settings {
			settings[name] = v
		}
		for name, v := range changes {
			if v == nil {
				v = fresh[name]
			} else if old, ok := settings[name].(map[string]any); ok && name != "synonyms" {
				v = merged(old, v)
			}
			settings[name] = v
		}
		x.settings = settings
		return nil
	})
}

// merged changes only the named parts of an object.
func merged(old map[string]any, v any) map[string]any {
	out := map[string]any{}
	for k, x := range old {
		out[k] = x
	}
	for k, x := range mapOf(v) {
		if inner, ok := out[k].(map[string]any); ok {
			x = merged(inner, x)
		}
		out[k] = x
	}
	return out
}
