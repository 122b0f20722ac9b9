package embedded

// scratch is the memory of one query, used again by the next: sets of documents and scores, which would otherwise be most of what a
// query allocates. Nothing of it may outlive the query.
type scratch struct {
	words  []uint64
	used   int
	scores []float32
	best   []float32
}

// bitset gives an empty set of n documents.
func (s *scratch) bitset(n int) bitset {
	size := (n + 63) / 64
	if s.used+size > len(s.words) {
		s.words = make([]uint64, max(2*len(s.words), size, 1<<12)) // sets given out before keep the old block
		s.used = 0
	}
	b := s.words[s.used : s.used+size : s.used+size]
	s.used += size
	clear(b)
	return b
}

func (s *scratch) copyOf(b bitset) bitset {
	c := s.bitset(len(b) * 64)
	copy(c, b)
	return c
}

// scorer gives zeroed scores for a segment.
func (s *scratch) scorer(seg *segment) scorer {
	if len(s.scores) < seg.n {
		s.scores, s.best = make([]float32, seg.n), make([]float32, seg.n)
	}
	clear(s.scores[:seg.n])
	return scorer{seg: seg, scores: s.scores[:seg.n], best: s.best[:seg.n]} // best is left zeroed by each use
}
