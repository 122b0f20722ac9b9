package account

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

func TestGuard(t *testing.T) {
	at := morning
	g := &Guard{}
	for i := 1; i <= maxFailures; i++ {
		require.NoError(t, g.begin(at), "try %d", i)
		at = at.Add(time.Second)
	}
	lockedAt := at.Add(-time.Second)
	err := g.begin(at)
	require.ErrorIs(t, err, LoginLocked)
	f, _ := fault.As(err)
	require.Equal(t, lockFor-time.Second, f.RetryAfter, "says when to come back")
	tries := *g
	require.Error(t, g.begin(lockedAt.Add(lockFor-time.Millisecond)))
	require.Equal(t, tries, *g, "a refused try does not make the lock longer")

	require.NoError(t, g.begin(lockedAt.Add(lockFor)))
	require.Equal(t, 1, g.Tries, "after the lock one begins anew")
	require.Zero(t, g.LockedUntil)
}

func TestGuardForgetsOldTriesAndForgivesItsOwn(t *testing.T) {
	g := &Guard{}
	for range maxFailures - 1 {
		require.NoError(t, g.begin(morning))
	}
	require.NoError(t, g.begin(morning.Add(lockFor)))
	require.Equal(t, 1, g.Tries)

	g = &Guard{}
	for range maxFailures {
		require.NoError(t, g.begin(morning))
	}
	g.forgive()
	require.Equal(t, maxFailures-1, g.Tries)
	require.NoError(t, g.begin(morning), "the fifth try was no guess, so it did not lock")
	require.Error(t, g.begin(morning), "the four before it still count")

	g.clear()
	g.forgive()
	require.Equal(t, 0, g.Tries)
	require.NoError(t, g.begin(morning))
}

// The codes of RFC 6238, appendix B, in their last six digits.
func TestTOTPAgreesWithTheStandard(t *testing.T) {
	key := []byte("12345678901234567890")
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		require.Equal(t, code, totpCode(key, at/totpSeconds), at)
		require.Equal(t, at/totpSeconds, totpMatch(key, code, time.Unix(at, 0), 0))
	}
}

func TestTOTPWindowAndSingleUse(t *testing.T) {
	key := newTOTP()
	require.Len(t, key, totpSize)
	step := morning.Unix() / totpSeconds
	for off, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		require.Equal(t, want, totpMatch(key, totpCode(key, step+off), morning, 0) != 0, off)
	}
	require.Zero(t, totpMatch(key, totpCode(key, step), morning, step), "a code counts once")
	require.Zero(t, totpMatch(key, totpCode(key, step-1), morning, step), "and none before it afterwards")
	require.NotZero(t, totpMatch(key, totpCode(key, step+1), morning, step))
	for _, bad := range []string{"", "0", totpCode(key, step) + "0", " " + totpCode(key, step), "一二三四五六", "abcdef"} {
		require.Zero(t, totpMatch(key, bad, morning, 0), bad)
	}
}

func TestTOTPAddressIsWhatAppsRead(t *testing.T) {
	key := []byte("12345678901234567890")
	u, err := url.Parse(totpURI("bj.clerk", key))
	require.NoError(t, err)
	require.Equal(t, "otpauth", u.Scheme)
	require.Equal(t, "totp", u.Host)
	require.Equal(t, "/京津冀人才圈:bj.clerk", u.Path)
	back, err := base32.StdEncoding.DecodeString(u.Query().Get("secret"))
	require.NoError(t, err)
	require.Equal(t, key, back)
}

func TestPasswordRules(t *testing.T) {
	for password, ok := range map[string]bool{
		"Correct-horse-9":             true,
		"correct horse 9":             true, // lower case, digit, space
		"abcdefgh12":                  false,
		"ABCDEFGH12":                  false,
		"Abcdefghij":                  false,
		"Short-1":                     false,
		"Ninechar1":                   false,
		"Tenchars-1":                  true,
		"京津冀人才圈Aa1":                   false, // nine characters, though many bytes
		"京津冀人才圈Aa12":                  true,
		"Xbj.clerkX1":                 false,
		"XBJ.CLERKX1":                 false,
		"Xbjclerk1-X":                 false,
		"Xkrelc.jb1":                  false,
		"Xkrelcjb-1":                  false,
		"":                            false,
		strings.Repeat("aA1-", 32):    true,
		strings.Repeat("aA1-", 33):    false,
		"\uff21bcdefgh\uff11\uff12-x": true, // full-width letters count as what they are hashed as
	} {
		err := CheckPassword("bj.clerk", password, "body.password")
		if ok {
			require.NoError(t, err, password)
			continue
		}
		require.ErrorIs(t, err, PasswordWeak, password)
		f, _ := fault.As(err)
		require.Equal(t, "body.password", f.Fields[0].Location)
	}
}

func TestUserNamesAreFoldedBeforeTheyAreCompared(t *testing.T) {
	for typed, want := range map[string]string{
		"bj.clerk": "bj.clerk", " BJ.Clerk\t": "bj.clerk", "\uff22\uff2a.clerk": "bj.clerk", "": "",
	} {
		require.Equal(t, want, Normalize(typed))
	}
}

func TestUserFieldsAreChecked(t *testing.T) {
	good := User{Username: "bj.clerk", Name: "单示明", Role: auth.Clerk, Region: cn.Beijing, AgencyID: "a"}
	require.NoError(t, good.check())
	admin := User{Username: "sysadmin", Name: "单示明", Role: auth.System, StaffNo: "S-1"}
	require.NoError(t, admin.check())

	for name, c := range map[string]struct {
		base   User
		change func(*User)
		at     string
	}{
		"short name":                 {good, func(u *User) { u.Username = "ab" }, "body.username"},
		"long name":                  {good, func(u *User) { u.Username = strings.Repeat("a", 33) }, "body.username"},
		"begins with a digit":        {good, func(u *User) { u.Username = "1clerk" }, "body.username"},
		"upper case":                 {good, func(u *User) { u.Username = "BJ.clerk" }, "body.username"},
		"two separators":             {good, func(u *User) { u.Username = "bj..clerk" }, "body.username"},
		"the portal's own prefix":    {good, func(u *User) { u.Username = "portal:x" }, "body.username"},
		"no name":                    {good, func(u *User) { u.Name = "" }, "body.name"},
		"space around the name":      {good, func(u *User) { u.Name = " 单示明" }, "body.name"},
		"control character":          {good, func(u *User) { u.Name = "单\u202e示明" }, "body.name"},
		"name too long":              {good, func(u *User) { u.Name = strings.Repeat("示", 41) }, "body.name"},
		"no role":                    {good, func(u *User) { u.Role = "" }, "body.role"},
		"unknown role":               {good, func(u *User) { u.Role = "root" }, "body.role"},
		"staff without agency":       {good, func(u *User) { u.AgencyID, u.Region = "", "" }, "body.agencyId"},
		"employer without employer":  {good, func(u *User) { u.Role, u.AgencyID, u.Region = auth.Employer, "", "" }, "body.employerId"},
		"administrator in an agency": {admin, func(u *User) { u.AgencyID, u.Region = "a", cn.Hebei }, "body.role"},
		"administrator without no":   {admin, func(u *User) { u.StaffNo = "" }, "body.staffNo"},
		"long staff number":          {admin, func(u *User) { u.StaffNo = strings.Repeat("9", 33) }, "body.staffNo"},
	} {
		u := c.base
		c.change(&u)
		err := u.check()
		require.ErrorIs(t, err, InvalidUser, name)
		f, _ := fault.As(err)
		require.Equal(t, c.at, f.Fields[0].Location, name)
	}
}

// Every role × every role it might be given.
func TestRoleChanges(t *testing.T) {
	place := func(r auth.Role) (Assignment, cn.Region) {
		switch {
		case r.Staff():
			return Assignment{Role: r, AgencyID: "a"}, cn.Hebei
		case r == auth.Employer:
			return Assignment{Role: r, EmployerID: "e"}, ""
		}
		return Assignment{Role: r}, ""
	}
	admins := map[auth.Role]bool{auth.System: true, auth.Security: true, auth.Auditor: true}
	for _, from := range auth.Roles() {
		for _, to := range auth.Roles() {
			u := &User{Username: "someone", Name: "单示明", StaffNo: "S-1"}
			a, region := place(from)
			u.settle(a, region)
			if from == auth.Talent {
				u.ExpertID = "x"
			}
			require.NoError(t, u.check(), from)
			before := *u

			a, region = place(to)
			err := u.assign(a, region)
			if admins[from] && admins[to] && from != to {
				require.ErrorIs(t, err, SeparatedDuties, "%s to %s", from, to)
				require.Equal(t, before, *u)
				continue
			}
			require.NoError(t, err, "%s to %s", from, to)
			require.True(t, u.Principal().Sound(), "%s to %s", from, to)
			require.Equal(t, to, u.Role)
			require.Greater(t, u.Epoch, before.Epoch, "a change of role ends every session")
			require.Equal(t, admins[to], u.AdminNo == "S-1")
			require.Equal(t, to == auth.Talent && from == auth.Talent, u.ExpertID != "")
		}
	}
}

func TestEveryRoleHasAMenuOfWhatItMayDo(t *testing.T) {
	keys := map[string]bool{}
	for _, item := range menu {
		require.False(t, keys[item.key], item.key)
		require.NotEmpty(t, item.anyOf, item.key)
		keys[item.key] = true
	}
	for _, r := range auth.Roles() {
		own := menuOf(r)
		require.NotEmpty(t, own, r)
		for _, item := range own {
			may := false
			for _, p := range item.anyOf {
				may = may || r.May(p)
			}
			require.True(t, may, "%s sees %s", r, item.key)
		}
	}
	require.Empty(t, menuOf(auth.Visitor))
	has := func(r auth.Role, key string) bool {
		for _, item := range menuOf(r) {
			if item.key == key {
				return true
			}
		}
		return false
	}
	for _, r := range auth.Roles() {
		require.Equal(t, r == auth.Security, has(r, "users"), r)
		require.Equal(t, r == auth.Auditor, has(r, "audit"), r)
		require.Equal(t, r == auth.System, has(r, "system"), r)
		require.Equal(t, r == auth.Clerk, has(r, "import"), r)
		require.Equal(t, r == auth.Reviewer, has(r, "review"), r)
	}
}

func TestOrganisationsAreChecked(t *testing.T) {
	require.NoError(t, (&Agency{Name: "北京人才服务机构(演示)", Region: cn.Beijing}).check())
	for _, bad := range []Agency{{Region: cn.Beijing}, {Name: "x"}, {Name: "x", Region: "SH"}, {Name: " x", Region: cn.Beijing},
		{Name: strings.Repeat("示", 101), Region: cn.Beijing}} {
		require.ErrorIs(t, bad.check(), InvalidOrganisation)
	}
	own := Employer{Meta: store.Meta{ID: "e1"}, Name: "天津示例材料研究院(虚构)", Region: cn.Tianjin, Subsidiaries: []string{"e1"}}
	require.ErrorIs(t, own.check(), InvalidOrganisation, "nobody is below themselves")
	own.Subsidiaries = []string{"e2"}
	require.NoError(t, own.check())
	for code, ok := range map[string]bool{"1212000040000000XY": true, "1212000040000000XX": false, " 1212000040000000XY": false, "12": false} {
		own.CreditCode = code
		require.Equal(t, ok, own.check() == nil, code)
	}
}
