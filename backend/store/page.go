package store

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
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
		missing := Exists(key.Field, false)
		if b, ok := v.(bool); ok {
			if b {
				return []Filter{Eq(key.Field, false), missing}
			}
			return []Filter{missing}
		}
		return []Filter{Range(key.Field, nil, v), missing}
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

// nextNumber is the least number above v that a store can hold: between two neighbouring floats there may be an int64, between two
// neighbouring int64 a float.
func nextNumber(v any) any {
	const exact = 1 << 53 // up to here every int64 is a float
	if n, ok := v.(int64); ok && (n >= exact || n < -exact) {
		if n == math.MaxInt64 {
			return float64(n) // rounds up to 2^63
		}
		return n + 1
	}
	var f float64
	switch n := v.(type) {
	case int64:
		f = float64(n)
	case float64:
		f = n
	}
	return math.Nextafter(f, math.Inf(1))
}

// Lookup reads a scalar out of an encoded document: string, bool, int64, float64, or nil when it is null or not there. An array or
// an object is an error: there is no order between them.
func Lookup(body []byte, field string) (any, error) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body))
	steps := strings.Split(field, ".")
	for i, step := range steps {
		if dec.PeekKind() != '{' {
			return nil, nil
		}
		found, err := enter(dec, step)
		if err != nil {
			return nil, fmt.Errorf("store: look up %q: %w", field, err)
		}
		if !found {
			return nil, nil
		}
		if i == len(steps)-1 {
			return scalarAt(dec, field)
		}
	}
	return nil, nil
}

// enter moves into the object at dec, to the value of name.
func enter(dec *jsontext.Decoder, name string) (bool, error) {
	if _, err := dec.ReadToken(); err != nil {
		return false, err
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return false, err
		}
		if token.String() == name {
			return true, nil
		}
		if err := dec.SkipValue(); err != nil {
			return false, err
		}
	}
	return false, nil
}

func scalarAt(dec *jsontext.Decoder, field string) (any, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return nil, fmt.Errorf("store: look up %q: %w", field, err)
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case '"':
		return token.String(), nil
	case 't', 'f':
		return token.Bool(), nil
	case '0':
		return Number(token.String())
	}
	return nil, fmt.Errorf("%w: %q holds no scalar", errQuery, field)
}
