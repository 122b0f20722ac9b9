// Package recognition answers what holds where: whether a title, a vocational qualification or a skill grade obtained in one place is
// valid in another, on which rule, since when, and what is to be done. It keeps the catalogue of titles and the rules, decides as a pure
// function of both, handles the cases that need an agency, and issues and checks the statements that come of them.
//
// The nearest real model is "effective as it is, plus verification at the source": nobody gets a new title here.
package recognition

import "talentcircle/backend/cn"

// Kind is the kind of thing that is recognised.
type Kind string

// The kinds of API.md.
const (
	Title      Kind = "title"      // 职称
	Vocational Kind = "vocational" // 职业资格
	Skill      Kind = "skill"      // 职业技能等级
	Programme  Kind = "programme"  // 人才计划
)

// Label is the Chinese word for the kind; the value itself when unknown.
func (k Kind) Label() string {
	switch k {
	case Title:
		return "职称"
	case Vocational:
		return "职业资格"
	case Skill:
		return "职业技能等级"
	case Programme:
		return "人才计划"
	}
	return string(k)
}

// Valid reports whether k is one of the four.
func (k Kind) Valid() bool { return k == Title || k == Vocational || k == Skill || k == Programme }

// Origin is where something was issued: one of the three regions, a central unit, or elsewhere.
type Origin string

// The origins beside the three regions.
const (
	Central Origin = "CENTRAL"
	Other   Origin = "OTHER"
)

// Region is the region of the origin; "" when it is none of the three.
func (o Origin) Region() cn.Region {
	if r := cn.Region(o); r.Valid() {
		return r
	}
	return ""
}

// Valid reports whether o is one of the five.
func (o Origin) Valid() bool { return o.Region() != "" || o == Central || o == Other }

// Label is the Chinese name.
func (o Origin) Label() string {
	switch o {
	case Central:
		return "中央单位"
	case Other:
		return "其他省份"
	}
	return cn.Region(o).Name()
}

// Outcome is the answer to whether something holds.
type Outcome string

// The outcomes of API.md; the procedure follows from them.
const (
	Recognized       Outcome = "recognized"
	AfterVerifying   Outcome = "recognized_after_verification"
	Conditional      Outcome = "conditional"
	ConfirmationNeed Outcome = "confirmation_required"
	NotRecognized    Outcome = "not_recognized"
	NoRule           Outcome = "no_rule"
)

// Label is the wording of the glossary.
func (o Outcome) Label() string {
	switch o {
	case Recognized:
		return "直接有效,无需办理"
	case AfterVerifying:
		return "源头核验后有效"
	case Conditional:
		return "附条件"
	case ConfirmationNeed:
		return "重新确认"
	case NotRecognized:
		return "不予认可"
	case NoRule:
		return "暂无规则"
	}
	return string(o)
}

// CaseNeeded reports whether there is something to apply for.
func (o Outcome) CaseNeeded() bool { return o == AfterVerifying || o.HostDecides() }

// HostDecides reports whether the region of use decides after the source was verified.
func (o Outcome) HostDecides() bool { return o == Conditional || o == ConfirmationNeed }

// BasisStatus says how much a catalogue entry or a rule may be relied on; it is shown wherever the entry is used.
type BasisStatus string

// The statuses: demonstration, background reading, not confirmed by any text, signed by both regions.
const (
	Demo        BasisStatus = "demo"
	Reference   BasisStatus = "reference"
	Unconfirmed BasisStatus = "unconfirmed"
	Signed      BasisStatus = "signed"
)

// Label is the mark shown beside an entry.
func (b BasisStatus) Label() string {
	switch b {
	case Demo:
		return "演示规则"
	case Reference:
		return "参考背景"
	case Unconfirmed:
		return "待核实"
	case Signed:
		return "已签署"
	}
	return string(b)
}

// Sentences that stand beside answers, word for word.
const (
	Disclaimer      = "本结论依据演示规则,不代表三地主管部门规定,请以发证及使用地主管部门答复为准。"
	AppointmentNote = "互认不等于聘任,是否聘任由用人单位按岗位决定。"
	NotInvalid      = "不表示证书无效"
)
