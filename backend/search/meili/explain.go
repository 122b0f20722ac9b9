package meili

import (
	"encoding/json"
	"html"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/search"
)

// explain adds highlights and reasons: ours, which know pinyin and synonyms, and where we find nothing what the server has marked.
func (e *Engine) explain(r *search.Result, raw []meilisearch.Hit, terms []search.Term) {
	if len(terms) == 0 {
		return
	}
	x := search.NewExplainer(e.schema, terms)
	for i, hit := range raw {
		values := map[string][]string{}
		for _, f := range e.schema.Text {
			var list []string
			if json.Unmarshal(hit[prefixText+f.Name], &list) == nil {
				values[f.Name] = list
			}
		}
		r.Hits[i].Highlights, r.Hits[i].Why = x.Explain(values)
		e.serverMarks(&r.Hits[i], hit)
	}
}

// serverMarks shows what only the server found.
func (e *Engine) serverMarks(out *search.Hit, hit meilisearch.Hit) {
	var formatted map[string]json.RawMessage
	if json.Unmarshal(hit["_formatted"], &formatted) != nil {
		return
	}
	for _, f := range e.schema.Text {
		var list []string
		if out.Highlights[f.Name] != "" || json.Unmarshal(formatted[prefixText+f.Name], &list) != nil {
			continue
		}
		var marked []string
		for _, v := range list {
			if strings.Contains(v, markOpen) {
				marked = append(marked, strings.NewReplacer(markOpen, "<em>", markClose, "</em>").Replace(html.EscapeString(v)))
			}
		}
		if len(marked) == 0 {
			continue
		}
		out.Highlights[f.Name] = strings.Join(marked, "、")
		if len(out.Why) == 0 {
			out.Why = []string{f.Label + "与检索词相近"}
		}
	}
}
