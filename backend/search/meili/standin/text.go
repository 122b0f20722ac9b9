package standin

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"
)

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// normal is how texts are compared: trimmed and in small letters.
func normal(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// query is what was typed: words, phrases, and what must not be there. Only the first ten words are read.
type query struct {
	words   []string
	phrases [][]string
	not     [][]string
}

const maxWords = 10

func readQuery(q string) query {
	var out query
	count := 0
	for q = strings.TrimSpace(q); q != "" && count < maxWords; q = strings.TrimSpace(q) {
		minus := strings.HasPrefix(q, "-")
		if minus {
			q = q[1:]
		}
		var part string
		phrase := strings.HasPrefix(q, `"`)
		if phrase {
			part, q, _ = strings.Cut(q[1:], `"`)
		} else {
			end := strings.IndexFunc(q, unicode.IsSpace)
			if end < 0 {
				end = len(q)
			}
			part, q = q[:end], q[end:]
		}
		words := wordsOf(part)
		switch {
		case minus:
			out.not = append(out.not, words)
		case phrase:
			out.phrases = append(out.phrases, words)
			count += len(words)
		default:
			out.words = append(out.words, words[:min(len(words), maxWords-count)]...)
			count += len(words)
		}
	}
	return out
}

// wordsOf cuts a text where scripts change and where neither letter nor digit stands.
func wordsOf(text string) []string {
	var out []string
	var word []rune
	han := false
	end := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = nil
		}
	}
	for _, r := range strings.ToLower(text) {
		isHan := unicode.Is(unicode.Han, r)
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		case len(word) > 0 && isHan != han:
			end()
			fallthrough
		default:
			word, han = append(word, r), isHan
		}
	}
	end()
	return out
}

func isHan(word string) bool { return unicode.Is(unicode.Han, []rune(word)[0]) }

// match reports whether a document answers the query, and how many of its words it has. With all it must have every word; otherwise
// the last ones may be missing, but not the first.
func (q query) match(d map[string]any, attributes []string, all bool) (words int, ok bool) {
	texts := textsOf(d, attributes)
	has := func(word string, prefix bool) bool {
		return slices.ContainsFunc(texts, func(t []string) bool { return hasWord(t, word, prefix) })
	}
	for _, not := range q.not {
		if len(not) > 0 && slices.ContainsFunc(texts, func(t []string) bool { return hasPhrase(t, not) }) {
			return 0, false
		}
	}
	for _, p := range q.phrases {
		if len(p) > 0 && !slices.ContainsFunc(texts, func(t []string) bool { return hasPhrase(t, p) }) {
			return 0, false
		}
	}
	for i, w := range q.words {
		if has(w, i == len(q.words)-1) {
			words++
		} else if all {
			return 0, false
		}
	}
	return words, words > 0 || len(q.words) == 0
}

// textsOf gives the words of each value of the attributes; of all when nil.
func textsOf(d map[string]any, attributes []string) [][]string {
	var out [][]string
	for name, v := range d {
		if attributes != nil && !slices.Contains(attributes, name) {
			continue
		}
		anyOf(v, func(x any) bool {
			out = append(out, wordsOf(textOf(x)))
			return false
		})
	}
	return out
}

func hasWord(text []string, word string, prefix bool) bool {
	return slices.ContainsFunc(text, func(t string) bool {
		if isHan(word) {
			return strings.Contains(t, word)
		}
		return t == word || prefix && strings.HasPrefix(t, word)
	})
}

// hasPhrase reports whether the words follow one another; the first may be the end of a run of Hanzi, the last the beginning of one.
func hasPhrase(text, phrase []string) bool {
	for i := range text {
		if i+len(phrase) > len(text) {
			return false
		}
		ok := true
		for j, w := range phrase {
			t := text[i+j]
			switch {
			case !isHan(w):
				ok = ok && t == w
			case len(phrase) == 1:
				ok = ok && strings.Contains(t, w)
			case j == 0:
				ok = ok && strings.HasSuffix(t, w)
			case j == len(phrase)-1:
				ok = ok && strings.HasPrefix(t, w)
			default:
				ok = ok && t == w
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// hit gives a document as the reply shows it: the displayed attributes that were asked for, and the formatted copy.
func (x *index) hit(c candidate, body map[string]any, q query) map[string]any {
	shown := only(c.doc, texts(x.settings["displayedAttributes"]))
	out := maps.Clone(only(shown, texts(body["attributesToRetrieve"])))
	if marked := texts(body["attributesToHighlight"]); marked != nil {
		pre, post := "<em>", "</em>"
		if s, ok := body["highlightPreTag"].(string); ok {
			pre = s
		}
		if s, ok := body["highlightPostTag"].(string); ok {
			post = s
		}
		formatted := map[string]any{}
		for name, v := range out {
			mark := slices.Contains(marked, "*") || slices.Contains(marked, name)
			formatted[name] = format(v, func(s string) string {
				if mark {
					return q.highlight(s, pre, post)
				}
				return s
			})
		}
		out["_formatted"] = formatted
	}
	if show, _ := body["showRankingScore"].(bool); show {
		out["_rankingScore"] = 1.0
	}
	return out
}

// format turns every value into text, as the server does, and passes it through mark.
func format(v any, mark func(string) string) any {
	if list, ok := v.([]any); ok {
		out := make([]any, len(list))
		for i, x := range list {
			out[i] = format(x, mark)
		}
		return out
	}
	return mark(textOf(v))
}

// highlight marks every place of every word; overlapping ones once.
func (q query) highlight(s, pre, post string) string {
	words := slices.Clone(q.words)
	for _, p := range q.phrases {
		words = append(words, p...)
	}
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		lower = s
	}
	marked := make([]bool, len(s))
	for _, w := range words {
		for at := 0; ; {
			i := strings.Index(lower[at:], w)
			if i < 0 {
				break
			}
			for k := at + i; k < at+i+len(w); k++ {
				marked[k] = true
			}
			at += i + len(w)
		}
	}
	var b strings.Builder
	for i := range len(s) {
		if marked[i] && (i == 0 || !marked[i-1]) {
			b.WriteString(pre)
		}
		b.WriteByte(s[i])
		if marked[i] && (i == len(s)-1 || !marked[i+1]) {
			b.WriteString(post)
		}
	}
	return b.String()
}
