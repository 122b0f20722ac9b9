package recognition

import (
	"fmt"
	"slices"
	"strings"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Act is what a verb is told beside the case; each verb reads its own part.
type Act struct {
	Claim      *Claim     // edit
	Missing    []Missing  // request-supplement: everything that is missing, at once
	Materials  []Material // supplement
	Pass       bool       // verify
	Recognized bool       // decide
	Met        []string   // decide: codes of the conditions that hold
	Reason     string     // code of a refusal
	Text       string     // in words: of a refusal, a verification, an appeal

	no    string // submit: the number to give
	judge func(Claim, cn.Day) (*Decision, int, error)
}

var (
	errReason     = fault.New(fault.Invalid, "reason_required", "请选择理由并写明情况。")
	errMissing    = fault.New(fault.Invalid, "missing_required", "请列出全部需要补正的内容。")
	errIncomplete = fault.New(fault.Invalid, "supplement_incomplete", "请按补正告知补齐全部内容。")
	errConditions = fault.New(fault.Invalid, "conditions_open", "予以认可的,应逐项确认条件已满足。")
	errText       = fault.New(fault.Invalid, "text_required", "请写明情况。").At("body.text", "请写明情况,不超过 500 字。")
)

// Reasons are the codes of refusals with their wording.
func Reasons() []Worded {
	return []Worded{
		{"not_genuine", "源头未查到该证书或者证书不真实"}, {"data_mismatch", "证书信息与申请信息不一致"}, {"committee_not_filed", "评审委员会未按规定备案"},
		{"speciality_mismatch", "现从事专业与职称专业不相同也不相近"}, {"condition_not_met", "不满足规则所列条件"}, {"materials_missing", "逾期未补齐材料"},
		{"materials_false", "提交的材料不真实"}, {"not_in_scope", "不属于互认范围"},
	}
}

// act applies a verb to a settled case; the caller has checked allows.
func (a *Application) act(v Verb, m moment, in Act) error {
	if err := a.take(v, m, in); err != nil {
		return err
	}
	a.queue(m.cal)
	return nil
}

func (a *Application) take(v Verb, m moment, in Act) error {
	switch v {
	case Edit:
		return a.edit(*in.Claim)
	case Submit:
		return a.submit(m, in)
	case RequestSupplement:
		return a.requestSupplement(m, in.Missing)
	case Supplement:
		return a.supplement(m, in.Materials)
	case Accept:
		a.accept(m)
		return nil
	case RejectIntake:
		return a.refuse(m, v, AtIntake, ByHome, in)
	case Verify:
		return a.verify(m, in)
	case Conclude:
		return a.conclude(m, in)
	case Withdraw:
		a.State, a.OpenKey = Withdrawn, ""
		a.note(m, v, ByApplicant, "申请人撤回申请。", Due{})
		return nil
	case Appeal:
		return a.appeal(m, in)
	}
	return errState
}

// edit replaces the claim of a draft. The home agency is the one of the region that issued it, or of the region of use when it was issued
// outside of the three.
func (a *Application) edit(claim Claim) error {
	claim.Met, claim.Unmet, claim.AsOf = nil, nil, ""
	a.Claim, a.Host, a.Home = claim, claim.To, claim.From.Region()
	if a.Home == "" {
		a.Home = claim.To
	}
	return nil
}

// submit hands the case in: it gets its number and the receipt, and the decision as of this day is kept with it.
func (a *Application) submit(m moment, in Act) error {
	decision, months, err := in.judge(a.Claim, m.day)
	if err != nil {
		return err
	}
	a.State, a.No, a.Decision, a.ValidMonths, a.ReceivedOn = Submitted, in.no, decision, months, m.day
	a.OpenKey = a.openKey()
	a.note(m, Submit, ByApplicant, fmt.Sprintf("已收件,收件回执编号 %s。", a.ReceiptNo()), a.clocks(m.cal).Intake)
	return nil
}

// openKey is equal for two cases about the same title of the same person in the same region of use.
func (a *Application) openKey() string {
	what := a.Decision.Asked
	return strings.Join([]string{a.ExpertID, string(a.Host), string(what.Type), what.Series, string(what.Level), what.Title}, "|")
}

// ReceiptNo is the number of the receipt (收件回执); empty before the case was handed in.
func (a *Application) ReceiptNo() string {
	rest, _ := strings.CutPrefix(a.No, "HR-")
	if rest == "" {
		return ""
	}
	return "SJ-" + rest
}

func (a *Application) requestSupplement(m moment, missing []Missing) error {
	if len(missing) == 0 {
		return errMissing
	}
	missing = slices.Clone(missing) // the caller's may be needed again
	var codes []string
	for i, item := range missing {
		if j := slices.IndexFunc(a.Decision.Documents, func(w Worded) bool { return w.Code == item.Code }); item.Text == "" && j >= 0 {
			missing[i].Text = a.Decision.Documents[j].Text
		}
		if item.Code == "" || missing[i].Text == "" || slices.Contains(codes, item.Code) {
			return errMissing.At(fmt.Sprintf("body.missing[%d]", i), "请写明所缺内容,同一项不要重复。")
		}
		codes = append(codes, item.Code)
	}
	a.State = SupplementRequested
	a.Notice = &Notice{On: m.day, Missing: missing}
	a.note(m, RequestSupplement, ByHome, fmt.Sprintf("一次性告知补正,共%d项。", len(missing)), a.clocks(m.cal).Supply)
	return nil
}

func (a *Application) supplement(m moment, given []Material) error {
	for _, item := range a.Notice.Missing {
		if !slices.ContainsFunc(given, func(g Material) bool { return g.Code == item.Code }) {
			return errIncomplete.At("body.materials", "还缺:"+item.Text)
		}
	}
	for _, g := range given {
		a.Claim.Materials = append(slices.DeleteFunc(a.Claim.Materials, func(old Material) bool { return old.Code == g.Code }), g)
	}
	a.State, a.SuppliedOn = Submitted, m.day
	a.note(m, Supplement, ByApplicant, "已按告知补正。", a.clocks(m.cal).Intake)
	return nil
}

func (a *Application) accept(m moment) {
	a.State, a.AcceptedOn, a.Conclusion = Accepted, m.day, nil
	a.note(m, Accept, ByHome, "已受理,自次日起计算办结时限。", a.clocks(m.cal).Promised)
}

// verify records what was found at the source. Where no decision of the host is needed the statement follows by itself.
func (a *Application) verify(m moment, in Act) error {
	if !in.Pass {
		a.Verification = &Verification{On: m.day, By: m.who.UserID, Note: in.Text}
		return a.refuse(m, Verify, AtVerification, ByHome, in)
	}
	a.Verification = &Verification{On: m.day, By: m.who.UserID, Pass: true, Note: in.Text}
	a.State, a.Conclusion = Verified, nil
	if a.Decision.HostDecides {
		a.note(m, Verify, ByHome, fmt.Sprintf("源头核验通过,已转%s人才服务机构。", a.Host.Name()), a.clocks(m.cal).Promised)
		return nil
	}
	a.Issue = true
	a.note(m, Verify, ByHome, fmt.Sprintf("源头核验通过,自动出具职称互认核验单,并告知%s人才服务机构。", a.Host.Name()), Due{})
	return nil
}

// conclude is the decision of the host.
func (a *Application) conclude(m moment, in Act) error {
	if !in.Recognized {
		return a.refuse(m, Conclude, AtDecision, ByHost, in)
	}
	var open []fault.Field
	for _, c := range a.HostConditions() {
		if !slices.Contains(in.Met, c.Code) {
			open = append(open, fault.Field{Location: "body.met", Message: "未确认:" + c.Text})
		}
	}
	if len(open) > 0 {
		return errConditions.With(open...)
	}
	a.Conclusion = &Conclusion{On: m.day, By: m.who.UserID, Region: a.Host, Stage: AtDecision, Recognized: true, Met: in.Met, Text: in.Text, Final: a.State == Appealed}
	a.State, a.Issue = Decided, true
	a.note(m, Conclude, ByHost, "予以认可,出具职称互认核验单。", Due{})
	return nil
}

// HostConditions are the conditions that the region of use confirms itself; the others are confirmed by the verification at the source.
func (a *Application) HostConditions() []Condition {
	return slices.DeleteFunc(slices.Clone(a.Decision.Conditions), func(c Condition) bool {
		return slices.Contains([]string{"obtained_on", "obtained_by", "source_verified", "committee_filed", "national_exam"}, c.Code)
	})
}

// refuse ends a case against the applicant.
func (a *Application) refuse(m moment, v Verb, stage Stage, party Party, in Act) error {
	i := slices.IndexFunc(Reasons(), func(w Worded) bool { return w.Code == in.Reason })
	if i < 0 || strings.TrimSpace(in.Text) == "" {
		return errReason.At("body.reason", "请选择理由,并在说明中写明情况。")
	}
	final := a.State == Appealed
	a.State = Decided
	word := "不予认可"
	if stage == AtIntake {
		a.State, word = IntakeRejected, "不予受理"
	}
	region := map[Party]cn.Region{ByHome: a.Home, ByHost: a.Host}[party]
	a.Conclusion = &Conclusion{On: m.day, By: m.who.UserID, Region: region, Stage: stage, Reason: in.Reason, Text: in.Text, Final: final}
	text := fmt.Sprintf("%s:%s。", word, Reasons()[i].Text)
	if !final {
		text += "如有异议,可在期限内申诉,由其他人员复核。"
	}
	a.note(m, v, party, text, a.clocks(m.cal).Appeal)
	return nil
}

func (a *Application) appeal(m moment, in Act) error {
	if strings.TrimSpace(in.Text) == "" {
		return errText
	}
	a.Appeal = &Objection{On: m.day, Text: in.Text, Against: *a.Conclusion}
	a.State, a.Conclusion, a.OpenKey = Appealed, nil, a.openKey()
	a.note(m, Appeal, ByApplicant, "申请人申诉,由原机构的其他人员复核。", a.clocks(m.cal).Next)
	return nil
}
