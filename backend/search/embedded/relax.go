package embedded

import (
	"math"

	"talentcircle/backend/search"
)

// relax gives up terms, the rarest first, until something is found, and names them. First, long Hanzi that nobody wrote so are cut
// into pieces that somebody wrote. When nothing helps, nothing is given up: the question stands as it was, and its answer is none.
func (w *query) relax() (dropped []search.Interpreted) {
	if len(w.terms) == 0 || w.total() > 0 || w.baseSize() == 0 {
		return nil
	}
	asked := w.terms
	dropped = w.cutLongTerms()
	for len(w.terms) > 1 && w.total() == 0 {
		rarest, fewest := 0, math.MaxInt
		for i := range w.terms {
			if n := w.hits(i); n < fewest {
				rarest, fewest = i, n
			}
		}
		dropped = append(dropped, search.Interpreted{Kind: "dropped", Text: w.terms[rarest].Raw})
		w.terms = without(w.terms, rarest)
		for i := range w.parts {
			p := &w.parts[i]
			p.terms = without(p.terms, rarest)
			p.meet()
		}
	}
	if w.total() == 0 {
		w.terms = asked
		w.look()
		return nil
	}
	return dropped
}

// without copies a list but for one.
func without[T any](list []T, i int) []T {
	return append(append(make([]T, 0, len(list)), list[:i]...), list[i+1:]...)
}

// The lengths between which unknown Hanzi are cut.
const (
	cutFrom  = 4 // a term shorter than this may be a name, and is not cut
	maxPiece = 8
)

// cutLongTerms replaces each long term of Hanzi that nothing has by the longest pieces that something has.
func (w *query) cutLongTerms() (dropped []search.Interpreted) {
	var terms []search.Term
	changed := false
	for i := range w.terms {
		t := w.terms[i].Term
		n := 0
		if len(w.terms[i].words) == 1 {
			n, _ = w.terms[i].words[0].isHan()
		}
		if n < cutFrom || t.Phrase || len(t.Names) > 0 || w.hits(i) > 0 {
			terms = append(terms, t)
			continue
		}
		pieces, lost := w.cut([]rune(w.terms[i].words[0].text))
		for _, s := range lost {
			dropped = append(dropped, search.Interpreted{Kind: "dropped", Text: s})
		}
		for _, s := range pieces {
			terms = append(terms, search.Term{Raw: s, Words: []string{s}})
		}
		changed = changed || len(pieces) > 0
	}
	if !changed || len(terms) > search.MaxTerms {
		return nil
	}
	w.terms = w.typos.plan(terms)
	w.look()
	return dropped
}

// cut takes from the left the longest piece that some document of base has; what begins none is lost, unless it says nothing.
func (w *query) cut(han []rune) (pieces, lost []string) {
	var rest []rune
	flush := func() {
		if from, to := search.InformativePart(rest); from < to {
			lost = append(lost, string(rest[from:to]))
		}
		rest = nil
	}
	for i := 0; i < len(han); {
		n := min(maxPiece, len(han)-i)
		for ; n > 1 && !w.anyHas(string(han[i:i+n])); n-- {
		}
		if n < 2 {
			rest = append(rest, han[i])
			i++
			continue
		}
		flush()
		if from, to := search.InformativePart(han[i : i+n]); from < to {
			pieces = append(pieces, string(han[i:i+n]))
		}
		i += n
	}
	flush()
	return pieces, lost
}

func (w *query) anyHas(word string) bool {
	for i := range w.parts {
		if w.parts[i].seg.han1(w.Schema, word).meets(w.parts[i].base) {
			return true
		}
	}
	return false
}
