package recognition

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Scene 8: a case over the autumn holidays of 2026.
func TestACaseOverTheHolidays(t *testing.T) {
	b := newBench(t)
	clerk := auth.Principal{UserID: "tj", Role: auth.Clerk, Region: cn.Tianjin}
	open := func() *Application {
		a := &Application{State: Draft, Applicant: "applicant", ExpertID: "e"}
		require.NoError(t, a.edit(Claim{Asked: Asked{Title: "高级工程师", ObtainedBy: cn.ByEmployerReview, From: "TJ", To: cn.Beijing}}))
		b.do(a, "2026-09-21", applicant, Submit, Act{})
		require.Equal(t, ConfirmationNeed, a.Decision.Outcome)
		require.Equal(t, 10, a.Decision.Promised.Days)
		require.Equal(t, cn.MustDay("2026-09-29"), a.clocks(b.cal).Intake.On)
		require.Equal(t, cn.MustDay("2026-09-29"), a.Deadline)
		return a
	}
	a := open()
	b.do(a, "2026-09-28", clerk, RequestSupplement, Act{Missing: []Missing{{Code: "employment"}}})
	b.do(a, "2026-10-09", applicant, Supplement, Act{Materials: []Material{{Code: "employment"}}})
	b.do(a, "2026-10-10", clerk, Accept, Act{})
	require.Equal(t, cn.MustDay("2026-10-23"), a.clocks(b.cal).Promised.On)
	require.Equal(t, cn.MustDay("2026-10-23"), a.Deadline)
	require.False(t, a.Deemed)

	twin := open()
	twin.settle(b.cal, cn.MustDay("2026-09-29"))
	require.Equal(t, Submitted, twin.State, "the last day is still in time")
	twin.settle(b.cal, cn.MustDay("2026-09-30"))
	require.Equal(t, Accepted, twin.State)
	require.True(t, twin.Deemed)
	require.Equal(t, cn.MustDay("2026-09-21"), twin.AcceptedOn)
	require.Equal(t, cn.MustDay("2026-10-12"), twin.clocks(b.cal).Promised.On)
	last := twin.Timeline[len(twin.Timeline)-1]
	require.Equal(t, ByPortal, last.Party)
	require.Equal(t, cn.MustDay("2026-10-12"), last.Due.On)
	events := len(twin.Timeline)
	twin.settle(b.cal, cn.MustDay("2026-12-01"))
	require.Len(t, twin.Timeline, events, "it is written down once")
}

func TestSilenceAfterTheSupplementCountsFromTheSupplement(t *testing.T) {
	b := newBench(t)
	a, _ := b.inState(vSupplied) // supplied on Wednesday 2026-06-03
	require.Equal(t, cn.MustDay("2026-06-10"), a.clocks(b.cal).Intake.On)
	a.settle(b.cal, cn.MustDay("2026-06-10"))
	require.Equal(t, Submitted, a.State)
	a.settle(b.cal, cn.MustDay("2026-06-11"))
	require.Equal(t, Accepted, a.State)
	require.Equal(t, cn.MustDay("2026-06-03"), a.AcceptedOn)
}

func TestWhileTheApplicantSuppliesNothingIsDeemed(t *testing.T) {
	b := newBench(t)
	a, _ := b.inState(vSupplement)
	a.settle(b.cal, cn.MustDay("2026-12-01"))
	require.Equal(t, SupplementRequested, a.State)
	require.Equal(t, "applicant", a.Holding)
}

func TestACaseThatReachesAnUnpublishedYearSaysSo(t *testing.T) {
	b := newBench(t)
	a := b.newCase(false)
	b.do(a, "2026-12-28", applicant, Submit, Act{})
	due := a.clocks(b.cal).Intake
	require.True(t, due.On.IsZero())
	require.False(t, due.Provisional.IsZero())
	require.Contains(t, due.Note, "2027年")
	require.Equal(t, due.Provisional, a.Deadline, "queues sort by the provisional day")
	a.settle(b.cal, cn.MustDay("2027-06-01"))
	require.Equal(t, Submitted, a.State, "nobody is held to a day that is not fixed")

	later := calendarWith2027(t)
	a.settle(later, cn.MustDay("2027-06-01"))
	require.Equal(t, Accepted, a.State, "once the year is published the limit counts")
	require.Equal(t, cn.MustDay("2026-12-28"), a.AcceptedOn)
}

func calendarWith2027(t *testing.T) *cn.Calendar {
	t.Helper()
	cal, err := cn.NewCalendar(cn.CalendarYear{Year: 2026}, cn.CalendarYear{Year: 2027, Off: []cn.Holiday{
		{Name: "元旦", From: cn.MustDay("2027-01-01"), To: cn.MustDay("2027-01-03")},
	}})
	require.NoError(t, err)
	return cal
}

func TestTheAppealLimitEndsOnItsLastDay(t *testing.T) {
	b := newBench(t)
	a, _ := b.inState(vRefused) // refused on Monday 2026-06-08
	last := a.clocks(b.cal).Appeal.On
	require.Equal(t, cn.MustDay("2026-07-07"), last, "20 working days, with the holiday of 2026-06-19 between them")
	require.NoError(t, a.allows(Appeal, b.moment(last.String(), applicant)))
	require.Equal(t, "appeal_closed", fault.CodeOf(a.allows(Appeal, b.moment(last.AddDays(1).String(), applicant))))
}

func TestAnAppealHasAClockOfItsOwn(t *testing.T) {
	b := newBench(t)
	a, _ := b.inState(vAppealDecision) // appealed on Tuesday 2026-06-09, fifteen promised days
	require.Equal(t, string(a.Host), a.Holding)
	require.Equal(t, cn.MustDay("2026-07-01"), a.Deadline)
	a, _ = b.inState(vAppealIntake)
	require.Equal(t, string(a.Home), a.Holding)
	require.Equal(t, cn.MustDay("2026-06-16"), a.Deadline)
}
