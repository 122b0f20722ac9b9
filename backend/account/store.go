package account

import (
	"context"
	"errors"

	"talentcircle/backend/auth"
	"talentcircle/backend/store"
)

var (
	userSpec = store.Spec{Name: "users", Indexes: []store.Index{
		{Fields: []string{"username"}, Unique: true},
		{Fields: []string{"adminNo"}, Unique: true, Optional: true},
		{Fields: []string{"expertId"}, Unique: true, Optional: true},
		{Fields: []string{"role", "username"}},
		{Fields: []string{"agencyId", "username"}},
		{Fields: []string{"agencyId", "role", "username"}},
	}}
	agencySpec = store.Spec{Name: "agencies", Indexes: []store.Index{
		{Fields: []string{"name"}, Unique: true},
		{Fields: []string{"region", "name"}},
	}}
	employerSpec = store.Spec{Name: "employers", Indexes: []store.Index{
		{Fields: []string{"name"}, Unique: true},
		{Fields: []string{"creditCode"}, Unique: true, Optional: true},
		{Fields: []string{"region", "name"}},
	}}
	sessionSpec    = store.Spec{Name: "sessions", Indexes: []store.Index{{Fields: []string{"endsAt"}}}}
	guardSpec      = store.Spec{Name: "login_guards", Indexes: []store.Index{{Fields: []string{"lastAt"}}}}
	signingKeySpec = store.Spec{Name: "signing_keys", Indexes: []store.Index{{Fields: []string{"use", "no"}, Unique: true}}}
)

// Specs declares the collections of accounts.
func Specs() []store.Spec {
	return []store.Spec{userSpec, agencySpec, employerSpec, sessionSpec, guardSpec, signingKeySpec}
}

// Posting lists the collections whose outboxes the relay must watch.
func Posting() []string {
	return []string{userSpec.Name, agencySpec.Name, employerSpec.Name, sessionSpec.Name}
}

// byUsername looks an account up by its normalised name; nil when there is none.
func (s *Service) byUsername(ctx context.Context, username string) (*User, error) {
	u, err := s.users.First(ctx, store.Eq("username", username))
	if errors.Is(err, store.Missing) {
		return nil, nil
	}
	return u, err
}

// whichClash reads why an account could not be written.
func (s *Service) whichClash(ctx context.Context, u *User) error {
	there, err := s.byUsername(ctx, u.Username)
	if err != nil {
		return err
	}
	if there != nil && there.ID != u.ID {
		return UsernameTaken
	}
	for _, key := range []struct {
		field, value string
		taken        error
	}{{"adminNo", u.AdminNo, SeparatedDuties}, {"expertId", u.ExpertID, RecordTaken}} {
		if key.value == "" {
			continue
		}
		other, err := s.users.First(ctx, store.Eq(key.field, key.value))
		if err == nil && other.ID != u.ID {
			return key.taken
		}
		if err != nil && !errors.Is(err, store.Missing) {
			return err
		}
	}
	return store.Clash
}

// UserQuery narrows the list of accounts; empty fields do not.
type UserQuery struct {
	Role     auth.Role
	AgencyID string
	Username string // its beginning
	Skip     int
	Limit    int
}

func (q UserQuery) filter() store.Filter {
	var parts []store.Filter
	if q.AgencyID != "" {
		parts = append(parts, store.Eq("agencyId", q.AgencyID))
	}
	if q.Role != "" {
		parts = append(parts, store.Eq("role", string(q.Role)))
	}
	if q.Username != "" {
		parts = append(parts, store.Prefix("username", Normalize(q.Username)))
	}
	return store.And(parts...)
}
