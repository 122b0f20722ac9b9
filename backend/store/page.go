package store

import (
	"fmt"
	"math"
	"slices"
)

// Page is a plain read an adapter can run: filter checked, order complete.
type Page struct {
	Where Filter
	Sort  []Order
	Skip  int
	Limit int
}

// Pages turns a query into the pages an engine reads one after the other until it has q's limit of documents. Without After that is one
// page. After a document they are: the ties on all sort keys behind its id, then the ties on all keys but the last, and so on; each is an
// equality followed by a range, which an index serves from the left, where one condition with `or` would make both stores scan.
// last reads the document that After names; Missing when it is gone.
func (s Spec) Pages(q Query, last func(id string) (Doc, error)) ([]Page, error) {
	where, err := q.Where.Checked()
	if err != nil {
		return nil, err
	}
	switch {
	case q.Skip < 0, q.Limit < 0, q.Limit > MaxLimit, q.Skip > 0 && q.After != "":
		return nil, fmt.Errorf("%w: skip %d, limit %d, after %q", errQuery, q.Skip, q.Limit, q.After)
	case q.Limit == 0:
		q.Limit = DefaultLimit
	}
	order, err := s.order(q.Sort, where)
	if err != nil {
		return nil, err
	}
	parts := []Filter{All()}
	if q.After != "" {
		doc, err := last(q.After)
		if err != nil {
			return nil, err
		}
		if parts, err = following(order, doc); err != nil {
			return nil, err
		}
	}
	pages := make([]Page, 0, len(parts))
	for _, part := range parts {
		both, err := And(where, part).Checked()
		if err != nil {
			return nil, err
		}
		if !both.nothing() {
			pages = append(pages, Page{Where: both, Sort: without(order, both), Skip: q.Skip, Limit: q.Limit})
		}
	}
	return pages, nil
}

// following cuts "behind doc in this order" into filters, nearest first.
func following(order []Order, doc Doc) ([]Filter, error) {
	var ties []Filter
	var parts []Filter
	for _, key := range order {
		v, err := Lookup(doc.Body, key.Field)
		if err != nil {
			return nil, err
		}
		var behind []Filter
		for _, f := range beyond(key, v) {
			behind = append(behind, And(append(slices.Clone(ties), f)...))
		}
		parts = append(behind, parts...)
		if v == nil {
			ties = append(ties, Exists(key.Field, false))
		} else {
			ties = append(ties, Eq(key.Field, v))
		}
	}
	return parts, nil
}

// beyond is what sorts behind v on one key, in order; a missing value sorts before all others.
func beyond(key Order, v any) []Filter {
	switch {
	case v == nil && key.Desc:
		return nil
	case v == nil:
		return []Filter{Exists(key.Field, true)}
	case key.Desc:
		return below(key.Field, v)
	}
	switch v := v.(type) {
	case bool:
		if v {
			return nil
		}
		return []Filter{Eq(key.Field, true)}
	case string:
		return []Filter{Range(key.Field, v+"\x00", nil)}
	}
	return []Filter{Range(key.Field, nextNumber(v), nil)}
}

// below is what sorts before v, largest first. The id is never missing.
func below(field string, v any) []Filter {
	missing := Exists(field, false)
	switch {
	case field == "_id":
		return []Filter{Range(field, nil, v)}
	case v == true:
		return []Filter{Eq(field, false), missing}
	case v == false:
		return []Filter{missing}
	}
	return []Filter{Range(field, nil, v), missing}
}

// nextNumber is the least number above v that a store can hold: between two neighbouring floats there may be an int64, between two
// neighbouring int64 a float.
func nextNumber(v any) any {
	const everyIntIsAFloat = 1 << 53 // up to here; from here on every float is an integer
	n, isInt := v.(int64)
	f, _ := v.(float64)
	if isInt {
		f = float64(n)
	}
	switch {
	case f < -1<<63, f >= 1<<63 && !isInt, f > -everyIntIsAFloat && f < everyIntIsAFloat:
		return math.Nextafter(f, math.Inf(1))
	case n == math.MaxInt64:
		return float64(n) // rounds up to 2^63
	case isInt:
		return n + 1
	}
	return int64(f) + 1
}
