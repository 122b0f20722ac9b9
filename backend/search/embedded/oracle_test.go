package embedded

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// oracle is the plainest thing that answers the same questions: it reads every document every time.
type oracle struct {
	schema *search.Schema
	docs   map[string]search.Doc
	gone   map[string]int64
}

func (o *oracle) apply(changes []search.Change) {
	best := map[string]search.Change{}
	for _, c := range changes {
		if had, ok := best[c.ID]; !ok || c.Rev >= had.Rev {
			best[c.ID] = c
		}
	}
	for id, c := range best {
		if d, ok := o.docs[id]; ok && c.Rev < d.Rev {
			continue
		}
		if rev, ok := o.gone[id]; ok && c.Rev < rev {
			continue
		}
		delete(o.docs, id)
		delete(o.gone, id)
		if c.Put == nil {
			o.gone[id] = c.Rev
		} else {
			o.docs[id] = *c.Put
		}
	}
}

func (o *oracle) visible(d search.Doc, q search.Query) bool {
	shared := func(a, b []string) bool {
		return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
	}
	return shared(d.Audience, q.Audience.Groups) && !shared(d.HiddenFrom, q.Audience.Self) && !slices.Contains(q.Exclude, d.ID)
}

func (o *oracle) passes(d search.Doc, c search.Condition) bool {
	if c.From != nil || c.To != nil {
		v, ok := d.Numbers[c.Field]
		return ok && (c.From == nil || v >= *c.From) && (c.To == nil || v <= *c.To)
	}
	return slices.ContainsFunc(d.Values[c.Field], func(v string) bool { return slices.Contains(c.Values, v) })
}

// has reads a document for one term, by the words of search.Term.
func (o *oracle) has(d search.Doc, t search.Term) bool {
	for _, f := range o.schema.Text {
		for _, raw := range d.Text[f.Name] {
			folded := cn.Fold(raw)
			for _, w := range t.Words {
				if wordIn(folded, w, t) {
					return true
				}
			}
			if !f.Person {
				continue
			}
			for _, k := range search.NameKeys(folded) {
				if slices.ContainsFunc(t.Pinyin, k.Begins) {
					return true
				}
			}
			for _, n := range t.Names {
				if _, _, ok := search.MatchName(n, folded); ok {
					return true
				}
			}
		}
	}
	return false
}

func wordIn(folded, word string, t search.Term) bool {
	if onlyHan(word) {
		return strings.Contains(folded, word)
	}
	runs := search.Runs(word)
	text := search.Runs(folded)
	if len(runs) > 1 {
		_, _, ok := search.FindWord(text, runs, t.Last && !t.Phrase)
		return ok
	}
	return slices.ContainsFunc(text, func(r search.Run) bool {
		switch {
		case r.Han:
			return false
		case r.Text == word, t.Last && !t.Phrase && strings.HasPrefix(r.Text, word):
			return true
		}
		return !t.Phrase && search.Misspelt(word, r.Text)
	})
}

func onlyHan(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !cn.IsHan(r) }) < 0
}

// found gives the ids of what matches, leaving out the conditions on one field.
func (o *oracle) found(q search.Query, without string) []string {
	var ids []string
	for id, d := range o.docs {
		ok := o.visible(d, q)
		for _, c := range q.Where {
			ok = ok && (c.Field == without || o.passes(d, c))
		}
		for _, t := range q.Not {
			ok = ok && !o.has(d, t)
		}
		for _, t := range q.Terms {
			ok = ok && o.has(d, t)
		}
		if ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (o *oracle) facet(q search.Query, field string) map[string]int {
	out := map[string]int{}
	for _, id := range o.found(q, field) {
		seen := map[string]bool{}
		for _, v := range o.docs[id].Values[field] {
			if !seen[v] {
				out[v]++
			}
			seen[v] = true
		}
	}
	return out
}

func (o *oracle) ordered(ids []string, sort string) []string {
	field, desc := strings.CutPrefix(sort, "-")
	out := slices.Clone(ids)
	slices.SortFunc(out, func(a, b string) int {
		x, hasX := o.docs[a].Numbers[field]
		y, hasY := o.docs[b].Numbers[field]
		switch {
		case hasX != hasY && hasX:
			return -1
		case hasX != hasY:
			return 1
		case x != y && (x < y) != desc:
			return -1
		case x != y:
			return 1
		}
		return strings.Compare(b, a)
	})
	return out
}
