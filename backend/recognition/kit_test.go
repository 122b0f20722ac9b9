package recognition_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/jobs"
	"talentcircle/backend/recognition"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
	"talentcircle/backend/store/sqlite"
	"talentcircle/backend/store/storetest"
)

// house is the service on an embedded store, with a clock that stands still until it is moved.
type house struct {
	*recognition.Service
	t      *testing.T
	ctx    context.Context
	engine *sqlite.Engine
	db     *store.DB
	keys   *secret.Keys
	audit  *audit.Log
	now    time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, ctx: t.Context(), engine: storetest.SQLite(t), now: at("2026-11-23 09:00")}
	h.db = store.Open(h.engine, func() time.Time { return h.now })
	specs := append([]store.Spec{store.LogSpec, store.CounterSpec}, recognition.Specs()...)
	require.NoError(t, h.engine.Ensure(h.ctx, specs...))
	var err error
	h.keys, err = secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(t, err)
	h.audit = audit.NewLog(h.db)
	h.Service = h.open()
	return h
}

// open makes the service afresh, as another process would.
func (h *house) open() *recognition.Service {
	c, b := load(h.t)
	days, err := os.ReadFile("../../seed/catalogue/calendar.yaml")
	require.NoError(h.t, err)
	cal, err := cn.ParseCalendar(days)
	require.NoError(h.t, err)
	return recognition.New(recognition.Deps{
		DB: h.db, Secrets: h.keys, Audit: h.audit, Catalogue: c, Book: b, Calendar: cal, PublicURL: "https://portal.example/",
		Holder: func(_ context.Context, who auth.Principal, id string) (recognition.Holder, error) {
			if id != who.ExpertID {
				return recognition.Holder{}, errors.New("somebody else's record")
			}
			return recognition.Holder{Name: "陈示海", Identity: "120***********0057"}, nil
		},
	})
}

// at reads a moment in China.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("CST", 8*60*60))
	if err != nil {
		panic(err)
	}
	return t
}

func talent() auth.Principal {
	return auth.Principal{UserID: "u-talent", Role: auth.Talent, ExpertID: "e-1"}
}

func staff(region cn.Region, role auth.Role) auth.Principal {
	return auth.Principal{UserID: string(region) + "-" + string(role), Name: "示例", Role: role, Region: region, AgencyID: "agency-" + string(region)}
}

// claims: source check only (TJ to BJ, review); host decision (TJ to BJ, the employer's own review).
func claim(by cn.ObtainedBy) recognition.Claim {
	return recognition.Claim{
		Asked: recognition.Asked{Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", Speciality: "船舶", ObtainedBy: by,
			ObtainedOn: "2016-06", Issuer: "天津示例工程系列评委会", From: "TJ", To: cn.Beijing},
		CertificateNo: "TJ201600001",
		Materials:     []recognition.Material{{Code: "identity"}, {Code: "title_certificate"}, {Code: "review_form"}},
	}
}

// act does a verb at a moment with the version as it is.
func (h *house) act(when string, who auth.Principal, a *recognition.Application, v recognition.Verb, in recognition.Act) *recognition.Application {
	h.t.Helper()
	after, err := h.tryAct(when, who, a, v, in)
	require.NoError(h.t, err)
	return after
}

func (h *house) tryAct(when string, who auth.Principal, a *recognition.Application, v recognition.Verb, in recognition.Act) (*recognition.Application, error) {
	if when != "" {
		h.now = at(when)
	}
	return h.Act(h.ctx, who, a.ID, a.Version, v, in)
}

// submitted opens and hands in a case.
func (h *house) submitted(when string, c recognition.Claim) *recognition.Application {
	h.t.Helper()
	h.now = at(when)
	a, err := h.Create(h.ctx, talent(), c, "", "")
	require.NoError(h.t, err)
	return h.act("", talent(), a, recognition.Submit, recognition.Act{})
}

// issued plays a case to its statement.
func (h *house) issued(when string) (*recognition.Application, *recognition.Statement) {
	h.t.Helper()
	a := h.submitted(when, claim(cn.ByReview))
	a = h.act("", staff(cn.Tianjin, auth.Clerk), a, recognition.Accept, recognition.Act{})
	a = h.act("", staff(cn.Tianjin, auth.Clerk), a, recognition.Verify, recognition.Act{Pass: true})
	st, err := h.Statement(h.ctx, talent(), a.ID)
	require.NoError(h.t, err)
	return a, st
}

// relay delivers the outboxes to the audit log and to the issuing handler.
func (h *house) relay() {
	h.t.Helper()
	r := jobs.NewRelay(h.db, quiet(), recognition.Posting()...)
	r.On(audit.Topic, h.audit.Handler())
	r.On(jobs.TopicChange, jobs.AppendChanges(h.db))
	r.On(recognition.TopicIssue, h.OnIssue())
	require.NoError(h.t, r.Drain(h.ctx))
}

func actions(entries []audit.Entry) []string {
	list := []string{}
	for _, e := range entries {
		word := e.Action
		if e.Denied {
			word += " denied"
		}
		list = append(list, word)
	}
	return list
}
