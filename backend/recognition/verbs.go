package recognition

import (
	"slices"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
)

// Verb is what can be done to a case.
type Verb string

// The verbs of API.md, and editing a draft.
const (
	Edit              Verb = "edit"
	Submit            Verb = "submit"
	RequestSupplement Verb = "request-supplement"
	Supplement        Verb = "supplement"
	Accept            Verb = "accept"
	RejectIntake      Verb = "reject-intake"
	Verify            Verb = "verify"
	Conclude          Verb = "decide"
	Withdraw          Verb = "withdraw"
	Appeal            Verb = "appeal"
)

// Verbs lists all verbs in the order buttons stand.
func Verbs() []Verb {
	return []Verb{Edit, Submit, RequestSupplement, Supplement, Accept, RejectIntake, Verify, Conclude, Withdraw, Appeal}
}

// verbRule says in which capacity, with which permission and in which states a verb applies.
type verbRule struct {
	party Party
	need  auth.Permission
	from  []State
}

func (v Verb) rule() verbRule {
	switch v {
	case Edit, Submit:
		return verbRule{ByApplicant, auth.CaseApply, []State{Draft}}
	case RequestSupplement:
		return verbRule{ByHome, auth.CaseHandle, []State{Submitted}}
	case Supplement:
		return verbRule{ByApplicant, auth.CaseApply, []State{SupplementRequested}}
	case Accept:
		return verbRule{ByHome, auth.CaseHandle, []State{Submitted, Appealed}}
	case RejectIntake:
		return verbRule{ByHome, auth.CaseHandle, []State{Submitted, SupplementRequested, Appealed}}
	case Verify:
		return verbRule{ByHome, auth.CaseHandle, []State{Accepted, Appealed}}
	case Conclude:
		return verbRule{ByHost, auth.CaseDecide, []State{Verified, Appealed}}
	case Withdraw:
		return verbRule{ByApplicant, auth.CaseApply, []State{Draft, Submitted, SupplementRequested, Accepted, Verified}}
	case Appeal:
		return verbRule{ByApplicant, auth.CaseApply, []State{IntakeRejected, Decided}}
	}
	return verbRule{}
}

// The faults of cases.
var (
	errUnknownCase = fault.New(fault.NotFound, "application_not_found", "未找到该申请。")
	errNotYours    = fault.New(fault.Forbidden, "not_your_case", "该申请由其他机构或者其他岗位办理,您没有办理权限。")
	errState       = fault.New(fault.Conflict, "wrong_state", "申请的当前状态不能办理此操作。")
	errStale       = fault.New(fault.Stale, "stale_version", "申请已被他人办理,请刷新后再试。")
	errDeemed      = fault.New(fault.Conflict, "deemed_accepted", "已超过告知期限,该申请自收件之日起视为受理,不能再要求补正或者不予受理。")
	errNoticeOnce  = fault.New(fault.Conflict, "supplement_already_requested", "补正须一次性告知,本申请已经告知过,不能再次要求补正。")
	errSupplying   = fault.New(fault.Conflict, "supply_period_running", "补正期限未满,暂不能作出不予受理决定。")
	errOtherHands  = fault.New(fault.Conflict, "same_person", "作出原结论或者办理核验的人员不能办理此步骤,请由其他人员办理。")
	errAppealOver  = fault.New(fault.Conflict, "appeal_closed", "申诉期限已过,或者该结论是申诉后作出的最终结论。")
	errNothing     = fault.New(fault.Conflict, "nothing_to_appeal", "该结论支持了申请,无需申诉。")
)

// Can lists what this caller may do to the case now; buttons come from it.
func (a *Application) Can(m moment) []Verb {
	can := []Verb{}
	for _, v := range Verbs() {
		if a.allows(v, m) == nil {
			can = append(can, v)
		}
	}
	return can
}

// allows checks capacity, permission, state and what else stands in the way. The case is settled.
func (a *Application) allows(v Verb, m moment) error {
	parties := a.partiesOf(m.who)
	if len(parties) == 0 {
		return errUnknownCase
	}
	rule := v.rule()
	if !slices.Contains(parties, rule.party) || !m.who.May(rule.need) {
		return errNotYours
	}
	if !slices.Contains(rule.from, a.State) {
		if a.Deemed && a.State == Accepted && (v == RequestSupplement || v == RejectIntake) {
			return errDeemed
		}
		return errState
	}
	return a.stands(v, m)
}

// stands checks what the state alone does not say.
func (a *Application) stands(v Verb, m moment) error {
	switch {
	case a.State == Appealed:
		return a.allowsAgain(v, m)
	case v == RequestSupplement && a.Notice != nil:
		return errNoticeOnce
	case v == RejectIntake && a.State == SupplementRequested && !a.clocks(m.cal).Supply.passed(m.day):
		return errSupplying
	case v == Conclude && (!a.Decision.HostDecides):
		return errState
	case v == Conclude && a.Verification.By == m.who.UserID:
		return errOtherHands
	case v == Withdraw && a.Closed():
		return errState
	case v == Appeal:
		return a.allowsAppeal(m)
	}
	return nil
}

func (a *Application) allowsAppeal(m moment) error {
	switch {
	case a.Conclusion.Recognized:
		return errNothing
	case a.Conclusion.Final, a.clocks(m.cal).Appeal.passed(m.day):
		return errAppealOver
	}
	return nil
}

// allowsAgain lets another reviewer take the contested step again.
func (a *Application) allowsAgain(v Verb, m moment) error {
	stage := map[Verb]Stage{Accept: AtIntake, RejectIntake: AtIntake, Verify: AtVerification, Conclude: AtDecision}[v]
	switch {
	case stage != a.Appeal.Against.Stage:
		return errState
	case !m.who.May(auth.CaseDecide):
		return errNotYours
	case a.Appeal.Against.By == m.who.UserID, a.Verification != nil && a.Verification.By == m.who.UserID && v == Conclude:
		return errOtherHands
	}
	return nil
}
