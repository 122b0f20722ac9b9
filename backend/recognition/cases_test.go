package recognition_test

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
	"talentcircle/backend/store"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestSourceVerificationIssuesTheStatementByItself(t *testing.T) {
	h := newHouse(t)
	a := h.submitted("2026-03-02 10:00", claim(cn.ByReview))
	require.Equal(t, "HR-TJ-BJ-2026-000001", a.No)
	require.Equal(t, "SJ-TJ-BJ-2026-000001", a.ReceiptNo())
	require.Equal(t, recognition.AfterVerifying, a.Decision.Outcome)

	a = h.act("2026-03-03 10:00", staff(cn.Tianjin, auth.Clerk), a, recognition.Accept, recognition.Act{})
	a = h.act("2026-03-04 10:00", staff(cn.Tianjin, auth.Reviewer), a, recognition.Verify, recognition.Act{Pass: true, Text: "与评审档案一致。"})
	require.Equal(t, recognition.Verified, a.State)
	require.True(t, a.Closed())
	require.Contains(t, a.Timeline[len(a.Timeline)-1].Text, "告知北京")

	st, err := h.Statement(h.ctx, talent(), a.ID)
	require.NoError(t, err)
	require.Equal(t, "HS-TJ-BJ-2026-000001", st.No)
	require.Equal(t, cn.Tianjin, st.Issuer)
	require.Equal(t, "陈示海", st.Subject.Name)
	require.Equal(t, store.Millis(at("2026-03-04 10:00")), st.From)
	require.Equal(t, store.Millis(at("2028-03-04 10:00")), st.Until)

	_, err = h.tryAct("", staff(cn.Beijing, auth.Reviewer), a, recognition.Conclude, recognition.Act{})
	require.Equal(t, "wrong_state", fault.CodeOf(err), "there is nothing for the host to decide")
}

func TestConfirmationTakesTheHost(t *testing.T) {
	h := newHouse(t)
	a := h.submitted("2026-09-21 09:00", claim(cn.ByEmployerReview))
	require.Equal(t, recognition.ConfirmationNeed, a.Decision.Outcome)
	home, host := staff(cn.Tianjin, auth.Clerk), staff(cn.Beijing, auth.Reviewer)
	a = h.act("2026-09-28 09:00", home, a, recognition.RequestSupplement, recognition.Act{Missing: []recognition.Missing{{Code: "employment"}}})
	require.Equal(t, "劳动(聘用)合同或者单位证明", a.Notice.Missing[0].Text)
	a = h.act("2026-10-09 09:00", talent(), a, recognition.Supplement, recognition.Act{Materials: []recognition.Material{{Code: "employment"}}})
	_, err := h.tryAct("", home, a, recognition.RequestSupplement, recognition.Act{Missing: []recognition.Missing{{Code: "identity"}}})
	require.Equal(t, "supplement_already_requested", fault.CodeOf(err))
	a = h.act("2026-10-10 09:00", home, a, recognition.Accept, recognition.Act{})
	require.Equal(t, cn.MustDay("2026-10-23"), a.Deadline)
	a = h.act("2026-10-12 09:00", home, a, recognition.Verify, recognition.Act{Pass: true})
	require.Equal(t, "BJ", a.Holding)
	_, err = h.Statement(h.ctx, talent(), a.ID)
	require.Equal(t, "statement_not_found", fault.CodeOf(err), "nothing is issued before the host decided")

	a = h.act("2026-10-13 09:00", host, a, recognition.Conclude, recognition.Act{Recognized: true, Met: []string{"same_speciality", "national_standard"}})
	require.Equal(t, recognition.Decided, a.State)
	_, err = h.Statement(h.ctx, talent(), a.ID)
	require.NoError(t, err)
}

func TestNoCaseWhereThereIsNothingToApplyFor(t *testing.T) {
	h := newHouse(t)
	for code, asked := range map[string]recognition.Asked{
		"no_case_needed":       {Title: "会计师", ObtainedBy: cn.ByExam, From: "TJ", To: cn.Hebei},
		"not_recognized":       {Title: "助理工程师", ObtainedBy: cn.ByDegree, From: "HE", To: cn.Beijing},
		"no_rule":              {Title: "教授", From: "HE", To: cn.Beijing},
		"ambiguous_title":      {Title: "研究员", From: "BJ", To: cn.Tianjin},
		"obtained_after_as_of": {Title: "高级工程师", From: "HE", To: cn.Beijing, ObtainedOn: "2026-11-24"},
		"obtained_on_invalid":  {Title: "高级工程师", From: "HE", To: cn.Beijing, ObtainedOn: "2016-02-30"},
	} {
		_, err := h.Create(h.ctx, talent(), recognition.Claim{Asked: asked}, "", "")
		require.Equal(t, code, fault.CodeOf(err))
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		f, _ := fault.As(err)
		for _, field := range f.Fields {
			require.Contains(t, field.Location, "body.")
		}
	}
	_, err := h.Create(h.ctx, talent(), recognition.Claim{Asked: claim("").Asked, Materials: []recognition.Material{{Code: "gold"}}}, "", "")
	require.Equal(t, "invalid_material", fault.CodeOf(err))
	_, err = h.Create(h.ctx, auth.Principal{UserID: "x", Role: auth.Talent}, claim(cn.ByReview), "", "")
	require.Equal(t, "no_expert_record", fault.CodeOf(err))
	_, err = h.Create(h.ctx, staff(cn.Tianjin, auth.Clerk), claim(cn.ByReview), "", "")
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
}

func TestADraftIsCheckedAgainOnTheDayItIsHandedIn(t *testing.T) {
	h := newHouse(t)
	h.now = at("2025-12-31 20:00")
	c := recognition.Claim{Asked: recognition.Asked{Title: "高级工程师", From: recognition.Central, To: cn.Beijing}}
	a, err := h.Create(h.ctx, talent(), c, "", "")
	require.NoError(t, err)
	_, err = h.tryAct("2026-01-01 08:00", talent(), a, recognition.Submit, recognition.Act{})
	require.Equal(t, "no_rule", fault.CodeOf(err), "the rule ended with the year")
}

func TestADraftIsSeenByItsApplicantOnly(t *testing.T) {
	h := newHouse(t)
	a, err := h.Create(h.ctx, talent(), claim(cn.ByReview), "", "")
	require.NoError(t, err)
	for _, who := range []auth.Principal{staff(cn.Tianjin, auth.Clerk), staff(cn.Beijing, auth.Reviewer), {}, {UserID: "other", Role: auth.Talent}} {
		_, err := h.Get(h.ctx, who, a.ID)
		require.Equal(t, "application_not_found", fault.CodeOf(err))
	}
	_, err = h.Get(h.ctx, talent(), a.ID)
	require.NoError(t, err)
	_, err = h.Get(h.ctx, talent(), "no-such-case")
	require.Equal(t, "application_not_found", fault.CodeOf(err))
}

func TestTheThirdRegionIsTold404AndTheHost403WithAnAuditEntry(t *testing.T) {
	h := newHouse(t)
	a := h.submitted("2026-03-02 10:00", claim(cn.ByReview))
	_, err := h.tryAct("", staff(cn.Hebei, auth.Clerk), a, recognition.Accept, recognition.Act{})
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	_, err = h.tryAct("", staff(cn.Beijing, auth.Clerk), a, recognition.Accept, recognition.Act{})
	require.Equal(t, fault.Forbidden, fault.KindOf(err))

	h.relay()
	entries, err := h.audit.History(h.ctx, cn.Tianjin, recognition.CaseCollection+"/"+a.ID, 10)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"case.accept denied", "case.create", "case.submit"}, actions(entries))
	for _, e := range entries {
		if e.Denied {
			require.Equal(t, "BJ-clerk", e.By)
			require.Equal(t, a.No, e.No)
		}
	}
}

func TestIfMatchHoldsAndOneOfTwoWins(t *testing.T) {
	h := newHouse(t)
	a := h.submitted("2026-03-02 10:00", claim(cn.ByReview))
	codes := make([]string, 2)
	var both sync.WaitGroup
	for i, who := range []auth.Principal{staff(cn.Tianjin, auth.Clerk), staff(cn.Tianjin, auth.Reviewer)} {
		both.Go(func() {
			_, err := h.Act(h.ctx, who, a.ID, a.Version, recognition.Accept, recognition.Act{})
			codes[i] = "accepted"
			if err != nil {
				codes[i] = fault.CodeOf(err)
			}
		})
	}
	both.Wait()
	require.ElementsMatch(t, []string{"accepted", "stale_version"}, codes)
}

func TestTheSameTitleIsNotAppliedForTwiceAtOnce(t *testing.T) {
	h := newHouse(t)
	first := h.submitted("2026-03-02 10:00", claim(cn.ByReview))
	second, err := h.Create(h.ctx, talent(), claim(cn.ByReview), "", "")
	require.NoError(t, err)
	_, err = h.tryAct("", talent(), second, recognition.Submit, recognition.Act{})
	require.Equal(t, "case_open", fault.CodeOf(err))
	h.act("", talent(), first, recognition.Withdraw, recognition.Act{})
	h.act("", talent(), second, recognition.Submit, recognition.Act{})
}

func TestARepeatedCreateMakesOneCase(t *testing.T) {
	h := newHouse(t)
	const id = "0190a5b6-0000-8000-8000-000000000001"
	first, err := h.Create(h.ctx, talent(), claim(cn.ByReview), id, "hash")
	require.NoError(t, err)
	again, err := h.Create(h.ctx, talent(), claim(cn.ByReview), id, "hash")
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	_, err = h.Create(h.ctx, talent(), claim(cn.ByReview), id, "other")
	require.Equal(t, "idempotency_key_reused", fault.CodeOf(err))
}

func TestQueuesAreSortedByDeadline(t *testing.T) {
	h := newHouse(t)
	mine := map[string]string{}
	for day, title := range map[string]string{"2026-03-03 10:00": "高级工程师", "2026-03-02 10:00": "工程师", "2026-03-04 10:00": "正高级工程师"} {
		c := claim(cn.ByReview)
		c.Title, c.Level = title, ""
		mine[title] = h.submitted(day, c).ID
	}
	h.now = at("2026-03-04 12:00")
	list, total, err := h.List(h.ctx, staff(cn.Tianjin, auth.Clerk), recognition.Todo, 0, 10)
	require.NoError(t, err)
	require.EqualValues(t, 3, total)
	require.Equal(t, []string{mine["工程师"], mine["高级工程师"], mine["正高级工程师"]}, []string{list[0].ID, list[1].ID, list[2].ID})

	list, total, err = h.List(h.ctx, staff(cn.Beijing, auth.Clerk), recognition.Todo, 0, 10)
	require.NoError(t, err)
	require.Empty(t, list)
	require.Zero(t, total)
	_, total, err = h.List(h.ctx, staff(cn.Beijing, auth.Clerk), recognition.All, 0, 2)
	require.NoError(t, err)
	require.EqualValues(t, 3, total)
	_, total, err = h.List(h.ctx, staff(cn.Hebei, auth.Clerk), recognition.All, 0, 10)
	require.NoError(t, err)
	require.Zero(t, total)
	_, total, err = h.List(h.ctx, talent(), recognition.Mine, 0, 10)
	require.NoError(t, err)
	require.EqualValues(t, 3, total)
}

func TestSilenceIsWrittenDownOnceByTheTimedWork(t *testing.T) {
	h := newHouse(t)
	late := h.submitted("2026-09-21 09:00", claim(cn.ByEmployerReview))
	c := claim(cn.ByReview)
	c.Title, c.Level = "工程师", ""
	inTime := h.submitted("2026-09-22 09:00", c)

	h.now = at("2026-09-30 00:05")
	before, err := h.Get(h.ctx, talent(), late.ID)
	require.NoError(t, err)
	require.Equal(t, recognition.Accepted, before.State, "what is seen does not wait for the timed work")
	require.EqualValues(t, late.Version, before.Version)

	require.NoError(t, h.DeemAccepted(h.ctx))
	require.NoError(t, h.DeemAccepted(h.ctx))
	after, err := h.Get(h.ctx, talent(), late.ID)
	require.NoError(t, err)
	require.EqualValues(t, late.Version+1, after.Version)
	require.Equal(t, cn.MustDay("2026-10-12"), after.Deadline)
	other, err := h.Get(h.ctx, talent(), inTime.ID)
	require.NoError(t, err)
	require.Equal(t, recognition.Submitted, other.State)

	// a case that waits for a calendar does not keep the work going round
	c.Title = "正高级工程师"
	h.submitted("2026-12-28 09:00", c)
	h.now = at("2027-03-01 09:00")
	require.NoError(t, h.DeemAccepted(h.ctx))
}

// The process dies after the case was verified and before the statement was written: the message in the outbox makes up for it.
func TestAStatementIsIssuedEvenWhenTheProcessDies(t *testing.T) {
	h := newHouse(t)
	a, first := h.issued("2026-03-02 10:00")
	require.NoError(t, h.engine.Delete(h.ctx, recognition.StatementCollection, first.ID, first.Rev))
	_, err := h.Statement(h.ctx, talent(), a.ID)
	require.Error(t, err)
	h.now = at("2026-03-02 10:05")
	h.relay()
	st, err := h.Statement(h.ctx, talent(), a.ID)
	require.NoError(t, err)
	require.Equal(t, first.From, st.From, "it says when it was granted, not when it was written")
	h.relay()
	again, err := h.Statement(h.ctx, talent(), a.ID)
	require.NoError(t, err)
	require.Equal(t, st.Token, again.Token)
	require.NotEqual(t, first.Token, st.Token)
	require.Equal(t, recognition.StatusNotFound, h.check(first.Token, "").Status, "well signed, but not the statement on record")
}

func TestPlayingPastDaysThroughTheSameVerbs(t *testing.T) {
	h := newHouse(t)
	past := h.Service.At(func() time.Time { return at("2026-01-12 09:00") })
	a, err := past.Create(h.ctx, talent(), claim(cn.ByReview), "", "")
	require.NoError(t, err)
	a, err = past.Act(h.ctx, talent(), a.ID, a.Version, recognition.Submit, recognition.Act{})
	require.NoError(t, err)
	require.Equal(t, cn.MustDay("2026-01-12"), a.ReceivedOn)
	require.Equal(t, "HR-TJ-BJ-2026-000001", a.No)
	seen, err := h.Get(h.ctx, talent(), a.ID)
	require.NoError(t, err)
	require.Equal(t, recognition.Accepted, seen.State, "nobody took it up until November")
}
