package account

import (
	"context"
	"errors"

	"talentcircle/backend/auth"
	"talentcircle/backend/store"
)

// Refresh renews a login: the refresh token is exchanged for its successor. RefreshInvalid for what was never issued, RefreshReused
// when an old one came back (the login ends for everybody who holds one of its tokens), SessionEnded.
func (s *Service) Refresh(ctx context.Context, cookie string) (*Grant, error) {
	token, err := parseRefreshToken(s.secrets, cookie)
	if err != nil {
		return nil, err
	}
	session, err := s.sessions.Get(ctx, token.session)
	if err != nil {
		return nil, ended(err)
	}
	user, err := s.holder(ctx, session)
	if err != nil {
		return nil, err
	}
	next, shown := newRefreshToken(s.secrets, token.session), token.hash()
	var what outcome
	session, err = s.sessions.Amend(ctx, token.session, func(f *Session) (err error) {
		if what, err = f.present(shown, next, s.now()); what == reused && err == nil {
			f.Emit(s.entry(user.Principal(), "session.reused", user))
		}
		return err
	})
	if err != nil {
		return nil, ended(err)
	}
	switch what {
	case reused:
		s.live.forget(session.ID)
		return nil, RefreshReused
	case repeated:
		current, err := s.secrets.Open(refreshKind, session.Sealed)
		if err != nil {
			return nil, err
		}
		return s.grant(ctx, user, session, current)
	}
	return s.grant(ctx, user, session, next.text)
}

// holder is the account a session belongs to, when it may still use it.
func (s *Service) holder(ctx context.Context, session *Session) (*User, error) {
	if session.over(s.now()) {
		return nil, SessionEnded
	}
	user, err := s.users.Get(ctx, session.UserID)
	if err != nil {
		return nil, ended(err)
	}
	if user.Epoch != session.Epoch { // disabled, too: that moves the epoch on
		return nil, SessionEnded
	}
	return user, nil
}

// ended says of a document that has been swept away what was true of it.
func ended(err error) error {
	if errors.Is(err, store.Missing) {
		return SessionEnded
	}
	return err
}

// Logout ends the login of this refresh token and the one the caller's access token belongs to. It may be repeated, and with nothing
// to end it does nothing.
func (s *Service) Logout(ctx context.Context, who auth.Principal, cookie string) error {
	if token, err := parseRefreshToken(s.secrets, cookie); err == nil {
		if err := s.endSession(ctx, token.session); err != nil {
			return err
		}
	}
	if who.SessionID != "" {
		return s.endSession(ctx, who.SessionID)
	}
	return nil
}

func (s *Service) endSession(ctx context.Context, id string) error {
	defer s.live.forget(id)
	session, err := s.sessions.Get(ctx, id)
	if err != nil || session.over(s.now()) {
		return ignoreMissing(err)
	}
	user, err := s.users.Get(ctx, session.UserID)
	if err != nil {
		return ignoreMissing(err)
	}
	_, err = s.sessions.Update(ctx, id, func(f *Session) error {
		if !f.over(s.now()) {
			f.end(endedByLogout)
			f.Emit(s.entry(user.Principal(), "logout", user))
		}
		return nil
	})
	return ignoreMissing(err)
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.Missing) {
		return nil
	}
	return err
}

// Sweep removes logins and guards that have been over for a day, except those whose audit messages are still on their way. It is
// timed work and may be repeated.
func (s *Service) Sweep(ctx context.Context) error {
	before := store.Millis(s.now()) - 24*60*60*1000
	return errors.Join(sweep(ctx, s.sessions, "endsAt", before), sweep(ctx, s.guards, "lastAt", before))
}

// sweep goes through what is old page by page; a page of which nothing could be deleted is left for the next time.
func sweep[T any, P interface {
	*T
	store.Stored
}](ctx context.Context, docs store.Collection[T, P], field string, before int64) error {
	for {
		old, err := docs.Find(ctx, sweepQuery(field, before))
		if err != nil {
			return err
		}
		deleted := 0
		for _, v := range old {
			m := store.MetaOf(v)
			if m.DueAt != 0 {
				continue
			}
			err := docs.Delete(ctx, m.ID, m.Rev)
			switch {
			case err == nil:
				deleted++
			case !errors.Is(err, store.Lost) && !errors.Is(err, store.Missing): // else somebody used or swept it meanwhile
				return err
			}
		}
		if deleted == 0 || len(old) < store.MaxLimit {
			return nil
		}
	}
}

func sweepQuery(field string, before int64) store.Query {
	return store.Query{Where: store.Range(field, nil, before), Sort: []store.Order{{Field: field}}, Limit: store.MaxLimit}
}
