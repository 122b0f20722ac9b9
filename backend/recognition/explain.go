package recognition

import (
	"fmt"
	"slices"

	"talentcircle/backend/cn"
)

// explain writes the answer out.
func (e *evaluation) explain(f found) *Decision {
	q := e.q
	d := &Decision{
		Outcome: f.outcome(), SeriesChange: e.changesSeries(),
		Asked: e.catalogue.choice(e.object), Shown: e.object.Shown(),
		From: q.From, To: q.To, Obtained: q.Obtained.String(), AsOf: q.AsOf,
		Effects: []Worded{}, NotFor: []Worded{}, Basis: []Basis{}, Conditions: []Condition{}, Documents: []Worded{},
		NotApplied: append([]Passed{}, f.passed...), Reference: e.background(),
		Disclaimer: Disclaimer, AppointmentNote: AppointmentNote,
	}
	if e.local() {
		d.Outcome = Recognized
	}
	d.OutcomeLabel, d.CaseNeeded, d.HostDecides = d.Outcome.Label(), d.Outcome.CaseNeeded(), d.Outcome.HostDecides()
	if f.version != nil {
		e.apply(d, f.rule, f.version)
	}
	e.basisOfSeries(d)
	if e.object.Kind == Skill {
		l := e.catalogue.Skills.Lookup
		d.Lookup = &Lookup{Name: l.Name, Text: l.Text, BasisStatus: l.Basis, StatusLabel: l.Basis.Label()}
	}
	d.Summary = e.summary(d, f.version)
	d.Steps = e.steps(d, f.version)
	if d.Outcome == NoRule {
		d.Contact = fmt.Sprintf("可向使用地(%s)人才服务机构咨询。", q.To.Name())
	}
	return d
}

// apply fills in what follows from the rule.
func (e *evaluation) apply(d *Decision, r *Rule, v *Version) {
	b := e.book
	d.Rule = &RuleRef{ID: r.ID, Version: v.Number, BasisStatus: Demo, Name: r.Name, Clause: v.Clause, ForceFrom: v.ForceFrom}
	d.Basis = append(d.Basis, Basis{
		Text:        fmt.Sprintf("演示规则 %s(第%d版)%s:%s,%s 起施行", r.ID, v.Number, v.Clause, r.Name, v.ForceFrom),
		BasisStatus: Demo, StatusLabel: Demo.Label(),
	})
	for _, p := range v.Purposes {
		d.Effects = append(d.Effects, Worded{Code: string(p), Text: b.Effects[string(p)]})
	}
	d.NotFor = worded(b.NotFor, v.NotFor)
	d.Documents = worded(b.Documents, v.Documents)
	if v.Outcome != NotRecognized {
		d.Conditions = e.conditions(v)
		d.Equivalent = e.equivalent()
	}
	if v.Outcome.CaseNeeded() {
		d.Statutory = &Limit{Days: b.Statutory.Days, Note: e.statutoryNote()}
		d.Promised = &Limit{Days: v.PromisedDays, Note: "自受理次日起算的工作日,为演示承诺。"}
	}
}

func worded(w words, codes []string) []Worded {
	list := make([]Worded, len(codes))
	for i, code := range codes {
		list[i] = Worded{Code: code, Text: w[code]}
	}
	return list
}

func (e *evaluation) statutoryNote() string {
	i := slices.IndexFunc(e.catalogue.Documents, func(d Document) bool { return d.ID == e.book.Statutory.Reference })
	if i < 0 {
		return "参照,自受理次日起算的工作日。"
	}
	return fmt.Sprintf("参照《%s》%s,自受理次日起算的工作日。", e.catalogue.Documents[i].Title, e.book.Statutory.Article)
}

// conditions lists what the rule demands: first what the question itself answers, then what somebody has to say or check.
func (e *evaluation) conditions(v *Version) []Condition {
	yes := true
	list := []Condition{}
	switch from, until := v.obtainedRange(); {
	case !from.IsZero():
		list = append(list, Condition{Code: "obtained_on", Text: fmt.Sprintf("取得日期不早于 %s", from), Met: &yes})
	case !until.IsZero():
		list = append(list, Condition{Code: "obtained_on", Text: fmt.Sprintf("取得日期不晚于 %s", until), Met: &yes})
	}
	if len(v.ObtainedBy) > 0 {
		c := Condition{Code: "obtained_by", Text: fmt.Sprintf("取得方式为%s", labels(v.ObtainedBy))}
		if e.q.ObtainedBy != "" {
			c.Met = &yes
		}
		list = append(list, c)
	}
	for _, code := range v.Conditions {
		c := Condition{Code: code, Text: e.book.Conditions[code]}
		if met, said := e.q.Facts[code]; said {
			c.Met = &met
		} else if code == "national_exam" && (e.q.ObtainedBy == cn.ByExam || v.Exam == "national") {
			c.Met = &yes
		}
		list = append(list, c)
	}
	return list
}

// equivalent is what the object counts as: a title and a grade as themselves, a qualification as the titles it stands for.
func (e *evaluation) equivalent() *Equivalent {
	if e.object.Kind != Vocational {
		o := e.object
		o.Former = ""
		return &Equivalent{Choice: e.catalogue.choice(o)}
	}
	var all []Choice
	for _, t := range e.qualification().Titles {
		open := t.Until.IsZero() || (!e.within.First.IsZero() && !e.within.Last.After(t.Until))
		if open && (e.q.Series == "" || e.q.Series == t.Series) {
			all = append(all, e.catalogue.choice(Object{Kind: Title, Series: t.Series, Level: t.Level, Name: t.Title}))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &Equivalent{Choice: all[0], Alternatives: all[1:]}
}

// basisOfSeries shows how far the catalogue itself may be relied on.
func (e *evaluation) basisOfSeries(d *Decision) {
	if s, ok := e.catalogue.SeriesOf(e.object.Series); ok {
		d.Basis = append(d.Basis, Basis{Text: "职称系列目录:" + s.Name, BasisStatus: s.Basis, StatusLabel: s.Basis.Label()})
	}
}

func (e *evaluation) background() []Background {
	list := []Background{}
	for _, doc := range e.catalogue.background(e.object.Kind, e.q.From, e.q.To) {
		list = append(list, Background{Title: doc.Title, Number: doc.Number, Date: doc.Date, Point: doc.Point, Source: doc.Source, Certainty: doc.Certainty})
	}
	return list
}

// summary is the answer in one sentence.
func (e *evaluation) summary(d *Decision, v *Version) string {
	what := fmt.Sprintf("%s取得的%s", e.q.From.Label(), d.Asked.Label)
	to := e.q.To.Name()
	switch {
	case e.local():
		return fmt.Sprintf("%s,在本地区使用,不需要互认。", what)
	case d.SeriesChange && d.Outcome == NotRecognized:
		return fmt.Sprintf("%s拟用于其他系列,属于转系列(转评),不属于互认。", what)
	}
	switch d.Outcome {
	case Recognized:
		return fmt.Sprintf("%s,在%s直接有效,无需办理。", what, to)
	case AfterVerifying:
		return fmt.Sprintf("%s,经发证地源头核验后在%s有效。", what, to)
	case Conditional:
		return fmt.Sprintf("%s,满足所列条件并经%s审核后有效。", what, to)
	case ConfirmationNeed:
		return fmt.Sprintf("%s,须由%s重新确认。", what, to)
	case NotRecognized:
		return fmt.Sprintf("%s,在%s不予认可:%s", what, to, v.Because)
	}
	return fmt.Sprintf("%s在%s使用,三地尚未约定规则。暂无规则,%s。", what, to, NotInvalid)
}
