package embedded

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/blevesearch/vellum"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// segmentDocs is how many documents a segment holds at most, so that a document's place fits uint16.
const segmentDocs = 1 << 16

// segment is an immutable, self-contained index of up to segmentDocs documents, in descending order of id: so the order of places is
// the order in which equals are shown, newest first, and an id is found by bisection.
type segment struct {
	n       int
	ids     table
	revs    []int64
	texts   []byte // each document's text fields, see appendTexts
	textEnd []uint32

	columns  []column // audience, hidden from, then the schema's values
	numbers  []numbers
	lexicons []column // folded values of the text fields that are suggested
	han      postings
	words    table // sorted
	wordPost postings
	names    nameIndex

	typos *vellum.FST // the words, for misspellings; nil when there are none; made, not stored
	cache phraseCache
}

// The first columns of a segment, before the schema's own.
const (
	colAudience = iota
	colHidden
	colValues
)

// postings are lists of documents with an impact each, one list for each key or word.
type postings struct {
	keys   []uint64 // sorted; nil for words, whose place in the table is the list's number
	ends   []uint32
	docs   []uint16
	impact []uint8
	dense  map[int]bitset // long lists again, as bits; made, not stored
}

func (p *postings) span(i int) (from, to uint32) {
	if i > 0 {
		from = p.ends[i-1]
	}
	return from, p.ends[i]
}

func (p *postings) length(i int) int {
	from, to := p.span(i)
	return int(to - from)
}

func (p *postings) list(i int) []uint16 {
	from, to := p.span(i)
	return p.docs[from:to]
}

// set gives the documents of a list.
func (p *postings) set(i int) docset {
	if b, ok := p.dense[i]; ok {
		return docset{bits: b, n: p.length(i)}
	}
	list := p.list(i)
	return docset{list: list, n: len(list)}
}

// derive makes the dense bitsets.
func (p *postings) derive(n int) {
	p.dense = map[int]bitset{}
	for i := range p.ends {
		if p.length(i) >= denseFrom {
			b := newBitset(n)
			for _, d := range p.list(i) {
				b.set(d)
			}
			p.dense[i] = b
		}
	}
}

// find gives the list of a key.
func (p *postings) find(key uint64) (int, bool) {
	i := lowerBound(p.keys, key)
	return i, i < len(p.keys) && p.keys[i] == key
}

func lowerBound(keys []uint64, key uint64) int {
	lo, hi := 0, len(keys)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if keys[mid] < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// bigram is the key of two characters side by side; with b 0, of a character at the end of its run. So all lists of keys from
// bigram(a, 0) to bigram(a+1, 0) together are the documents that have a.
func bigram(a, b rune) uint64 { return uint64(a)<<21 | uint64(b) }

// nameIndex holds the keys of the names, sorted.
type nameIndex struct {
	keys table
	docs []uint16
	kind []uint8 // search.KeyKind, and unusualBit
	ends []uint32
}

const unusualBit = 0x80

// find gives the place of an id.
func (s *segment) find(id string) (uint16, bool) {
	lo, hi := 0, s.n
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if string(s.ids.bytes(mid)) > id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return uint16(lo), lo < s.n && string(s.ids.bytes(lo)) == id
}

// derive makes what is not stored.
func (s *segment) derive() error {
	s.han.derive(s.n)
	s.wordPost.derive(s.n)
	for i := range s.columns {
		s.columns[i].derive()
	}
	for i := range s.lexicons {
		s.lexicons[i].derive()
	}
	if s.words.len() == 0 {
		return nil
	}
	var err error
	s.typos, err = transducer(s.words)
	return err
}

// transducer holds sorted words with their places.
func transducer(words table) (*vellum.FST, error) {
	var out bytes.Buffer
	w, err := vellum.New(&out, nil)
	if err != nil {
		return nil, err
	}
	for i := range words.len() {
		if err := w.Insert(words.bytes(i), uint64(i)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return vellum.Load(out.Bytes())
}

// appendTexts writes a document's text fields in the schema's order: the number of values, then each as written. The folded form
// follows where its Hanzi differ, so that Hanzi can be looked for without folding again.
func appendTexts(out []byte, schema *search.Schema, text map[string][]string) []byte {
	for _, f := range schema.Text {
		out = binary.AppendUvarint(out, uint64(len(text[f.Name])))
		for _, raw := range text[f.Name] {
			folded := cn.Fold(raw)
			differs := uint64(0)
			if !sameHan(raw, folded) {
				differs = 1
			}
			out = binary.AppendUvarint(out, uint64(len(raw))<<1|differs)
			out = append(out, raw...)
			if differs == 1 {
				out = binary.AppendUvarint(out, uint64(len(folded)))
				out = append(out, folded...)
			}
		}
	}
	return out
}

// sameHan reports whether both texts have the same runs of Hanzi.
func sameHan(raw, folded string) bool {
	if raw == folded {
		return true
	}
	return hanOnly(raw) == hanOnly(folded)
}

func hanOnly(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case cn.IsHan(r):
			if gap {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		case b.Len() > 0:
			gap = true
		}
	}
	return b.String()
}

// eachText visits a document's values: the field's number, the value as written, and the form in which Hanzi are to be looked for.
// The strings are slices of the segment's memory.
func (s *segment) eachText(fields int, d uint16, visit func(field int, raw, han []byte) bool) {
	from := uint32(0)
	if d > 0 {
		from = s.textEnd[d-1]
	}
	b := s.texts[from:s.textEnd[d]]
	for f := range fields {
		count, n := binary.Uvarint(b)
		b = b[n:]
		for range count {
			head, n := binary.Uvarint(b)
			size := head >> 1
			raw := b[n : n+int(size)]
			b = b[n+int(size):]
			han := raw
			if head&1 == 1 {
				size, n := binary.Uvarint(b)
				han = b[n : n+int(size)]
				b = b[n+int(size):]
			}
			if !visit(f, raw, han) {
				return
			}
		}
	}
}

// textOf gives a document's text by field name.
func (s *segment) textOf(schema *search.Schema, d uint16) map[string][]string {
	out := map[string][]string{}
	s.eachText(len(schema.Text), d, func(field int, raw, _ []byte) bool {
		name := schema.Text[field].Name
		out[name] = append(out[name], string(raw))
		return true
	})
	return out
}

// doc gives the document back, as it was put, for building it into another segment.
func (s *segment) doc(schema *search.Schema, d uint16) search.Doc {
	out := search.Doc{
		ID: s.ids.at(int(d)), Rev: s.revs[d], Audience: s.columns[colAudience].of(d), HiddenFrom: s.columns[colHidden].of(d),
		Text: s.textOf(schema, d), Values: map[string][]string{}, Numbers: map[string]int64{},
	}
	for i, f := range schema.Values {
		if vs := s.columns[colValues+i].of(d); len(vs) > 0 {
			out.Values[f.Name] = vs
		}
	}
	for i, f := range schema.Numbers {
		if s.numbers[i].there.has(d) {
			out.Numbers[f] = s.numbers[i].values[d]
		}
	}
	return out
}
