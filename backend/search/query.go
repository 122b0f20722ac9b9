package search

// Query is a Request after the text pipeline: what an engine executes. Terms are all wanted (AND); the words of one term are
// alternatives (synonyms, readings).
type Query struct {
	Schema   *Schema
	Audience Audience
	Terms    []Term
	Not      []Term // must not occur
	Where    []Condition
	Exclude  []string
	Facets   []string
	Sort     string
	Page     int
	PageSize int
}

// Term is one wanted thing. A document has it when one of Words, Pinyin or Names is found.
type Term struct {
	Raw string // as typed, for dropped-word messages and why

	// Words are folded alternatives. A word of one run of Hanzi matches as a part of a value; a word of one run of letters and digits
	// as a whole word, as the beginning of one when Last, or misspelt (see Typos); a word of several runs where these follow one
	// another in a value, whatever punctuation stands between.
	Words []string

	// Pinyin are readings to try on Person fields: see NameKey.Begins. Never set for typed Hanzi.
	Pinyin []Reading

	// Names are mixtures of Hanzi and pinyin (单shi) to try on Person fields: see MatchName.
	Names []string

	Phrase bool // quoted: no beginnings, no pinyin, no misspellings
	Last   bool // still being typed: a beginning will do
}

// Reading is typed pinyin, joined and without tones. It finds a name one of whose keys it begins; unless Begun, it must end where a
// syllable ends.
type Reading struct {
	Text  string
	Begun bool // still being typed: the last syllable may be unfinished
}

// Typos is how many misspellings are forgiven in a word of n letters: an omitted, added, changed or swapped letter each. Words with
// digits are never corrected.
func Typos(n int) int {
	switch {
	case n < 5:
		return 0
	case n < 9:
		return 1
	}
	return 2
}
