package account

import (
	"context"
	"errors"
	"slices"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// EnsureAgency makes an agency unless one with its id is there (without an id: with its name); that one is brought to what is given.
// For the security administrator and the portal itself. InvalidOrganisation, store.Clash when the name is another's.
func (s *Service) EnsureAgency(ctx context.Context, who auth.Principal, want Agency) (*Agency, error) {
	if err := errors.Join(mayManage(who), want.check()); err != nil {
		return nil, err
	}
	return ensure(ctx, s, who, s.agencies, organisation[Agency, *Agency]{
		want: &want, name: want.Name, region: want.Region,
		adopt: func(a *Agency) bool {
			before := *a
			a.Region, a.Name, a.Demo = want.Region, want.Name, want.Demo
			return before.Region != a.Region || before.Name != a.Name || before.Demo != a.Demo
		},
	})
}

// EnsureEmployer does for an employer what EnsureAgency does for an agency.
func (s *Service) EnsureEmployer(ctx context.Context, who auth.Principal, want Employer) (*Employer, error) {
	if err := errors.Join(mayManage(who), want.check()); err != nil {
		return nil, err
	}
	return ensure(ctx, s, who, s.employers, organisation[Employer, *Employer]{
		want: &want, name: want.Name, region: want.Region,
		adopt: func(e *Employer) bool {
			before := *e
			e.Region, e.Name, e.CreditCode, e.Demo, e.Subsidiaries = want.Region, want.Name, want.CreditCode, want.Demo, want.Subsidiaries
			return before.Region != e.Region || before.Name != e.Name || before.CreditCode != e.CreditCode ||
				before.Demo != e.Demo || !slices.Equal(before.Subsidiaries, e.Subsidiaries)
		},
	})
}

// organisation is what ensure needs to know of an agency or an employer; P is *T.
type organisation[T any, P interface {
	*T
	store.Stored
}] struct {
	want   P
	name   string
	region cn.Region
	adopt  func(P) bool // brings a stored one to what is wanted; reports whether that changed it
}

func ensure[T any, P interface {
	*T
	store.Stored
}](ctx context.Context, s *Service, who auth.Principal, docs store.Collection[T, P], o organisation[T, P]) (P, error) {
	meta := store.MetaOf(o.want)
	record := func(v P, verb string) {
		m := store.MetaOf(v)
		m.Emit(audit.Message(audit.By(who, o.region, docs.Name()+"."+verb, docs.Name()+"/"+m.ID), store.Millis(s.now())))
	}
	where := store.Eq("_id", meta.ID)
	if meta.ID == "" {
		where = store.Eq("name", o.name)
	}
	there, err := docs.First(ctx, where)
	if errors.Is(err, store.Missing) {
		if meta.ID == "" {
			meta.ID = store.NewID()
		}
		record(o.want, "create")
		if err = docs.Insert(ctx, o.want); !errors.Is(err, store.Clash) {
			return o.want, err
		}
		if there, err = docs.First(ctx, where); errors.Is(err, store.Missing) {
			return nil, store.Clash // the name belongs to another; otherwise another process seeds as well
		}
	}
	if err != nil || !o.adopt(there) {
		return there, err
	}
	return docs.Update(ctx, store.MetaOf(there).ID, func(v P) error {
		o.adopt(v)
		record(v, "update")
		return nil
	})
}

// EnsureUser makes an account unless one with its user name is there; of that one it only sees to it that it opens with this password,
// so that what the demonstration prints is true at every start. The password is not judged: the operator gave it. For the portal
// itself.
func (s *Service) EnsureUser(ctx context.Context, who auth.Principal, want NewUser) (*User, error) {
	if !who.IsInternal() {
		return nil, Forbidden
	}
	if want.Password == "" {
		return nil, PasswordWeak.At("body.password", "请设置密码。")
	}
	u, err := s.byUsername(ctx, Normalize(want.Username))
	if err != nil {
		return nil, err
	}
	if u != nil {
		return s.reopen(ctx, who, u, want.Password)
	}
	if u, err = s.draft(ctx, want); err != nil {
		return nil, err
	}
	u.Demo = s.cfg.Demo
	if u.Password, err = s.passwords.Hash(ctx, want.Password); err != nil {
		return nil, err
	}
	err = s.insert(ctx, who, u)
	if errors.Is(err, UsernameTaken) { // another process seeds as well
		return s.users.First(ctx, store.Eq("username", u.Username))
	}
	return u, err
}

func (s *Service) reopen(ctx context.Context, who auth.Principal, u *User, password string) (*User, error) {
	right, err := s.passwords.Verify(ctx, password, u.Password)
	if err != nil {
		return nil, err
	}
	if right && !u.Disabled {
		return u, nil
	}
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, who, u.ID, "user.reopen", func(u *User) error {
		u.enable()
		u.setPassword(hash)
		return nil
	})
}
