package auth

import (
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// The life of an access token, and how far the clocks of two processes may disagree.
const (
	TokenLife = 15 * time.Minute
	leeway    = 10 * time.Second
)

// retiredFor is how long a key still verifies after its successor took over: the life of its last token, and time for every process
// to hear of the successor. After that a stolen old key is worth nothing.
const retiredFor = TokenLife + 2*time.Minute

const (
	tokenType = "at+jwt" // RFC 9068: a signed statement can't be passed off as an access token
	maxToken  = 4096     // characters
)

// The two ways a token is refused. Clients refresh on the first and sign in again on the second.
var (
	TokenExpired = fault.New(fault.Unauthenticated, "token_expired", "登录状态已过期,请刷新或重新登录。")
	TokenInvalid = fault.New(fault.Unauthenticated, "token_invalid", "登录凭证无效,请重新登录。")
)

// ErrUnknownKey is the cause of a TokenInvalid whose key id is in no key set: perhaps another process has just made the key.
var ErrUnknownKey = errors.New("auth: unknown signing key")

// Issuer signs and verifies access tokens. It holds no key: the caller passes the key set of the moment.
type Issuer struct {
	name   string // iss and aud: the portal issues for itself
	now    func() time.Time
	parser *jwt.Parser
}

// NewIssuer makes an issuer. name is the portal's own name or address; tokens of another name are refused.
func NewIssuer(name string, now func() time.Time) *Issuer {
	return &Issuer{name: name, now: now, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{Algorithm}),
		jwt.WithStrictDecoding(),
		jwt.WithIssuer(name),
		jwt.WithAudience(name),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(leeway),
		jwt.WithTimeFunc(now),
	)}
}

// claims is what an access token says. Names and other private values stay out: a token is readable by whoever holds it.
type claims struct {
	jwt.RegisteredClaims
	Role     Role      `json:"role"`
	Region   cn.Region `json:"region,omitempty"`
	Agency   string    `json:"agency,omitempty"`
	Employer string    `json:"employer,omitempty"`
	Expert   string    `json:"expert,omitempty"`
	Session  string    `json:"sid"`
}

func (c *claims) principal() Principal {
	return Principal{
		UserID: c.Subject, Role: c.Role, Region: c.Region, AgencyID: c.Agency, EmployerID: c.Employer, ExpertID: c.Expert,
		SessionID: c.Session,
	}
}

// Validate is called by the parser after the signature held.
func (c *claims) Validate() error {
	p := c.principal()
	switch {
	case c.ID == "" || c.IssuedAt == nil || c.Session == "" || p.Anonymous():
		return errors.New("auth: a claim is missing")
	case p.IsInternal() || !p.Sound():
		return errors.New("auth: role and membership do not fit")
	case c.ExpiresAt != nil && c.ExpiresAt.Sub(c.IssuedAt.Time) > TokenLife:
		return errors.New("auth: lives too long")
	}
	return nil
}

// Issue signs an access token for a caller. A principal that is not Sound, that has no session, or that is the portal itself, is a
// defect of whoever asks.
func (i *Issuer) Issue(keys KeySet, p Principal) (token string, expiresAt time.Time, err error) {
	key := keys.Current()
	if key.Private == nil {
		return "", time.Time{}, errors.New("auth: no key to sign with")
	}
	now := i.now().UTC().Truncate(time.Second)
	c := &claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: i.name, Audience: jwt.ClaimStrings{i.name}, Subject: p.UserID, ID: uuid.NewString(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(TokenLife)),
		},
		Role: p.Role, Region: p.Region, Agency: p.AgencyID, Employer: p.EmployerID, Expert: p.ExpertID, Session: p.SessionID,
	}
	if err := c.Validate(); err != nil {
		return "", time.Time{}, err
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
	t.Header["kid"], t.Header["typ"] = key.ID, tokenType
	token, err = t.SignedString(key.Private)
	return token, c.ExpiresAt.Time, err
}

// Verify checks a token against the keys and gives the caller it names, without a name. TokenExpired when nothing but its time is
// wrong, otherwise TokenInvalid.
func (i *Issuer) Verify(keys KeySet, token string) (Principal, error) {
	if len(token) > maxToken || strings.ContainsFunc(token, notCompact) {
		return Principal{}, TokenInvalid
	}
	c := &claims{}
	_, err := i.parser.ParseWithClaims(token, c, func(t *jwt.Token) (any, error) { return i.keyFor(keys, t) })
	switch {
	case err == nil:
		return c.principal(), nil
	case onlyExpired(err) && c.Validate() == nil:
		return Principal{}, TokenExpired.Because(err)
	}
	return Principal{}, TokenInvalid.Because(err)
}

// notCompact finds what a compact token never holds. The base64 decoder skips line ends even when strict, so that without this a
// token would have many spellings.
func notCompact(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_', r == '.':
		return false
	}
	return true
}

func (i *Issuer) keyFor(keys KeySet, t *jwt.Token) (any, error) {
	if _, extended := t.Header["crit"]; extended || t.Header["typ"] != tokenType {
		return nil, errors.New("auth: not an access token")
	}
	id, _ := t.Header["kid"].(string)
	key, ok := keys.Find(id)
	if !ok {
		return nil, ErrUnknownKey
	}
	if !key.RetiredAt.IsZero() && i.now().After(key.RetiredAt.Add(retiredFor)) {
		return nil, errors.New("auth: the key has retired")
	}
	return key.Public, nil
}

// onlyExpired reports whether the time is the one thing that is wrong: a client must not be told to refresh a token that was never
// good.
func onlyExpired(err error) bool {
	if !errors.Is(err, jwt.ErrTokenExpired) {
		return false
	}
	for _, worse := range []error{
		jwt.ErrTokenInvalidIssuer, jwt.ErrTokenInvalidAudience, jwt.ErrTokenUsedBeforeIssued, jwt.ErrTokenNotValidYet,
		jwt.ErrTokenRequiredClaimMissing, jwt.ErrTokenSignatureInvalid, jwt.ErrTokenMalformed, jwt.ErrTokenUnverifiable,
	} {
		if errors.Is(err, worse) {
			return false
		}
	}
	return true
}
