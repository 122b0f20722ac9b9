package recognition

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"talentcircle/backend/cn"
)

// reading is a sentence being read: what was taken out of it and where.
type reading struct {
	source string
	folded cn.Folded
	text   []rune // of folded
	taken  []bool // by position: belongs to something understood

	kind     Kind
	series   string
	target   string
	level    cn.Level
	title    string
	way      cn.ObtainedBy
	purpose  cn.Purpose
	obtained Period
	places   []place
	from     Origin
	to       cn.Region
	words    map[string]string // what was said, by field
}

// place is a region as it stands in the sentence.
type place struct {
	origin     Origin
	start, end int
}

func newReading(text string) *reading {
	folded := cn.FoldMap(text)
	runes := []rune(folded.Text)
	return &reading{source: text, folded: folded, text: runes, taken: make([]bool, len(runes)), words: map[string]string{}}
}

// wording is a stretch as it stands in the source.
func (r *reading) wording(start, end int) string {
	from, to := r.folded.Source(start, end)
	return r.source[from:to]
}

func (r *reading) said(field string) string { return r.words[field] }

// take marks a stretch as understood; false when part of it is taken already.
func (r *reading) take(start, end int) bool {
	for i := start; i < end; i++ {
		if r.taken[i] {
			return false
		}
	}
	for i := start; i < end; i++ {
		r.taken[i] = true
	}
	return true
}

// note keeps the first thing said about a field.
func (r *reading) note(field string, start, end int) bool {
	if r.words[field] != "" {
		return false
	}
	r.words[field] = r.wording(start, end)
	return true
}

// dateShape finds 2016, 2016-11, 2016.11.18, 2016年11月18日 and 16年.
var dateShape = regexp.MustCompile(`(?:((?:19|20)\d\d)(?:\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?|(\d\d)\s*年)`)

// readDates takes the first date of the sentence. A run of more digits is no year.
func (r *reading) readDates() {
	text := string(r.text)
	for _, m := range dateShape.FindAllStringSubmatchIndex(text, -1) {
		if digitBeside(text, m[0]-1) || digitBeside(text, m[1]) {
			continue
		}
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		period, ok := datePeriod(group(1), group(2), group(3), group(4))
		if !ok {
			continue
		}
		start, end := len([]rune(text[:m[0]])), len([]rune(text[:m[1]]))
		if r.take(start, end) && r.note("obtainedOn", start, end) {
			r.obtained = period
		}
	}
}

func digitBeside(text string, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

// datePeriod makes a period of the digits; short years below 50 belong to this century.
func datePeriod(year, month, day, short string) (Period, bool) {
	if short != "" {
		n, _ := strconv.Atoi(short)
		year = strconv.Itoa(1900 + n)
		if n < 50 {
			year = strconv.Itoa(2000 + n)
		}
	}
	text := year
	for _, part := range []string{month, day} {
		if part == "" {
			break
		}
		text += "-" + strings.Repeat("0", 2-len(part)) + part
	}
	p, err := ParsePeriod(text)
	return p, err == nil
}

// readWords takes the words of the lexicon in its order.
func (r *reading) readWords(lexicon []lexeme) {
	for _, w := range lexicon {
		for start := 0; start+len(w.text) <= len(r.text); start++ {
			end := start + len(w.text)
			if !slices.Equal(r.text[start:end], w.text) || !r.take(start, end) {
				continue
			}
			w.mean(r, start, end)
		}
	}
}

// placeRegions decides which place is the issuing one and which that of use, by the words around it; places without such words come in the
// order people say them: first from, then to.
func (r *reading) placeRegions() {
	var rest []place
	for _, p := range r.places {
		switch {
		case r.marks(p, true):
			r.useAt(p)
		case r.marks(p, false):
			r.issueAt(p)
		default:
			rest = append(rest, p)
		}
	}
	for _, p := range rest {
		switch r.from {
		case "":
			r.issueAt(p)
		case p.origin: // said twice
		default:
			r.useAt(p)
		}
	}
}

func (r *reading) useAt(p place) {
	if r.to == "" && p.origin.Region() != "" {
		r.to = p.origin.Region()
		r.note("to", p.start, p.end)
	}
}

func (r *reading) issueAt(p place) {
	if r.from == "" {
		r.from = p.origin
		r.note("from", p.start, p.end)
	}
}

// marks reports whether the words beside a place make it the place of use (host) or of issue.
func (r *reading) marks(p place, host bool) bool {
	before, after := string(r.text[max(0, p.start-2):p.start]), strings.TrimLeft(string(r.text[p.end:]), " ")
	lead, follow := []string{"从", "自"}, []string{"的", "评", "发", "颁", "取得", "获得", "拿", "考", "职称"}
	if host {
		lead, follow = []string{"在", "到", "去", "来", "进", "赴", "于", "给", "至"}, []string{"认", "承认", "能", "可", "有效", "有没有用", "使用", "互认", "聘", "用"}
	}
	for _, w := range lead {
		if strings.HasSuffix(before, w) {
			return !r.issued(after) || !host
		}
	}
	for _, w := range follow {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// issued reports whether what follows 在北京 says that it was obtained there: 在北京评的.
func (r *reading) issued(after string) bool {
	for _, w := range []string{"评的", "评审", "评上", "取得", "获得", "考的", "考取", "拿的", "颁发", "发的"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// ignored lists the runs of words that nothing was made of, without the small change of a question.
func (r *reading) ignored() []string {
	list := []string{}
	start := 0
	for i := 0; i <= len(r.text); i++ {
		if i < len(r.text) && !r.taken[i] && (unicode.IsLetter(r.text[i]) || unicode.IsDigit(r.text[i])) {
			continue
		}
		if start < i && !smallChange(r.text[start:i]) {
			list = append(list, r.wording(start, i))
		}
		start = i + 1
	}
	return list
}
