package embedded

import (
	"encoding/binary"
	"math/bits"

	"talentcircle/backend/search"
)

// valid reports whether a segment that was read can be searched without surprise: every list has its length, every number points at
// something, everything that is bisected is sorted. The checksum guards against accidents; this, against a file made to deceive it.
func valid(s *segment, schema *search.Schema) bool {
	if s.n < 1 || s.n > segmentDocs || s.ids.len() != s.n || len(s.revs) != s.n || len(s.textEnd) != s.n {
		return false
	}
	return validTable(s.ids, -1) && validTexts(s, len(schema.Text)) &&
		validColumns(s.columns, colValues+len(schema.Values), s.n) && validColumns(s.lexicons, lexicons(schema), s.n) &&
		validNumbers(s, len(schema.Numbers)) && validKeys(s.han.keys) && len(s.han.keys) == len(s.han.ends) &&
		validPostings(&s.han, s.n) && validTable(s.words, 1) && len(s.wordPost.keys) == 0 &&
		s.words.len() == len(s.wordPost.ends) && validPostings(&s.wordPost, s.n) && validNames(&s.names, s.n)
}

func lexicons(schema *search.Schema) int {
	n := 0
	for _, f := range schema.Text {
		if f.Lexicon() {
			n++
		}
	}
	return n
}

// validTable checks the ends, and the order: 1 rising, -1 falling, both without equals; 0 rising with equals.
func validTable(t table, order int) bool {
	if !rising(t.ends, len(t.text)) {
		return false
	}
	for i := 1; i < t.len(); i++ {
		a, b := string(t.bytes(i-1)), string(t.bytes(i))
		if order == 1 && a >= b || order == -1 && a <= b || order == 0 && a > b {
			return false
		}
	}
	return true
}

// rising reports whether ends never fall and the last is the length of what they divide.
func rising(ends []uint32, length int) bool {
	before := uint32(0)
	for _, e := range ends {
		if e < before {
			return false
		}
		before = e
	}
	return int(before) == length
}

func validKeys(keys []uint64) bool {
	for i := 1; i < len(keys); i++ {
		if keys[i-1] >= keys[i] {
			return false
		}
	}
	return true
}

func validBits(b bitset, n int) bool {
	if len(b) != (n+63)/64 {
		return false
	}
	return n%64 == 0 || bits.Len64(b[len(b)-1]) <= n%64
}

func validColumns(cs []column, want, n int) bool {
	if len(cs) != want {
		return false
	}
	for _, c := range cs {
		if !validTable(c.dict, 1) || len(c.from) != n+1 || c.from[0] != 0 || !rising(c.from, len(c.codes)) {
			return false
		}
		for _, code := range c.codes {
			if int(code) >= c.dict.len() {
				return false
			}
		}
		for d := range n { // a value twice would be counted twice
			if repeats(c.codes[c.from[d]:c.from[d+1]]) {
				return false
			}
		}
	}
	return true
}

func repeats(codes []uint32) bool {
	for i, c := range codes {
		for _, o := range codes[:i] {
			if o == c {
				return true
			}
		}
	}
	return false
}

func validNumbers(s *segment, want int) bool {
	if len(s.numbers) != want {
		return false
	}
	for _, c := range s.numbers {
		if len(c.values) != s.n || !validBits(c.there, s.n) {
			return false
		}
	}
	return true
}

func validPostings(p *postings, n int) bool {
	if !rising(p.ends, len(p.docs)) || len(p.docs) != len(p.impact) {
		return false
	}
	for i := range p.ends {
		list := p.list(i)
		if len(list) == 0 {
			return false
		}
		for j, d := range list {
			if int(d) >= n || j > 0 && list[j-1] >= d {
				return false
			}
		}
	}
	return true
}

func validNames(n *nameIndex, docs int) bool {
	size := n.keys.len()
	if !validTable(n.keys, 0) || len(n.docs) != size || len(n.kind) != size || len(n.ends) != size {
		return false
	}
	for i, d := range n.docs {
		if int(d) >= docs || n.kind[i]&^unusualBit > uint8(search.PinyinInits) {
			return false
		}
	}
	return true
}

// validTexts walks every document's texts once, as eachText will.
func validTexts(s *segment, fields int) bool {
	if !rising(s.textEnd, len(s.texts)) {
		return false
	}
	from := uint32(0)
	for _, end := range s.textEnd {
		if !validText(s.texts[from:end], fields) {
			return false
		}
		from = end
	}
	return true
}

func validText(b []byte, fields int) bool {
	take := func(shift int) (flag bool, ok bool) {
		head, n := binary.Uvarint(b)
		if n <= 0 || head>>shift > uint64(len(b)-n) {
			return false, false
		}
		b = b[n+int(head>>shift):]
		return shift == 1 && head&1 == 1, true
	}
	for range fields {
		count, n := binary.Uvarint(b)
		if n <= 0 || count > uint64(len(b)) {
			return false
		}
		b = b[n:]
		for range count {
			folded, ok := take(1)
			if ok && folded {
				_, ok = take(0)
			}
			if !ok {
				return false
			}
		}
	}
	return len(b) == 0
}
