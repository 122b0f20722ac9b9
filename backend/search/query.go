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

// Term is one wanted thing.
type Term struct {
	Raw    string   // as typed, for dropped-word messages and why
	Words  []string // folded alternatives; a word of Hanzi matches as a substring, a word of Latin letters as a word or prefix
	Pinyin []string // readings to try on Person fields (joined, without tones, or initials); never set for typed Hanzi
	Phrase bool     // quoted: no prefix, no pinyin, no typo
	Last   bool     // still being typed: a prefix will do
}
