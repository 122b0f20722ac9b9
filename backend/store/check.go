package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// errQuery is the root of every complaint about a filter, query or declaration: a defect of ours, never of the input.
var errQuery = errors.New("store: wrong query")

// Checked returns the filter in the form adapters answer: And and Or flattened and never empty, In with one value as Eq, Prefix as the
// Range it means, values as string, bool, int64 or float64. "Everything" comes out as OpAll, "nothing" as an OpIn without values. An
// error is a defect of the caller.
func (f Filter) Checked() (Filter, error) {
	switch f.Op {
	case OpAll:
		return All(), nil
	case OpAnd, OpOr:
		return f.checkedParts()
	}
	if err := checkField(f.Field); err != nil {
		return Filter{}, err
	}
	values, err := scalars(f.Values)
	if err != nil {
		return Filter{}, fmt.Errorf("%w: %q: %w", errQuery, f.Field, err)
	}
	f.Values = values
	switch f.Op {
	case OpIn:
		return f.checkedIn()
	case OpRange:
		return f.checkedRange()
	case OpPrefix:
		return f.checkedPrefix()
	case OpEq, OpContains:
		return f, f.want(1, nil)
	case OpExists:
		return f, f.want(1, true)
	}
	return Filter{}, fmt.Errorf("%w: operator %d", errQuery, f.Op)
}

func (f Filter) checkedParts() (Filter, error) {
	var parts []Filter
	for _, part := range f.Parts {
		p, err := part.Checked()
		switch {
		case err != nil:
			return Filter{}, err
		case p.Op == f.Op:
			parts = append(parts, p.Parts...)
		case f.Op == OpAnd && p.Op == OpAll, f.Op == OpOr && p.nothing():
		case f.Op == OpAnd && p.nothing(), f.Op == OpOr && p.Op == OpAll:
			return p, nil
		default:
			parts = append(parts, p)
		}
	}
	switch {
	case len(parts) == 1:
		return parts[0], nil
	case len(parts) > 1:
		return Filter{Op: f.Op, Parts: parts}, nil
	case f.Op == OpAnd:
		return All(), nil
	}
	return In[string]("_id"), nil
}

func (f Filter) nothing() bool { return f.Op == OpIn && len(f.Values) == 0 }

func (f Filter) checkedIn() (Filter, error) {
	if slices.Contains(f.Values, nil) {
		return Filter{}, fmt.Errorf("%w: %q is compared with nothing", errQuery, f.Field)
	}
	if len(f.Values) == 1 {
		f.Op = OpEq
	}
	return f, nil
}

func (f Filter) checkedRange() (Filter, error) {
	if len(f.Values) != 2 {
		return Filter{}, fmt.Errorf("%w: a range of %q needs two ends", errQuery, f.Field)
	}
	lower, upper := rangeKind(f.Values[0]), rangeKind(f.Values[1])
	switch {
	case lower == 0 && upper == 0:
		return All(), nil
	case lower < 0 || upper < 0 || lower != 0 && upper != 0 && lower != upper:
		return Filter{}, fmt.Errorf("%w: the ends of a range of %q are two strings or two numbers", errQuery, f.Field)
	}
	return f, nil
}

// rangeKind is 0 for an open end, 1 for a string, 2 for a number, -1 for what has no order.
func rangeKind(v any) int {
	switch v.(type) {
	case nil:
		return 0
	case string:
		return 1
	case int64, float64:
		return 2
	}
	return -1
}

func (f Filter) checkedPrefix() (Filter, error) {
	if err := f.want(1, ""); err != nil {
		return Filter{}, err
	}
	prefix := f.Values[0].(string)
	if upper, ok := afterPrefix(prefix); ok {
		return Range(f.Field, prefix, upper), nil
	}
	return Range(f.Field, prefix, nil), nil
}

// afterPrefix is the least valid string above every string that starts with p; none when p holds only the last code point. UTF-8 keeps
// the order of code points, so this is the order of bytes as well.
func afterPrefix(p string) (string, bool) {
	runes := []rune(p)
	for i := len(runes) - 1; i >= 0; i-- {
		switch r := runes[i]; r {
		case unicode.MaxRune:
			continue
		case 0xD7FF:
			return string(runes[:i]) + "\uE000", true // the surrogates between are not characters
		default:
			return string(runes[:i]) + string(r+1), true
		}
	}
	return "", false
}

// want checks the number of values and, with like, their kind; nil is never a value here.
func (f Filter) want(n int, like any) error {
	if len(f.Values) != n || slices.Contains(f.Values, nil) {
		return fmt.Errorf("%w: %q needs %d value(s)", errQuery, f.Field, n)
	}
	if like != nil && reflect.TypeOf(f.Values[0]) != reflect.TypeOf(like) {
		return fmt.Errorf("%w: %q needs a %T", errQuery, f.Field, like)
	}
	return nil
}

// checkField holds what both a JSON path of SQLite and a field path of MongoDB can say.
func checkField(field string) error {
	for _, step := range strings.Split(field, ".") {
		if step == "" || step[0] == '$' || strings.ContainsFunc(step, func(r rune) bool { return r == '"' || r == '\\' || r == '\'' || unicode.IsControl(r) }) {
			return fmt.Errorf("%w: field %q", errQuery, field)
		}
	}
	return nil
}
