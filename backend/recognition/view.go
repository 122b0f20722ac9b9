package recognition

import (
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// LimitView is a time limit as it is shown.
type LimitView struct {
	Days        int    `json:"days,omitempty" doc:"工作日"`
	Due         cn.Day `json:"due,omitzero" doc:"截止日,年度放假安排未公布时为空"`
	Provisional cn.Day `json:"provisional,omitzero" doc:"放假安排未公布时的暂定日"`
	Published   bool   `json:"published" doc:"所涉年度的放假安排是否已公布"`
	Note        string `json:"note,omitempty"`
	Overdue     bool   `json:"overdue"`
	DaysLeft    *int   `json:"daysLeft,omitempty" doc:"剩余工作日,逾期为负数"`
}

// LimitsView is every limit of a case that runs or ran.
type LimitsView struct {
	Intake    *LimitView `json:"intake,omitempty" doc:"告知补正或者受理的期限"`
	Supply    *LimitView `json:"supply,omitempty" doc:"补正期限"`
	Promised  *LimitView `json:"promised,omitempty" doc:"承诺办结时限"`
	Statutory *LimitView `json:"statutory,omitempty" doc:"法定(参照)办结时限"`
	Appeal    *LimitView `json:"appeal,omitempty" doc:"申诉期限"`
}

// HeldBy says who has to act now.
type HeldBy struct {
	Party  Party     `json:"party"`
	Region cn.Region `json:"region,omitempty"`
	Label  string    `json:"label"`
}

// EventView is one line of the timeline.
type EventView struct {
	At     time.Time  `json:"at"`
	Action string     `json:"action"`
	Party  Party      `json:"party"`
	Region cn.Region  `json:"region,omitempty"`
	Role   auth.Role  `json:"role,omitempty"`
	Who    string     `json:"who"`
	Text   string     `json:"text"`
	Due    *LimitView `json:"due,omitempty"`
}

// NoticeView is the notice of what is missing.
type NoticeView struct {
	On      cn.Day    `json:"on"`
	Missing []Missing `json:"missing"`
}

// VerificationView is what was found at the source.
type VerificationView struct {
	On   cn.Day `json:"on"`
	Pass bool   `json:"pass"`
	Note string `json:"note,omitempty"`
}

// ConclusionView is how a case ended.
type ConclusionView struct {
	On          cn.Day    `json:"on"`
	Region      cn.Region `json:"region"`
	Stage       Stage     `json:"stage"`
	Recognized  bool      `json:"recognized"`
	Met         []string  `json:"met,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	ReasonLabel string    `json:"reasonLabel,omitempty"`
	Text        string    `json:"text,omitempty"`
	Final       bool      `json:"final" doc:"申诉后的结论,不能再申诉"`
}

// AppealView is an appeal.
type AppealView struct {
	On   cn.Day `json:"on"`
	Text string `json:"text"`
}

// CaseSummary is a case as it stands in lists.
type CaseSummary struct {
	web.View
	ID         string     `json:"id"`
	No         string     `json:"no,omitempty"`
	State      State      `json:"state"`
	StateLabel string     `json:"stateLabel"`
	HolderName string     `json:"holderName"`
	Title      string     `json:"title" doc:"名称,曾用名称在前"`
	From       Origin     `json:"from"`
	To         cn.Region  `json:"to"`
	Home       cn.Region  `json:"home" doc:"承办机构所在地,即发证地"`
	ReceivedOn cn.Day     `json:"receivedOn,omitzero"`
	HeldBy     *HeldBy    `json:"heldBy" doc:"现由谁办理,办结后为空"`
	Next       *LimitView `json:"next" doc:"现办理方的期限"`
	Closed     bool       `json:"closed"`
	Version    int64      `json:"version"`
}

// CaseView is a whole case, for its applicant and the agencies of both regions.
type CaseView struct {
	CaseSummary
	ReceiptNo        string            `json:"receiptNo,omitempty" doc:"收件回执编号"`
	Identity         string            `json:"identity,omitempty" doc:"掩码"`
	Claim            Claim             `json:"claim"`
	Decision         *Decision         `json:"decision" doc:"收件当日的规则结论"`
	MissingDocuments []Worded          `json:"missingDocuments" doc:"规则要求而尚未提交的材料"`
	HostConditions   []Condition       `json:"hostConditions" doc:"由使用地确认的条件"`
	AcceptedOn       cn.Day            `json:"acceptedOn,omitzero"`
	DeemedAccepted   bool              `json:"deemedAccepted" doc:"逾期未告知,视为受理"`
	SuppliedOn       cn.Day            `json:"suppliedOn,omitzero"`
	Notice           *NoticeView       `json:"notice,omitempty"`
	Verification     *VerificationView `json:"verification,omitempty"`
	Conclusion       *ConclusionView   `json:"conclusion,omitempty"`
	Appeal           *AppealView       `json:"appeal,omitempty"`
	Limits           LimitsView        `json:"limits"`
	Timeline         []EventView       `json:"timeline"`
	StatementID      string            `json:"statementId,omitempty"`
	Can              []Verb            `json:"can"`
}

func (s *Service) limitView(d Due, days int, running bool) *LimitView {
	if d.IsZero() {
		return nil
	}
	v := &LimitView{Days: days, Due: d.On, Provisional: d.Provisional, Published: !d.On.IsZero(), Note: d.Note}
	if running && v.Published {
		v.Overdue = d.passed(s.today())
		if left, err := s.calendar.WorkingDaysBetween(s.today(), d.On); err == nil {
			v.DaysLeft = &left
		}
	}
	return v
}

func (s *Service) summary(a *Application) CaseSummary {
	v := CaseSummary{
		ID: a.ID, No: a.No, State: a.State, StateLabel: a.State.Label(), HolderName: a.HolderName, Title: a.Claim.Title,
		From: a.Claim.From, To: a.Host, Home: a.Home, ReceivedOn: a.ReceivedOn, Closed: a.Closed(), Version: a.Version,
	}
	if a.Decision != nil {
		v.Title = a.Decision.Shown
	}
	switch holding := a.holding(); holding {
	case "":
	case holdingApplicant:
		v.HeldBy = &HeldBy{Party: ByApplicant, Label: "申请人"}
	default:
		v.HeldBy = &HeldBy{Party: ByHome, Region: cn.Region(holding), Label: cn.Region(holding).Name() + "人才服务机构"}
		if holding != string(a.Home) {
			v.HeldBy.Party = ByHost
		}
	}
	if v.HeldBy != nil {
		v.Next = s.limitView(a.clocks(s.calendar).Next, 0, true)
	}
	return v
}

// view shows a case to somebody who may see it.
func (s *Service) view(a *Application, who auth.Principal) CaseView {
	v := CaseView{
		CaseSummary: s.summary(a), ReceiptNo: a.ReceiptNo(), Identity: a.Identity, Claim: a.Claim, Decision: a.Decision,
		MissingDocuments: []Worded{}, HostConditions: []Condition{}, AcceptedOn: a.AcceptedOn, DeemedAccepted: a.Deemed, SuppliedOn: a.SuppliedOn,
		Limits: s.limits(a), Timeline: []EventView{}, Can: a.Can(s.moment(who)),
	}
	if a.Decision != nil {
		v.MissingDocuments, v.HostConditions = a.missingDocuments(), a.HostConditions()
	}
	if a.Notice != nil {
		v.Notice = &NoticeView{On: a.Notice.On, Missing: a.Notice.Missing}
	}
	if w := a.Verification; w != nil {
		v.Verification = &VerificationView{On: w.On, Pass: w.Pass, Note: w.Note}
	}
	if c := a.Conclusion; c != nil {
		v.Conclusion = &ConclusionView{On: c.On, Region: c.Region, Stage: c.Stage, Recognized: c.Recognized, Met: c.Met, Reason: c.Reason,
			ReasonLabel: reasonLabel(c.Reason), Text: c.Text, Final: c.Final}
	}
	if a.Appeal != nil {
		v.Appeal = &AppealView{On: a.Appeal.On, Text: a.Appeal.Text}
	}
	for _, e := range a.Timeline {
		v.Timeline = append(v.Timeline, EventView{At: store.Time(e.At), Action: e.Action, Party: e.Party, Region: e.Region, Role: e.Role,
			Who: a.actor(e), Text: e.Text, Due: s.limitView(e.Due, 0, false)})
	}
	if a.Issue {
		v.StatementID = a.ID
	}
	return v
}

func (s *Service) limits(a *Application) LimitsView {
	c := a.clocks(s.calendar)
	promised, statutory := 0, 0
	if a.Decision != nil {
		promised, statutory = a.Decision.Promised.Days, a.Decision.Statutory.Days
	}
	open := !a.Closed()
	return LimitsView{
		Intake:    s.limitView(c.Intake, noticeDays, a.State == Submitted),
		Supply:    s.limitView(c.Supply, supplyDays, a.State == SupplementRequested),
		Promised:  s.limitView(c.Promised, promised, open),
		Statutory: s.limitView(c.Statutory, statutory, open),
		Appeal:    s.limitView(c.Appeal, appealDays, true),
	}
}

// actor names in which capacity somebody acted; persons are not named.
func (a *Application) actor(e Event) string {
	role := map[auth.Role]string{auth.Clerk: "经办", auth.Reviewer: "复核", auth.Coordinator: "统筹联络岗"}[e.Role]
	switch e.Party {
	case ByApplicant:
		return "申请人"
	case ByHome:
		return a.Home.Name() + "人才服务机构" + role
	case ByHost:
		return a.Host.Name() + "人才服务机构" + role
	}
	return "系统"
}

func (a *Application) missingDocuments() []Worded {
	list := []Worded{}
	for _, w := range a.Decision.Documents {
		given := false
		for _, m := range a.Claim.Materials {
			given = given || m.Code == w.Code
		}
		if !given {
			list = append(list, w)
		}
	}
	return list
}

func reasonLabel(code string) string {
	for _, w := range Reasons() {
		if w.Code == code {
			return w.Text
		}
	}
	return ""
}
