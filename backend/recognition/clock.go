package recognition

import (
	"errors"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Time limits in working days beside those of a rule. The first is the customary one of administrative procedure: all that is missing is
// said once within five days of receipt, and silence counts as acceptance from receipt. The other two are demonstration promises.
const (
	noticeDays = 5
	supplyDays = 15
	appealDays = 20
)

// moment is when and by whom something is done.
type moment struct {
	who auth.Principal
	at  time.Time
	day cn.Day // in China
	cal *cn.Calendar
}

// Due is a day by which something is to be done. Where the count reaches a year whose holidays are not published, On is absent,
// Provisional is what the weekdays alone give, and Note says so.
type Due struct {
	On          cn.Day `json:"on,omitzero"`
	Provisional cn.Day `json:"provisional,omitzero"`
	Note        string `json:"note,omitempty"`
}

// dueAfter counts working days from the day after start.
func dueAfter(cal *cn.Calendar, start cn.Day, days int) Due {
	on, err := cal.AddWorkingDays(start, days)
	if err == nil {
		return Due{On: on}
	}
	var unpublished *cn.UnpublishedYear
	if errors.As(err, &unpublished) {
		d := Due{Provisional: unpublished.Provisional}
		if f, ok := fault.As(err); ok {
			d.Note = f.Message
		}
		return d
	}
	return Due{Note: "期限无法计算。"}
}

// sortDay is the day by which queues are sorted.
func (d Due) sortDay() cn.Day {
	if d.On.IsZero() {
		return d.Provisional
	}
	return d.On
}

// passed reports that the limit is over on day; one that is not fixed yet never is.
func (d Due) passed(day cn.Day) bool { return !d.On.IsZero() && day.After(d.On) }

// IsZero lets an absent limit be left out.
func (d Due) IsZero() bool { return d == Due{} }

// clocks are the time limits of a case, counted afresh from its dates, so that a calendar that was published later corrects them.
type clocks struct {
	Intake    Due // notice of what is missing, or acceptance
	Supply    Due // what was asked for
	Promised  Due
	Statutory Due
	Appeal    Due // until when an appeal may be made
	Next      Due // of whoever has to act now
}

func (a *Application) clocks(cal *cn.Calendar) clocks {
	var c clocks
	if !a.ReceivedOn.IsZero() {
		c.Intake = dueAfter(cal, a.intakeStart(), noticeDays)
	}
	if a.Notice != nil {
		c.Supply = dueAfter(cal, a.Notice.On, supplyDays)
	}
	if start := a.limitStart(); !start.IsZero() && a.Decision != nil && a.Decision.Promised != nil {
		c.Promised = dueAfter(cal, start, a.Decision.Promised.Days)
		c.Statutory = dueAfter(cal, start, a.Decision.Statutory.Days)
	}
	if a.Conclusion != nil && !a.Conclusion.Recognized && !a.Conclusion.Final {
		c.Appeal = dueAfter(cal, a.Conclusion.On, appealDays)
	}
	switch a.State {
	case Submitted:
		c.Next = c.Intake
	case SupplementRequested:
		c.Next = c.Supply
	case Accepted, Verified, Appealed:
		c.Next = c.Promised
	}
	if a.State == Appealed && a.Appeal.Against.Stage == AtIntake {
		c.Next = dueAfter(cal, a.Appeal.On, noticeDays)
	}
	return c
}

// intakeStart is the day from which the intake limit counts: receipt, or the day what was asked for came in.
func (a *Application) intakeStart() cn.Day {
	if !a.SuppliedOn.IsZero() {
		return a.SuppliedOn
	}
	return a.ReceivedOn
}

// limitStart is the day after which the limits of handling run: acceptance, or the appeal that opened the case again.
func (a *Application) limitStart() cn.Day {
	if a.Appeal != nil && a.Appeal.Against.Stage != AtIntake {
		return a.Appeal.On
	}
	return a.AcceptedOn
}

// settle applies what time alone has brought about: a case that nobody took up within the limit counts as accepted from receipt
// (逾期视为受理). Every verb and every view does this first, so nothing depends on when the timed work ran.
func (a *Application) settle(cal *cn.Calendar, today cn.Day) {
	if a.State != Submitted {
		return
	}
	due := a.clocks(cal).Intake
	if !due.passed(today) {
		return
	}
	a.State, a.Deemed, a.AcceptedOn, a.Settled = Accepted, true, a.intakeStart(), true
	m := moment{at: due.On.AddDays(1).Time(), day: due.On.AddDays(1), cal: cal}
	a.note(m, "deem-accepted", ByPortal, "逾期未告知补正,自收件之日("+a.AcceptedOn.String()+")起视为受理。", a.clocks(cal).Promised)
	a.queue(cal)
}
