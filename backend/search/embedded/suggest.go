package embedded

import (
	"context"
	"slices"
	"strings"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// Suggest completes a prefix; see search.Engine.
func (e *Engine) Suggest(ctx context.Context, c search.Completion) ([]search.Suggestion, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := e.begin(search.Query{Schema: e.schema, Audience: c.Audience, Exclude: c.Exclude})
	defer e.end(w)
	people := w.people(c.Text, c.Limit)
	phrases := w.lexicon(c.Text, c.Limit)
	return search.Share(people, phrases, c.Limit), nil
}

// people finds the names that begin with Hanzi or pinyin, the surest first.
func (w *query) people(prefix string, limit int) []search.Suggestion {
	spelt := strings.ReplaceAll(strings.ReplaceAll(prefix, " ", ""), "'", "")
	t := &top{view: w.view, keep: limit}
	for i := range w.parts {
		p := &w.parts[i]
		n := &p.seg.names
		ranks := map[uint16]int64{}
		from, to := n.keys.prefixed(prefix)
		if from == to {
			from, to = n.keys.prefixed(spelt)
		}
		for k := from; k < to && len(ranks) < maxCompleted; k++ {
			if d := n.docs[k]; p.base.has(d) {
				ranks[d] = max(ranks[d], completionRank(n.kind[k], len(n.keys.bytes(k)) == len(prefix)))
			}
		}
		for d, r := range ranks {
			t.offer(hit{order: r, seg: i, doc: d})
		}
	}
	var out []search.Suggestion
	for _, h := range t.sorted() {
		s := w.view.segments[h.seg]
		s.eachText(len(w.Schema.Text), h.doc, func(field int, raw, _ []byte) bool {
			if !w.Schema.Text[field].Person {
				return true
			}
			out = append(out, search.Suggestion{Text: string(raw), Field: w.Schema.Text[field].Name, ID: w.view.id(h)})
			return false
		})
	}
	return out
}

// maxCompleted bounds how many people of a segment are looked at for one prefix.
const maxCompleted = 2000

// completionRank prefers names to given names, usual readings to others, whole keys to beginnings.
func completionRank(kind uint8, whole bool) int64 {
	rank := int64(20 - 2*(kind&^unusualBit))
	if whole {
		rank += 10
	}
	if kind&unusualBit != 0 {
		rank -= 5
	}
	return max(rank, 1)
}

// lexicon finds the values of suggested fields that begin with the prefix and that somebody visible has.
func (w *query) lexicon(prefix string, limit int) []search.Suggestion {
	var out []search.Suggestion
	seen := map[string]bool{}
	for i := range w.parts {
		p := &w.parts[i]
		nth := 0
		for f, field := range w.Schema.Text {
			if !field.Lexicon() {
				continue
			}
			c := &p.seg.lexicons[nth]
			nth++
			found := 0
			from, to := c.dict.prefixed(prefix)
			for v := from; v < to && found < limit; v++ {
				if text, ok := p.written(w.Schema, c, v, f); ok {
					found++
					if !seen[text] {
						seen[text] = true
						out = append(out, search.Suggestion{Text: text, Field: field.Name})
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b search.Suggestion) int { return strings.Compare(a.Text, b.Text) })
	return out[:min(len(out), limit)]
}

// written gives a value of a lexicon as the newest visible document has it.
func (p *part) written(schema *search.Schema, c *column, value, field int) (text string, ok bool) {
	folded := c.dict.at(value)
	visible := newBitset(p.seg.n)
	c.docs[value].addTo(visible)
	visible.and(p.base)
	visible.each(func(d uint16) bool {
		p.seg.eachText(len(schema.Text), d, func(f int, raw, _ []byte) bool {
			if f == field && strings.TrimSpace(cn.Fold(string(raw))) == folded {
				text, ok = string(raw), true
			}
			return !ok
		})
		return !ok
	})
	return text, ok
}
