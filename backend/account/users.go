package account

import (
	"context"
	"errors"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// NewUser is an account to be made.
type NewUser struct {
	Username string
	Name     string
	Password string
	StaffNo  string // needed for the three administrators
	Assignment

	ID      string // of a call that may be repeated; empty: made
	Request string // the hash of that call
}

// Create makes an account. For the security administrator and the portal itself (the command line makes the first administrator so).
// InvalidUser, PasswordWeak, UsernameTaken, SeparatedDuties; web.Reused when another call had the same ID.
func (s *Service) Create(ctx context.Context, who auth.Principal, in NewUser) (*User, error) {
	if err := mayManage(who); err != nil {
		return nil, err
	}
	if in.ID != "" {
		there, err := s.users.Get(ctx, in.ID)
		if !errors.Is(err, store.Missing) {
			return s.again(there, in, err)
		}
	}
	u, err := s.draft(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := CheckPassword(u.Username, in.Password, "body.password"); err != nil {
		return nil, err
	}
	if u.Password, err = s.passwords.Hash(ctx, in.Password); err != nil {
		return nil, err
	}
	err = s.insert(ctx, who, u)
	if in.ID != "" && errors.Is(err, store.Clash) { // the same call, twice at the same moment
		there, err := s.users.Get(ctx, in.ID)
		return s.again(there, in, err)
	}
	return u, err
}

// again answers a repeated call with the account it made.
func (s *Service) again(there *User, in NewUser, err error) (*User, error) {
	if err == nil && there.Request != s.request(in) {
		return nil, web.Reused
	}
	return there, err
}

func (s *Service) request(in NewUser) string {
	if in.Request == "" {
		return ""
	}
	return s.secrets.Blind("request", in.Request)
}

// draft is the account as it would be, checked but for its password.
func (s *Service) draft(ctx context.Context, in NewUser) (*User, error) {
	u := &User{Meta: store.Meta{ID: in.ID}, Username: Normalize(in.Username), Name: in.Name, StaffNo: in.StaffNo, Request: s.request(in)}
	if u.ID == "" {
		u.ID = store.NewID()
	}
	region, err := s.regionOf(ctx, in.Assignment)
	if err != nil {
		return nil, err
	}
	u.settle(in.Assignment, region)
	return u, u.check()
}

func (s *Service) insert(ctx context.Context, who auth.Principal, u *User) error {
	u.Emit(s.entry(who, "user.create", u))
	err := s.users.Insert(ctx, u)
	if errors.Is(err, store.Clash) {
		return s.whichClash(ctx, u)
	}
	return err
}

// regionOf finds the region a role works in and that what it belongs to exists.
func (s *Service) regionOf(ctx context.Context, a Assignment) (cn.Region, error) {
	if a.EmployerID != "" {
		if _, err := s.employers.Get(ctx, a.EmployerID); err != nil {
			return "", unknownOr(err, "body.employerId", "未找到该用人单位。")
		}
	}
	if a.AgencyID == "" {
		return "", nil
	}
	agency, err := s.agencies.Get(ctx, a.AgencyID)
	if err != nil {
		return "", unknownOr(err, "body.agencyId", "未找到该人才服务机构。")
	}
	return agency.Region, nil
}

func unknownOr(err error, location, message string) error {
	if errors.Is(err, store.Missing) {
		return InvalidUser.At(location, message)
	}
	return err
}

// Users lists accounts by user name, with how many there are in all. For the security administrator.
func (s *Service) Users(ctx context.Context, who auth.Principal, q UserQuery) (list []*User, total int64, err error) {
	if err := mayManage(who); err != nil {
		return nil, 0, err
	}
	where := q.filter()
	if total, err = s.users.Count(ctx, where); err != nil {
		return nil, 0, err
	}
	list, err = s.users.Find(ctx, store.Query{Where: where, Sort: []store.Order{{Field: "username"}}, Skip: q.Skip, Limit: q.Limit})
	return list, total, err
}

// User reads one account: one's own, or any for the security administrator. Missing for all else.
func (s *Service) User(ctx context.Context, who auth.Principal, id string) (*User, error) {
	if mayManage(who) != nil && who.UserID != id {
		return nil, store.Missing
	}
	return s.users.Get(ctx, id)
}

// Names gives the display names of accounts, for lists that say who did something; unknown ids are left out.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	users, err := s.users.GetMany(ctx, ids)
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, err
}

// change is every verb of the security administrator on another's account. Their own account is another administrator's to change.
func (s *Service) change(ctx context.Context, who auth.Principal, id, action string, verb func(*User) error) (*User, error) {
	if err := mayManage(who); err != nil {
		return nil, err
	}
	if who.UserID == id {
		return nil, OwnAccount
	}
	var tried User
	u, err := s.users.Update(ctx, id, func(u *User) error {
		if err := verb(u); err != nil {
			return err
		}
		u.Emit(s.entry(who, action, u))
		tried = *u
		return nil
	})
	if errors.Is(err, store.Clash) {
		return nil, s.whichClash(ctx, &tried)
	}
	s.live.forgetUser(id)
	return u, err
}

// Disable lets nobody sign in with the account and ends its sessions.
func (s *Service) Disable(ctx context.Context, who auth.Principal, id string) (*User, error) {
	return s.change(ctx, who, id, "user.disable", func(u *User) error { u.disable(); return nil })
}

// Enable is the inverse of Disable; it lifts a lock as well.
func (s *Service) Enable(ctx context.Context, who auth.Principal, id string) (*User, error) {
	u, err := s.change(ctx, who, id, "user.enable", func(u *User) error { u.enable(); return nil })
	if err != nil {
		return nil, err
	}
	return u, s.settle(ctx, attempt{guard: s.guardID(u.Username)}, (*Guard).clear)
}

// SetRole gives the account another role in its place and ends its sessions. SeparatedDuties between two of the three administrators,
// and when the person already is one of them with another account.
func (s *Service) SetRole(ctx context.Context, who auth.Principal, id string, a Assignment) (*User, error) {
	region, err := s.regionOf(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, who, id, "user.set-role", func(u *User) error { return u.assign(a, region) })
}

// ResetPassword sets a new password for somebody who forgot theirs, ends their sessions and lifts a lock.
func (s *Service) ResetPassword(ctx context.Context, who auth.Principal, id, password string) (*User, error) {
	if err := mayManage(who); err != nil {
		return nil, err
	}
	u, err := s.users.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	hash, err := s.newHash(ctx, u, password, "body.password")
	if err != nil {
		return nil, err
	}
	if u, err = s.change(ctx, who, id, "user.reset-password", func(u *User) error { u.setPassword(hash); return nil }); err != nil {
		return nil, err
	}
	return u, s.settle(ctx, attempt{guard: s.guardID(u.Username)}, (*Guard).clear)
}

func (s *Service) newHash(ctx context.Context, u *User, password, location string) (string, error) {
	if err := CheckPassword(u.Username, password, location); err != nil {
		return "", err
	}
	return s.passwords.Hash(ctx, password)
}

// ChangePassword replaces the caller's own password and ends all their sessions, this one too. InvalidCredentials when the old one is
// wrong.
func (s *Service) ChangePassword(ctx context.Context, who auth.Principal, old, new string) error {
	u, err := s.proveSelf(ctx, who, old)
	if err != nil {
		return err
	}
	hash, err := s.newHash(ctx, u, new, "body.newPassword")
	if err != nil {
		return err
	}
	_, err = s.users.Update(ctx, u.ID, func(u *User) error {
		u.setPassword(hash)
		u.Emit(s.entry(who, "user.change-password", u))
		return nil
	})
	s.live.forgetUser(u.ID)
	return err
}

// proveSelf asks the caller for their password again, under the same guard as the login.
func (s *Service) proveSelf(ctx context.Context, who auth.Principal, password string) (*User, error) {
	u, err := s.users.Get(ctx, who.UserID)
	if err != nil {
		return nil, err
	}
	try, err := s.prove(ctx, u.Username, u, password)
	if err != nil {
		return nil, err
	}
	return u, s.settle(ctx, try, (*Guard).forgive)
}

// LinkRecord joins a talent's account to its expert record. The caller is the talent, or the portal itself. RecordTaken when either is
// joined elsewhere.
func (s *Service) LinkRecord(ctx context.Context, who auth.Principal, userID, expertID string) error {
	if who.UserID != userID && !who.IsInternal() {
		return Forbidden
	}
	_, err := s.users.Update(ctx, userID, func(u *User) error {
		if u.ExpertID == expertID {
			return nil
		}
		if err := u.link(expertID); err != nil {
			return err
		}
		u.Emit(s.entry(who, "user.link-record", u))
		return nil
	})
	if errors.Is(err, store.Clash) {
		return RecordTaken
	}
	s.live.forgetUser(userID)
	return err
}
