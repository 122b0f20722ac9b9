package expert

import (
	"context"
	"errors"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// Repeat makes a create repeatable: a second one with the same ID finds what the first one made, and is refused when Hash differs.
// The zero Repeat makes a new record every time.
type Repeat struct{ ID, Hash string }

// Create registers a draft in the caller's region. Faults: invalid_expert, duplicate_person, idempotency_key_reused.
func (s *Service) Create(ctx context.Context, who auth.Principal, in Input, repeat Repeat) (*Expert, error) {
	if who.Role != auth.Clerk || !who.Region.Valid() {
		return nil, errForbidden
	}
	if repeat.Hash != "" { // the content holds the identity number, which a plain hash would let somebody try out
		repeat.Hash = s.keys.Blind("request", repeat.Hash)
	}
	if repeat.ID != "" {
		if before, err := s.experts.Get(ctx, repeat.ID); err == nil {
			return before, sameRequest(before, repeat)
		}
	}
	e, err := s.draft(who, in, ByClerk, repeat)
	if err != nil {
		return nil, err
	}
	nos, err := nextNos(ctx, s.db, who.Region, 1)
	if err != nil {
		return nil, err
	}
	e.No = nos[0]
	if err := s.insert(ctx, e); err != nil {
		return nil, err
	}
	return e, nil
}

// CreateMany registers drafts in one go, each as Create would; the result and the faults stand at the place of their input. With
// repeats (one per input, or none) it may be called again after a crash.
func (s *Service) CreateMany(ctx context.Context, who auth.Principal, source Source, inputs []Input, repeats []Repeat) ([]*Expert, []error, error) {
	if who.Role != auth.Clerk || !who.Region.Valid() {
		return nil, nil, errForbidden
	}
	made, faults := make([]*Expert, len(inputs)), make([]error, len(inputs))
	var fresh []*Expert
	for i, in := range inputs {
		var repeat Repeat
		if repeats != nil {
			repeat = repeats[i]
		}
		if made[i], faults[i] = s.draft(who, in, source, repeat); faults[i] == nil {
			fresh = append(fresh, made[i])
		}
	}
	nos, err := nextNos(ctx, s.db, who.Region, len(fresh))
	if err != nil {
		return nil, nil, err
	}
	for i, e := range fresh {
		e.No = nos[i]
	}
	if err := s.experts.Insert(ctx, fresh...); !errors.Is(err, store.Clash) {
		return made, faults, err
	}
	for i, e := range made { // somebody is registered already, or this is a repeat: one at a time to learn which
		if faults[i] == nil {
			faults[i] = s.insert(ctx, e)
		}
	}
	return made, faults, nil
}

// insert writes a new record; on a clash it tells a repeated create from a second record of one person. e becomes what is stored.
func (s *Service) insert(ctx context.Context, e *Expert) error {
	err := s.experts.Insert(ctx, e)
	if !errors.Is(err, store.Clash) {
		return err
	}
	before, err := s.experts.Get(ctx, e.ID)
	if err == nil {
		*e, err = *before, sameRequest(before, Repeat{ID: e.ID, Hash: e.RequestHash})
		return err
	}
	if !errors.Is(err, store.Missing) {
		return err
	}
	return errDuplicate.At("body.identity", "本地区已登记过该证件号码的专家。")
}

// draft makes an unsaved record of a checked input.
func (s *Service) draft(who auth.Principal, in Input, source Source, repeat Repeat) (*Expert, error) {
	now := store.Millis(s.db.Now())
	c := &checker{v: s.words, today: s.today()}
	e := &Expert{Region: who.Region, AgencyID: who.AgencyID, Status: Draft, Source: source, Demo: s.demo, Facts: c.facts(in), CreatedBy: who.UserID,
		EditedBy: []string{who.UserID}, Pending: true, RequestHash: repeat.Hash}
	if e.ID = repeat.ID; e.ID == "" {
		e.ID = store.NewID()
	}
	given := c.consents(in.Consents)
	s.private(c, e, in)
	if err := c.err(); err != nil {
		return nil, err
	}
	e.setConsents(given, who.UserID, now)
	s.note(e, who, "expert.create", now)
	return e, nil
}

// private takes the private values of an input that were given; those left empty stay as they are.
func (s *Service) private(c *checker, e *Expert, in Input) {
	p := &e.Private
	if in.IdentityKind != "" {
		p.IdentityKind = in.IdentityKind
	}
	if in.Birth != "" {
		p.Birth = c.day("birth", in.Birth)
	}
	if in.Identity != "" {
		s.identity(c, e, in)
	}
	if in.Phone != "" {
		if phone, err := cn.ParseMobile(in.Phone); err != nil {
			c.complain("phone", Sentence(err))
		} else {
			p.Phone = s.keys.Seal("phone", phone, cn.MaskPhone(phone))
		}
	}
	if in.Email != "" {
		if email, err := cn.ParseEmail(in.Email); err != nil {
			c.complain("email", Sentence(err))
		} else {
			p.Email = s.keys.Seal("email", email, cn.MaskEmail(email))
		}
	}
}

func (s *Service) identity(c *checker, e *Expert, in Input) {
	p := &e.Private
	if p.IdentityKind == "" {
		p.IdentityKind = string(cn.ResidentID)
	}
	id, err := cn.ParseIdentity(cn.IdentityKind(p.IdentityKind), in.Identity, s.today())
	if err != nil {
		c.complain("identity", Sentence(err))
		return
	}
	if !id.Born.IsZero() {
		if in.Birth != "" && id.Born.String() != in.Birth {
			c.complain("birth", "出生日期与证件号码不一致,请核对。")
		}
		p.Birth = id.Born
	}
	if id.Sex != "" {
		if e.Facts.Gender != "" && e.Facts.Gender != string(id.Sex) {
			c.complain("gender", "性别与证件号码不一致,请核对。")
		}
		e.Facts.Gender = string(id.Sex)
	}
	p.Identity = s.keys.Seal("identity", id.Number, cn.MaskIdentity(id.Number))
	e.IdentityKey = string(e.Region) + "." + s.keys.Blind("identity", p.IdentityKind+":"+id.Number)
}

func sameRequest(e *Expert, repeat Repeat) error {
	if e.RequestHash != repeat.Hash {
		return web.Reused
	}
	return nil
}
