package account

import (
	"context"
	"errors"
	"sync"
	"time"

	"talentcircle/backend/auth"
)

// liveFor is how long a process goes by what it last read of a session: the longest a disabled account or an ended login may still
// be let in by another process. In the process that ended it, it is refused at once.
const liveFor = 3 * time.Second

// maxLive bounds the memory of sessions; beyond it the process reads more often.
const maxLive = 20_000

// liveSessions remembers for liveFor whose a session is.
type liveSessions struct {
	mu   sync.Mutex
	seen map[string]liveSession
}

type liveSession struct {
	who    auth.Principal
	readAt time.Time
	endsAt time.Time
}

func newLiveSessions() *liveSessions { return &liveSessions{seen: map[string]liveSession{}} }

func (l *liveSessions) get(id string, now time.Time) (auth.Principal, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.seen[id]
	ok = ok && now.Sub(s.readAt) < liveFor && now.Before(s.endsAt)
	return s.who, ok
}

func (l *liveSessions) put(id string, s liveSession) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) >= maxLive {
		clear(l.seen)
	}
	l.seen[id] = s
}

func (l *liveSessions) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, id)
}

// forgetUser drops every session of an account.
func (l *liveSessions) forgetUser(userID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, s := range l.seen {
		if s.who.UserID == userID {
			delete(l.seen, id)
		}
	}
}

// Authenticate turns an access token into the caller. The token proves who calls and in which role; the session it names says that
// this is still so, and gives the name and the linked record of today. TokenExpired, TokenInvalid or SessionEnded.
func (s *Service) Authenticate(ctx context.Context, bearer string) (auth.Principal, error) {
	claimed, err := s.issuer.Verify(s.ring.Keys(ctx), bearer)
	if errors.Is(err, auth.ErrUnknownKey) {
		claimed, err = s.issuer.Verify(s.ring.recheck(ctx), bearer)
	}
	if err != nil {
		return auth.Principal{}, err
	}
	who, err := s.current(ctx, claimed.SessionID)
	if err != nil {
		return auth.Principal{}, err
	}
	if !agree(claimed, who) {
		return auth.Principal{}, auth.TokenInvalid
	}
	return who, nil
}

// agree compares what a token claims with what is true now; the record may have been linked since.
func agree(claimed, now auth.Principal) bool {
	claimed.Name, claimed.ExpertID = now.Name, now.ExpertID
	return claimed == now
}

// current is who holds the session now.
func (s *Service) current(ctx context.Context, sessionID string) (auth.Principal, error) {
	now := s.now()
	if who, ok := s.live.get(sessionID, now); ok {
		return who, nil
	}
	session, err := s.sessions.Get(ctx, sessionID)
	if err != nil {
		return auth.Principal{}, ended(err)
	}
	user, err := s.holder(ctx, session)
	if err != nil {
		return auth.Principal{}, err
	}
	who := user.Principal()
	who.SessionID = sessionID
	s.live.put(sessionID, liveSession{who: who, readAt: now, endsAt: session.ends()})
	return who, nil
}
