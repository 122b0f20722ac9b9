// Package search is the search port: what is indexed, what may be asked, what comes back. The text pipeline (folding, pinyin, query
// understanding) lives here and is shared; two engines stand behind it, search/embedded and search/meili, and searchtest holds both
// to the same behaviour. It knows no feature: a feature's index.go says which of its fields are text, values and numbers.
//
// An index is a publication: it holds only what the widest audience of that document may read, and every query carries the audience,
// applied inside the engine before anything is counted.
package search

import (
	"context"
	"time"

	"talentcircle/backend/fault"
)

// Schema declares what documents of one index look like. Order matters: text fields are listed from the heaviest to the lightest.
type Schema struct {
	Index   string // name of the index, [a-z_]
	Text    []TextField
	Values  []ValueField
	Numbers []string // int64 fields to sort by and to filter by range
}

// TextField is searched.
type TextField struct {
	Name    string
	Label   string // what a reason calls it: 姓名, 研究方向
	Weight  float64
	Person  bool // a person's name: surname readings, initials, given-name suffixes apply
	Suggest bool // its whole values are offered as completions: research fields, employers. People's names always are
}

// ValueField holds exact values: filtered by, and counted as a facet when asked.
type ValueField struct {
	Name  string
	Facet bool
}

// Doc is one document to be found.
type Doc struct {
	ID         string
	Rev        int64               // the store's rev: an older one never replaces a newer one
	Audience   []string            // groups that may find it, such as "public", "employers", "region:HE"; none: nobody
	HiddenFrom []string            // callers it hides from although a group would let them, such as "employer:ID"
	Text       map[string][]string // by TextField name, as written (not folded)
	Values     map[string][]string // by ValueField name
	Numbers    map[string]int64
}

// Change is one step of the index: Put, or Delete by id when Put is nil.
type Change struct {
	ID  string
	Rev int64
	Put *Doc
}

// Audience says who asks. A document is visible when one of Groups is in its Audience and none of Self is in its HiddenFrom.
// The zero Audience sees nothing.
type Audience struct {
	Groups []string
	Self   []string
}

// Condition narrows by one field: one of Values, or From <= number <= To (nil is open). Conditions of different fields must all hold.
type Condition struct {
	Field    string
	Values   []string
	From, To *int64
}

// Request is a question as the caller puts it.
type Request struct {
	Text     string
	Audience Audience
	Where    []Condition
	Exclude  []string // ids withdrawn but perhaps still in the engine; never shown, never counted
	Facets   []string // fields to count, disjunctively: a field's own condition does not narrow its own counts
	Sort     string   // "" or "relevance", or a number field, descending with a leading "-"
	Page     int      // from 1
	PageSize int      // 1 to MaxPageSize
	Literal  bool     // take Text as plain words: no understanding of regions, parks and titles in it
}

// Limits of the port.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
	MaxText         = 1000  // runes of a query that are read; the rest is dropped, and said so in Interpreted
	MaxTerms        = 64    // terms of a query that are used; the rest is dropped, and said so in Interpreted
	MaxTotal        = 10000 // totals are exact at least up to here, and pages end here
	MaxFacetValues  = 200   // values of one facet that are counted out, the most frequent ones
	MaxSuggestions  = 20
)

// Result is the answer.
type Result struct {
	Hits        []Hit
	Total       int
	Facets      map[string][]FacetCount
	Interpreted []Interpreted
	Took        time.Duration
}

// Hit is one found document. Highlights hold, by text field, the field's text HTML-escaped with <em> round what was matched (also on
// Hanzi for a pinyin query). Why says in words what was matched where.
type Hit struct {
	ID         string
	Score      float64
	Highlights map[string]string
	Why        []string
}

// FacetCount is one value of a facet.
type FacetCount struct {
	Value string
	Count int
}

// Interpreted is one piece of the query that was understood as something: a filter shown as a removable chip (Field and Value set), a
// suggestion (Kind "suggestion"), or a word that had to be dropped (Kind "dropped").
type Interpreted struct {
	Kind   string // "filter", "term", "phrase", "excluded", "dropped", "suggestion"
	Text   string // what stood in the query
	Field  string
	Value  string   // the first of Values
	Values []string // all the values of the filter: a title and the names it had before
	Label  string   // what the chip says
}

// Completion asks for what a typed prefix may become.
type Completion struct {
	Text     string
	Audience Audience
	Exclude  []string
	Limit    int // 1 to MaxSuggestions; 0 is 10
}

// Suggestion is one completion of a typed prefix.
type Suggestion struct {
	Text  string
	Field string
	ID    string // of the document when Field is a person's name
}

// Engine is the adapter seam; terms and conditions arrive folded and understood.
type Engine interface {
	// Name is what the start-up line and 关于本系统 say: "embedded" or "meilisearch", with a version.
	Name() string
	// Apply makes the changes, then remembers seq as the last change of the log it holds. Changes may come twice and out of order; a
	// lower rev never wins. When it returns, every search that starts afterwards sees them.
	Apply(ctx context.Context, seq int64, changes ...Change) error
	// Seq is the last seq Apply was told, as persisted; 0 when the index must be rebuilt from the store.
	Seq(ctx context.Context) (int64, error)
	Search(ctx context.Context, q Query) (Result, error)
	// Suggest completes c.Text, which arrives folded. What only hidden documents hold is never offered.
	Suggest(ctx context.Context, c Completion) ([]Suggestion, error)
	Ping(ctx context.Context) error
	Close() error
}

// Faults of the port.
var (
	// Away: the engine can't be reached; lists and filters go on from the store.
	Away = fault.New(fault.Unavailable, "search_unavailable", "检索引擎暂不可用,请稍后重试。")
	// BadQuery: an unknown field, sort or page.
	BadQuery = fault.New(fault.Invalid, "invalid_search", "检索条件有误,请检查后重试。")
	// BadDoc: a document that does not fit the schema, or an id an engine can't hold: a defect of the feature that made it.
	BadDoc = fault.New(fault.Internal, "invalid_search_document", "索引文档不符合定义。")
)
