package search

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"talentcircle/backend/cn"
)

// Explainer finds, for the documents of one answer, where the terms stand and says so. Make one for each query.
type Explainer struct {
	schema   *Schema
	terms    []explained
	wordwise bool // some term is not one run of Hanzi, so texts must be cut into runs
}

type explained struct {
	Term
	words [][]Run
}

// NewExplainer prepares the terms an engine really used.
func NewExplainer(schema *Schema, terms []Term) *Explainer {
	x := &Explainer{schema: schema}
	for _, t := range terms {
		e := explained{Term: t}
		for _, w := range t.Words {
			runs := Runs(w)
			e.words = append(e.words, runs)
			x.wordwise = x.wordwise || len(runs) != 1 || !runs[0].Han
		}
		x.terms = append(x.terms, e)
	}
	return x
}

// value is one value of a document, folded once for all terms.
type value struct {
	field  int // of the schema
	raw    string
	folded string
	runs   []Run // only when some term is not plain Hanzi
}

func (x *Explainer) values(text map[string][]string) []value {
	var out []value
	for i, field := range x.schema.Text {
		for _, raw := range text[field.Name] {
			v := value{field: i, raw: raw, folded: cn.Fold(raw)}
			if x.wordwise {
				v.runs = Runs(v.folded)
			}
			out = append(out, v)
		}
	}
	return out
}

// how a term was found, the surest first.
type how int

const (
	notFound how = iota
	isWhole      // the value is the word
	hasWord
	hasSynonym
	hasPinyin
	hasMixture
	hasMisspelt
)

// found is one place of one term.
type found struct {
	how        how
	start, end int    // runes of the folded value
	text       string // what stands there, folded, for a misspelling
}

// Explain gives, by text field, the matched values HTML-escaped with <em> round what was found, and the reasons: one for each term, in
// the heaviest field that has it.
func (x *Explainer) Explain(text map[string][]string) (highlights map[string]string, why []string) {
	if len(x.terms) == 0 {
		return nil, nil
	}
	values := x.values(text)
	places := make([][]found, len(values)) // by value, of all terms
	reasons := make([]string, len(x.terms))
	for i := range x.terms {
		t := &x.terms[i]
		exact := false
		for n := range values {
			at := t.places(&values[n])
			exact = exact || len(at) > 0
			if len(at) == 0 && x.schema.Text[values[n].field].Person {
				at = t.names(values[n].folded)
			}
			x.note(&reasons[i], t, &values[n], at)
			places[n] = append(places[n], at...)
		}
		if exact || t.Phrase {
			continue
		}
		for n := range values { // a misspelling is pointed at only where nothing is as typed
			at := t.misspelt(values[n].runs)
			x.note(&reasons[i], t, &values[n], at)
			places[n] = append(places[n], at...)
		}
	}
	highlights = map[string]string{}
	for n, at := range places {
		if len(at) == 0 {
			continue
		}
		name, marked := x.schema.Text[values[n].field].Name, mark(values[n].raw, at)
		if before := highlights[name]; before != "" {
			marked = before + "、" + marked
		}
		highlights[name] = marked
	}
	return highlights, slices.DeleteFunc(reasons, func(r string) bool { return r == "" })
}

// note keeps the first reason of a term.
func (x *Explainer) note(reason *string, t *explained, v *value, at []found) {
	if *reason == "" && len(at) > 0 {
		*reason = because(x.schema.Text[v.field], t.Term, at[0])
	}
}

// places finds every place of the term's words.
func (t *explained) places(v *value) []found {
	var out []found
	for n, w := range t.words {
		how := hasWord
		if n > 0 {
			how = hasSynonym
		}
		if len(w) == 1 && w[0].Han {
			out = appendHan(out, v.folded, w[0].Text, how)
			continue
		}
		for from := 0; len(w) > 0 && from+len(w) <= len(v.runs); from++ {
			if start, end, ok := wordAt(v.runs[from:from+len(w)], w, t.Last && !t.Phrase); ok {
				out = append(out, found{how: how, start: start, end: end})
			}
		}
	}
	if len(out) == 1 && out[0].how == hasWord && out[0].start == 0 && out[0].end == utf8.RuneCountInString(v.folded) {
		out[0].how = isWhole
	}
	return out
}

// appendHan adds every place of Hanzi in a text.
func appendHan(out []found, folded string, word string, how how) []found {
	n := utf8.RuneCountInString(word)
	runes := 0
	for at := 0; ; {
		i := strings.Index(folded[at:], word)
		if i < 0 {
			return out
		}
		runes += utf8.RuneCountInString(folded[at : at+i])
		out = append(out, found{how: how, start: runes, end: runes + n})
		runes += n
		at += i + len(word)
	}
}

// names finds the term as pinyin, or as a mixture, in a name.
func (t *explained) names(folded string) []found {
	for _, r := range t.Pinyin {
		if start, end, ok := MatchName(r.Text, folded); ok {
			return []found{{how: hasPinyin, start: start, end: end}}
		}
	}
	for _, n := range t.Names {
		if start, end, ok := MatchName(n, folded); ok {
			return []found{{how: hasMixture, start: start, end: end}}
		}
	}
	return nil
}

// misspelt finds words that are nearly the term's.
func (t *explained) misspelt(runs []Run) []found {
	var out []found
	for _, w := range t.words {
		if len(w) != 1 || w[0].Han {
			continue
		}
		for _, r := range runs {
			if !r.Han && Misspelt(w[0].Text, r.Text) {
				out = append(out, found{how: hasMisspelt, start: r.Start, end: r.End, text: r.Text})
			}
		}
	}
	return out
}

// because says how a term was found.
func because(field TextField, t Term, f found) string {
	label := field.Label
	if label == "" {
		label = field.Name
	}
	switch f.how {
	case isWhole:
		if field.Person {
			return label + "为“" + t.Raw + "”"
		}
		return label + "包含“" + t.Raw + "”"
	case hasSynonym:
		return label + "包含“" + t.Raw + "”的同义词"
	case hasPinyin:
		return label + "拼音匹配“" + t.Raw + "”"
	case hasMixture:
		return label + "匹配“" + t.Raw + "”"
	case hasMisspelt:
		return label + "包含与“" + t.Raw + "”相近的“" + f.text + "”"
	}
	return label + "包含“" + t.Raw + "”"
}

// mark escapes the value and puts <em> round the places, joined where they touch.
func mark(raw string, places []found) string {
	folded := cn.FoldMap(raw)
	slices.SortFunc(places, func(a, b found) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for i := 0; i < len(places); {
		start, end := folded.Source(places[i].start, places[i].end)
		for i++; i < len(places); i++ {
			s, e := folded.Source(places[i].start, places[i].end)
			if s > end {
				break
			}
			end = max(end, e)
		}
		b.WriteString(html.EscapeString(raw[at:start]))
		b.WriteString("<em>")
		b.WriteString(html.EscapeString(raw[start:end]))
		b.WriteString("</em>")
		at = end
	}
	b.WriteString(html.EscapeString(raw[at:]))
	return b.String()
}
