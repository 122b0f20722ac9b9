package search

import (
	"strings"
	"unicode"

	"talentcircle/backend/cn"
)

// TokenizerVersion changes whenever folding, runs or name keys change, so that an index on disk made by another version is rebuilt.
const TokenizerVersion = 1

// Run is a stretch of a folded text: Hanzi without a break, or one word of letters and digits of other scripts (also c++ and c#).
type Run struct {
	Text       string
	Han        bool
	Start, End int // in runes of the folded text
}

// Runs cuts a folded text into runs; everything else is a separator.
func Runs(folded string) []Run {
	var out []Run
	var open bool
	var han bool
	var startByte, start, at int
	end := func(b, r int) {
		if open {
			out = append(out, Run{Text: folded[startByte:b], Han: han, Start: start, End: r})
		}
		open = false
	}
	for b, r := range folded {
		isHan := cn.IsHan(r)
		switch {
		case open && !han && (r == '+' || r == '#') && wordEndsAfter(folded[b+1:]): // c++, c#
		case !isHan && !isWord(r):
			end(b, at)
		case !open || isHan != han:
			end(b, at)
			open, han, startByte, start = true, isHan, b, at
		}
		at++
	}
	end(len(folded), at)
	return out
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordEndsAfter reports whether nothing of a word follows but more of + and #.
func wordEndsAfter(rest string) bool {
	for _, r := range rest {
		if r == '+' || r == '#' {
			continue
		}
		return !isWord(r) || cn.IsHan(r)
	}
	return true
}

// FindWord finds where a folded word stands in a text whose folded runs are given; see Term.Words. It gives the span in runes of the
// first place, or ok false.
func FindWord(runs []Run, word []Run, beginning bool) (start, end int, ok bool) {
	if len(word) == 0 || len(runs) < len(word) {
		return 0, 0, false
	}
	for i := range len(runs) - len(word) + 1 {
		if s, e, ok := wordAt(runs[i:i+len(word)], word, beginning); ok {
			return s, e, true
		}
	}
	return 0, 0, false
}

// wordAt reports whether word stands exactly in these runs. The first run of Hanzi may have more before it and the last more behind
// it; a run of Latin letters is whole, but for the last when a beginning will do.
func wordAt(runs, word []Run, beginning bool) (start, end int, ok bool) {
	last := len(word) - 1
	for i, w := range word {
		r := runs[i]
		if r.Han != w.Han {
			return 0, 0, false
		}
		from, ok := within(r, w, i == 0, i == last, beginning)
		if !ok {
			return 0, 0, false
		}
		if i == 0 {
			start = r.Start + from
		}
		end = r.Start + from + w.End - w.Start
	}
	return start, end, true
}

// within gives where w stands in r, in runes from r's start.
func within(r, w Run, first, last, beginning bool) (from int, ok bool) {
	switch {
	case !w.Han:
		return 0, r.Text == w.Text || last && beginning && strings.HasPrefix(r.Text, w.Text)
	case first && last:
		i := strings.Index(r.Text, w.Text)
		if i < 0 {
			return 0, false
		}
		return len([]rune(r.Text[:i])), true
	case first:
		return (r.End - r.Start) - (w.End - w.Start), strings.HasSuffix(r.Text, w.Text)
	case last:
		return 0, strings.HasPrefix(r.Text, w.Text)
	}
	return 0, r.Text == w.Text
}

// Distance is how many letters apart two words are: added, left out, changed, or two neighbours swapped (each pair once). It stops
// counting above limit and then gives limit+1.
func Distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if abs(len(x)-len(y)) > limit {
		return limit + 1
	}
	var before []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next := make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return min(row[len(y)], limit+1)
}

// Misspelt reports whether found could be a misspelling of word within what Typos allows for word.
func Misspelt(word, found string) bool {
	limit := TyposOf(word)
	return limit > 0 && Distance(word, found, limit) <= limit
}

// maxCorrected is the length from which a word is looked for as it is.
const maxCorrected = 32

// TyposOf is Typos for a word; 0 when it has a digit or sign, or more than 32 letters.
func TyposOf(word string) int {
	n := 0
	for _, r := range word {
		if n++; n > maxCorrected || !unicode.IsLetter(r) {
			return 0
		}
	}
	return Typos(n)
}

func abs(n int) int { return max(n, -n) }
