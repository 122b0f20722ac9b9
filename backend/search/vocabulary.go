package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"talentcircle/backend/cn"
)

// Phrase is something a query may say that stands for a filter: a region, a district, a park, a title, a level, an industry, a
// programme. The features own their phrases.
type Phrase struct {
	Text   string   // as people write it; Hanzi, or Latin words
	Field  string   // a value field of the schema
	Values []string // any of them; a title together with the names it had before
	Label  string   // what the chip says
}

// Vocabulary is what the portal understands in a query. It never changes once made; a new one replaces it.
type Vocabulary struct {
	entries map[string]entry
	longest int // runes
}

// entry is what one text stands for: a filter, other words for the same, or (plain) only itself.
type entry struct {
	phrase   *Phrase
	synonyms []string // folded, without the text itself
}

// NewVocabulary takes phrases and groups of words that mean the same (AI, 人工智能). A text that stands for different filters is
// ambiguous and stays text.
func NewVocabulary(phrases []Phrase, synonyms [][]string) *Vocabulary {
	v := &Vocabulary{entries: map[string]entry{}}
	for _, w := range strings.Fields(plainWords) {
		v.put(w, entry{})
	}
	ambiguous := map[string]bool{}
	for _, p := range phrases {
		text := phraseKey(p.Text)
		if text == "" || p.Field == "" || len(p.Values) == 0 || ambiguous[text] {
			continue
		}
		if had := v.entries[text].phrase; had != nil && !sameFilter(had, &p) {
			ambiguous[text] = true
			v.put(text, entry{})
			continue
		}
		v.put(text, entry{phrase: &p})
	}
	for _, group := range synonyms {
		for _, word := range group {
			v.addSynonyms(phraseKey(word), group)
		}
	}
	return v
}

func (v *Vocabulary) addSynonyms(word string, group []string) {
	if word == "" || v.entries[word].phrase != nil {
		return
	}
	e := v.entries[word]
	for _, other := range group {
		if o := phraseKey(other); o != "" && o != word && !slices.Contains(e.synonyms, o) {
			e.synonyms = append(e.synonyms, o)
		}
	}
	v.put(word, e)
}

func (v *Vocabulary) put(text string, e entry) {
	v.entries[text] = e
	v.longest = max(v.longest, utf8.RuneCountInString(text))
}

func sameFilter(a, b *Phrase) bool {
	return a.Field == b.Field && slices.Equal(slices.Sorted(slices.Values(a.Values)), slices.Sorted(slices.Values(b.Values)))
}

// phraseKey folds a phrase and joins its runs, those that did not touch by one blank, whatever stood between them.
func phraseKey(text string) string {
	var b strings.Builder
	end := -1
	for _, r := range Runs(cn.Fold(text)) {
		if end >= 0 && r.Start != end {
			b.WriteByte(' ')
		}
		b.WriteString(r.Text)
		end = r.End
	}
	return b.String()
}

// plainWords begin with a character that also ends names of places, or contain such a name: they keep 河北区 out of 河北区域.
const plainWords = `区域 区块 区块链 区间 区位 区划 市场 市政 市民 市值 市郊 县域 省级 省部级 省会 园区 园林 园艺 园艺师 学校 学科 学术 学位 学会 学院 学者 大学 医院 医学 医药
研究院 研究所 工程 工艺 技术 技师 技工 技能`

// piece is a part of a stretch of touching runs after understanding.
type piece struct {
	start, end int // runes of the stretch
	entry      *entry
}

// understand cuts a stretch into known pieces and the rest, so that most characters are covered, then by the fewest pieces. inner tells
// the places inside a word of letters, where nothing is cut. Filters of the fields that are taken are only words.
func (v *Vocabulary) understand(run []rune, inner []bool, taken func(field string) bool) []piece {
	type state struct{ covered, pieces, from int }
	best := make([]state, len(run)+1)
	known := make([]*entry, len(run)+1)
	for i := 1; i <= len(run); i++ {
		best[i] = state{best[i-1].covered, best[i-1].pieces, i - 1}
		for n := 2; n <= v.longest && n <= i && !inner[i]; n++ {
			e, ok := v.entries[string(run[i-n:i])]
			if !ok || inner[i-n] {
				continue
			}
			if e.phrase != nil && taken(e.phrase.Field) {
				e.phrase = nil
			}
			s := state{best[i-n].covered + n, best[i-n].pieces + 1, i - n}
			if s.covered > best[i].covered || s.covered == best[i].covered && s.pieces <= best[i].pieces {
				best[i], known[i] = s, &e
			}
		}
	}
	var out []piece
	for i := len(run); i > 0; i = best[i].from {
		out = append(out, piece{best[i].from, i, known[i]})
	}
	slices.Reverse(out)
	return tidy(run, out)
}

// tidy joins what is not understood, takes back a phrase that was cut out of a name, and leaves function words out.
func tidy(run []rune, pieces []piece) []piece {
	pieces = joinPlain(pieces)
	pieces = keepOrganisations(run, pieces)
	pieces = keepNames(run, pieces)
	return trimFunctionWords(run, pieces)
}

func (p piece) plain() bool {
	return p.entry == nil || p.entry.phrase == nil && len(p.entry.synonyms) == 0
}

// joinPlain joins neighbours that stand only for themselves.
func joinPlain(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if n := len(out); n > 0 && p.plain() && out[n-1].plain() {
			out[n-1] = piece{start: out[n-1].start, end: p.end}
			continue
		}
		if p.plain() {
			p.entry = nil
		}
		out = append(out, p)
	}
	return out
}

// organisationEnds end the name of an organisation: 北京 in 北京协和医院 is no filter.
var organisationEnds = []string{"大学", "学院", "医院", "研究院", "研究所", "设计院", "公司", "集团", "学会", "协会", "中心", "银行", "中学", "小学", "学校", "实验室"}

// keepOrganisations takes back a phrase that is followed at once by the rest of an organisation's name.
func keepOrganisations(run []rune, pieces []piece) []piece {
	var out []piece
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		if !p.plain() && i+1 < len(pieces) && pieces[i+1].plain() {
			rest := pieces[i+1]
			if end := organisationEnd(run[rest.start:rest.end]); end > 0 {
				out = append(out, piece{start: p.start, end: rest.start + end})
				i++
				if rest.start+end < rest.end {
					out = append(out, piece{start: rest.start + end, end: rest.end})
				}
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// organisationEnd gives where the first organisation's name in the text ends; 0 when there is none, or when 的 comes before it.
func organisationEnd(text []rune) int {
	s := string(text)
	first := 0
	for _, suffix := range organisationEnds {
		if i := strings.Index(s, suffix); i >= 0 && !strings.Contains(s[:i], "的") {
			if end := utf8.RuneCountInString(s[:i+len(suffix)]); first == 0 || end < first {
				first = end
			}
		}
	}
	return first
}

// keepNames takes back a phrase that has a single character beside it which is no function word: 张 in 张天津, 车 in 新能源车.
func keepNames(run []rune, pieces []piece) []piece {
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		if !p.plain() || p.end-p.start != 1 || strings.ContainsRune(functionCharacters, run[p.start]) {
			continue
		}
		switch {
		case i > 0:
			pieces[i-1] = piece{start: pieces[i-1].start, end: p.end}
			pieces = slices.Delete(pieces, i, i+1)
			i--
		case len(pieces) > 1:
			pieces[1] = piece{start: p.start, end: pieces[1].end}
			pieces = slices.Delete(pieces, 0, 1)
		}
	}
	return joinPlain(pieces)
}

// Function words carry no information of their own. They are left out only beside a phrase that was understood, or where a long run
// is cut (see SplitPoints): 的 alone, or in a name, stays.
const functionCharacters = "的了在和与及或是有从做搞找要请会懂能向对为等之吗呢"

var functionWords = []string{"有没有", "能不能", "请问", "哪些", "哪位", "哪里", "什么", "如何", "怎么", "从事", "擅长", "方面", "相关", "领域", "需要", "寻找", "查找", "推荐", "以及", "并且", "或者", "具有", "拥有", "熟悉", "精通", "方向"}

// trimFunctionWords strips function words from the ends of the plain pieces of a run in which something was understood.
func trimFunctionWords(run []rune, pieces []piece) []piece {
	if len(pieces) < 2 {
		return pieces
	}
	var out []piece
	for _, p := range pieces {
		if p.plain() {
			from, to := InformativePart(run[p.start:p.end])
			p.start, p.end = p.start+from, p.start+to
		}
		if p.start < p.end {
			out = append(out, p)
		}
	}
	return out
}

// InformativePart gives what is left of Hanzi without the function words at its ends; from == to when nothing is.
func InformativePart(han []rune) (from, to int) {
	from, to = 0, len(han)
	for from < to {
		n := functionPrefix(han[from:to])
		if n == 0 {
			break
		}
		from += n
	}
	for from < to {
		n := functionSuffix(han[from:to])
		if n == 0 {
			break
		}
		to -= n
	}
	return from, to
}

func functionPrefix(han []rune) int {
	s := string(han)
	for _, w := range functionWords {
		if strings.HasPrefix(s, w) {
			return utf8.RuneCountInString(w)
		}
	}
	if strings.ContainsRune(functionCharacters, han[0]) {
		return 1
	}
	return 0
}

func functionSuffix(han []rune) int {
	s := string(han)
	for _, w := range functionWords {
		if strings.HasSuffix(s, w) {
			return utf8.RuneCountInString(w)
		}
	}
	if strings.ContainsRune(functionCharacters, han[len(han)-1]) {
		return 1
	}
	return 0
}
