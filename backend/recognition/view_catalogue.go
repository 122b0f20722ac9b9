package recognition

import (
	"talentcircle/backend/cn"
	"talentcircle/backend/web"
)

// SeriesView is one title series of the catalogue.
type SeriesView struct {
	web.View
	Slug        string      `json:"slug"`
	Name        string      `json:"name"`
	Levels      []LevelView `json:"levels"`
	BasisStatus BasisStatus `json:"basisStatus"`
	StatusLabel string      `json:"statusLabel" doc:"参考背景或者待核实"`
}

// LevelView is one level of a series.
type LevelView struct {
	Level        cn.Level     `json:"level"`
	Label        string       `json:"label"`
	Titles       []string     `json:"titles"`
	FormerTitles []string     `json:"formerTitles" doc:"曾用名称"`
	Renamed      []RenameView `json:"renamed" doc:"曾用名称与现名称"`
}

// RenameView is an older name and the present one.
type RenameView struct {
	Former  string `json:"former"`
	Current string `json:"current"`
}

func seriesViews(c *Catalogue) web.Items[SeriesView] {
	list := web.Items[SeriesView]{}
	for _, s := range c.Series {
		v := SeriesView{Slug: s.Slug, Name: s.Name, BasisStatus: s.Basis, StatusLabel: s.Basis.Label(), Levels: []LevelView{}}
		for _, step := range s.Levels {
			l := LevelView{Level: step.Level, Label: step.Level.Label(), Titles: step.Titles, FormerTitles: []string{}, Renamed: []RenameView{}}
			for _, r := range step.Former {
				l.FormerTitles = append(l.FormerTitles, r.Name)
				l.Renamed = append(l.Renamed, RenameView{Former: r.Name, Current: r.Now})
			}
			v.Levels = append(v.Levels, l)
		}
		list = append(list, v)
	}
	return list
}

// QualificationView is a vocational qualification with the titles it may stand for.
type QualificationView struct {
	web.View
	Code        string      `json:"code"`
	Name        string      `json:"name"`
	Kind        string      `json:"kind" doc:"admission 准入类,level 水平评价类"`
	Exam        string      `json:"exam" doc:"national 全国统一考试,provincial 各省组织考试"`
	Titles      []Choice    `json:"titles" doc:"可对应的职称,依演示规则"`
	BasisStatus BasisStatus `json:"basisStatus"`
	StatusLabel string      `json:"statusLabel"`
}

func qualificationViews(c *Catalogue) web.Items[QualificationView] {
	list := web.Items[QualificationView]{}
	for _, q := range c.Vocational {
		v := QualificationView{Code: q.Code, Name: q.Name, Kind: q.Kind, Exam: q.Exam, Titles: []Choice{}, BasisStatus: Demo, StatusLabel: Demo.Label()}
		for _, t := range q.Titles {
			v.Titles = append(v.Titles, c.choice(Object{Kind: Title, Series: t.Series, Level: t.Level, Name: t.Title}))
		}
		list = append(list, v)
	}
	return list
}

// GradeView is one skill grade, from the lowest.
type GradeView struct {
	web.View
	Code string `json:"code"`
	Name string `json:"name"`
}

func gradeViews(c *Catalogue) web.Items[GradeView] {
	list := web.Items[GradeView]{}
	for _, g := range c.Skills.Grades {
		list = append(list, GradeView{Code: g.Code, Name: g.Name})
	}
	return list
}

// RuleView is one version of a rule, as the workflow applies it.
type RuleView struct {
	web.View
	ID            string          `json:"id"`
	Version       int             `json:"version"`
	Name          string          `json:"name"`
	Type          Kind            `json:"type"`
	From          Origin          `json:"from" doc:"ANY 为任何方向"`
	To            cn.Region       `json:"to"`
	InForceFrom   cn.Day          `json:"inForceFrom"`
	InForceUntil  cn.Day          `json:"inForceUntil,omitzero"`
	SignedOn      cn.Day          `json:"signedOn" doc:"演示签署"`
	Current       bool            `json:"current" doc:"当前施行的版本"`
	Repealed      bool            `json:"repealed"`
	Outcome       Outcome         `json:"outcome"`
	OutcomeLabel  string          `json:"outcomeLabel"`
	Series        []string        `json:"series" doc:"为空则不限"`
	Levels        []cn.Level      `json:"levels"`
	Names         []string        `json:"names"`
	ObtainedBy    []cn.ObtainedBy `json:"obtainedBy"`
	ObtainedFrom  cn.Day          `json:"obtainedFrom,omitzero"`
	ObtainedUntil cn.Day          `json:"obtainedUntil,omitzero"`
	Conditions    []Worded        `json:"conditions"`
	Effects       []Worded        `json:"effects"`
	NotFor        []Worded        `json:"notFor"`
	Documents     []Worded        `json:"documents"`
	PromisedDays  int             `json:"promisedDays,omitempty"`
	BasisStatus   BasisStatus     `json:"basisStatus"`
	StatusLabel   string          `json:"statusLabel"`
}

func ruleViews(b *Book, today cn.Day) web.Items[RuleView] {
	list := web.Items[RuleView]{}
	for i := range b.Rules {
		r := &b.Rules[i]
		current, _ := r.inForce(today)
		for j := range r.Versions {
			list = append(list, ruleView(b, r, &r.Versions[j], current == &r.Versions[j]))
		}
	}
	return list
}

func ruleView(b *Book, r *Rule, v *Version, current bool) RuleView {
	from, until := v.obtainedRange()
	view := RuleView{
		ID: r.ID, Version: v.Number, Name: r.Name, Type: r.Kind, From: r.From, To: r.To, InForceFrom: v.ForceFrom, InForceUntil: v.ForceUntil,
		SignedOn: v.SignedOn, Current: current, Repealed: v.Repealed, Outcome: v.Outcome, OutcomeLabel: v.Outcome.Label(),
		Series: orEmpty(v.Series), Levels: orEmpty(v.Levels), Names: orEmpty(v.Names), ObtainedBy: orEmpty(v.ObtainedBy), ObtainedFrom: from, ObtainedUntil: until,
		Conditions: worded(b.Conditions, v.Conditions), NotFor: worded(b.NotFor, v.NotFor), Documents: worded(b.Documents, v.Documents), Effects: []Worded{},
		PromisedDays: v.PromisedDays, BasisStatus: Demo, StatusLabel: Demo.Label(),
	}
	for _, p := range v.Purposes {
		view.Effects = append(view.Effects, Worded{Code: string(p), Text: b.Effects[string(p)]})
	}
	return view
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
