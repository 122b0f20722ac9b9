package search

import (
	"strings"
	"unicode"

	"talentcircle/backend/cn"
)

// token is one piece of the typed text: what stands between blanks, or one quotation.
type token struct {
	raw    string
	quoted bool
	minus  bool
	or     bool // an alternative to the token before
	last   bool // ends where the text ends: still being typed
}

// clip takes the first MaxText runes and gives the rest apart.
func clip(text string) (head, rest string) {
	n := 0
	for i := range text {
		if n == MaxText {
			return text[:i], text[i:]
		}
		n++
	}
	return text, ""
}

// tokenize cuts the text. A quotation mark without its partner is a blank; OR and | between two tokens make them alternatives; a
// minus before a token excludes it.
func tokenize(text string) []token {
	var out []token
	runes := []rune(text)
	or := false
	add := func(t token) {
		t.raw = strings.TrimSpace(t.raw)
		if len(Runs(cn.Fold(t.raw))) == 0 {
			return
		}
		t.or = or && !t.minus && len(out) > 0 && !out[len(out)-1].minus
		or = false
		out = append(out, t)
	}
	for i := 0; i < len(runes); {
		switch {
		case unicode.IsSpace(runes[i]) || unicode.IsControl(runes[i]):
			i++
		case runes[i] == '|' || runes[i] == '｜':
			or = true
			i++
		default:
			t, next := tokenAt(runes, i)
			if t.raw == "OR" && !t.quoted && !t.minus {
				or = true
			} else {
				add(t)
			}
			i = next
		}
	}
	return out
}

// tokenAt reads the token that begins at i, which is no blank, and gives where the next begins.
func tokenAt(runes []rune, i int) (t token, next int) {
	if isMinus(runes[i]) {
		t.minus = true
		i++
	}
	if i < len(runes) && isQuote(runes[i]) {
		if end := closing(runes, i+1); end > 0 {
			t.quoted, t.raw = true, string(runes[i+1:end])
			return t, end + 1
		}
		i++
	}
	from := i
	for i < len(runes) && !unicode.IsSpace(runes[i]) && !unicode.IsControl(runes[i]) && runes[i] != '|' && runes[i] != '｜' && !isQuote(runes[i]) {
		i++
	}
	t.raw, t.last = string(runes[from:i]), i == len(runes)
	return t, i
}

func closing(runes []rune, from int) int {
	for i := from; i < len(runes); i++ {
		if isQuote(runes[i]) {
			return i
		}
	}
	return 0
}

func isMinus(r rune) bool { return r == '-' || r == '－' || r == '−' }

func isQuote(r rune) bool { return strings.ContainsRune(`"＂“”„‟「」『』`, r) }
