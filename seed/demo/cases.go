package demo

import (
	"context"
	"fmt"
	"time"

	"talentcircle/backend/app"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
)

// step is one act of a demo case: when, by whom, what.
type step struct {
	at   string // 2026-09-21 10:00 in China
	who  auth.Principal
	verb recognition.Verb
	act  recognition.Act
}

// script is a case as it went on.
type script struct {
	id, player string // case id; key of the player in the cast
	account    string // user id of the applicant; empty: one of the player's own
	made       string // when the draft was made and submitted
	claim      recognition.Claim
	steps      []step
	after      func(ctx context.Context, s *recognition.Service) error
}

// holder is the applicant of a script. Most players have no account; the case is theirs all the same.
func (s script) holder() auth.Principal {
	id := s.account
	if id == "" {
		id = "demo-cast-" + s.player
	}
	return auth.Principal{UserID: id, Name: "申请人(演示)", Role: auth.Talent, ExpertID: "demo-cast-" + s.player}
}

func seniorEngineer(speciality, by, on string, from recognition.Origin) recognition.Claim {
	c := recognition.Claim{CertificateNo: "演示-" + on, Materials: materials("identity", "title_certificate", "review_form")}
	c.Type, c.Series, c.Level, c.Title, c.Speciality = recognition.Title, "engineering", cn.AssociateSenior, "高级工程师", speciality
	c.ObtainedBy, c.ObtainedOn, c.From, c.To = cn.ObtainedBy(by), on, from, cn.Beijing
	return c
}

func materials(codes ...string) []recognition.Material {
	var out []recognition.Material
	for _, c := range codes {
		out = append(out, recognition.Material{Code: c})
	}
	return out
}

// seedCases plays the cases of scene 8 with their own dates, and two that run now: one due today, one two days overdue.
func seedCases(ctx context.Context, a *app.App) error {
	for _, s := range scripts(a) {
		if err := s.play(ctx, a.Recognition); err != nil {
			return fmt.Errorf("%s: %w", s.id, err)
		}
	}
	return nil
}

func scripts(a *app.App) []script {
	tj, he := staff(cn.Tianjin, auth.Clerk), staff(cn.Hebei, auth.Clerk)
	ship := seniorEngineer("船舶", "employer-review", "2016-06", "TJ")
	ship.Materials = materials("identity", "title_certificate")
	twin := seniorEngineer("船舶", "employer-review", "2017-06", "TJ")
	twin.Materials = materials("identity", "title_certificate")
	verified := func(id, player, account, on string, clerk auth.Principal, from recognition.Origin, obtained string) script {
		return script{id: id, player: player, account: account, made: on + " 09:00", claim: seniorEngineer("", "review", obtained, from), steps: []step{
			{on + " 14:00", clerk, recognition.Accept, recognition.Act{}},
			{on + " 15:00", clerk, recognition.Verify, recognition.Act{Pass: true, Text: "经与发证记录核对一致。"}},
		}}
	}
	valid := verified("demo-case-valid", "wang", talentAccount, "2026-03-02", he, "HE", "2016-11-18")
	valid.after = func(ctx context.Context, s *recognition.Service) error {
		_, err := s.At(at("2026-05-06 09:00")).Link(ctx, valid.holder(), valid.id, 1)
		return err
	}
	suspended := verified("demo-case-suspended", "xie", "", "2026-03-03", tj, "TJ", "2016-12")
	suspended.after = stand(suspended.id, "2026-06-08 10:00", cn.Tianjin, recognition.OnHold, "发证地正在复查评审材料。")
	revoked := verified("demo-case-revoked", "zhu", "", "2026-03-02", he, "HE", "2015-11")
	revoked.after = stand(revoked.id, "2026-03-16 09:00", cn.Hebei, recognition.TakenBack, "经核实,申报材料与评审档案不符。")
	list := []script{
		{id: "demo-case-chen", player: "chen", made: "2026-09-21 10:00", claim: ship, steps: []step{
			{"2026-09-28 11:00", tj, recognition.RequestSupplement, recognition.Act{Missing: []recognition.Missing{{Code: "review_form", Text: "单位自主评审结果的公布文件"}}}},
			{"2026-10-09 09:30", auth.Principal{}, recognition.Supplement, recognition.Act{Materials: materials("review_form")}},
			{"2026-10-10 10:00", tj, recognition.Accept, recognition.Act{}},
		}},
		{id: "demo-case-twin", player: "twin", made: "2026-09-21 10:05", claim: twin},
		valid, suspended, revoked,
	}
	return append(list, liveScripts(a, he)...)
}

// liveScripts are accepted so long ago that the promised ten working days end today, and two days ago.
func liveScripts(a *app.App, clerk auth.Principal) []script {
	var list []script
	for _, l := range []struct {
		id, player, obtained string
		due                  cn.Day
	}{
		{"demo-case-today", "live", "2018-11", a.Today()},
		{"demo-case-overdue", "late", "2017-11", a.Today().AddDays(-2)},
	} {
		day, ok := acceptedFor(a, l.due)
		if !ok {
			continue // the calendar for these days is not published yet
		}
		list = append(list, script{id: l.id, player: l.player, made: day + " 09:00", claim: seniorEngineer("", "review", l.obtained, "HE"),
			steps: []step{{day + " 16:00", clerk, recognition.Accept, recognition.Act{}}}})
	}
	return list
}

const promisedDays = 10 // of DEMO-R-01

// acceptedFor finds the latest day from which ten working days end on due, or on the working day before it.
func acceptedFor(a *app.App, due cn.Day) (string, bool) {
	for back := 10; back < 40; back++ {
		day := due.AddDays(-back)
		end, err := a.Calendar.AddWorkingDays(day, promisedDays)
		if err == nil && !end.After(due) {
			return day.String(), true
		}
	}
	return "", false
}

func stand(id, when string, region cn.Region, to recognition.Standing, why string) func(context.Context, *recognition.Service) error {
	return func(ctx context.Context, s *recognition.Service) error {
		who := staff(region, auth.Reviewer)
		st, err := s.Statement(ctx, who, id)
		if err != nil || st.Standing == to {
			return err
		}
		_, err = s.At(at(when)).Stand(ctx, who, id, st.Version, to, why)
		return err
	}
}

// play goes through the script with the clock where it was. What an earlier, interrupted run did stays done.
func (s script) play(ctx context.Context, service *recognition.Service) error {
	holder := s.holder()
	c, err := service.At(at(s.made)).Create(ctx, holder, s.claim, s.id, "demo")
	if err != nil {
		return err
	}
	all := append([]step{{s.made, auth.Principal{}, recognition.Submit, recognition.Act{}}}, s.steps...)
	for _, st := range all {
		who := st.who
		if who.Anonymous() {
			who = holder
		}
		next, err := service.At(at(st.at)).Act(ctx, who, s.id, c.Version, st.verb, st.act)
		switch {
		case err == nil:
			c = next
		case fault.CodeOf(err) != "wrong_state":
			return fmt.Errorf("%s: %w", st.verb, err)
		}
	}
	if s.after == nil {
		return nil
	}
	return s.after(ctx, service)
}

// at reads a moment in China; the texts are constants of this file.
func at(text string) func() time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("CST", 8*60*60))
	if err != nil {
		panic("seed/demo: " + err.Error())
	}
	return func() time.Time { return t }
}
