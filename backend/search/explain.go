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
	schema *Schema
	terms  []explained
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
			e.words = append(e.words, Runs(w))
		}
		x.terms = append(x.terms, e)
	}
	return x
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
	highlights = map[string]string{}
	said := make([]bool, len(x.terms))
	exact := x.exactSomewhere(text)
	reasons := make([]string, len(x.terms))
	for _, field := range x.schema.Text {
		var shown []string
		for _, value := range text[field.Name] {
			folded := cn.FoldMap(value)
			spans := x.spans(field, folded.Text, exact, func(i int, f found) {
				if !said[i] {
					said[i] = true
					reasons[i] = reason(field, x.terms[i].Term, f)
				}
			})
			if len(spans) > 0 {
				shown = append(shown, mark(value, folded, spans))
			}
		}
		if len(shown) > 0 {
			highlights[field.Name] = strings.Join(shown, "、")
		}
	}
	return highlights, slices.DeleteFunc(reasons, func(r string) bool { return r == "" })
}

// exactSomewhere tells for each term whether a word of it stands in the document as typed: then misspellings are not pointed at.
func (x *Explainer) exactSomewhere(text map[string][]string) []bool {
	exact := make([]bool, len(x.terms))
	for _, field := range x.schema.Text {
		for _, value := range text[field.Name] {
			runs := Runs(cn.Fold(value))
			for i, t := range x.terms {
				for _, w := range t.words {
					if _, _, ok := FindWord(runs, w, t.Last && !t.Phrase); ok {
						exact[i] = true
					}
				}
			}
		}
	}
	return exact
}

// spans gives the places of all terms in a folded value and reports the first place of each.
func (x *Explainer) spans(field TextField, folded string, exact []bool, report func(term int, f found)) []span {
	runs := Runs(folded)
	var out []span
	for i, t := range x.terms {
		places := t.places(runs, folded)
		if len(places) == 0 && field.Person {
			places = t.names(folded)
		}
		if len(places) == 0 && !exact[i] && !t.Phrase {
			places = t.misspelt(runs)
		}
		if len(places) > 0 {
			report(i, places[0])
		}
		for _, p := range places {
			out = append(out, span{p.start, p.end})
		}
	}
	return out
}

// places finds every place of the term's words.
func (t explained) places(runs []Run, folded string) []found {
	var out []found
	for n, w := range t.words {
		if len(w) == 0 {
			continue
		}
		for from := 0; from+len(w) <= len(runs); from++ {
			f := found{how: hasWord}
			if n > 0 {
				f.how = hasSynonym
			}
			if len(w) == 1 && w[0].Han {
				out = appendHan(out, runs[from], w[0].Text, f.how)
				continue
			}
			start, end, ok := FindWord(runs[from:from+len(w)], w, t.Last && !t.Phrase)
			if !ok {
				continue
			}
			f.start, f.end = start, end
			out = append(out, f)
		}
	}
	if len(out) == 1 && out[0].how == hasWord && out[0].start == 0 && out[0].end == utf8.RuneCountInString(folded) {
		out[0].how = isWhole
	}
	return out
}

// appendHan adds every place of Hanzi in one run.
func appendHan(out []found, r Run, word string, how how) []found {
	if !r.Han {
		return out
	}
	n := utf8.RuneCountInString(word)
	for at := 0; ; {
		i := strings.Index(r.Text[at:], word)
		if i < 0 {
			return out
		}
		start := r.Start + utf8.RuneCountInString(r.Text[:at+i])
		out = append(out, found{how: how, start: start, end: start + n})
		at += i + len(word)
	}
}

// names finds the term as pinyin, or as a mixture, in a name.
func (t explained) names(folded string) []found {
	if len(t.Pinyin) > 0 {
		keys := NameKeys(folded)
		for _, r := range t.Pinyin {
			if !slices.ContainsFunc(keys, func(k NameKey) bool { return k.Begins(r) }) {
				continue
			}
			if start, end, ok := MatchName(r.Text, folded); ok {
				return []found{{how: hasPinyin, start: start, end: end}}
			}
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
func (t explained) misspelt(runs []Run) []found {
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

func reason(field TextField, t Term, f found) string {
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

type span struct{ start, end int } // runes of the folded value

// mark escapes the value and puts <em> round the spans, joined where they touch.
func mark(value string, folded cn.Folded, spans []span) string {
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for i := 0; i < len(spans); {
		start, end := folded.Source(spans[i].start, spans[i].end)
		for i++; i < len(spans); i++ {
			s, e := folded.Source(spans[i].start, spans[i].end)
			if s > end {
				break
			}
			end = max(end, e)
		}
		b.WriteString(html.EscapeString(value[at:start]))
		b.WriteString("<em>")
		b.WriteString(html.EscapeString(value[start:end]))
		b.WriteString("</em>")
		at = end
	}
	b.WriteString(html.EscapeString(value[at:]))
	return b.String()
}
