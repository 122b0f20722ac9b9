package embedded

import "math/bits"

// bitset has one bit for each document of a segment.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func fullBitset(n int) bitset {
	b := newBitset(n)
	for i := range b {
		b[i] = ^uint64(0)
	}
	if rest := n % 64; rest != 0 {
		b[len(b)-1] = 1<<rest - 1
	}
	return b
}

func (b bitset) has(i uint16) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bitset) set(i uint16)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) clear(i uint16)    { b[i>>6] &^= 1 << (i & 63) }

func (b bitset) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

func (b bitset) empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

func (b bitset) clone() bitset { return append(bitset(nil), b...) }

func (b bitset) and(o bitset) {
	for i := range b {
		b[i] &= o[i]
	}
}

func (b bitset) or(o bitset) {
	for i := range b {
		b[i] |= o[i]
	}
}

func (b bitset) andNot(o bitset) {
	for i := range b {
		b[i] &^= o[i]
	}
}

// countBoth counts what two sets share.
func (b bitset) countBoth(o bitset) int {
	n := 0
	for i, w := range b {
		n += bits.OnesCount64(w & o[i])
	}
	return n
}

// each visits the set bits in order until visit says stop.
func (b bitset) each(visit func(i uint16) bool) {
	for w, word := range b {
		for word != 0 {
			i := bits.TrailingZeros64(word)
			if !visit(uint16(w<<6 | i)) {
				return
			}
			word &= word - 1
		}
	}
}

// docset is an immutable set of documents: a sorted list, or a bitset when the list would be longer than one.
type docset struct {
	list []uint16
	bits bitset // nil: the list holds it all
	n    int
}

// denseFrom is the length from which a set of a full segment is kept as bits: 8 KB of either.
const denseFrom = 4096

// newDocset takes a sorted list; n is the number of documents of the segment.
func newDocset(list []uint16, n int) docset {
	s := docset{list: list, n: len(list)}
	if len(list) >= denseFrom {
		s.list, s.bits = nil, newBitset(n)
		for _, d := range list {
			s.bits.set(d)
		}
	}
	return s
}

func (s docset) addTo(b bitset) {
	if s.bits != nil {
		b.or(s.bits)
		return
	}
	for _, d := range s.list {
		b.set(d)
	}
}

func (s docset) takeFrom(b bitset) {
	if s.bits != nil {
		b.andNot(s.bits)
		return
	}
	for _, d := range s.list {
		b.clear(d)
	}
}

// countIn counts the documents of s that b has.
func (s docset) countIn(b bitset) int {
	if s.bits != nil {
		return b.countBoth(s.bits)
	}
	n := 0
	for _, d := range s.list {
		if b.has(d) {
			n++
		}
	}
	return n
}

// meets reports whether s and b share a document.
func (s docset) meets(b bitset) bool {
	if s.bits != nil {
		for i, w := range s.bits {
			if w&b[i] != 0 {
				return true
			}
		}
		return false
	}
	for _, d := range s.list {
		if b.has(d) {
			return true
		}
	}
	return false
}
