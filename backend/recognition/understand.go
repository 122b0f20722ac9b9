package recognition

import (
	"slices"
	"strings"
	"unicode/utf8"

	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// MaxSentence is how many runes of a question in plain words are read.
const MaxSentence = 200

// Understanding is a question in plain words as it was understood. Nothing is guessed silently: every piece is a chip that can be removed,
// what is missing or has several meanings is said.
type Understanding struct {
	web.View
	Asked   Asked    `json:"question" doc:"可直接用于查询的参数"`
	Chips   []Chip   `json:"chips"`
	Choices []Choice `json:"choices" doc:"名称有多种含义时的备选项"`
	Missing []string `json:"missing" doc:"还缺少的参数:title, from, to"`
	Ignored []string `json:"ignored" doc:"未能理解的词"`
}

// Chip is one piece that was understood.
type Chip struct {
	Field string `json:"field"`
	Value string `json:"value"`
	Label string `json:"label"`
	Text  string `json:"text" doc:"原文"`
}

var errSentence = fault.New(fault.Invalid, "question_required", "请输入要查询的资格,例如:河北 高级工程师 2016 在北京认不认。").At("query.q", "请输入 1 至 200 个字。")

// Understand reads a question in plain words, such as 河北 副高级工程师 2016 在北京认不认?. It never fails on words it does not know; an empty or
// overlong text is question_required.
func (c *Catalogue) Understand(text string) (*Understanding, error) {
	text = strings.TrimSpace(text)
	if text == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > MaxSentence {
		return nil, errSentence
	}
	r := newReading(text)
	r.readDates()
	r.readWords(c.lexicon)
	r.placeRegions()
	u := &Understanding{Chips: []Chip{}, Choices: []Choice{}, Missing: []string{}, Ignored: r.ignored()}
	c.settle(u, r)
	return u, nil
}

// settle makes the question of what was read.
func (c *Catalogue) settle(u *Understanding, r *reading) {
	q := &u.Asked
	ask := Ask{Kind: r.kind, Series: r.series, Level: r.level, Name: r.title}
	if r.title != "" || (r.series != "" && r.level != "") {
		c.settleObject(u, r, ask)
	}
	if q.Title == "" {
		q.Type, q.Series, q.Level, q.Title = r.kind, r.series, r.level, r.title
		c.chipRest(u, r)
	}
	q.From, q.To, q.ObtainedOn, q.ObtainedBy, q.Purpose = r.from, r.to, r.obtained.String(), r.way, r.purpose
	if r.target != "" && r.target != q.Series {
		q.TargetSeries = r.target
	}
	r.chip(u, "from", string(q.From), q.From.Label()+"(发证地)")
	r.chip(u, "to", string(q.To), q.To.Name()+"(使用地)")
	r.chip(u, "obtainedOn", q.ObtainedOn, r.obtained.Label()+"取得")
	r.chip(u, "obtainedBy", string(q.ObtainedBy), q.ObtainedBy.Label())
	r.chip(u, "purpose", string(q.Purpose), "用于"+q.Purpose.Label())
	if s, ok := c.SeriesOf(q.TargetSeries); ok {
		r.chip(u, "targetSeries", s.Slug, "拟用于"+s.Phrase()+"系列")
	}
	for _, need := range []struct{ name, value string }{{"title", q.Title}, {"from", string(q.From)}, {"to", string(q.To)}} {
		if need.value == "" {
			u.Missing = append(u.Missing, need.name)
		}
	}
}

// settleObject resolves the name; words that contradict it are left aside rather than the name.
func (c *Catalogue) settleObject(u *Understanding, r *reading, ask Ask) {
	object, err := c.Resolve(ask)
	if err != nil && fault.CodeOf(err) == errMisfit.Code {
		u.Ignored = append(u.Ignored, r.said("series"), r.said("level"), r.said("type"))
		u.Ignored = slices.DeleteFunc(u.Ignored, func(s string) bool { return s == "" })
		object, err = c.Resolve(Ask{Name: r.title})
	}
	if f, ok := fault.As(err); ok {
		if choices, ok := f.Choices.(web.Items[Choice]); ok {
			u.Choices = choices
		}
		return
	}
	ch := c.choice(object)
	u.Asked.Type, u.Asked.Series, u.Asked.Level, u.Asked.Title = ch.Type, ch.Series, ch.Level, object.Name
	label := ch.Label
	if object.Former != "" {
		u.Asked.Title = object.Former
	}
	r.chip(u, "title", u.Asked.Title, label)
}

// chipRest shows what was understood of an object that is not settled.
func (c *Catalogue) chipRest(u *Understanding, r *reading) {
	if r.title != "" {
		r.chip(u, "title", r.title, r.title)
	}
	if s, ok := c.SeriesOf(r.series); ok {
		r.chip(u, "series", s.Slug, s.Phrase())
	}
	r.chip(u, "level", string(r.level), r.level.Label())
	r.chip(u, "type", string(r.kind), r.kind.Label())
}

func (r *reading) chip(u *Understanding, field, value, label string) {
	if value != "" {
		u.Chips = append(u.Chips, Chip{Field: field, Value: value, Label: label, Text: r.said(field)})
	}
}
