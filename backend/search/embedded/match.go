package embedded

import (
	"bytes"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// planned is a term made ready: its words cut into runs, and an automaton for what may be misspelt.
type planned struct {
	search.Term
	words []plannedWord
}

type plannedWord struct {
	text  string
	runs  []search.Run
	typos *levenshtein.DFA // nil when nothing is forgiven
}

// typoBuilders make automata for one and for two misspellings.
type typoBuilders [3]*levenshtein.LevenshteinAutomatonBuilder

// newTypoBuilders computes the tables once; they never change.
var newTypoBuilders = sync.OnceValues(func() (b typoBuilders, err error) {
	for distance := 1; distance <= 2 && err == nil; distance++ {
		b[distance], err = levenshtein.NewLevenshteinAutomatonBuilder(uint8(distance), true)
	}
	return b, err
})

func (b typoBuilders) plan(terms []search.Term) []planned {
	out := make([]planned, len(terms))
	for i, t := range terms {
		out[i].Term = t
		for _, w := range t.Words {
			p := plannedWord{text: w, runs: search.Runs(w)}
			if len(p.runs) == 1 {
				p.text = p.runs[0].Text
			}
			if n := search.TyposOf(p.text); n > 0 && !t.Phrase && len(p.runs) == 1 && !p.runs[0].Han {
				p.typos, _ = b[n].BuildDfa(p.text, uint8(n)) // none: a word too odd for an automaton is looked for as it is
			}
			out[i].words = append(out[i].words, p)
		}
	}
	return out
}

// match adds to out the documents of a segment that have the term; base narrows what need be looked at.
func (s *segment) match(schema *search.Schema, t *planned, base, out bitset) {
	for i := range t.words {
		s.matchWord(schema, t, &t.words[i], out)
	}
	for _, r := range t.Pinyin {
		s.eachReading(r, func(_ int, d uint16) { out.set(d) })
	}
	for _, n := range t.Names {
		for _, d := range s.mixture(schema, n, base) {
			out.set(d)
		}
	}
	out.and(base)
}

func (s *segment) matchWord(schema *search.Schema, t *planned, w *plannedWord, out bitset) {
	switch {
	case len(w.runs) == 0:
	case len(w.runs) == 1 && w.runs[0].Han:
		s.han1(schema, w.runs[0].Text).addTo(out)
	case len(w.runs) == 1:
		s.eachSpelling(t, w, func(i int, _ spelling) {
			s.wordPost.set(i).addTo(out)
		})
	default:
		s.phrase(schema, t, w).addTo(out)
	}
}

// han1 gives the documents in which a run of Hanzi stands.
func (s *segment) han1(schema *search.Schema, word string) docset {
	runes := []rune(word)
	switch len(runes) {
	case 1:
		return s.having(runes[0])
	case 2:
		i, ok := s.han.find(bigram(runes[0], runes[1]))
		if !ok {
			return docset{}
		}
		return s.han.set(i)
	}
	return s.cache.get(word, func() docset { return s.longHan(schema, runes, word) })
}

// having gives the documents that have a character: the union of all its bigrams.
func (s *segment) having(r rune) docset {
	from, to := lowerBound(s.han.keys, bigram(r, 0)), lowerBound(s.han.keys, bigram(r+1, 0))
	if from == to {
		return docset{}
	}
	b := newBitset(s.n)
	for i := from; i < to; i++ {
		s.han.set(i).addTo(b)
	}
	return docset{bits: b, n: b.count()}
}

// longHan meets the lists of all bigrams, the shortest first, and then looks whether the word really stands there: three bigrams in a
// document need not stand side by side.
func (s *segment) longHan(schema *search.Schema, runes []rune, word string) docset {
	var lists []int
	for i := 0; i+1 < len(runes); i++ {
		at, ok := s.han.find(bigram(runes[i], runes[i+1]))
		if !ok {
			return docset{}
		}
		lists = append(lists, at)
	}
	slices.SortFunc(lists, func(a, b int) int { return s.han.length(a) - s.han.length(b) })
	candidates := slices.Clone(s.han.list(lists[0]))
	for _, i := range lists[1:] {
		candidates = s.keepListed(candidates, i)
	}
	needle := []byte(word)
	kept := candidates[:0]
	for _, d := range candidates {
		if s.contains(schema, d, needle) {
			kept = append(kept, d)
		}
	}
	return newDocset(slices.Clip(kept), s.n)
}

// keepListed keeps the candidates that a list has, in place.
func (s *segment) keepListed(candidates []uint16, i int) []uint16 {
	kept := candidates[:0]
	if b, ok := s.han.dense[i]; ok {
		for _, d := range candidates {
			if b.has(d) {
				kept = append(kept, d)
			}
		}
		return kept
	}
	list := s.han.list(i)
	for _, d := range candidates {
		at := gallop(list, d)
		if list = list[at:]; len(list) == 0 {
			break
		}
		if list[0] == d {
			kept = append(kept, d)
		}
	}
	return kept
}

// gallop gives the first place whose document is not before d, in steps that double.
func gallop(list []uint16, d uint16) int {
	step := 1
	for step < len(list) && list[step] < d {
		step *= 2
	}
	lo, hi := step/2, min(step+1, len(list))
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if list[mid] < d {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// contains reports whether Hanzi stand in one of a document's values.
func (s *segment) contains(schema *search.Schema, d uint16, needle []byte) bool {
	found := false
	s.eachText(len(schema.Text), d, func(_ int, _, han []byte) bool {
		found = bytes.Contains(han, needle)
		return !found
	})
	return found
}

// spelling says how well a word of the index fits a typed one.
type spelling uint8

const (
	asTyped spelling = iota
	begun
	misspelt
)

// eachSpelling visits the words of the index that a typed word finds.
func (s *segment) eachSpelling(t *planned, w *plannedWord, visit func(word int, how spelling)) {
	from, to := s.words.prefixed(w.text)
	for i := from; i < to; i++ {
		switch {
		case s.words.ends[i]-s.wordStart(i) == uint32(len(w.text)):
			visit(i, asTyped)
		case t.Last && !t.Phrase:
			visit(i, begun)
		default:
			i = to
		}
	}
	if w.typos == nil || s.typos == nil {
		return
	}
	it, err := s.typos.Search(w.typos, nil, nil)
	for ; err == nil; err = it.Next() {
		_, at := it.Current()
		if i := int(at); i < from || i >= to || !t.Last && s.words.at(i) != w.text {
			visit(i, misspelt)
		}
	}
}

func (s *segment) wordStart(i int) uint32 {
	if i == 0 {
		return 0
	}
	return s.words.ends[i-1]
}

// phrase gives the documents in which several runs follow one another.
func (s *segment) phrase(schema *search.Schema, t *planned, w *plannedWord) docset {
	all := fullBitset(s.n)
	one := newBitset(s.n)
	for i, r := range w.runs {
		clear(one)
		if r.Han {
			s.han1(schema, r.Text).addTo(one)
		} else {
			last := t.Last && !t.Phrase && i == len(w.runs)-1
			from, to := s.words.prefixed(r.Text)
			for i := from; i < to && (last || s.words.ends[i]-s.wordStart(i) == uint32(len(r.Text))); i++ {
				s.wordPost.set(i).addTo(one)
			}
		}
		all.and(one)
	}
	var list []uint16
	all.each(func(d uint16) bool {
		s.eachText(len(schema.Text), d, func(_ int, raw, _ []byte) bool {
			_, _, ok := search.FindWord(search.Runs(cn.Fold(string(raw))), w.runs, t.Last && !t.Phrase)
			if ok {
				list = append(list, d)
			}
			return !ok
		})
		return true
	})
	return newDocset(list, s.n)
}

// eachReading visits the name keys that typed pinyin begins.
func (s *segment) eachReading(r search.Reading, visit func(key int, d uint16)) {
	n := &s.names
	from, to := n.keys.prefixed(r.Text)
	for i := from; i < to; i++ {
		if r.Begun || n.ends[i]&(1<<len(r.Text)) != 0 {
			visit(i, n.docs[i])
		}
	}
}

// mixture gives the documents one of whose names fits Hanzi mixed with pinyin.
func (s *segment) mixture(schema *search.Schema, typed string, base bitset) []uint16 {
	candidates := base.clone()
	for _, r := range search.Runs(typed) {
		if r.Han {
			one := newBitset(s.n)
			s.han1(schema, r.Text).addTo(one)
			candidates.and(one)
		}
	}
	var out []uint16
	candidates.each(func(d uint16) bool {
		s.eachText(len(schema.Text), d, func(field int, raw, _ []byte) bool {
			if !schema.Text[field].Person {
				return true
			}
			_, _, ok := search.MatchName(typed, cn.Fold(string(raw)))
			if ok {
				out = append(out, d)
			}
			return !ok
		})
		return true
	})
	return out
}

// isHan reports whether a word is one run of Hanzi, and gives its length in characters.
func (w *plannedWord) isHan() (n int, ok bool) {
	if len(w.runs) != 1 || !w.runs[0].Han {
		return 0, false
	}
	return utf8.RuneCountInString(w.text), true
}
