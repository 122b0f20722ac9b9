package account

import (
	"context"
	"time"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// Config is what the service is told once.
type Config struct {
	Issuer       string // iss and aud of access tokens: the portal's name or address
	Demo         bool   // no second factor is asked for
	SecureCookie bool   // the portal is reached through TLS that ends before this process
	// StatementKeys gives the public keys of statements for /.well-known/jwks.json; nil: none.
	StatementKeys func(ctx context.Context) []auth.JWK
}

// Service is the use cases of accounts.
type Service struct {
	cfg       Config
	now       func() time.Time
	secrets   *secret.Keys
	passwords *secret.Passwords
	ring      *Ring
	issuer    *auth.Issuer
	log       *audit.Log
	live      *liveSessions

	users     store.Collection[User, *User]
	agencies  store.Collection[Agency, *Agency]
	employers store.Collection[Employer, *Employer]
	sessions  store.Collection[Session, *Session]
	guards    store.Collection[Guard, *Guard]
}

// NewService makes the service. tokens is the ring of ForTokens.
func NewService(db *store.DB, secrets *secret.Keys, passwords *secret.Passwords, tokens *Ring, cfg Config) *Service {
	return &Service{
		cfg: cfg, now: db.Now, secrets: secrets, passwords: passwords, ring: tokens,
		issuer: auth.NewIssuer(cfg.Issuer, db.Now), log: audit.NewLog(db), live: newLiveSessions(),
		users:     store.On[User](db, userSpec.Name),
		agencies:  store.On[Agency](db, agencySpec.Name),
		employers: store.On[Employer](db, employerSpec.Name),
		sessions:  store.On[Session](db, sessionSpec.Name),
		guards:    store.On[Guard](db, guardSpec.Name),
	}
}

// mayManage lets in the security administrator and the portal itself.
func mayManage(who auth.Principal) error {
	if who.May(auth.AccountManage) || who.IsInternal() {
		return nil
	}
	return Forbidden
}

// entry is the audit message of what was done to an account, in the log of the account's region.
func (s *Service) entry(who auth.Principal, action string, u *User) store.Message {
	e := audit.By(who, u.Region, action, userSpec.Name+"/"+u.ID)
	return audit.Message(e, store.Millis(s.now()))
}
