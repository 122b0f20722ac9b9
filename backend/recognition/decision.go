package recognition

import (
	"talentcircle/backend/cn"
	"talentcircle/backend/web"
)

// Decision is the whole answer to a Question. Two equal questions on equal catalogue and rules give byte for byte the same JSON.
type Decision struct {
	web.View
	Outcome      Outcome     `json:"outcome"`
	OutcomeLabel string      `json:"outcomeLabel"`
	Summary      string      `json:"summary" doc:"一句话结论"`
	CaseNeeded   bool        `json:"caseNeeded" doc:"是否需要办理"`
	HostDecides  bool        `json:"hostDecides" doc:"源头核验后是否由使用地决定"`
	SeriesChange bool        `json:"seriesChange" doc:"属于转系列,不属于互认"`
	Asked        Choice      `json:"asked" doc:"按什么理解所问的资格"`
	Shown        string      `json:"shown" doc:"名称,曾用名称在前"`
	From         Origin      `json:"from"`
	To           cn.Region   `json:"to"`
	Obtained     string      `json:"obtained" doc:"取得时间,按所知的精度"`
	AsOf         cn.Day      `json:"asOf"`
	Equivalent   *Equivalent `json:"equivalent"`
	Effects      []Worded    `json:"effects"`
	NotFor       []Worded    `json:"notFor"`
	Rule         *RuleRef    `json:"rule"`
	Basis        []Basis     `json:"basis"`
	Conditions   []Condition `json:"conditions"`
	Documents    []Worded    `json:"documents" doc:"办理时应交的材料"`
	Statutory    *Limit      `json:"statutory" doc:"法定(参照)办结时限"`
	Promised     *Limit      `json:"promised" doc:"承诺办结时限"`
	Steps        []NextStep  `json:"steps"`
	NotApplied   []Passed    `json:"notApplied"`
	Contact      string      `json:"contact" doc:"暂无规则时的咨询去向"`

	Disclaimer      string       `json:"disclaimer"`
	AppointmentNote string       `json:"appointmentNote"`
	Lookup          *Lookup      `json:"lookup" doc:"全国查询渠道"`
	Reference       []Background `json:"reference" doc:"参考背景,不是本结论的依据"`
}

// Equivalent is what the object counts as in the region of use. A vocational qualification may count as one of several titles.
type Equivalent struct {
	Choice
	Alternatives []Choice `json:"alternatives,omitempty"`
}

// Worded is a code with its wording.
type Worded struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// RuleRef names the version of a rule that was applied.
type RuleRef struct {
	ID          string      `json:"id"`
	Version     int         `json:"version"`
	BasisStatus BasisStatus `json:"basisStatus"`
	Name        string      `json:"name"`
	Clause      string      `json:"clause"`
	ForceFrom   cn.Day      `json:"inForceFrom"`
}

// Basis is one thing the answer rests on, with how far it may be relied on.
type Basis struct {
	Text        string      `json:"text"`
	BasisStatus BasisStatus `json:"basisStatus"`
	StatusLabel string      `json:"statusLabel"`
}

// Condition is one condition of the rule; Met is null while nobody has said.
type Condition struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Met  *bool  `json:"met"`
}

// Limit is a time limit in working days, counted from the day after acceptance.
type Limit struct {
	Days int    `json:"days"`
	Note string `json:"note"`
}

// NextStep is one step to be taken, and by whom: applicant, home, host, employer.
type NextStep struct {
	By   string `json:"by"`
	Text string `json:"text"`
}

// Passed is a rule of the same direction that was not applied.
type Passed struct {
	Rule    string `json:"rule"`
	Version int    `json:"version"`
	Because string `json:"because"`
}

// Lookup is a place to check an original certificate.
type Lookup struct {
	Name        string      `json:"name"`
	Text        string      `json:"text"`
	BasisStatus BasisStatus `json:"basisStatus"`
	StatusLabel string      `json:"statusLabel"`
}

// Background is a real document shown beside the answer; the answer does not rest on it.
type Background struct {
	Title     string `json:"title"`
	Number    string `json:"number,omitempty"`
	Date      string `json:"date"`
	Point     string `json:"point"`
	Source    string `json:"source"`
	Certainty string `json:"certainty" doc:"high, medium, low"`
}

// PeriodChoice is one of the stretches of time into which the rules split a date that was given too loosely.
type PeriodChoice struct {
	web.View
	From         cn.Day  `json:"obtainedFrom,omitzero"`
	Until        cn.Day  `json:"obtainedUntil"`
	Label        string  `json:"label"`
	Outcome      Outcome `json:"outcome"`
	OutcomeLabel string  `json:"outcomeLabel"`
}
