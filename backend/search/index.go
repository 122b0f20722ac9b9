package search

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"talentcircle/backend/cn"
)

// Index is what a feature holds: one engine with the schema of its documents and the vocabulary of its queries. It checks what is
// asked and what is indexed, so that an engine only meets fields it knows.
type Index struct {
	Engine
	schema     *Schema
	vocabulary atomic.Pointer[Vocabulary]
}

// NewIndex joins an engine, opened with this schema, and a vocabulary (nil: nothing is understood in a query).
func NewIndex(engine Engine, schema *Schema, vocabulary *Vocabulary) *Index {
	x := &Index{Engine: engine, schema: schema}
	x.Learn(vocabulary)
	return x
}

// Learn replaces the vocabulary, when parks, divisions or synonyms were edited.
func (x *Index) Learn(v *Vocabulary) { x.vocabulary.Store(v) }

// Apply checks every document against the schema and hands the changes to the engine; BadDoc when one does not fit. It is Engine.Apply
// otherwise.
func (x *Index) Apply(ctx context.Context, seq int64, changes ...Change) error {
	for _, c := range changes {
		if err := x.schema.check(c); err != nil {
			return err
		}
	}
	return x.Engine.Apply(ctx, seq, changes...)
}

// Search answers a request: its text is understood, the engine finds. BadQuery when it names a field, sort or page that is not there.
func (x *Index) Search(ctx context.Context, r Request) (Result, error) {
	began := time.Now()
	if err := x.schema.checkRequest(&r); err != nil {
		return Result{}, err
	}
	v := x.vocabulary.Load()
	if r.Literal {
		v = nil
	}
	p := parse(r.Text, v, func(field string) bool {
		return slices.ContainsFunc(r.Where, func(c Condition) bool { return c.Field == field })
	})
	result, err := x.Engine.Search(ctx, Query{
		Schema: x.schema, Audience: r.Audience, Terms: p.terms, Not: p.not, Where: append(slices.Clone(r.Where), p.where...),
		Exclude: r.Exclude, Facets: r.Facets, Sort: r.Sort, Page: r.Page, PageSize: r.PageSize,
	})
	if err != nil {
		return Result{}, err
	}
	result.Interpreted = append(p.said, result.Interpreted...)
	result.Took = time.Since(began)
	return result, nil
}

// Suggest completes a typed prefix of Hanzi or pinyin. Nothing typed gives nothing.
func (x *Index) Suggest(ctx context.Context, c Completion) ([]Suggestion, error) {
	if c.Limit == 0 {
		c.Limit = 10
	}
	if c.Limit < 0 || c.Limit > MaxSuggestions {
		return nil, BadQuery.At("query.limit", "数量须为 1 至 20。")
	}
	text, _ := clip(c.Text)
	c.Text = strings.Join(strings.Fields(cn.Fold(text)), " ")
	if c.Text == "" {
		return nil, nil
	}
	return x.Engine.Suggest(ctx, c)
}

func (s *Schema) checkRequest(r *Request) error {
	if r.Page == 0 {
		r.Page = 1
	}
	if r.PageSize == 0 {
		r.PageSize = DefaultPageSize
	}
	if r.Page < 1 {
		return BadQuery.At("query.page", "页码须为正整数。")
	}
	if r.PageSize < 1 || r.PageSize > MaxPageSize {
		return BadQuery.At("query.pageSize", "每页条数须为 1 至 100。")
	}
	if r.Sort == "relevance" {
		r.Sort = ""
	}
	if r.Sort != "" && !slices.Contains(s.Numbers, strings.TrimPrefix(r.Sort, "-")) {
		return BadQuery.At("query.sort", "不支持的排序方式。")
	}
	for _, f := range r.Facets {
		if v, ok := s.Value(f); !ok || !v.Facet {
			return BadQuery.At("query.facets", "不支持的分类统计。")
		}
	}
	for _, c := range r.Where {
		if err := s.checkCondition(c); err != nil {
			return err
		}
	}
	return nil
}

// checkCondition refuses unknown fields, and a range on values or values on a number.
func (s *Schema) checkCondition(c Condition) error {
	ranged := c.From != nil || c.To != nil
	if _, ok := s.Value(c.Field); ok && !ranged {
		return nil
	}
	if slices.Contains(s.Numbers, c.Field) && ranged && len(c.Values) == 0 {
		return nil
	}
	return BadQuery.At("query", "不支持的筛选条件。")
}

// Value finds a value field by name.
func (s *Schema) Value(name string) (ValueField, bool) {
	for _, f := range s.Values {
		if f.Name == name {
			return f, true
		}
	}
	return ValueField{}, false
}

// TextField finds a text field by name.
func (s *Schema) TextField(name string) (TextField, bool) {
	for _, f := range s.Text {
		if f.Name == name {
			return f, true
		}
	}
	return TextField{}, false
}

// Lexicon reports whether the field's values are completed as words, not as people.
func (f TextField) Lexicon() bool { return f.Suggest && !f.Person }

const maxID = 511 // bytes, as the narrowest engine has it

// check refuses what an engine could not hold or would ignore.
func (s *Schema) check(c Change) error {
	if !validID(c.ID) || c.Put != nil && (c.Put.ID != c.ID || c.Put.Rev != c.Rev) {
		return BadDoc
	}
	if c.Put == nil {
		return nil
	}
	for f := range c.Put.Text {
		if _, ok := s.TextField(f); !ok {
			return BadDoc.At("text."+f, "未定义的字段。")
		}
	}
	for f := range c.Put.Values {
		if _, ok := s.Value(f); !ok {
			return BadDoc.At("values."+f, "未定义的字段。")
		}
	}
	for f := range c.Put.Numbers {
		if !slices.Contains(s.Numbers, f) {
			return BadDoc.At("numbers."+f, "未定义的字段。")
		}
	}
	return nil
}

func validID(id string) bool {
	if id == "" || len(id) > maxID {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}
