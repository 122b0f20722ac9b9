package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// How long a login lasts in all, and how long the direct predecessor of a refresh token still counts: two tabs that refresh at the
// same moment, or an answer that was lost on its way.
const (
	officeLife = 12 * time.Hour
	publicLife = 7 * 24 * time.Hour
	twoTabs    = 10 * time.Second
)

// The refusals of a refresh.
var (
	RefreshInvalid = fault.New(fault.Unauthenticated, "refresh_invalid", "未登录或登录凭证无效,请重新登录。")
	RefreshReused  = fault.New(fault.Unauthenticated, "refresh_reused", "登录凭证被重复使用,为保护账号已退出登录,请重新登录。")
	SessionEnded   = fault.New(fault.Unauthenticated, "session_ended", "登录已结束,请重新登录。")
)

// Session is one login: a family of refresh tokens of which one is current. Tokens are kept as hashes; the current one also sealed, so
// that its direct predecessor gets the same successor and not a second branch.
type Session struct {
	store.Meta
	UserID    string       `json:"userId"`
	Epoch     int64        `json:"epoch"` // the user's when it began
	Current   string       `json:"current"`
	Previous  string       `json:"previous,omitempty"`
	Sealed    secret.Field `json:"sealed"`
	RotatedAt int64        `json:"rotatedAt"` // ms
	EndsAt    int64        `json:"endsAt"`    // ms: the absolute end, no refresh moves it
	Ended     string       `json:"ended,omitempty"`
}

// Why a session ended before its time.
const (
	endedByLogout = "logout"
	endedByReuse  = "reuse"
)

func lifeOf(r auth.Role) time.Duration {
	if r == auth.Talent || r == auth.Employer {
		return publicLife
	}
	return officeLife
}

// over reports whether the session ended, by itself or by its time.
func (s *Session) over(now time.Time) bool { return s.Ended != "" || store.Millis(now) >= s.EndsAt }

// ends is its absolute end.
func (s *Session) ends() time.Time { return store.Time(s.EndsAt) }

// end ends it; the first reason stays.
func (s *Session) end(why string) {
	if s.Ended == "" {
		s.Ended = why
	}
}

// outcome of presenting a refresh token.
type outcome int

const (
	rotated  outcome = iota // the current token: the next one is current now
	repeated                // its direct predecessor in time: the current token is given again
	reused                  // an older one: the session has ended
)

// present is the one verb of refresh: shown is the hash of the token that came, next the token that would follow it.
func (s *Session) present(shown string, next refreshToken, now time.Time) (outcome, error) {
	if s.over(now) {
		return 0, SessionEnded
	}
	switch {
	case same(shown, s.Current):
		s.Previous, s.Current, s.Sealed, s.RotatedAt = s.Current, next.hash(), next.sealed, store.Millis(now)
		return rotated, nil
	case s.Previous != "" && same(shown, s.Previous) && now.Sub(store.Time(s.RotatedAt)) <= twoTabs:
		return repeated, nil
	}
	s.end(endedByReuse)
	return reused, nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// refreshToken is "session.random.tag": 256 random bits, and a tag by which a token that was never issued is told from an old one, so
// that nobody can end another's session by guessing.
type refreshToken struct {
	session string
	text    string
	sealed  secret.Field
}

const refreshKind = "refresh-token"

func newRefreshToken(keys *secret.Keys, session string) refreshToken {
	random := make([]byte, 32)
	rand.Read(random)
	body := session + "." + base64.RawURLEncoding.EncodeToString(random)
	text := body + "." + keys.Blind(refreshKind, body)
	return refreshToken{session: session, text: text, sealed: keys.Seal(refreshKind, text, "…")}
}

// parseRefreshToken accepts exactly what newRefreshToken made, character by character: RefreshInvalid for all else.
func parseRefreshToken(keys *secret.Keys, text string) (refreshToken, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || len(text) > 256 {
		return refreshToken{}, RefreshInvalid
	}
	if id, err := uuid.Parse(parts[0]); err != nil || id.String() != parts[0] {
		return refreshToken{}, RefreshInvalid
	}
	if !hmac.Equal([]byte(keys.Blind(refreshKind, parts[0]+"."+parts[1])), []byte(parts[2])) {
		return refreshToken{}, RefreshInvalid
	}
	return refreshToken{session: parts[0], text: text}, nil
}

func (t refreshToken) hash() string {
	sum := sha256.Sum256([]byte(t.text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
