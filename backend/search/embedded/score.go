package embedded

import (
	"bytes"
	"math"
	"slices"

	"talentcircle/backend/search"
)

// Ranks of a name, each above any sum of text scores: the exact name, its beginning, the given name, then pinyin, then text. The
// numbers are added to a document's score once for each term.
const (
	rankExact      = 10000
	rankPrefix     = 8000
	rankGiven      = 6000
	rankMixture    = 5000
	rankPinyin     = 4000 // a whole key
	rankPinyinPart = 3500 // the beginning of one
	lessForGiven   = 200  // a given name in pinyin, or bare initials
	lessForUnusual = 100  // an unusual reading, or no known surname
)

// Shares of a word's weight by how it was found.
var spellingShare = [...]float32{asTyped: 1, begun: 0.6, misspelt: 0.3}

// scorer adds up the scores of one segment's documents.
type scorer struct {
	seg    *segment
	scores []float32
	best   []float32 // the best name rank of the current term
	touch  []uint16
}

// rarity is the weight of a term that hits of n documents have: the fewer, the more it tells.
func rarity(n, hits int) float32 {
	return float32(math.Log(1 + (float64(n-hits)+0.5)/(float64(hits)+0.5)))
}

// add gives every document its share of one term. A document that was not found keeps a score nobody reads.
func (s *scorer) add(t *planned, weight float32, mixtures []uint16) {
	for i := range t.words {
		w := &t.words[i]
		for _, r := range w.runs {
			if r.Han {
				s.han(r.Text, weight/float32(len(w.runs)))
			}
		}
		if len(w.runs) == 1 && !w.runs[0].Han {
			s.seg.eachSpelling(t, w, func(i int, how spelling) {
				s.list(&s.seg.wordPost, i, weight*spellingShare[how])
			})
		}
	}
	s.names(t, mixtures)
}

// han adds a word's bigrams, each its part; of a single character, all bigrams it begins.
func (s *scorer) han(word string, weight float32) {
	runes := []rune(word)
	p := &s.seg.han
	if len(runes) == 1 {
		from, to := lowerBound(p.keys, bigram(runes[0], 0)), lowerBound(p.keys, bigram(runes[0]+1, 0))
		for i := from; i < to; i++ {
			s.list(p, i, weight)
		}
		return
	}
	for i := 0; i+1 < len(runes); i++ {
		if at, ok := p.find(bigram(runes[i], runes[i+1])); ok {
			s.list(p, at, weight/float32(len(runes)-1))
		}
	}
}

func (s *scorer) list(p *postings, i int, weight float32) {
	from, to := p.span(i)
	docs, impact := p.docs[from:to], p.impact[from:to]
	scale := weight / 255
	for j, d := range docs {
		s.scores[d] += scale * float32(impact[j])
	}
}

// names adds the best rank of the term among each person's names.
func (s *scorer) names(t *planned, mixtures []uint16) {
	s.touch = s.touch[:0]
	for i := range t.words {
		if _, ok := t.words[i].isHan(); ok {
			s.hanNames(t.words[i].text)
		}
	}
	for _, r := range t.Pinyin {
		s.seg.eachReading(r, func(key int, d uint16) {
			s.rank(d, s.pinyinRank(key, len(r.Text)))
		})
	}
	for _, d := range mixtures {
		s.rank(d, rankMixture)
	}
	for _, d := range s.touch {
		s.scores[d] += s.best[d]
		s.best[d] = 0
	}
}

func (s *scorer) hanNames(word string) {
	n := &s.seg.names
	from, to := n.keys.prefixed(word)
	for i := from; i < to; i++ {
		whole := len(n.keys.bytes(i)) == len(word)
		switch kind := search.KeyKind(n.kind[i] &^ unusualBit); {
		case kind == search.HanFull && whole:
			s.rank(n.docs[i], rankExact)
		case kind == search.HanFull:
			s.rank(n.docs[i], rankPrefix)
		case kind == search.HanGiven && whole:
			s.rank(n.docs[i], rankGiven)
		}
	}
}

// pinyinRank ranks a key that begins with n typed letters.
func (s *scorer) pinyinRank(key, n int) float32 {
	names := &s.seg.names
	rank := float32(rankPinyinPart)
	if len(names.keys.bytes(key)) == n {
		rank = rankPinyin
	}
	kind := names.kind[key]
	if k := search.KeyKind(kind &^ unusualBit); k == search.PinyinGiven || k == search.PinyinInits {
		rank -= lessForGiven
	}
	if kind&unusualBit != 0 {
		rank -= lessForUnusual
	}
	return rank
}

func (s *scorer) rank(d uint16, rank float32) {
	if s.best[d] == 0 {
		s.touch = append(s.touch, d)
	}
	s.best[d] = max(s.best[d], rank)
}

// hit is one candidate for the page: what it is ordered by, and where it is.
type hit struct {
	order int64 // higher first
	seg   int
	doc   uint16
}

// top keeps the best hits of all segments, in a heap whose root is the worst that is kept.
type top struct {
	view *view
	keep int
	heap []hit
}

// before reports whether a stands before b: by order, then the newer id.
func (t *top) before(a, b hit) bool {
	if a.order != b.order {
		return a.order > b.order
	}
	if a.seg == b.seg {
		return a.doc < b.doc
	}
	return bytes.Compare(t.view.segments[a.seg].ids.bytes(int(a.doc)), t.view.segments[b.seg].ids.bytes(int(b.doc))) > 0
}

// offer takes a hit in if it is among the best, and reports whether a later one of the same order in the same segment could still be.
func (t *top) offer(h hit) bool {
	if len(t.heap) < t.keep {
		t.heap = append(t.heap, h)
		t.up(len(t.heap) - 1)
		return true
	}
	if t.keep == 0 || !t.before(h, t.heap[0]) {
		return false
	}
	t.heap[0] = h
	t.down(0)
	return true
}

func (t *top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.before(t.heap[parent], t.heap[i]) {
			return
		}
		t.heap[parent], t.heap[i] = t.heap[i], t.heap[parent]
		i = parent
	}
}

func (t *top) down(i int) {
	for {
		worst := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(t.heap); c++ {
			if t.before(t.heap[worst], t.heap[c]) {
				worst = c
			}
		}
		if worst == i {
			return
		}
		t.heap[i], t.heap[worst] = t.heap[worst], t.heap[i]
		i = worst
	}
}

// sorted gives the kept hits, best first.
func (t *top) sorted() []hit {
	slices.SortFunc(t.heap, func(a, b hit) int {
		if t.before(a, b) {
			return -1
		}
		return 1
	})
	return t.heap
}
