package embedded

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// Scoring constants: a word's share of a field grows with how often it stands there and shrinks with the field's length, by fixed
// numbers instead of averages, so that a posting never changes when other documents do.
const (
	saturation = 1.2
	flatness   = 0.75
	usualRunes = 64
)

// builder makes one segment.
type builder struct {
	schema  *search.Schema
	seg     *segment
	total   float32 // of the schema's weights
	wordIDs map[string]uint32
	words   []string // by id
	field   tally
	doc     tally
	terms   tally // key → number of the term, as seen first
	keys    []uint64
	post    []posting
	names   []namedDoc
}

type posting struct {
	term   uint32
	doc    uint16
	impact uint8
}

type namedDoc struct {
	key search.NameKey
	doc uint16
}

// wordBit marks the key of a word among those of bigrams; the rest is its id.
const wordBit = 1 << 63

// build makes a segment of up to segmentDocs documents, which it sorts. Ids must differ.
func build(schema *search.Schema, docs []search.Doc) (*segment, error) {
	slices.SortFunc(docs, func(a, b search.Doc) int { return strings.Compare(b.ID, a.ID) })
	b := &builder{schema: schema, seg: &segment{n: len(docs)}, wordIDs: map[string]uint32{}}
	for _, f := range schema.Text {
		b.total += float32(f.Weight)
	}
	for i := range docs {
		b.add(uint16(i), &docs[i])
	}
	b.columns(docs)
	b.postings()
	b.nameKeys()
	return b.seg, b.seg.derive()
}

func (b *builder) add(d uint16, doc *search.Doc) {
	s := b.seg
	s.ids.add(doc.ID)
	s.revs = append(s.revs, doc.Rev)
	s.texts = appendTexts(s.texts, b.schema, doc.Text)
	s.textEnd = append(s.textEnd, uint32(len(s.texts)))
	b.doc.reset()
	for _, f := range b.schema.Text {
		b.field.reset()
		length := 0
		for _, raw := range doc.Text[f.Name] {
			folded := cn.Fold(raw)
			length += b.count(folded)
			if f.Person {
				for _, k := range search.NameKeys(folded) {
					b.names = append(b.names, namedDoc{k, d})
				}
			}
		}
		norm := saturation * (1 - flatness + flatness*float32(length)/usualRunes)
		for _, i := range b.field.used {
			tf := b.field.values[i]
			b.doc.add(b.field.keys[i], float32(f.Weight)*tf/(tf+norm))
		}
	}
	for _, i := range b.doc.used {
		impact := uint8(max(1, min(255, 255*b.doc.values[i]/b.total)))
		b.post = append(b.post, posting{b.term(b.doc.keys[i]), d, impact})
	}
}

// count adds the bigrams and words of a folded text to the field's tally and gives its length.
func (b *builder) count(folded string) int {
	length := 0
	for _, r := range search.Runs(folded) {
		length += r.End - r.Start
		if !r.Han {
			b.field.add(wordBit|uint64(b.word(r.Text)), 1)
			continue
		}
		var before rune
		for _, c := range r.Text {
			if before != 0 {
				b.field.add(bigram(before, c), 1)
			}
			before = c
		}
		b.field.add(bigram(before, 0), 1)
	}
	return length
}

func (b *builder) word(w string) uint32 {
	id, ok := b.wordIDs[w]
	if !ok {
		id = uint32(len(b.words))
		w = strings.Clone(w)
		b.wordIDs[w] = id
		b.words = append(b.words, w)
	}
	return id
}

// term numbers the keys in the order they are met.
func (b *builder) term(key uint64) uint32 {
	i := b.terms.slot(key)
	if b.terms.values[i] == 0 {
		b.keys = append(b.keys, key)
		b.terms.values[i] = float32(len(b.keys)) // exact below 2^24; a segment has far fewer terms
	}
	return uint32(b.terms.values[i]) - 1
}

// columns builds what is filtered, sorted and suggested.
func (b *builder) columns(docs []search.Doc) {
	gather := func(of func(d *search.Doc) []string) column {
		values := make([][]string, len(docs))
		for i := range docs {
			values[i] = of(&docs[i])
		}
		return makeColumn(values)
	}
	s := b.seg
	s.columns = append(s.columns,
		gather(func(d *search.Doc) []string { return d.Audience }),
		gather(func(d *search.Doc) []string { return d.HiddenFrom }))
	for _, f := range b.schema.Values {
		s.columns = append(s.columns, gather(func(d *search.Doc) []string { return d.Values[f.Name] }))
	}
	for _, f := range b.schema.Text {
		if f.Lexicon() {
			s.lexicons = append(s.lexicons, gather(func(d *search.Doc) []string { return foldAll(d.Text[f.Name]) }))
		}
	}
	for _, f := range b.schema.Numbers {
		c := numbers{values: make([]int64, len(docs)), there: newBitset(len(docs))}
		for i := range docs {
			if v, ok := docs[i].Numbers[f]; ok {
				c.values[i] = v
				c.there.set(uint16(i))
			}
		}
		s.numbers = append(s.numbers, c)
	}
}

func foldAll(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strings.TrimSpace(cn.Fold(v))
	}
	return out
}

// postings sorts the terms and lays their lists out; the documents of a list are in order because they were added in order.
func (b *builder) postings() {
	order := make([]uint32, len(b.keys))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return b.compareKeys(b.keys[x], b.keys[y]) })
	rank := make([]uint32, len(order))
	words := len(order)
	for r, t := range order {
		rank[t] = uint32(r)
		if b.keys[t]&wordBit != 0 {
			words = min(words, r)
			b.seg.words.add(b.words[b.keys[t]&^wordBit])
		} else {
			b.seg.han.keys = append(b.seg.han.keys, b.keys[t])
		}
	}
	ends := make([]uint32, len(order)+1)
	for _, p := range b.post {
		ends[rank[p.term]+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	next := slices.Clone(ends)
	docs, impact := make([]uint16, len(b.post)), make([]uint8, len(b.post))
	for _, p := range b.post {
		at := next[rank[p.term]]
		next[rank[p.term]]++
		docs[at], impact[at] = p.doc, p.impact
	}
	split := ends[words]
	b.seg.han.ends, b.seg.han.docs, b.seg.han.impact = slices.Clone(ends[1:words+1]), docs[:split:split], impact[:split:split]
	b.seg.wordPost.docs, b.seg.wordPost.impact = docs[split:], impact[split:]
	for _, e := range ends[words+1:] {
		b.seg.wordPost.ends = append(b.seg.wordPost.ends, e-split)
	}
}

// compareKeys orders bigrams by number, and after them words by their letters.
func (b *builder) compareKeys(x, y uint64) int {
	if x&y&wordBit != 0 {
		return strings.Compare(b.words[x&^wordBit], b.words[y&^wordBit])
	}
	if x < y {
		return -1
	}
	return 1
}

func (b *builder) nameKeys() {
	slices.SortFunc(b.names, func(x, y namedDoc) int {
		if c := strings.Compare(x.key.Key, y.key.Key); c != 0 {
			return c
		}
		if c := int(x.key.Kind) - int(y.key.Kind); c != 0 {
			return c
		}
		return int(x.doc) - int(y.doc)
	})
	n := &b.seg.names
	for _, x := range b.names {
		n.keys.add(x.key.Key)
		n.docs = append(n.docs, x.doc)
		kind := uint8(x.key.Kind)
		if x.key.Unusual {
			kind |= unusualBit
		}
		n.kind = append(n.kind, kind)
		n.ends = append(n.ends, x.key.Ends)
	}
}
