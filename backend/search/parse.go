package search

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
)

// parsed is a request's text after the pipeline.
type parsed struct {
	terms []Term
	not   []Term
	where []Condition
	said  []Interpreted
}

// parser collects terms, conditions and what is said about them.
type parser struct {
	parsed
	vocabulary *Vocabulary // nil: nothing is understood
	taken      func(field string) bool
}

// parse runs the text pipeline. taken tells which fields the caller has narrowed already: what the text says about those stays text.
func parse(text string, v *Vocabulary, taken func(field string) bool) parsed {
	p := parser{vocabulary: v, taken: taken}
	text, rest := clip(text)
	tokens := tokenize(text)
	for i := 0; i < len(tokens); {
		next := i + 1
		for next < len(tokens) && tokens[next].or {
			next++
		}
		switch n := p.together(tokens[i:]); {
		case n > 0:
			next = i + n
		case next-i > 1:
			p.alternatives(tokens[i:next])
		default:
			p.token(tokens[i])
		}
		i = next
	}
	p.dropFunctionWords()
	p.joinPinyin()
	p.limit(rest)
	return p.parsed
}

func (p *parser) say(kind, text string) {
	p.said = append(p.said, Interpreted{Kind: kind, Text: text})
}

func (p *parser) token(t token) {
	switch {
	case t.minus:
		p.not = append(p.not, Term{Raw: t.raw, Words: []string{phraseKey(t.raw)}, Phrase: true})
		p.say("excluded", t.raw)
	case t.quoted:
		p.terms = append(p.terms, Term{Raw: t.raw, Words: []string{phraseKey(t.raw)}, Phrase: true})
		p.say("phrase", t.raw)
	default:
		p.plain(t)
	}
}

// maxTogether is how many tokens may be one phrase: big data.
const maxTogether = 4

// together understands several tokens as one phrase or synonym, and gives how many.
func (p *parser) together(tokens []token) int {
	for n := min(maxTogether, len(tokens)); n > 1; n-- {
		raws := make([]string, n)
		plain := n == len(tokens) || !tokens[n].or
		for i, t := range tokens[:n] {
			raws[i] = t.raw
			plain = plain && !t.quoted && !t.minus && !t.or
		}
		raw := strings.Join(raws, " ")
		if !plain {
			continue
		}
		if phrase := p.phrase(phraseKey(raw)); phrase != nil {
			p.filter(phrase, raw)
			return n
		}
		if synonyms := p.synonyms(phraseKey(raw)); len(synonyms) > 0 {
			p.add(Term{Raw: raw, Words: append([]string{phraseKey(raw)}, synonyms...)})
			return n
		}
	}
	return 0
}

// plain understands a token and makes terms of what is left of it.
func (p *parser) plain(t token) {
	if phrase := p.phrase(phraseKey(t.raw)); phrase != nil {
		p.filter(phrase, t.raw)
		return
	}
	folded := cn.FoldMap(t.raw)
	runs := Runs(folded.Text)
	first, filters := len(p.terms), len(p.where)
	for i := 0; i < len(runs); {
		next := i + 1
		for next < len(runs) && runs[next].Start == runs[next-1].End {
			next++
		}
		p.stretch(t.raw, folded, runs[i:next], len(runs) > 1)
		i = next
	}
	made := p.terms[first:]
	if len(made) == 0 {
		return
	}
	if last := &made[len(made)-1]; strings.HasSuffix(t.raw, last.Raw) {
		last.Last = t.last
	}
	if mixture := mixtureOf(runs); mixture != "" && len(p.where) == filters {
		for i := range made {
			made[i].Names = []string{mixture}
		}
	}
}

// stretch understands runs that touch and makes terms of what is left.
func (p *parser) stretch(raw string, folded cn.Folded, runs []Run, touched bool) {
	var runes []rune
	var inner []bool
	for _, r := range runs {
		runes = append(runes, []rune(r.Text)...)
		for i := range r.End - r.Start {
			inner = append(inner, i > 0 && !r.Han)
		}
	}
	pieces := []piece{{start: 0, end: len(runes)}}
	if p.vocabulary != nil {
		pieces = p.vocabulary.understand(runes, append(inner, false), p.taken)
	}
	for _, piece := range pieces {
		from := runs[0].Start + piece.start
		if piece.entry != nil && piece.entry.phrase != nil {
			p.filter(piece.entry.phrase, source(raw, folded, from, runs[0].Start+piece.end))
			continue
		}
		text := string(runes[piece.start:piece.end])
		if piece.entry != nil { // it has synonyms
			p.word(source(raw, folded, from, runs[0].Start+piece.end), text, touched)
			continue
		}
		for _, r := range Runs(text) {
			p.word(source(raw, folded, from+r.Start, from+r.End), r.Text, touched)
		}
	}
}

// word makes a term; letters alone in their token may be pinyin.
func (p *parser) word(raw, text string, touched bool) {
	t := Term{Raw: raw, Words: append([]string{text}, p.synonyms(text)...)}
	if !touched && isLetters(text) && len(text) <= maxKey {
		t.Pinyin = []Reading{{Text: text}}
	}
	p.add(t)
}

// mixtureOf gives runs of Hanzi and of letters that touch, as one name to try; "" when they are not that.
func mixtureOf(runs []Run) string {
	if len(runs) < 2 {
		return ""
	}
	var b strings.Builder
	for i, r := range runs {
		if i > 0 && r.Start != runs[i-1].End || !r.Han && !isLetters(r.Text) {
			return ""
		}
		b.WriteString(r.Text)
	}
	if b.Len() > maxMixture {
		return ""
	}
	return b.String()
}

func isLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

func source(raw string, folded cn.Folded, from, to int) string {
	start, end := folded.Source(from, to)
	return raw[start:end]
}

func (p *parser) add(t Term) {
	p.terms = append(p.terms, t)
	p.say("term", t.Raw)
}

// phrase gives the filter a whole text stands for, if the caller has not narrowed its field.
func (p *parser) phrase(key string) *Phrase {
	if p.vocabulary == nil {
		return nil
	}
	if found := p.vocabulary.entries[key].phrase; found != nil && !p.taken(found.Field) {
		return found
	}
	return nil
}

func (p *parser) synonyms(word string) []string {
	if p.vocabulary == nil {
		return nil
	}
	return p.vocabulary.entries[word].synonyms
}

// filter adds a condition; several phrases of one field are alternatives.
func (p *parser) filter(phrase *Phrase, raw string) {
	p.said = append(p.said, Interpreted{
		Kind: "filter", Text: raw, Field: phrase.Field, Value: phrase.Values[0], Values: slices.Clone(phrase.Values), Label: phrase.Label,
	})
	for i := range p.where {
		if p.where[i].Field == phrase.Field {
			for _, v := range phrase.Values {
				if !slices.Contains(p.where[i].Values, v) {
					p.where[i].Values = append(p.where[i].Values, v)
				}
			}
			return
		}
	}
	p.where = append(p.where, Condition{Field: phrase.Field, Values: slices.Clone(phrase.Values)})
}

// alternatives joins tokens with OR between them: filters of one field, or else words.
func (p *parser) alternatives(tokens []token) {
	phrases := make([]*Phrase, len(tokens))
	same := true
	for i, t := range tokens {
		phrases[i] = p.phrase(phraseKey(t.raw))
		same = same && !t.quoted && phrases[i] != nil && phrases[i].Field == phrases[0].Field
	}
	if same {
		for i, t := range tokens {
			p.filter(phrases[i], t.raw)
		}
		return
	}
	var joined Term
	var raws []string
	for _, t := range tokens {
		key := phraseKey(t.raw)
		joined.Words = append(joined.Words, key)
		if isLetters(key) && !t.quoted && len(key) <= maxKey {
			joined.Pinyin = append(joined.Pinyin, Reading{Text: key, Begun: t.last})
		}
		joined.Phrase = joined.Phrase || t.quoted
		joined.Last = joined.Last || t.last
		raws = append(raws, t.raw)
	}
	joined.Raw = strings.Join(raws, " OR ")
	p.add(joined)
}

// dropFunctionWords leaves out terms such as 请问 and 有 when something else was said.
func (p *parser) dropFunctionWords() {
	empty := func(t Term) bool {
		if t.Phrase || len(t.Words) != 1 || len(t.Names) > 0 {
			return false
		}
		runs := Runs(t.Words[0])
		if len(runs) != 1 || !runs[0].Han {
			return false
		}
		from, to := InformativePart([]rune(t.Words[0]))
		return from == to
	}
	var kept []Term
	for _, t := range p.terms {
		if !empty(t) {
			kept = append(kept, t)
		}
	}
	if len(kept) == len(p.terms) || len(kept)+len(p.where) == 0 {
		return
	}
	p.terms = kept
	p.said = slices.DeleteFunc(p.said, func(i Interpreted) bool {
		return i.Kind == "term" && empty(Term{Raw: i.Text, Words: []string{phraseKey(i.Text)}})
	})
}

// limit keeps MaxTerms and says what is not read.
func (p *parser) limit(rest string) {
	if len(p.terms) > MaxTerms {
		for _, t := range p.terms[MaxTerms:] {
			p.say("dropped", t.Raw)
		}
		p.terms = p.terms[:MaxTerms]
	}
	p.not = p.not[:min(len(p.not), MaxTerms)]
	if rest != "" {
		p.say("dropped", rest)
	}
}
