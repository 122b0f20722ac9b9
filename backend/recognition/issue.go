package recognition

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/jobs"
	"talentcircle/backend/store"
)

// TopicIssue is the outbox topic of a case whose statement is to be issued. The statement is issued at once as well; the message makes sure of
// it when the process dies in between.
const TopicIssue = "recognition.issue"

func issueMessage(id string, at time.Time) store.Message {
	return store.Message{ID: store.NewID(), Topic: TopicIssue, Body: []byte(fmt.Sprintf("%q", id)), At: store.Millis(at)}
}

// OnIssue is the relay's handler for TopicIssue.
func (s *Service) OnIssue() jobs.Handler {
	return jobs.Each(func(ctx context.Context, d jobs.Delivery) error {
		a, err := s.cases.Get(ctx, d.Document)
		if err != nil {
			return err
		}
		return s.follow(ctx, a)
	})
}

// follow issues what a case says is to be issued; it may run any number of times.
func (s *Service) follow(ctx context.Context, a *Application) error {
	if !a.Issue {
		return nil
	}
	_, err := s.statements.Get(ctx, a.ID)
	if !errors.Is(err, store.Missing) {
		return err
	}
	st := &Statement{
		Issuer: a.Home, Host: a.Host, Parties: a.Parties, Holder: a.Applicant, ExpertID: a.ExpertID, Standing: InForce,
		List: string(a.Home) + "-1", From: issuedAt(a),
	}
	st.ID, st.CreatedAt = a.ID, st.From
	st.Until = store.Millis(store.Time(st.From).AddDate(0, a.ValidMonths, 0))
	if st.No, err = takeNo(ctx, s.db, "HS", a.Claim.From, a.Host, cn.DayOf(store.Time(st.From))); err != nil {
		return err
	}
	st.Subject = subjectOf(a, st.No)
	signer, err := s.keys.signer(ctx, st.Issuer, store.Time(st.From))
	if err != nil {
		return err
	}
	return s.place(ctx, st, signer)
}

// issuedAt is the moment of the step that granted the statement, to the second, as tokens have it.
func issuedAt(a *Application) int64 {
	last := a.Timeline[len(a.Timeline)-1].At
	return last / 1000 * 1000
}

// place draws code and list index until both are free. A clash of the id means that another process was faster.
func (s *Service) place(ctx context.Context, st *Statement, signer *credential.Signer) error {
	for range 20 {
		index, err := rand.Int(rand.Reader, big.NewInt(credential.ListSize))
		if err != nil {
			return err
		}
		st.Code, st.Index = credential.NewCode(), int(index.Int64())
		if err := st.sign(signer, s.portal); err != nil {
			return err
		}
		st.Outbox = nil
		st.Emit(s.tell(auth.Internal("issue"), st.Issuer, "statement.issue", StatementCollection, st.ID, st.No)...)
		err = s.statements.Insert(ctx, st)
		if !errors.Is(err, store.Clash) {
			return err
		}
		if _, err := s.statements.Get(ctx, st.ID); !errors.Is(err, store.Missing) {
			return err
		}
	}
	return store.Lost
}
