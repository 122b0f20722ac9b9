package store

import (
	"maps"
	"slices"
)

// order completes the sort keys: none twice, none that the filter fixes, and the id last unless a unique key makes it needless.
func (s Spec) order(sort []Order, where Filter) ([]Order, error) {
	var order []Order
	id := Order{Field: "_id"}
	seen := map[string]bool{}
	for _, key := range sort {
		if err := checkField(key.Field); err != nil {
			return nil, err
		}
		if id.Desc = key.Desc; key.Field == "_id" {
			return without(append(order, id), where), nil
		}
		if !seen[key.Field] {
			order = append(order, key)
		}
		seen[key.Field] = true
	}
	if !s.distinct(seen, where) {
		order = append(order, id)
	}
	return without(order, where), nil
}

// distinct says whether no two matches agree in all sorted fields, because some unique key is wholly sorted or fixed.
func (s Spec) distinct(sorted map[string]bool, where Filter) bool {
	known, present := maps.Clone(sorted), map[string]bool{}
	for _, f := range together(where) {
		known[f.Field] = known[f.Field] || f.Op == OpEq
		present[f.Field] = present[f.Field] || f.Op == OpEq || f.Op == OpIn || f.Op == OpRange || f.Op == OpExists && f.Values[0] == true
	}
	return slices.ContainsFunc(s.Indexes, func(x Index) bool {
		return x.Unique && !slices.ContainsFunc(x.Fields, func(f string) bool { return !known[f] || x.Optional && !present[f] })
	})
}

// together lists the conditions that every match fulfils.
func together(where Filter) []Filter {
	if where.Op == OpAnd {
		return where.Parts
	}
	return []Filter{where}
}

// without leaves out the keys that are the same in every match; a planner does not see that by itself when the key is an expression.
func without(order []Order, where Filter) []Order {
	same := map[string]bool{}
	for _, f := range together(where) {
		if f.Op == OpEq || f.Op == OpExists && f.Values[0] == false {
			same[f.Field] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(order), func(o Order) bool { return same[o.Field] })
}
