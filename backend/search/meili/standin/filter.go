package standin

import (
	"fmt"
	"slices"
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
