package account

import (
	"context"
	"errors"
	"time"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// The refusals of a login. Only who knows the password learns more than InvalidCredentials.
var (
	InvalidCredentials = fault.New(fault.Unauthenticated, "invalid_credentials", "用户名或密码不正确。")
	OTPRequired        = fault.New(fault.Unauthenticated, "otp_required", "请输入动态验证码。")
	OTPInvalid         = fault.New(fault.Unauthenticated, "otp_invalid", "动态验证码不正确或已使用,请等待下一个验证码。")
	AccountDisabled    = fault.New(fault.Forbidden, "account_disabled", "该账号已停用,请联系安全管理员。")
)

// Credentials is what is typed at the login.
type Credentials struct {
	Username string
	Password string
	OTP      string // the code of the second factor; empty at the first try
}

// Grant is a login or its renewal: the access token for the calls, the refresh token for the cookie.
type Grant struct {
	AccessToken  string
	ExpiresAt    time.Time
	User         *User
	RefreshToken string
	RefreshUntil time.Time // the absolute end of the login
}

// Login begins a session. InvalidCredentials for an unknown name and a wrong password alike, after the same work; LoginLocked after
// five wrong tries; OTPRequired or OTPInvalid when the second factor is on; AccountDisabled.
func (s *Service) Login(ctx context.Context, in Credentials) (*Grant, error) {
	name := Normalize(in.Username)
	u, err := s.byUsername(ctx, name)
	if err != nil {
		return nil, err
	}
	try, err := s.prove(ctx, name, u, in.Password)
	if err != nil {
		return nil, err
	}
	if u.Disabled {
		return nil, s.noGuess(ctx, try, AccountDisabled)
	}
	if u.TOTPOn && !s.cfg.Demo {
		if in.OTP == "" {
			return nil, s.noGuess(ctx, try, OTPRequired)
		}
		if err := s.takeCode(ctx, u.ID, in.OTP); err != nil {
			return nil, s.failed(ctx, try, u, err)
		}
	}
	s.renewHash(ctx, u, in.Password)
	if err := s.settle(ctx, try, (*Guard).clear); err != nil {
		return nil, err
	}
	return s.begin(ctx, u)
}

// LoginDemo opens one of the demonstration's own accounts without a password. Only where the portal runs as a demonstration, which
// listens on loopback; elsewhere, and for every other account, it is InvalidCredentials.
func (s *Service) LoginDemo(ctx context.Context, username string) (*Grant, error) {
	u, err := s.byUsername(ctx, Normalize(username))
	switch {
	case err != nil:
		return nil, err
	case !s.cfg.Demo || u == nil || !u.Demo:
		return nil, InvalidCredentials
	case u.Disabled:
		return nil, AccountDisabled
	}
	return s.begin(ctx, u)
}

// attempt is one counted try on a user name.
type attempt struct {
	guard string // the guard's id: the same for all spellings of one name, and says nothing about it
	last  bool   // when it fails, the name is locked
}

// prove checks a password under the guard of the name. When it is right the attempt still counts: the caller settles it.
func (s *Service) prove(ctx context.Context, name string, u *User, password string) (attempt, error) {
	try, err := s.attempt(ctx, s.guardID(name))
	if err != nil {
		return attempt{}, err
	}
	right := false
	if u == nil {
		err = s.passwords.VerifyNobody(ctx, password)
	} else {
		right, err = s.passwords.Verify(ctx, password, u.Password)
	}
	if err != nil {
		return attempt{}, s.noGuess(context.WithoutCancel(ctx), try, err)
	}
	if !right {
		return attempt{}, s.failed(ctx, try, u, InvalidCredentials)
	}
	return try, nil
}

func (s *Service) guardID(name string) string { return s.secrets.Blind("login", name) }

// attempt counts one more try; LoginLocked when there are none left.
func (s *Service) attempt(ctx context.Context, guard string) (attempt, error) {
	begin := func(g *Guard) error { return g.begin(s.now()) }
	g, err := s.guards.Amend(ctx, guard, begin)
	if errors.Is(err, store.Missing) {
		g = &Guard{Meta: store.Meta{ID: guard}}
		if err := begin(g); err != nil {
			return attempt{}, err
		}
		if err = s.guards.Insert(ctx, g); errors.Is(err, store.Clash) { // somebody tries the same name at the same moment
			g, err = s.guards.Amend(ctx, guard, begin)
		}
	}
	if err != nil {
		return attempt{}, err
	}
	return attempt{guard: guard, last: g.Tries >= maxFailures}, nil
}

func (s *Service) settle(ctx context.Context, try attempt, how func(*Guard)) error {
	_, err := s.guards.Amend(ctx, try.guard, func(g *Guard) error { how(g); return nil })
	return ignoreMissing(err)
}

// noGuess takes the attempt back, since it was no wrong guess, and answers with why.
func (s *Service) noGuess(ctx context.Context, try attempt, why error) error {
	if err := s.settle(ctx, try, (*Guard).forgive); err != nil {
		return err
	}
	return why
}

// failed records a wrong guess, and the lock if it was the last one, and answers with why. The entry names nobody as the doer, since
// that is what is not known, and a name without an account not at all: people type passwords there.
func (s *Service) failed(ctx context.Context, try attempt, u *User, why error) error {
	e := audit.By(auth.Principal{}, "", "login.failed", userSpec.Name+"/unknown")
	if u != nil {
		e.Region, e.Object = u.Region, userSpec.Name+"/"+u.ID
	}
	if err := s.log.Denied(ctx, e); err != nil {
		return err
	}
	if try.last {
		e.Action = "login.locked"
		if err := s.log.Denied(ctx, e); err != nil {
			return err
		}
	}
	return why
}

// renewHash makes the hash again when it was made at another cost. It is no reason to refuse a login.
func (s *Service) renewHash(ctx context.Context, u *User, password string) {
	if !s.passwords.Stale(u.Password) {
		return
	}
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return
	}
	_, _ = s.users.Amend(ctx, u.ID, func(now *User) error {
		if now.Password == u.Password {
			now.Password = hash
		}
		return nil
	})
}

// begin opens a session for an account that has proved itself.
func (s *Service) begin(ctx context.Context, u *User) (*Grant, error) {
	now := s.now()
	id := store.NewID()
	token := newRefreshToken(s.secrets, id)
	session := &Session{
		Meta: store.Meta{ID: id}, UserID: u.ID, Epoch: u.Epoch, Current: token.hash(), Sealed: token.sealed,
		RotatedAt: store.Millis(now), EndsAt: store.Millis(now.Add(lifeOf(u.Role))),
	}
	session.Emit(s.entry(u.Principal(), "login.succeeded", u))
	if err := s.sessions.Insert(ctx, session); err != nil {
		return nil, err
	}
	return s.grant(ctx, u, session, token.text)
}

func (s *Service) grant(ctx context.Context, u *User, session *Session, refresh string) (*Grant, error) {
	who := u.Principal()
	who.SessionID = session.ID
	token, expires, err := s.issuer.Issue(s.ring.Keys(ctx), who)
	if err != nil {
		return nil, err
	}
	return &Grant{AccessToken: token, ExpiresAt: expires, User: u, RefreshToken: refresh, RefreshUntil: session.ends()}, nil
}
