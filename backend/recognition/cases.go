package recognition

import (
	"context"
	"errors"
	"strings"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

var (
	errNoRecord  = fault.New(fault.Conflict, "no_expert_record", "请先在高级专家数据库登记本人信息,再申请互认。")
	errDouble    = fault.New(fault.Conflict, "case_open", "同一资格在同一使用地已有办理中的申请,请勿重复提交。")
	errUseless   = fault.New(fault.Invalid, "no_case_needed", "该资格在使用地直接有效,无需办理。")
	errHopeless  = fault.New(fault.Invalid, "not_recognized", "该资格在使用地不予认可,不能申请互认,请按结论所列办法办理。")
	errNoRule    = fault.New(fault.Invalid, "no_rule", "三地尚未约定规则,暂不能申请;暂无规则"+NotInvalid+",请向使用地人才服务机构咨询。")
	errMaterials = fault.New(fault.Invalid, "invalid_material", "材料清单有误,请核对。")
)

// judge decides a claim as of a day and refuses what no case is for. It is pure.
func (s *Service) judge(claim Claim, on cn.Day) (*Decision, int, error) {
	asked := claim.Asked
	asked.AsOf = on.String()
	q, err := asked.Question(on)
	if err != nil {
		return nil, 0, inBody(err)
	}
	d, err := Decide(s.catalogue, s.book, q)
	if err != nil {
		return nil, 0, inBody(err)
	}
	switch d.Outcome {
	case Recognized:
		return nil, 0, errUseless
	case NotRecognized:
		return nil, 0, errHopeless
	case NoRule:
		return nil, 0, errNoRule
	}
	return d, s.book.version(d.Rule.ID, d.Rule.Version).ValidMonths, nil
}

// inBody moves complaints about a question from the query, where it is usually asked, into the body.
func inBody(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, c := range f.Fields {
		moved.Fields = append(moved.Fields, fault.Field{Location: "body." + strings.TrimPrefix(c.Location, "query."), Message: c.Message})
	}
	return &moved
}

// checkMaterials accepts documents the rule names, each once.
func checkMaterials(d *Decision, list []Material) error {
	seen := map[string]bool{}
	for _, m := range list {
		known := false
		for _, w := range d.Documents {
			known = known || w.Code == m.Code
		}
		if !known || seen[m.Code] {
			return errMaterials.At("body.materials", "没有该材料,或者同一材料重复。")
		}
		seen[m.Code] = true
	}
	return nil
}

// Create opens a draft for the caller's own title. id and hash ("" for none) make it repeatable. Faults: no_expert_record, no_case_needed,
// not_recognized, no_rule, invalid_material, those of Decide, idempotency_key_reused.
func (s *Service) Create(ctx context.Context, who auth.Principal, claim Claim, id, hash string) (*Application, error) {
	if !who.May(auth.CaseApply) {
		return nil, errNotYours
	}
	if who.ExpertID == "" {
		return nil, errNoRecord
	}
	if before, err := s.repeated(ctx, id, hash); before != nil || err != nil {
		return before, err
	}
	d, _, err := s.judge(claim, s.today())
	if err != nil {
		return nil, err
	}
	if err := checkMaterials(d, claim.Materials); err != nil {
		return nil, err
	}
	holder, err := s.holder(ctx, who, who.ExpertID)
	if err != nil {
		return nil, err
	}
	a := &Application{State: Draft, Applicant: who.UserID, ExpertID: who.ExpertID, HolderName: holder.Name, Identity: holder.Identity, Hash: hash}
	a.ID, a.CreatedAt = id, store.Millis(s.now())
	if a.ID == "" {
		a.ID = store.NewID()
	}
	if err := a.act(Edit, s.moment(who), Act{Claim: &claim}); err != nil {
		return nil, err
	}
	a.Emit(s.tell(who, a.Home, "case.create", CaseCollection, a.ID, "")...)
	err = s.cases.Insert(ctx, a)
	if errors.Is(err, store.Clash) {
		return s.repeated(ctx, id, hash)
	}
	return a, err
}

// repeated finds what an earlier call with the same key made.
func (s *Service) repeated(ctx context.Context, id, hash string) (*Application, error) {
	if id == "" {
		return nil, nil
	}
	before, err := s.cases.Get(ctx, id)
	switch {
	case errors.Is(err, store.Missing):
		return nil, nil
	case err != nil:
		return nil, err
	case before.Hash != hash:
		return nil, web.Reused
	}
	return before, nil
}

// Get reads a case as the caller may see it, settled; application_not_found also when it hides from the caller.
func (s *Service) Get(ctx context.Context, who auth.Principal, id string) (*Application, error) {
	a, err := s.cases.Get(ctx, id)
	if errors.Is(err, store.Missing) {
		return nil, errUnknownCase
	}
	if err != nil {
		return nil, err
	}
	if len(a.partiesOf(who)) == 0 {
		return nil, errUnknownCase
	}
	a.settle(s.calendar, s.today())
	return a, nil
}

// Act applies a verb to a case. version is the caller's If-Match. Faults: application_not_found, not_your_case (with an audit entry when staff
// of an agency tried), wrong_state, stale_version, and those of the verb.
func (s *Service) Act(ctx context.Context, who auth.Principal, id string, version int64, v Verb, in Act) (*Application, error) {
	before, err := s.Get(ctx, who, id)
	if err != nil {
		return nil, err
	}
	m := s.moment(who)
	if err := before.allows(v, m); err != nil && fault.KindOf(err) == fault.Forbidden {
		return nil, s.denied(ctx, who, before, v, err)
	}
	if in, err = s.prepare(ctx, before, version, v, in); err != nil {
		return nil, err
	}
	a, err := s.cases.Update(ctx, id, func(a *Application) error {
		if a.Version != version {
			return errStale
		}
		a.settle(s.calendar, m.day)
		if err := a.allows(v, m); err != nil {
			return err
		}
		if err := a.act(v, m, in); err != nil {
			return err
		}
		a.Emit(s.tell(who, a.Home, "case."+string(v), CaseCollection, a.ID, a.No)...)
		if a.Issue && a.State != Draft {
			a.Emit(issueMessage(a.ID, m.at))
		}
		return nil
	})
	if errors.Is(err, store.Clash) {
		return nil, errDouble
	}
	if err != nil {
		return nil, err
	}
	return a, s.follow(ctx, a)
}

// prepare checks a new claim against the rules, and takes a number for a case that is handed in.
func (s *Service) prepare(ctx context.Context, a *Application, version int64, v Verb, in Act) (Act, error) {
	in.judge = s.judge
	switch v {
	case Edit:
		d, _, err := s.judge(*in.Claim, s.today())
		if err != nil {
			return in, err
		}
		return in, checkMaterials(d, in.Claim.Materials)
	case Submit:
		if a.State != Draft || a.Version != version { // refused in the update, without using up a number
			return in, nil
		}
		if _, _, err := s.judge(a.Claim, s.today()); err != nil {
			return in, err
		}
		var err error
		in.no, err = takeNo(ctx, s.db, "HR", a.Claim.From, a.Host, s.today())
		return in, err
	}
	return in, nil
}

func (s *Service) denied(ctx context.Context, who auth.Principal, a *Application, v Verb, refusal error) error {
	if !who.Role.Staff() {
		return refusal
	}
	entry := audit.By(who, a.Home, "case."+string(v), CaseCollection+"/"+a.ID)
	entry.No = a.No
	if err := s.audit.Denied(ctx, entry); err != nil {
		return err
	}
	return refusal
}

// Box says which cases a list shows.
type Box string

// The boxes: what the caller's agency has to act on, everything it may see, the caller's own.
const (
	Todo Box = "todo"
	All  Box = "all"
	Mine Box = "mine"
)

// List gives a page of cases, settled, and how many there are. Staff see their region's, everybody else their own.
func (s *Service) List(ctx context.Context, who auth.Principal, box Box, skip, limit int) ([]*Application, int64, error) {
	q := ownQuery(who.UserID, skip, limit)
	switch {
	case !who.Role.Staff():
	case box == All:
		q = seenQuery(who.Region, skip, limit)
	default:
		q = queueQuery(who.Region, skip, limit)
	}
	total, err := s.cases.Count(ctx, q.Where)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.cases.Find(ctx, q)
	for _, a := range list {
		a.settle(s.calendar, s.today())
	}
	return list, total, err
}

// DeemAccepted writes down every acceptance by silence that has come about; run after midnight and safe to repeat.
func (s *Service) DeemAccepted(ctx context.Context) error {
	today := s.today()
	for {
		late, err := s.cases.Find(ctx, silentQuery(today))
		if err != nil || len(late) == 0 {
			return err
		}
		moved := 0
		for _, a := range late {
			_, err := s.cases.Update(ctx, a.ID, func(a *Application) error {
				a.settle(s.calendar, today)
				if !a.Settled {
					return errState
				}
				a.Emit(s.tell(auth.Internal("deem-accepted"), a.Home, "case.deem-accepted", CaseCollection, a.ID, a.No)...)
				return nil
			})
			switch {
			case err == nil:
				moved++
			case fault.CodeOf(err) != errState.Code:
				return err
			}
		}
		if moved == 0 { // what is left waits for a calendar to be published
			return nil
		}
	}
}
