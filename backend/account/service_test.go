package account

import (
	"context"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/jobs"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
	"talentcircle/backend/store/sqlite"
)

const goodPassword = "Correct-horse-9"

// clock is the time of a test; several goroutines may read it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// house is a service on a store of its own, with three agencies, two employers and a security administrator.
type house struct {
	*Service
	t        *testing.T
	db       *store.DB
	clock    *clock
	relay    *jobs.Relay
	security auth.Principal
}

var portal = auth.Internal("test")

func newHouse(t *testing.T, cfg Config) *house {
	t.Helper()
	engine, err := sqlite.Open(filepath.Join(t.TempDir(), "portal.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	c := &clock{at: morning}
	db := store.Open(engine, c.now)
	require.NoError(t, db.Ensure(context.Background(), append(Specs(), store.LogSpec, jobs.DeadLetterSpec)...))
	h := &house{t: t, db: db, clock: c, relay: jobs.NewRelay(db, slog.New(slog.DiscardHandler), Posting()...)}
	h.Service = h.another(cfg)
	h.relay.On(audit.Topic, h.log.Handler())
	for _, region := range cn.Regions() {
		_, err := h.EnsureAgency(context.Background(), portal, Agency{Meta: store.Meta{ID: "agency-" + string(region)}, Region: region, Name: region.Name() + "人才服务机构(演示)", Demo: true})
		require.NoError(t, err)
	}
	h.security = h.user("secadmin", Assignment{Role: auth.Security}).Principal()
	return h
}

// another is a second process on the same store.
func (h *house) another(cfg Config) *Service {
	h.t.Helper()
	ring, err := SigningKeys(context.Background(), h.db, testKeys(h.t), ForTokens)
	require.NoError(h.t, err)
	if cfg.Issuer == "" {
		cfg.Issuer = "talentcircle"
	}
	return NewService(h.db, testKeys(h.t), secret.NewPasswords(), ring, cfg)
}

func (h *house) user(name string, a Assignment) *User {
	h.t.Helper()
	u, err := h.Create(context.Background(), portal, NewUser{
		Username: name, Name: "单示明", Password: goodPassword, StaffNo: "S-" + name, Assignment: a,
	})
	require.NoError(h.t, err)
	return u
}

func (h *house) clerk() *User {
	return h.user("he.clerk", Assignment{Role: auth.Clerk, AgencyID: "agency-HE"})
}

func (h *house) login(name string) *Grant {
	h.t.Helper()
	g, err := h.Login(context.Background(), Credentials{Username: name, Password: goodPassword})
	require.NoError(h.t, err)
	return g
}

// actions lists what the audit log of a region says, oldest first, as "action object-without-id".
func (h *house) actions(region cn.Region) []string {
	h.t.Helper()
	require.NoError(h.t, h.relay.Drain(context.Background()))
	entries, _, err := h.log.Latest(context.Background(), region, 0, 100)
	require.NoError(h.t, err)
	var list []string
	for i := len(entries) - 1; i >= 0; i-- {
		list = append(list, entries[i].Action)
	}
	return list
}

func TestLoginAndWhatTheTokenSays(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	u := h.clerk()
	g := h.login(" HE.Clerk ")
	require.Equal(t, u.ID, g.User.ID)
	require.Equal(t, morning.Add(15*time.Minute), g.ExpiresAt)
	require.Equal(t, morning.Add(12*time.Hour), g.RefreshUntil)

	who, err := h.Authenticate(ctx, g.AccessToken)
	require.NoError(t, err)
	require.NotEmpty(t, who.SessionID)
	who.SessionID = ""
	require.Equal(t, auth.Principal{UserID: u.ID, Name: "单示明", Role: auth.Clerk, Region: cn.Hebei, AgencyID: "agency-HE"}, who)

	h.clock.pass(15*time.Minute + time.Minute)
	_, err = h.Authenticate(ctx, g.AccessToken)
	require.ErrorIs(t, err, auth.TokenExpired)
	_, err = h.Authenticate(ctx, g.AccessToken[:len(g.AccessToken)-2])
	require.ErrorIs(t, err, auth.TokenInvalid)
}

func TestUnknownNameAndWrongPasswordLookTheSame(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	for _, name := range []string{"he.clerk", "nobody", "", strings.Repeat("x", 500), "he.clerk\x00"} {
		var answers []string
		for range maxFailures + 1 {
			_, err := h.Login(ctx, Credentials{Username: name, Password: "Wrong-horse-9"})
			require.Error(t, err)
			answers = append(answers, err.Error())
		}
		require.Equal(t, append(repeat(InvalidCredentials.Error(), maxFailures), LoginLocked.Error()), answers, "%.20q", name)
	}
}

// The time of an answer can't be tested; that the same work was done can: one argon2id hash takes 19 MiB.
func TestUnknownNameCostsAsMuchAsAKnownOne(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	for _, name := range []string{"he.clerk", "nobody"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := h.Login(ctx, Credentials{Username: name, Password: "Wrong-horse-9"})
		runtime.ReadMemStats(&after)
		require.ErrorIs(t, err, InvalidCredentials)
		require.Greater(t, after.TotalAlloc-before.TotalAlloc, uint64(19<<20), name)
	}
}

func TestTokenMustAgreeWithItsSession(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	g := h.login("he.clerk")
	who, err := h.Authenticate(ctx, g.AccessToken)
	require.NoError(t, err)
	for name, change := range map[string]func(*auth.Principal){
		"another role":   func(p *auth.Principal) { p.Role = auth.Reviewer },
		"another region": func(p *auth.Principal) { p.Region = cn.Beijing },
		"another agency": func(p *auth.Principal) { p.AgencyID = "agency-BJ" },
		"another person": func(p *auth.Principal) { p.UserID = h.security.UserID },
	} {
		claimed := who
		change(&claimed)
		token, _, err := h.issuer.Issue(h.ring.Keys(ctx), claimed)
		require.NoError(t, err)
		_, err = h.Authenticate(ctx, token)
		require.ErrorIs(t, err, auth.TokenInvalid, name)
	}
}

func repeat(s string, n int) []string {
	return strings.Split(strings.Repeat(s+"\n", n)[:n*(len(s)+1)-1], "\n")
}

func TestLockout(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	wrong := Credentials{Username: "he.clerk", Password: "Wrong-horse-9"}
	right := Credentials{Username: "he.clerk", Password: goodPassword}
	for range maxFailures - 1 {
		_, err := h.Login(ctx, wrong)
		require.ErrorIs(t, err, InvalidCredentials)
	}
	_, err := h.Login(ctx, right)
	require.NoError(t, err, "the right password clears the count")

	for range maxFailures {
		_, err = h.Login(ctx, wrong)
		require.ErrorIs(t, err, InvalidCredentials)
	}
	_, err = h.Login(ctx, right)
	require.ErrorIs(t, err, LoginLocked, "while locked the right password does not help")
	_, err = h.another(Config{}).Login(ctx, right)
	require.ErrorIs(t, err, LoginLocked, "nor at another process")
	h.login("secadmin")

	h.clock.pass(lockFor)
	_, err = h.Login(ctx, right)
	require.NoError(t, err)
	require.Equal(t, append(repeat("login.failed", 4+5), "login.locked", "login.succeeded", "login.succeeded"),
		without(h.actions(cn.Hebei), "agencies.create", "user.create"))
}

// without drops the actions that made the house; logins come last because their messages are delivered when they are drained.
func without(list []string, drop ...string) []string {
	var kept []string
next:
	for _, a := range list {
		for _, d := range drop {
			if a == d {
				continue next
			}
		}
		kept = append(kept, a)
	}
	return kept
}

func TestAHundredGuessesAtOnceAreFive(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	var all sync.WaitGroup
	answers := make([]error, 24)
	for i := range answers {
		all.Go(func() { _, answers[i] = h.Login(ctx, Credentials{Username: "he.clerk", Password: "Wrong-horse-9"}) })
	}
	all.Wait()
	checked := 0
	for _, err := range answers {
		if fault := InvalidCredentials; err != nil && strings.HasPrefix(err.Error(), fault.Code) {
			checked++
		} else {
			require.ErrorIs(t, err, LoginLocked)
		}
	}
	require.Equal(t, maxFailures, checked)
}

func TestDisabledAccount(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	u := h.clerk()
	g := h.login("he.clerk")
	elsewhere := h.another(Config{})
	for _, process := range []*Service{h.Service, elsewhere} {
		_, err := process.Authenticate(ctx, g.AccessToken)
		require.NoError(t, err, "both have seen the session")
	}

	_, err := h.Disable(ctx, h.security, u.ID)
	require.NoError(t, err)
	_, err = h.Authenticate(ctx, g.AccessToken)
	require.ErrorIs(t, err, SessionEnded, "at once here")
	h.clock.pass(liveFor)
	_, err = elsewhere.Authenticate(ctx, g.AccessToken)
	require.ErrorIs(t, err, SessionEnded, "within seconds elsewhere")
	_, err = h.Refresh(ctx, g.RefreshToken)
	require.ErrorIs(t, err, SessionEnded)

	_, err = h.Login(ctx, Credentials{Username: "he.clerk", Password: "Wrong-horse-9"})
	require.ErrorIs(t, err, InvalidCredentials, "only who knows the password learns that it is disabled")
	for range maxFailures + 1 {
		_, err = h.Login(ctx, Credentials{Username: "he.clerk", Password: goodPassword})
		require.ErrorIs(t, err, AccountDisabled, "which is no guess and locks nothing")
	}
	_, err = h.Enable(ctx, h.security, u.ID)
	require.NoError(t, err)
	_, err = h.Refresh(ctx, g.RefreshToken)
	require.ErrorIs(t, err, SessionEnded, "what ended stays ended")
	h.login("he.clerk")
}

func TestWhatEndsEverySession(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	u := h.clerk()
	for name, verb := range map[string]func() error{
		"role": func() error {
			_, err := h.SetRole(ctx, h.security, u.ID, Assignment{Role: auth.Reviewer, AgencyID: "agency-HE"})
			return err
		},
		"password":     func() error { _, err := h.ResetPassword(ctx, h.security, u.ID, goodPassword); return err },
		"second":       func() error { _, err := h.ResetTOTP(ctx, h.security, u.ID); return err },
		"own password": func() error { return h.ChangePassword(ctx, u.Principal(), goodPassword, goodPassword) },
	} {
		a, b := h.login("he.clerk"), h.login("he.clerk")
		_, err := h.Authenticate(ctx, a.AccessToken)
		require.NoError(t, err, name)
		require.NoError(t, verb(), name)
		for _, g := range []*Grant{a, b} {
			_, err := h.Authenticate(ctx, g.AccessToken)
			require.ErrorIs(t, err, SessionEnded, name)
			_, err = h.Refresh(ctx, g.RefreshToken)
			require.ErrorIs(t, err, SessionEnded, name)
		}
	}
}

func TestRefreshRotates(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	g := h.login("he.clerk")
	h.clock.pass(14 * time.Minute)
	next, err := h.Refresh(ctx, g.RefreshToken)
	require.NoError(t, err)
	require.NotEqual(t, g.RefreshToken, next.RefreshToken)
	require.Equal(t, g.RefreshUntil, next.RefreshUntil)
	require.Equal(t, morning.Add(29*time.Minute), next.ExpiresAt)

	h.clock.pass(12*time.Hour - 14*time.Minute)
	_, err = h.Refresh(ctx, next.RefreshToken)
	require.ErrorIs(t, err, SessionEnded, "the absolute end")
	_, err = h.Authenticate(ctx, next.AccessToken)
	require.Error(t, err)
	for _, bad := range []string{"", "x", next.RefreshToken + "x", newRefreshToken(h.secrets, "not-an-id").text} {
		_, err = h.Refresh(ctx, bad)
		require.ErrorIs(t, err, RefreshInvalid)
	}
	_, err = h.Refresh(ctx, newRefreshToken(h.secrets, store.NewID()).text)
	require.ErrorIs(t, err, SessionEnded, "a session swept away")
}

func TestTwoTabsRefreshTogether(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	g := h.login("he.clerk")
	const tabs = 8
	got := make([]*Grant, tabs)
	errs := make([]error, tabs)
	services := []*Service{h.Service, h.another(Config{})}
	var all sync.WaitGroup
	for i := range tabs {
		all.Go(func() { got[i], errs[i] = services[i%2].Refresh(ctx, g.RefreshToken) })
	}
	all.Wait()
	for i := range tabs {
		require.NoError(t, errs[i])
		require.Equal(t, got[0].RefreshToken, got[i].RefreshToken, "whichever answer the browser keeps, it is the current token")
		_, err := h.Authenticate(ctx, got[i].AccessToken)
		require.NoError(t, err)
	}
	h.clock.pass(time.Minute)
	_, err := h.Refresh(ctx, got[3].RefreshToken)
	require.NoError(t, err)
}

func TestReuseEndsTheFamilyForEverybody(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	first, other := h.login("he.clerk"), h.login("he.clerk")
	second, err := h.Refresh(ctx, first.RefreshToken)
	require.NoError(t, err)
	_, err = h.Authenticate(ctx, second.AccessToken)
	require.NoError(t, err)

	h.clock.pass(11 * time.Second)
	_, err = h.Refresh(ctx, first.RefreshToken) // the thief, or the victim: one of them holds an old token
	require.ErrorIs(t, err, RefreshReused)
	_, err = h.Refresh(ctx, second.RefreshToken)
	require.ErrorIs(t, err, SessionEnded)
	_, err = h.Authenticate(ctx, second.AccessToken)
	require.ErrorIs(t, err, SessionEnded)
	_, err = h.Refresh(ctx, first.RefreshToken)
	require.ErrorIs(t, err, SessionEnded)
	_, err = h.Refresh(ctx, other.RefreshToken)
	require.NoError(t, err, "another login of the same person goes on")
	require.Contains(t, h.actions(cn.Hebei), "session.reused")
}

func TestLogout(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	byCookie, byToken, kept := h.login("he.clerk"), h.login("he.clerk"), h.login("he.clerk")
	for range 2 {
		require.NoError(t, h.Logout(ctx, auth.Principal{}, byCookie.RefreshToken), "repeatable")
	}
	who, err := h.Authenticate(ctx, byToken.AccessToken)
	require.NoError(t, err)
	require.NoError(t, h.Logout(ctx, who, ""))
	for _, g := range []*Grant{byCookie, byToken} {
		_, err := h.Authenticate(ctx, g.AccessToken)
		require.ErrorIs(t, err, SessionEnded)
		_, err = h.Refresh(ctx, g.RefreshToken)
		require.ErrorIs(t, err, SessionEnded)
	}
	_, err = h.Authenticate(ctx, kept.AccessToken)
	require.NoError(t, err)
	require.NoError(t, h.Logout(ctx, auth.Principal{}, "nonsense"))
	require.NoError(t, h.Logout(ctx, auth.Principal{}, newRefreshToken(h.secrets, store.NewID()).text))
	require.Equal(t, 2, len(only(h.actions(cn.Hebei), "logout")))
}

func only(list []string, what string) []string {
	var kept []string
	for _, a := range list {
		if a == what {
			kept = append(kept, a)
		}
	}
	return kept
}

func TestSecondFactor(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	u := h.clerk()
	who := u.Principal()
	_, err := h.EnrolTOTP(ctx, who, "Wrong-horse-9")
	require.ErrorIs(t, err, InvalidCredentials)
	require.ErrorIs(t, h.ConfirmTOTP(ctx, who, "123456"), TOTPMissing)
	_, err = h.EnrolTOTP(ctx, who, goodPassword)
	require.NoError(t, err)
	h.login("he.clerk") // enrolled but not confirmed: nobody is shut out by a code that never worked

	code := func(step int64) string {
		u, err := h.users.Get(ctx, u.ID)
		require.NoError(t, err)
		key, err := h.secrets.Open(totpKind, u.TOTP)
		require.NoError(t, err)
		return totpCode([]byte(key), h.clock.now().Unix()/totpSeconds+step)
	}
	require.ErrorIs(t, h.ConfirmTOTP(ctx, who, code(-5)), OTPInvalid)
	first := code(0)
	require.NoError(t, h.ConfirmTOTP(ctx, who, first))
	require.ErrorIs(t, h.ConfirmTOTP(ctx, who, first), TOTPOn)
	_, err = h.EnrolTOTP(ctx, who, goodPassword)
	require.ErrorIs(t, err, TOTPOn)

	with := func(otp string) error {
		_, err := h.Login(ctx, Credentials{Username: "he.clerk", Password: goodPassword, OTP: otp})
		return err
	}
	require.ErrorIs(t, with(""), OTPRequired)
	require.ErrorIs(t, with(first), OTPInvalid, "the code that confirmed counts no more")
	require.NoError(t, with(code(1)))
	h.clock.pass(time.Minute)
	once := code(0)
	require.NoError(t, with(once))
	require.ErrorIs(t, with(once), OTPInvalid, "a code counts once")

	demo := h.another(Config{Demo: true})
	_, err = demo.Login(ctx, Credentials{Username: "he.clerk", Password: goodPassword})
	require.NoError(t, err, "the demonstration asks for no second factor")

	_, err = h.ResetTOTP(ctx, h.security, u.ID)
	require.NoError(t, err)
	require.NoError(t, with(""))
}

func TestCodesCannotBeGuessedBetweenPasswords(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	u := h.clerk()
	e, err := h.EnrolTOTP(ctx, u.Principal(), goodPassword)
	require.NoError(t, err)
	require.NotEmpty(t, e.Secret)
	_, err = h.users.Amend(ctx, u.ID, func(u *User) error { u.TOTPOn = true; return nil })
	require.NoError(t, err)
	wrong := 0
	for range 20 {
		_, err := h.Login(ctx, Credentials{Username: "he.clerk", Password: goodPassword, OTP: "00000x"})
		if err != nil && strings.HasPrefix(err.Error(), OTPInvalid.Code) {
			wrong++
		}
		_, err = h.Login(ctx, Credentials{Username: "he.clerk", Password: goodPassword}) // must not wipe the count
		require.Error(t, err)
	}
	require.Equal(t, maxFailures, wrong)
}

func TestSweepKeepsWhatIsAliveOrStillToBeTold(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	h.login("he.clerk")
	h.clock.pass(12*time.Hour + 25*time.Hour)
	require.NoError(t, h.Sweep(ctx))
	n, err := h.sessions.Count(ctx, store.All())
	require.NoError(t, err)
	require.EqualValues(t, 1, n, "its audit message is still on its way")

	h.actions(cn.Hebei) // drains
	g := h.login("he.clerk")
	h.actions(cn.Hebei)
	require.NoError(t, h.Sweep(ctx))
	n, err = h.sessions.Count(ctx, store.All())
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	_, err = h.Refresh(ctx, g.RefreshToken)
	require.NoError(t, err)

	h.clock.pass(25 * time.Hour)
	require.NoError(t, h.Sweep(ctx))
	n, err = h.guards.Count(ctx, store.All())
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestHashOfAnotherCostIsRenewedAtLogin(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	u := h.clerk()
	const old = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$" // of goodPassword, made with the reference parameters below
	weak := old + weakHash(goodPassword, "somesalt")
	_, err := h.users.Amend(ctx, u.ID, func(u *User) error { u.Password = weak; return nil })
	require.NoError(t, err)
	h.login("he.clerk")
	u, err = h.users.Get(ctx, u.ID)
	require.NoError(t, err)
	require.False(t, h.passwords.Stale(u.Password))
	h.login("he.clerk")
}
