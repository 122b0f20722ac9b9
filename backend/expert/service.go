package expert

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/jobs"
	"talentcircle/backend/search"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// Service is the use cases of the register.
type Service struct {
	db      *store.DB
	experts experts
	keys    *secret.Keys
	audit   *audit.Log
	index   *search.Index
	words   *Vocabulary
	log     *slog.Logger
	demo    bool
	imports imports
}

// Deps is what the register needs from the house.
type Deps struct {
	DB         *store.DB
	Keys       *secret.Keys
	Audit      *audit.Log
	Index      *search.Index
	Vocabulary *Vocabulary
	Log        *slog.Logger
	Demo       bool // every record made here is invented, and says so
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, experts: store.On[Expert](d.DB, Collection), keys: d.Keys, audit: d.Audit, index: d.Index, words: d.Vocabulary, log: d.Log, demo: d.Demo,
		imports: openImports(d.DB)}
}

var (
	errNotFound  = fault.New(fault.NotFound, "expert_not_found", "未找到该专家。")
	errForbidden = fault.New(fault.Forbidden, "not_your_record", "该记录由其他地区或其他岗位办理,您没有办理权限。")
	errStale     = fault.New(fault.Stale, "stale_version", "记录已被他人修改,请刷新后再办理。")
	errDuplicate = fault.New(fault.Conflict, "duplicate_person", "本地区已登记过该证件号码的专家,请勿重复登记。")
)

func (s *Service) today() cn.Day { return cn.DayOf(s.db.Now()) }

// note puts the side effects of a change into the outbox: the audit entry and the change that the index follows.
func (s *Service) note(e *Expert, who auth.Principal, action string, now int64, fields ...string) {
	entry := audit.By(who, e.Region, action, "experts/"+e.ID)
	entry.No, entry.Fields = e.No, fields
	e.Emit(audit.Message(entry, now), jobs.Changed(Collection, e.ID, now))
}

// Edit applies a merge patch (RFC 7396) to the working copy; private values that the patch leaves out stay. version is the caller's
// If-Match. Faults: expert_not_found, not_your_record, wrong_state, stale_version, invalid_expert, duplicate_person.
func (s *Service) Edit(ctx context.Context, who auth.Principal, id string, version int64, p Patch) (*Expert, error) {
	if err := s.forChange(ctx, who, id, Edit); err != nil {
		return nil, err
	}
	e, err := s.experts.Update(ctx, id, func(e *Expert) error {
		if e.Version != version {
			return errStale
		}
		if err := e.allows(Edit, who); err != nil {
			return err
		}
		return s.edit(e, who, p)
	})
	if errors.Is(err, store.Clash) {
		return nil, errDuplicate.At("body.identity", "本地区已登记过该证件号码的专家。")
	}
	return e, gone(err)
}

func (s *Service) edit(e *Expert, who auth.Principal, p Patch) error {
	now, before := store.Millis(s.db.Now()), e.Facts
	in := inputOf(e)
	p.apply(&in)
	c := &checker{v: s.words, today: s.today()}
	e.Facts = c.facts(in)
	if p.Consents.Given {
		e.setConsents(c.consents(in.Consents), who.UserID, now)
	}
	p.clear(e)
	s.private(c, e, in)
	if err := c.err(); err != nil {
		return err
	}
	if !slices.Contains(e.EditedBy, who.UserID) {
		e.EditedBy = append(e.EditedBy, who.UserID)
	}
	e.Pending = e.Admitted == nil || len(changedFields(e.Admitted, &e.Facts)) > 0
	s.note(e, who, "expert.edit", now, append(changedFields(&before, &e.Facts), p.private()...)...)
	return nil
}

// Act applies a verb of the life cycle. version is the caller's If-Match. Faults as Edit, and same_person, reason_required,
// incomplete_expert.
func (s *Service) Act(ctx context.Context, who auth.Principal, id string, version int64, v Verb, because Because) (*Expert, error) {
	if err := s.forChange(ctx, who, id, v); err != nil {
		return nil, err
	}
	e, err := s.experts.Update(ctx, id, func(e *Expert) error {
		if e.Version != version {
			return errStale
		}
		return s.act(e, who, v, because)
	})
	return e, gone(err)
}

// Because is what a verb is told beside the record: a reason, the fields it is about, a day.
type Because struct {
	Text   string
	Fields []string
	Until  cn.Day
}

func (s *Service) act(e *Expert, who auth.Principal, v Verb, because Because) error {
	now := store.Millis(s.db.Now())
	reason := Reason{At: now, By: who.Name, Action: string(v), Text: because.Text, Fields: because.Fields}
	var err error
	switch v {
	case Submit:
		if err = e.submit(who); err == nil {
			err = e.complete()
		}
	case Recall:
		err = e.recall(who)
	case Publish:
		if err = e.publish(who, now); err == nil {
			e.RecognizedIn = s.words.HoldsIn(e.Admitted, s.today())
		}
	case Return, Reject:
		err = e.review(v, who, reason)
	case Suspend:
		err = e.suspend(who, reason, because.Until)
	case Resume:
		err = e.resume(who)
	case Withdraw, Remove:
		err = e.leave(v, who, reason)
	default:
		err = errState
	}
	if err == nil {
		s.note(e, who, "expert."+string(v), now, because.Fields...)
	}
	return err
}

// ActMany applies a verb to several records and returns what failed, by id.
func (s *Service) ActMany(ctx context.Context, who auth.Principal, ids []string, v Verb, because Because) (done []*Expert, failed map[string]error, err error) {
	return s.experts.UpdateMany(ctx, ids, func(e *Expert) error {
		if e.audience(who, s.today()) == Nobody {
			return errNotFound
		}
		return s.act(e, who, v, because)
	})
}

// forChange checks that the caller may change a record: one hidden from the caller is unknown; one that may be seen but not changed is
// refused, with an audit entry when it belongs to another region.
func (s *Service) forChange(ctx context.Context, who auth.Principal, id string, v Verb) error {
	e, _, err := s.Get(ctx, who, id)
	if err != nil {
		return err
	}
	if who.Of(e.Region) {
		return nil
	}
	entry := audit.By(who, e.Region, "expert."+string(v), "experts/"+e.ID)
	entry.No = e.No
	if err := s.audit.Denied(ctx, entry); err != nil {
		return err
	}
	return errForbidden
}

// Get reads a record as the caller may see it; expert_not_found also when it hides from the caller.
func (s *Service) Get(ctx context.Context, who auth.Principal, id string) (*Expert, Audience, error) {
	e, err := s.experts.Get(ctx, id)
	if err != nil {
		return nil, Nobody, gone(err)
	}
	as := e.audience(who, s.today())
	if as == Nobody {
		return nil, Nobody, errNotFound
	}
	return e, as, nil
}

// History lists what happened to a record of the own region, newest first.
func (s *Service) History(ctx context.Context, who auth.Principal, id string) ([]audit.Entry, error) {
	e, as, err := s.Get(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if as != Own {
		return nil, errForbidden
	}
	return s.audit.History(ctx, e.Region, "experts/"+e.ID, 200)
}

// RefreshRecognizedIn looks again where the titles of every admitted record hold: rules begin and end by the day. For the daily job.
func (s *Service) RefreshRecognizedIn(ctx context.Context) error {
	today := s.today()
	return s.Stream(ctx, "", func(e *Expert) error {
		if e.Admitted == nil || slices.Equal(e.RecognizedIn, s.words.HoldsIn(e.Admitted, today)) {
			return nil
		}
		_, err := s.experts.Amend(ctx, e.ID, func(e *Expert) error {
			if e.Admitted != nil {
				e.RecognizedIn = s.words.HoldsIn(e.Admitted, today)
				e.Emit(jobs.Changed(Collection, e.ID, store.Millis(s.db.Now())))
			}
			return nil
		})
		return err
	})
}

// Stream visits every record from the one after the given id; for timed work and reindexing.
func (s *Service) Stream(ctx context.Context, after string, visit func(*Expert) error) error {
	return s.experts.Stream(ctx, store.All(), after, visit)
}

func gone(err error) error {
	if errors.Is(err, store.Missing) {
		return errNotFound
	}
	return err
}
