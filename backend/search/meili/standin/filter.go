package standin

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// predicate is a filter made ready.
type predicate func(doc map[string]any) bool

const maxDepth = 150

// filter reads a filter: text, or an array of ANDs whose inner arrays are ORs. code is that of its errors.
func (x *index) filter(v any, code string) (predicate, error) {
	switch v := v.(type) {
	case nil:
		return func(map[string]any) bool { return true }, nil
	case string:
		if strings.TrimSpace(v) == "" {
			return func(map[string]any) bool { return true }, nil
		}
		p := parser{index: x, code: code, rest: v}
		return p.whole()
	case []any:
		all := func(map[string]any) bool { return true }
		for _, part := range v {
			next, err := x.alternatives(part, code)
			if err != nil {
				return nil, err
			}
			all = both(all, next)
		}
		return all, nil
	}
	return nil, invalid(code, "Expected a string or an array.")
}

func (x *index) alternatives(v any, code string) (predicate, error) {
	list, ok := v.([]any)
	if !ok {
		return x.filter(v, code)
	}
	some := predicate(func(map[string]any) bool { return len(list) == 0 })
	for _, part := range list {
		if _, nested := part.([]any); nested {
			return nil, invalid(code, "Arrays nest twice at most.")
		}
		next, err := x.filter(part, code)
		if err != nil {
			return nil, err
		}
		some = either(some, next)
	}
	return some, nil
}

func both(a, b predicate) predicate {
	return func(d map[string]any) bool { return a(d) && b(d) }
}

func either(a, b predicate) predicate {
	return func(d map[string]any) bool { return a(d) || b(d) }
}

// parser reads one expression.
type parser struct {
	index *index
	code  string
	rest  string
	depth int
}

func (p *parser) bad(format string, args ...any) error {
	return invalid(p.code, fmt.Sprintf(format, args...))
}

func (p *parser) whole() (predicate, error) {
	out, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.skip(); p.rest != "" {
		return nil, p.bad("Found unexpected characters at the end of the filter: `%s`.", p.rest)
	}
	return out, nil
}

func (p *parser) skip() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// word takes a keyword that stands there as a whole word.
func (p *parser) word(w string) bool {
	p.skip()
	if len(p.rest) < len(w) || !strings.EqualFold(p.rest[:len(w)], w) || len(p.rest) > len(w) && plain(rune(p.rest[len(w)])) {
		return false
	}
	p.rest = p.rest[len(w):]
	return true
}

func (p *parser) sign(s string) bool {
	p.skip()
	rest, ok := strings.CutPrefix(p.rest, s)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *parser) or() (predicate, error) {
	out, err := p.and()
	for err == nil && p.word("OR") {
		var next predicate
		if next, err = p.and(); err == nil {
			out = either(out, next)
		}
	}
	return out, err
}

func (p *parser) and() (predicate, error) {
	out, err := p.not()
	for err == nil && p.word("AND") {
		var next predicate
		if next, err = p.not(); err == nil {
			out = both(out, next)
		}
	}
	return out, err
}

func (p *parser) not() (predicate, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.bad("The filter exceeded the maximum depth limit.")
	}
	defer func() { p.depth-- }()
	if p.word("NOT") {
		inner, err := p.not()
		return func(d map[string]any) bool { return !inner(d) }, err
	}
	if p.sign("(") {
		inner, err := p.or()
		if err == nil && !p.sign(")") {
			err = p.bad("Expression is missing a closing parenthesis.")
		}
		return inner, err
	}
	return p.condition()
}

// condition reads an attribute, an operator and its values.
func (p *parser) condition() (predicate, error) {
	attribute, err := p.value()
	if err != nil {
		return nil, err
	}
	negated := p.word("NOT")
	out, compares, err := p.operator(attribute)
	if err != nil {
		return nil, err
	}
	if err := p.index.filterable(attribute, compares, p.code); err != nil {
		return nil, err
	}
	if negated {
		return func(d map[string]any) bool { return !out(d) }, nil
	}
	return out, nil
}

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

// list reads [a, b]; the values come normalised.
func (p *parser) list() ([]string, error) {
	if !p.sign("[") {
		return nil, p.bad("Expected `[` after `IN`.")
	}
	var out []string
	for !p.sign("]") {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		out = append(out, normal(v))
		if p.sign(",") {
			continue
		}
		if !p.sign("]") {
			return nil, p.bad("Expected `,` or `]` in the list of `IN`.")
		}
		break
	}
	return out, nil
}

func plain(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-/.", r)
}

// value reads a bare word, or a text in single or double quotes. Inside quotes a backslash keeps the next character from ending the
// text; then an escaped quote loses its backslash, and at last what is left of backslashes is read as in a program's text.
func (p *parser) value() (string, error) {
	p.skip()
	if p.rest == "" {
		return "", p.bad("Was expecting a value but instead got nothing.")
	}
	if quote := p.rest[0]; quote == '"' || quote == '\'' {
		for i := 1; i < len(p.rest); i++ {
			switch p.rest[i] {
			case '\\':
				i++
			case quote:
				inner := p.rest[1:i]
				p.rest = p.rest[i+1:]
				return p.unescape(strings.ReplaceAll(inner, `\`+string(quote), string(quote)))
			}
		}
		return "", p.bad("Expression is missing a closing quote.")
	}
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !plain(r) })
	if end < 0 {
		end = len(p.rest)
	}
	word := p.rest[:end]
	if word == "" || slices.Contains([]string{"AND", "OR", "NOT", "IN", "TO", "EXISTS"}, word) {
		return "", p.bad("Was expecting a value but instead got `%s`.", p.rest)
	}
	p.rest = p.rest[end:]
	return word, nil
}

func (p *parser) unescape(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", p.bad("The value ends in an escape.")
		}
		replaced, ok := map[byte]byte{'\\': '\\', '"': '"', '\'': '\'', 'n': '\n', 't': '\t', 'r': '\r', '0': 0}[s[i]]
		if !ok {
			return "", p.bad("`\\%c` is no escape.", s[i])
		}
		b.WriteByte(replaced)
	}
	return b.String(), nil
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
