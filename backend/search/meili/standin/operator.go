package standin

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

func (p *parser) operator(attribute string) (out predicate, compares bool, err error) {
	switch {
	case p.word("IN"):
		values, err := p.list()
		return func(d map[string]any) bool {
			return anyOf(d[attribute], func(v any) bool { return slices.Contains(values, normal(textOf(v))) })
		}, false, err
	case p.word("EXISTS"):
		return func(d map[string]any) bool { _, ok := d[attribute]; return ok }, false, nil
	case p.word("IS NULL"):
		return func(d map[string]any) bool { v, ok := d[attribute]; return ok && v == nil }, false, nil
	case p.word("IS EMPTY"):
		return func(d map[string]any) bool {
			list, isList := d[attribute].([]any)
			return d[attribute] == "" || isList && len(list) == 0
		}, false, nil
	case p.word("IS NOT NULL"):
		return func(d map[string]any) bool { v, ok := d[attribute]; return !ok || v != nil }, false, nil
	case p.word("CONTAINS"):
		return nil, false, newProblem(400, "feature_not_enabled", "Using `CONTAINS` in a filter requires enabling the `contains filter` experimental feature.")
	case p.word("STARTS WITH"):
		prefix, err := p.value()
		return func(d map[string]any) bool {
			return anyOf(d[attribute], func(v any) bool { return strings.HasPrefix(normal(textOf(v)), normal(prefix)) })
		}, false, err
	}
	for _, op := range []string{"!=", ">=", "<=", "=", ">", "<"} {
		if p.sign(op) {
			return p.comparison(attribute, op)
		}
	}
	from, err := p.value()
	if err == nil && p.word("TO") {
		to, err := p.value()
		if err != nil {
			return nil, true, err
		}
		return p.between(attribute, from, to)
	}
	return nil, false, p.bad("Was expecting an operation like `=`, `!=`, `>=`, `IN`, `TO`, `EXISTS`.")
}

func (p *parser) comparison(attribute, op string) (predicate, bool, error) {
	value, err := p.value()
	if err != nil {
		return nil, false, err
	}
	switch op {
	case "=":
		return equal(attribute, value), false, nil
	case "!=":
		same := equal(attribute, value)
		return func(d map[string]any) bool { return !same(d) }, false, nil
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return nil, true, p.bad("`%s` is not a number.", value)
	}
	return func(d map[string]any) bool {
		return anyOf(d[attribute], func(v any) bool {
			x, ok := numeric(v)
			return ok && (op == ">" && x > n || op == ">=" && x >= n || op == "<" && x < n || op == "<=" && x <= n)
		})
	}, true, nil
}

func (p *parser) between(attribute, from, to string) (predicate, bool, error) {
	lo, err1 := strconv.ParseFloat(from, 64)
	hi, err2 := strconv.ParseFloat(to, 64)
	if err1 != nil || err2 != nil {
		return nil, true, p.bad("`TO` wants two numbers.")
	}
	return func(d map[string]any) bool {
		return anyOf(d[attribute], func(v any) bool { x, ok := numeric(v); return ok && x >= lo && x <= hi })
	}, true, nil
}

func equal(attribute, value string) predicate {
	return func(d map[string]any) bool {
		return anyOf(d[attribute], func(v any) bool {
			if x, ok := numeric(v); ok {
				n, err := strconv.ParseFloat(value, 64)
				return err == nil && n == x
			}
			return normal(textOf(v)) == normal(value)
		})
	}
}

// filterable refuses an attribute that the settings do not allow, or not with a comparison.
func (x *index) filterable(attribute string, compares bool, code string) error {
	if attribute == x.primaryKey && code == "invalid_document_filter" {
		return nil
	}
	rules, _ := x.settings["filterableAttributes"].([]any)
	for _, rule := range rules {
		if rule == attribute || rule == "*" {
			return nil
		}
		object := mapOf(rule)
		if matching(texts(object["attributePatterns"]), attribute) == "" {
			continue
		}
		features := mapOf(mapOf(object["features"])["filter"])
		equality, set := features["equality"].(bool)
		comparison, _ := features["comparison"].(bool)
		if compares && !comparison || !compares && set && !equality {
			return invalid(code, "The operator is not allowed for the attribute `"+attribute+"`.")
		}
		return nil
	}
	return invalid(code, "Attribute `"+attribute+"` is not filterable.")
}

// anyOf asks about a value or about each element of an array.
func anyOf(v any, ask func(any) bool) bool {
	if list, ok := v.([]any); ok {
		return slices.ContainsFunc(list, func(x any) bool { return x != nil && ask(x) })
	}
	return v != nil && ask(v)
}

func numeric(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	}
	return ""
}
