package recognition

import (
	"fmt"
	"slices"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// Question is what decides. Only the object, From, To and AsOf are needed; everything else narrows.
type Question struct {
	Ask
	Speciality string
	ObtainedBy cn.ObtainedBy
	Issuer     string // who awarded it, as written on the certificate; recorded, never decisive
	Purpose    cn.Purpose
	From       Origin
	To         cn.Region
	Obtained   Period
	Target     string          // the series in which it is to be used, when that is another
	Facts      map[string]bool // conditions that somebody has answered, by code
	AsOf       cn.Day
}

var (
	errQuestion = fault.New(fault.Invalid, "invalid_question", "所问内容不完整或者有误,请按提示修改。")
	errLater    = fault.New(fault.Invalid, "obtained_after_as_of", "取得日期晚于查询日期,请核对。").At("query.obtainedOn", "取得日期晚于查询日期。")
	errSplit    = fault.New(fault.Invalid, "obtained_on_imprecise", "规则按取得日期区分,请填写更准确的取得日期。")
)

// Decide answers a question. It reads nothing but its arguments and changes nothing, so an answer can be replayed at any time. Faults: those
// of Resolve, invalid_question, obtained_after_as_of, and obtained_on_imprecise with the stretches of time as choices.
func Decide(c *Catalogue, b *Book, q Question) (*Decision, error) {
	e, err := evaluate(c, b, q)
	if err != nil {
		return nil, err
	}
	return e.explain(e.choose()), nil
}

// evaluate reads a question so far that one rule, or none, answers it.
func evaluate(c *Catalogue, b *Book, q Question) (*evaluation, error) {
	if err := q.check(c, b); err != nil {
		return nil, err
	}
	object, err := c.Resolve(q.Ask)
	if err != nil {
		return nil, err
	}
	e := &evaluation{catalogue: c, book: b, q: q, object: object, within: q.Obtained}
	if q.Obtained.First.After(q.AsOf) {
		return nil, errLater
	}
	if e.within.Last.IsZero() || e.within.Last.After(q.AsOf) {
		e.within.Last = q.AsOf
	}
	return e, e.oneAnswer()
}

func (q Question) check(c *Catalogue, b *Book) error {
	var bad []fault.Field
	complain := func(wrong bool, name, message string) {
		if wrong {
			bad = append(bad, fault.Field{Location: "query." + name, Message: message})
		}
	}
	complain(q.Kind != "" && !q.Kind.Valid(), "type", "没有该类别。")
	complain(!q.From.Valid(), "from", "请选择发证地:BJ、TJ、HE、CENTRAL 或者 OTHER。")
	complain(!q.To.Valid(), "to", "请选择使用地:BJ、TJ 或者 HE。")
	complain(q.ObtainedBy != "" && !q.ObtainedBy.Valid(), "obtainedBy", "没有该取得方式。")
	complain(q.Purpose != "" && !q.Purpose.Valid(), "purpose", "没有该用途。")
	complain(q.AsOf.IsZero() || q.AsOf.IsMonth(), "asOf", "查询日期应为某一天。")
	if q.Target != "" {
		_, known := c.SeriesOf(q.Target)
		complain(!known, "targetSeries", "没有该职称系列。")
	}
	for code := range q.Facts {
		complain(b.Conditions[code] == "", "met", "没有该条件。")
	}
	if len(bad) > 0 {
		return errQuestion.With(bad...)
	}
	return nil
}

// evaluation is one question on its way to an answer.
type evaluation struct {
	catalogue *Catalogue
	book      *Book
	q         Question
	object    Object
	within    Period // when it was obtained, not after AsOf; an absent First is open
}

// found is the rule that applies, or none, and why each other of the direction does not.
type found struct {
	rule    *Rule
	version *Version
	passed  []Passed
}

func (f found) outcome() Outcome {
	if f.version == nil {
		return NoRule
	}
	return f.version.Outcome
}

// oneAnswer asks back when the rules tell apart days inside the period that was given.
func (e *evaluation) oneAnswer() error {
	pieces := e.pieces()
	if len(pieces) == 1 {
		return nil
	}
	choices := make(web.Items[PeriodChoice], len(pieces))
	differ := false
	var first found
	for i, piece := range pieces {
		at := *e
		at.within = piece
		f := at.choose()
		if i == 0 {
			first = f
		}
		differ = differ || f.version != first.version
		choices[i] = PeriodChoice{From: piece.First, Until: piece.Last, Label: pieceLabel(piece), Outcome: f.outcome(), OutcomeLabel: f.outcome().Label()}
	}
	if !differ {
		return nil
	}
	return errSplit.At("query.obtainedOn", "请填写到能够区分的日期。").Asking(choices)
}

func pieceLabel(p Period) string {
	if p.First.IsZero() {
		return fmt.Sprintf("%s 以前取得(含当日)", p.Last)
	}
	return fmt.Sprintf("%s 至 %s 取得", p.First, p.Last)
}

// pieces cuts the period at every day on which a rule of the direction begins or ceases to cover what was obtained.
func (e *evaluation) pieces() []Period {
	var cuts []cn.Day // first days of a new piece
	for _, r := range e.rules() {
		v, _ := r.inForce(e.q.AsOf)
		if v == nil {
			continue
		}
		from, until := v.obtainedRange()
		if !until.IsZero() {
			until = until.AddDays(1)
		}
		for _, day := range []cn.Day{from, until} {
			if !day.IsZero() && day.After(e.within.First) && !day.After(e.within.Last) {
				cuts = append(cuts, day)
			}
		}
	}
	slices.SortFunc(cuts, cn.Day.Compare)
	pieces := []Period{}
	first := e.within.First
	for _, day := range slices.Compact(cuts) {
		pieces = append(pieces, Period{First: first, Last: day.AddDays(-1)})
		first = day
	}
	return append(pieces, Period{First: first, Last: e.within.Last})
}

// rules lists the rules of the direction; those about a change of series only when one is wanted.
func (e *evaluation) rules() []*Rule {
	all := e.book.along(e.object.Kind, e.q.From, e.q.To)
	if e.changesSeries() {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(r *Rule) bool { return r.Versions[0].SeriesChange })
}

func (e *evaluation) changesSeries() bool {
	return e.object.Kind == Title && e.q.Target != "" && e.q.Target != e.object.Series
}

// local reports use where it was issued, which needs no recognition.
func (e *evaluation) local() bool { return e.q.From.Region() == e.q.To && !e.changesSeries() }

// choose finds the first rule that applies.
func (e *evaluation) choose() found {
	var f found
	if e.local() {
		return f
	}
	for _, r := range e.rules() {
		v, because := e.judge(r)
		switch {
		case because != "":
			f.passed = append(f.passed, Passed{Rule: r.ID, Version: v.Number, Because: because})
		case f.rule != nil:
			f.passed = append(f.passed, Passed{Rule: r.ID, Version: v.Number, Because: "已适用在先的规则 " + f.rule.ID + "。"})
		default:
			f.rule, f.version = r, v
		}
	}
	return f
}
