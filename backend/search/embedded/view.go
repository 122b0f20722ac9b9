package embedded

import (
	"iter"
	"slices"

	"talentcircle/backend/search"
)

// view is what readers see: segments that never change, and which of their documents are alive. A writer makes a new view and puts it
// in place of the old; a reader keeps the one it began with.
type view struct {
	segments []*segment
	live     []bitset // as long as segments; never changed in place once published
	seq      int64
}

// place is where a document is.
type place struct {
	seg int
	doc uint16
}

// find gives the living document with an id; there is at most one.
func (v *view) find(id string) (place, bool) {
	for i := len(v.segments) - 1; i >= 0; i-- {
		if d, ok := v.segments[i].find(id); ok && v.live[i].has(d) {
			return place{i, d}, true
		}
	}
	return place{}, false
}

func (v *view) id(h hit) string { return v.segments[h.seg].ids.at(int(h.doc)) }

// docs counts the living.
func (v *view) docs() int {
	n := 0
	for _, l := range v.live {
		n += l.count()
	}
	return n
}

// draft is a view being made: live bitsets are copied before the first change to them.
type draft struct {
	view
	owned []bool
}

func (v *view) draft() *draft {
	return &draft{
		view: view{
			segments: append([]*segment(nil), v.segments...),
			live:     append([]bitset(nil), v.live...),
			seq:      v.seq,
		},
		owned: make([]bool, len(v.segments)),
	}
}

func (d *draft) kill(p place) {
	if !d.owned[p.seg] {
		d.live[p.seg], d.owned[p.seg] = d.live[p.seg].clone(), true
	}
	d.live[p.seg].clear(p.doc)
}

// add puts a whole segment in at a place.
func (d *draft) add(at int, s *segment) {
	d.segments = slices.Insert(d.segments, at, s)
	d.live = slices.Insert(d.live, at, fullBitset(s.n))
	d.owned = slices.Insert(d.owned, at, true)
}

// remove takes segments out.
func (d *draft) remove(gone []*segment) {
	out := map[*segment]bool{}
	for _, s := range gone {
		out[s] = true
	}
	kept := 0
	for i, s := range d.segments {
		if !out[s] {
			d.segments[kept], d.live[kept], d.owned[kept] = s, d.live[i], d.owned[i]
			kept++
		}
	}
	d.segments, d.live, d.owned = d.segments[:kept], d.live[:kept], d.owned[:kept]
}

// livingDocs gives back the living documents of some segments.
func livingDocs(schema *search.Schema, segments []*segment, live []bitset) []search.Doc {
	var out []search.Doc
	for i, s := range segments {
		live[i].each(func(d uint16) bool {
			out = append(out, s.doc(schema, d))
			return true
		})
	}
	return out
}

// segmentText is how many bytes of text a segment takes, so that a place in it fits uint32 with room to spare for folded copies.
const segmentText = 1 << 30

// portions divides documents into what one segment each can hold.
func portions(docs []search.Doc) iter.Seq[[]search.Doc] {
	return func(yield func([]search.Doc) bool) {
		from, size := 0, 0
		for i := range docs {
			n := 0
			for _, values := range docs[i].Text {
				for _, v := range values {
					n += len(v)
				}
			}
			if i-from == segmentDocs || i > from && size+n > segmentText {
				if !yield(docs[from:i]) {
					return
				}
				from, size = i, 0
			}
			size += n
		}
		if from < len(docs) {
			yield(docs[from:])
		}
	}
}
