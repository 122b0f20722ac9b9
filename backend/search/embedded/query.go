package embedded

import (
	"math"
	"slices"
	"strings"

	"talentcircle/backend/search"
)

// query is one question at work on one view.
type query struct {
	search.Query
	view  *view
	terms []planned
	not   []planned
	parts []part
	typos typoBuilders
	*scratch
}

// part is a query's work on one segment. All sets are of that segment's documents.
type part struct {
	seg     *segment
	visible bitset   // what the audience may see, alive, not excluded, without what must not occur
	where   []bitset // of each condition
	base    bitset   // visible, and all conditions
	terms   []bitset // of each term, within visible
	found   bitset   // base and all terms
}

// begin prepares a query on what readers see now; end gives its memory back.
func (e *Engine) begin(q search.Query) *query {
	v := e.now.Load()
	w := &query{Query: q, view: v, typos: e.typos, terms: e.typos.plan(q.Terms), not: e.typos.plan(q.Not)}
	w.scratch, _ = e.memory.Get().(*scratch)
	if w.scratch == nil {
		w.scratch = &scratch{}
	}
	w.parts = make([]part, len(v.segments))
	for i := range v.segments {
		w.parts[i] = w.prepare(v.segments[i], v.live[i])
	}
	return w
}

func (e *Engine) end(w *query) {
	w.used = 0
	e.memory.Put(w.scratch)
	w.scratch = nil
}

// prepare finds what may be seen and what the conditions leave.
func (w *query) prepare(seg *segment, live bitset) part {
	p := part{seg: seg, visible: w.bitset(seg.n)}
	seg.columns[colAudience].addAny(p.visible, w.Audience.Groups)
	p.visible.and(live)
	hidden := &seg.columns[colHidden]
	for _, self := range w.Audience.Self {
		if i, ok := hidden.dict.find(self); ok {
			hidden.docs[i].takeFrom(p.visible)
		}
	}
	for _, id := range w.Exclude {
		if d, ok := seg.find(id); ok {
			p.visible.clear(d)
		}
	}
	for i := range w.not {
		out := w.bitset(seg.n)
		seg.match(w.Schema, &w.not[i], p.visible, out)
		p.visible.andNot(out)
	}
	p.base = w.copyOf(p.visible)
	for _, c := range w.Where {
		set := w.bitset(seg.n)
		if i := slices.Index(w.Schema.Numbers, c.Field); i >= 0 {
			seg.numbers[i].addRange(set, c.From, c.To)
		} else if i := w.valueField(c.Field); i >= 0 {
			seg.columns[colValues+i].addAny(set, c.Values)
		}
		p.where = append(p.where, set)
		p.base.and(set)
	}
	return p
}

func (w *query) valueField(name string) int {
	return slices.IndexFunc(w.Schema.Values, func(f search.ValueField) bool { return f.Name == name })
}

// look finds each term in each segment and then what has all of them.
func (w *query) look() {
	for i := range w.parts {
		p := &w.parts[i]
		p.terms = make([]bitset, 0, len(w.terms))
		for t := range w.terms {
			out := w.bitset(p.seg.n)
			p.seg.match(w.Schema, &w.terms[t], p.visible, out)
			p.terms = append(p.terms, out)
		}
		p.found = w.bitset(p.seg.n)
		p.meet()
	}
}

func (p *part) meet() {
	copy(p.found, p.base)
	for _, t := range p.terms {
		p.found.and(t)
	}
}

func (w *query) total() int {
	n := 0
	for i := range w.parts {
		n += w.parts[i].found.count()
	}
	return n
}

// hits counts the documents of base that have a term.
func (w *query) hits(term int) int {
	n := 0
	for i := range w.parts {
		n += w.parts[i].base.countBoth(w.parts[i].terms[term])
	}
	return n
}

func (w *query) baseSize() int {
	n := 0
	for i := range w.parts {
		n += w.parts[i].base.count()
	}
	return n
}

// facets counts the asked fields: a field's own conditions do not narrow its counts.
func (w *query) facets() map[string][]search.FacetCount {
	if len(w.Facets) == 0 {
		return nil
	}
	out := make(map[string][]search.FacetCount, len(w.Facets))
	for _, name := range w.Facets {
		counts := map[string]int{}
		column := colValues + w.valueField(name)
		for i := range w.parts {
			p := &w.parts[i]
			set := w.foundWithout(p, name)
			p.seg.columns[column].countInto(counts, set, set.count())
		}
		out[name] = search.Ranked(counts)
	}
	return out
}

// foundWithout is what is found when the conditions on one field are left out.
func (w *query) foundWithout(p *part, field string) bitset {
	if !slices.ContainsFunc(w.Where, func(c search.Condition) bool { return c.Field == field }) {
		return p.found
	}
	set := w.copyOf(p.visible)
	for i, c := range w.Where {
		if c.Field != field {
			set.and(p.where[i])
		}
	}
	for _, t := range p.terms {
		set.and(t)
	}
	return set
}

// page gives the hits of the asked page, in order.
func (w *query) page() []hit {
	end := min(w.Page*w.PageSize, search.MaxTotal)
	if w.Page > search.MaxTotal { // the product could overflow
		end = 0
	}
	start := (w.Page - 1) * w.PageSize
	if start >= end {
		return nil
	}
	t := &top{view: w.view, keep: end}
	switch {
	case w.Sort != "":
		w.byNumber(t)
	case len(w.terms) == 0:
		w.byID(t)
	default:
		w.byScore(t)
	}
	hits := t.sorted()
	return hits[min(start, len(hits)):]
}

// byID takes the newest of each segment.
func (w *query) byID(t *top) {
	for i := range w.parts {
		w.parts[i].found.each(func(d uint16) bool { return t.offer(hit{seg: i, doc: d}) })
	}
}

// byNumber orders by a number field; documents without it come last either way.
func (w *query) byNumber(t *top) {
	name, desc := strings.CutPrefix(w.Sort, "-")
	field := slices.Index(w.Schema.Numbers, name)
	for i := range w.parts {
		p := &w.parts[i]
		c := &p.seg.numbers[field]
		p.found.each(func(d uint16) bool {
			order := int64(math.MinInt64)
			if c.there.has(d) {
				order = c.values[d]
				if !desc {
					order = ^order
				}
				order = max(order, math.MinInt64+1)
			}
			t.offer(hit{order: order, seg: i, doc: d})
			return true
		})
	}
}

// byScore orders by relevance; a score is kept to three decimals so that equal ones are equal everywhere.
func (w *query) byScore(t *top) {
	n := w.baseSize()
	weights := make([]float32, len(w.terms))
	for i := range w.terms {
		weights[i] = rarity(n, w.hits(i))
	}
	for i := range w.parts {
		p := &w.parts[i]
		if p.found.empty() {
			continue
		}
		s := w.scorer(p.seg)
		for k := range w.terms {
			var mixtures []uint16
			for _, name := range w.terms[k].Names {
				mixtures = append(mixtures, p.seg.mixture(w.Schema, name, p.found)...)
			}
			s.add(&w.terms[k], weights[k], mixtures)
		}
		p.found.each(func(d uint16) bool {
			t.offer(hit{order: int64(s.scores[d] * scoreUnit), seg: i, doc: d})
			return true
		})
	}
}

const scoreUnit = 1000
