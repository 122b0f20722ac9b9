package expert

import (
	"slices"
	"strings"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Verb is what can be done to a record besides editing it.
type Verb string

// The verbs of API.md.
const (
	Edit     Verb = "edit"
	Submit   Verb = "submit"
	Recall   Verb = "recall"
	Return   Verb = "return"
	Reject   Verb = "reject"
	Publish  Verb = "publish"
	Suspend  Verb = "suspend"
	Resume   Verb = "resume"
	Withdraw Verb = "withdraw"
	Remove   Verb = "remove"
)

// from says in which states each verb applies. A published record may be edited: the edit stays pending, and everybody else goes on
// seeing what was admitted, until it is submitted and admitted again.
var from = map[Verb][]Status{
	Edit:     {Draft, Returned, Published, Lapsed},
	Submit:   {Draft, Returned, Published, Lapsed},
	Recall:   {Submitted},
	Return:   {Submitted},
	Reject:   {Submitted},
	Publish:  {Submitted},
	Suspend:  {Published},
	Resume:   {Suspended},
	Withdraw: {Draft, Submitted, Returned, Published, Suspended, Lapsed},
	Remove:   {Published, Suspended, Lapsed},
}

// byRole says which role of the owning agency may do what.
var byRole = map[Verb][]auth.Role{
	Edit:     {auth.Clerk},
	Submit:   {auth.Clerk},
	Recall:   {auth.Clerk},
	Return:   {auth.Reviewer},
	Reject:   {auth.Reviewer},
	Publish:  {auth.Reviewer},
	Suspend:  {auth.Reviewer, auth.Coordinator},
	Resume:   {auth.Reviewer, auth.Coordinator},
	Withdraw: {auth.Clerk, auth.Reviewer},
	Remove:   {auth.Coordinator},
}

// Verbs lists all verbs, in the order buttons stand.
func Verbs() []Verb {
	return []Verb{Edit, Submit, Recall, Publish, Return, Reject, Suspend, Resume, Withdraw, Remove}
}

// The faults of the life cycle.
var (
	errState      = fault.New(fault.Conflict, "wrong_state", "当前状态不能办理此操作。")
	errOtherHands = fault.New(fault.Conflict, "same_person", "录入、修改或送审过本记录的人员不能复核,请由其他复核人员办理。")
	errUnchanged  = fault.New(fault.Conflict, "nothing_to_submit", "在库信息没有待复核的修改,无需送审。")
	errReason     = fault.New(fault.Invalid, "reason_required", "请填写理由。")
)

// Can lists what this caller may do to the record now; menus and buttons come from it.
func (e *Expert) Can(who auth.Principal) []Verb {
	var can []Verb
	for _, v := range Verbs() {
		if e.allows(v, who) == nil {
			can = append(can, v)
		}
	}
	return can
}

// allows checks role, region, state and, for a review, the other pair of hands.
func (e *Expert) allows(v Verb, who auth.Principal) error {
	if !who.Of(e.Region) || !slices.Contains(byRole[v], who.Role) {
		return errForbidden
	}
	if !slices.Contains(from[v], e.Status) {
		return errState
	}
	if v == Submit && e.Status == Published && !e.Pending {
		return errUnchanged
	}
	if (v == Publish || v == Reject || v == Return) && e.handled(who.UserID) {
		return errOtherHands
	}
	return nil
}

// handled reports whether the person created, edited since the last admission, or submitted what is to be reviewed.
func (e *Expert) handled(userID string) bool {
	return e.SubmittedBy == userID || slices.Contains(e.EditedBy, userID) || (e.Admitted == nil && e.CreatedBy == userID)
}

// submit sends the working copy to review.
func (e *Expert) submit(who auth.Principal) error {
	if err := e.allows(Submit, who); err != nil {
		return err
	}
	e.Status, e.SubmittedBy = Submitted, who.UserID
	return nil
}

// recall takes it back before review.
func (e *Expert) recall(who auth.Principal) error {
	if err := e.allows(Recall, who); err != nil {
		return err
	}
	e.Status = Draft
	if e.Admitted != nil {
		e.Status = Published
	}
	return nil
}

// review ends a review without admission: returned to be mended, or rejected for good. A rejected change of an admitted record leaves
// the admitted facts in force.
func (e *Expert) review(v Verb, who auth.Principal, r Reason) error {
	if err := e.allows(v, who); err != nil {
		return err
	}
	if err := e.because(r); err != nil {
		return err
	}
	switch {
	case v == Return:
		e.Status = Returned
	case e.Admitted != nil:
		e.Facts, e.Pending, e.EditedBy, e.Status = *e.Admitted, false, nil, Published
	default:
		e.Status = Rejected
	}
	return nil
}

// publish is 审核入库: the working copy becomes what others see.
func (e *Expert) publish(who auth.Principal, now int64) error {
	if err := e.allows(Publish, who); err != nil {
		return err
	}
	admitted := e.Facts
	e.Admitted, e.Pending, e.EditedBy = &admitted, false, nil
	e.Status, e.AdmittedBy, e.AdmittedAt = Published, who.UserID, now
	return nil
}

// suspend takes an admitted record out of use until a day, or until resumed when until is zero.
func (e *Expert) suspend(who auth.Principal, r Reason, until cn.Day) error {
	if err := e.allows(Suspend, who); err != nil {
		return err
	}
	if err := e.because(r); err != nil {
		return err
	}
	e.Status, e.SuspendedUntil = Suspended, until
	return nil
}

func (e *Expert) resume(who auth.Principal) error {
	if err := e.allows(Resume, who); err != nil {
		return err
	}
	e.Status, e.SuspendedUntil = Published, cn.Day{}
	return nil
}

// leave ends the record's life: withdrawn (own wish, age, death) or removed (a sanction).
func (e *Expert) leave(v Verb, who auth.Principal, r Reason) error {
	if err := e.allows(v, who); err != nil {
		return err
	}
	if err := e.because(r); err != nil {
		return err
	}
	e.Status = map[Verb]Status{Withdraw: Withdrawn, Remove: Removed}[v]
	return nil
}

func (e *Expert) because(r Reason) error {
	if strings.TrimSpace(r.Text) == "" {
		return errReason.At("body.reason", "请填写理由。")
	}
	e.Reasons = append(e.Reasons, r)
	if n := len(e.Reasons) - maxReasons; n > 0 {
		e.Reasons = e.Reasons[n:]
	}
	return nil
}
