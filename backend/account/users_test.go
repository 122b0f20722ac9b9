package account

import (
	"context"
	"encoding/base64"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

func weakHash(password, salt string) string {
	return base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), []byte(salt), 1, 64, 1, 32))
}

// Every role × every verb of account management: only the security administrator may, and only on others.
func TestWhoManagesAccounts(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	target := h.clerk()
	verbs := map[string]func(who auth.Principal, id string) error{
		"disable": func(who auth.Principal, id string) error { _, err := h.Disable(ctx, who, id); return err },
		"enable":  func(who auth.Principal, id string) error { _, err := h.Enable(ctx, who, id); return err },
		"password": func(who auth.Principal, id string) error {
			_, err := h.ResetPassword(ctx, who, id, goodPassword)
			return err
		},
		"totp": func(who auth.Principal, id string) error { _, err := h.ResetTOTP(ctx, who, id); return err },
		"role": func(who auth.Principal, id string) error {
			_, err := h.SetRole(ctx, who, id, Assignment{Role: auth.Clerk, AgencyID: "agency-HE"})
			return err
		},
	}
	for _, role := range append(auth.Roles(), auth.Visitor) {
		who := auth.Principal{UserID: "someone", Role: role}
		for name, verb := range verbs {
			err := verb(who, target.ID)
			if role == auth.Security {
				require.NoError(t, err, name)
				require.ErrorIs(t, verb(who, "unknown"), store.Missing, name)
				require.ErrorIs(t, verb(h.security, h.security.UserID), OwnAccount, name)
			} else {
				require.ErrorIs(t, err, Forbidden, "%s as %s", name, role)
				require.ErrorIs(t, verb(who, "unknown"), Forbidden, "%s as %s", name, role)
			}
		}
		_, err := h.Create(ctx, who, NewUser{Username: "new." + string(role), Name: "单示明", Password: goodPassword, Assignment: Assignment{Role: auth.Talent}})
		_, _, listErr := h.Users(ctx, who, UserQuery{})
		_, readErr := h.User(ctx, who, target.ID)
		_, agencyErr := h.EnsureAgency(ctx, who, Agency{Region: cn.Hebei, Name: "x"})
		_, employerErr := h.EnsureEmployer(ctx, who, Employer{Region: cn.Hebei, Name: "x"})
		_, ensureErr := h.EnsureUser(ctx, who, NewUser{Username: "ensured", Password: "x"})
		require.ErrorIs(t, ensureErr, Forbidden)
		if role == auth.Security {
			require.NoError(t, err)
			require.NoError(t, listErr)
			require.NoError(t, readErr)
			require.NoError(t, agencyErr)
			require.NoError(t, employerErr)
			continue
		}
		require.ErrorIs(t, err, Forbidden)
		require.ErrorIs(t, listErr, Forbidden)
		require.ErrorIs(t, readErr, store.Missing, "as if unknown")
		require.ErrorIs(t, agencyErr, Forbidden)
		require.ErrorIs(t, employerErr, Forbidden)
	}
	own, err := h.User(ctx, target.Principal(), target.ID)
	require.NoError(t, err)
	require.Equal(t, target.ID, own.ID)
}

func TestNobodyHoldsTwoOfTheThreeAdministrators(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	admin := func(name, staffNo string, role auth.Role) error {
		_, err := h.Create(ctx, portal, NewUser{Username: name, Name: "单示明", Password: goodPassword, StaffNo: staffNo, Assignment: Assignment{Role: role}})
		return err
	}
	require.NoError(t, admin("sysadmin", "S-100", auth.System))
	require.ErrorIs(t, admin("auditor", "S-100", auth.Auditor), SeparatedDuties, "the same person under another name")
	require.NoError(t, admin("auditor", "S-101", auth.Auditor))
	require.ErrorIs(t, admin("auditor2", "", auth.Auditor), InvalidUser)

	plainUser, err := h.Create(ctx, portal, NewUser{Username: "he.clerk", Name: "单示明", Password: goodPassword, StaffNo: "S-100",
		Assignment: Assignment{Role: auth.Clerk, AgencyID: "agency-HE"}})
	require.NoError(t, err, "other work beside it is another matter")
	_, err = h.SetRole(ctx, h.security, plainUser.ID, Assignment{Role: auth.Auditor})
	require.ErrorIs(t, err, SeparatedDuties)
	u, err := h.users.Get(ctx, plainUser.ID)
	require.NoError(t, err)
	require.Equal(t, auth.Clerk, u.Role)

	sys, err := h.byUsername(ctx, "sysadmin")
	require.NoError(t, err)
	_, err = h.SetRole(ctx, h.security, sys.ID, Assignment{Role: auth.Auditor})
	require.ErrorIs(t, err, SeparatedDuties)
	_, err = h.SetRole(ctx, h.security, sys.ID, Assignment{Role: auth.Supervisor})
	require.NoError(t, err)
	_, err = h.SetRole(ctx, h.security, plainUser.ID, Assignment{Role: auth.Auditor})
	require.NoError(t, err, "the number is free again")
}

func TestCreateRefuses(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	good := NewUser{Username: "tj.clerk", Name: "单示明", Password: goodPassword, Assignment: Assignment{Role: auth.Clerk, AgencyID: "agency-TJ"}}
	for name, c := range map[string]struct {
		change func(*NewUser)
		want   *fault.Error
		at     string
	}{
		"taken name":         {func(n *NewUser) { n.Username = "HE.clerk" }, UsernameTaken, ""},
		"weak password":      {func(n *NewUser) { n.Password = "letmein" }, PasswordWeak, "body.password"},
		"name in password":   {func(n *NewUser) { n.Password = "Xtj.clerk-9" }, PasswordWeak, "body.password"},
		"unknown agency":     {func(n *NewUser) { n.AgencyID = "agency-SH" }, InvalidUser, "body.agencyId"},
		"no agency":          {func(n *NewUser) { n.AgencyID = "" }, InvalidUser, "body.agencyId"},
		"unknown employer":   {func(n *NewUser) { n.Assignment = Assignment{Role: auth.Employer, EmployerID: "e"} }, InvalidUser, "body.employerId"},
		"agency of a talent": {func(n *NewUser) { n.Role = auth.Talent }, InvalidUser, "body.role"},
		"no role":            {func(n *NewUser) { n.Role = "" }, InvalidUser, "body.role"},
	} {
		in := good
		c.change(&in)
		_, err := h.Create(ctx, h.security, in)
		require.ErrorIs(t, err, c.want, name)
		f, _ := fault.As(err)
		if c.at != "" {
			require.Equal(t, c.at, f.Fields[0].Location, name)
		}
		require.NotContains(t, err.Error(), in.Password, name)
	}
	u, err := h.Create(ctx, h.security, good)
	require.NoError(t, err)
	require.Equal(t, cn.Tianjin, u.Region, "the region is the agency's, never typed")
}

func TestRepeatedCreateMakesOneAccount(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	in := NewUser{Username: "talent", Name: "单示明", Password: goodPassword, Assignment: Assignment{Role: auth.Talent}, ID: store.NewID(), Request: "hash"}
	ids := make([]string, 4)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			if u, err := h.Create(ctx, h.security, in); err == nil {
				ids[i] = u.ID
			}
		})
	}
	all.Wait()
	require.Equal(t, []string{in.ID, in.ID, in.ID, in.ID}, ids)
	u, err := h.users.Get(ctx, in.ID)
	require.NoError(t, err)
	require.NotContains(t, u.Request, "hash", "what was asked is kept blind, for it held a password")

	in.Request = "another hash"
	_, err = h.Create(ctx, h.security, in)
	require.ErrorIs(t, err, web.Reused)
}

func TestUserList(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	for _, name := range []string{"bj.clerk", "bj.reviewer", "tj.clerk"} {
		agency, role := "agency-BJ", auth.Clerk
		if name[:2] == "tj" {
			agency = "agency-TJ"
		}
		if name[3:] == "reviewer" {
			role = auth.Reviewer
		}
		h.user(name, Assignment{Role: role, AgencyID: agency})
	}
	for want, q := range map[string]UserQuery{
		"bj.clerk bj.reviewer secadmin tj.clerk": {},
		"bj.clerk tj.clerk":                      {Role: auth.Clerk},
		"bj.clerk bj.reviewer":                   {AgencyID: "agency-BJ"},
		"bj.reviewer":                            {AgencyID: "agency-BJ", Role: auth.Reviewer},
		"tj.clerk":                               {Username: "TJ."},
		"bj.reviewer secadmin":                   {Skip: 1, Limit: 2},
		"":                                       {Username: "%"},
	} {
		list, total, err := h.Users(ctx, h.security, q)
		require.NoError(t, err)
		got := ""
		for i, u := range list {
			if i > 0 {
				got += " "
			}
			got += u.Username
		}
		require.Equal(t, want, got)
		if q.Limit == 0 {
			require.EqualValues(t, len(list), total)
		} else {
			require.EqualValues(t, 4, total)
		}
	}
	names, err := h.Names(ctx, []string{h.security.UserID, "unknown"})
	require.NoError(t, err)
	require.Equal(t, map[string]string{h.security.UserID: "单示明"}, names)
}

func TestEnsureIsIdempotent(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	below := Employer{Meta: store.Meta{ID: "e2"}, Name: "天津示例下属单位(虚构)", Region: cn.Tianjin, Demo: true}
	top := Employer{Meta: store.Meta{ID: "e1"}, Name: "天津示例材料研究院(虚构)", CreditCode: "1212000040000000XY", Region: cn.Tianjin, Subsidiaries: []string{"e2"}, Demo: true}
	for range 3 {
		for _, e := range []Employer{below, top} {
			got, err := h.EnsureEmployer(ctx, portal, e)
			require.NoError(t, err)
			require.Equal(t, e.ID, got.ID)
			require.EqualValues(t, 1, got.Version)
		}
		agency, err := h.EnsureAgency(ctx, portal, Agency{Meta: store.Meta{ID: "agency-HE"}, Region: cn.Hebei, Name: "河北人才服务机构(演示)", Demo: true})
		require.NoError(t, err)
		require.EqualValues(t, 1, agency.Version)
		_, err = h.EnsureUser(ctx, portal, NewUser{Username: "employer", Name: "单示明", Password: "short", Assignment: Assignment{Role: auth.Employer, EmployerID: "e1"}})
		require.NoError(t, err)
	}
	top.Name = "天津示例材料研究总院(虚构)"
	got, err := h.EnsureEmployer(ctx, portal, top)
	require.NoError(t, err)
	require.Equal(t, top.Name, got.Name)
	require.EqualValues(t, 2, got.Version)

	_, err = h.EnsureEmployer(ctx, portal, Employer{Meta: store.Meta{ID: "e9"}, Name: below.Name, Region: cn.Tianjin})
	require.ErrorIs(t, err, store.Clash, "the name is another's")
	unnamed, err := h.EnsureAgency(ctx, portal, Agency{Region: cn.Hebei, Name: "河北人才服务机构(演示)"})
	require.NoError(t, err)
	require.Equal(t, "agency-HE", unnamed.ID, "found by its name")
	agencies, err := h.Agencies(ctx)
	require.NoError(t, err)
	require.Len(t, agencies, 3)
	require.Equal(t, []cn.Region{cn.Beijing, cn.Tianjin, cn.Hebei}, []cn.Region{agencies[0].Region, agencies[1].Region, agencies[2].Region})
}

func TestEnsuredAccountOpensWithThePrintedPassword(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	want := NewUser{Username: "talent", Name: "单示明", Password: "demo", Assignment: Assignment{Role: auth.Talent}}
	u, err := h.EnsureUser(ctx, portal, want)
	require.NoError(t, err)
	session, err := h.Login(ctx, Credentials{Username: "talent", Password: "demo"})
	require.NoError(t, err)
	_, err = h.EnsureUser(ctx, portal, want)
	require.NoError(t, err)
	_, err = h.Refresh(ctx, session.RefreshToken)
	require.NoError(t, err, "a restart keeps sessions")

	require.NoError(t, h.ChangePassword(ctx, u.Principal(), "demo", goodPassword))
	_, err = h.Disable(ctx, h.security, u.ID)
	require.NoError(t, err)
	want.Password = "demo2"
	_, err = h.EnsureUser(ctx, portal, want)
	require.NoError(t, err)
	_, err = h.Login(ctx, Credentials{Username: "talent", Password: "demo2"})
	require.NoError(t, err)
	_, err = h.EnsureUser(ctx, portal, NewUser{Username: "talent2", Name: "单示明", Assignment: Assignment{Role: auth.Talent}})
	require.ErrorIs(t, err, PasswordWeak)
}

func TestProcessesThatSeedTogetherAgree(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	ids, agencies := make([]string, 4), make([]string, 4)
	var all sync.WaitGroup
	for i := range ids {
		s := h.another(Config{})
		all.Go(func() {
			if a, err := s.EnsureAgency(ctx, portal, Agency{Region: cn.Hebei, Name: "第二机构"}); err == nil {
				agencies[i] = a.ID
			}
			if u, err := s.EnsureUser(ctx, portal, NewUser{Username: "talent", Name: "单示明", Password: "demo", Assignment: Assignment{Role: auth.Talent}}); err == nil {
				ids[i] = u.ID
			}
		})
	}
	all.Wait()
	for i := range ids {
		require.NotEmpty(t, ids[i])
		require.Equal(t, ids[0], ids[i])
		require.NotEmpty(t, agencies[i])
		require.Equal(t, agencies[0], agencies[i])
	}
}

func TestSubsidiariesAtAnyDepthAndInCircles(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	for id, below := range map[string][]string{"a": {"b", "c"}, "b": {"d", "gone"}, "c": {"a"}, "d": {"a", "b"}, "z": nil} {
		_, err := h.EnsureEmployer(ctx, portal, Employer{Meta: store.Meta{ID: id}, Name: "示例" + id, Region: cn.Tianjin, Subsidiaries: below})
		require.NoError(t, err)
	}
	for id, want := range map[string][]string{"a": {"a", "b", "c", "d", "gone"}, "d": {"d", "a", "b", "c", "gone"}, "z": {"z"}, "unknown": {"unknown"}} {
		got, err := h.WithSubsidiaries(ctx, id)
		require.NoError(t, err)
		require.ElementsMatch(t, want, got, id)
	}
	found, err := h.EmployerByName(ctx, "示例z")
	require.NoError(t, err)
	require.Equal(t, "z", found.ID)
	list, total, err := h.Employers(ctx, EmployerQuery{Region: cn.Tianjin, Name: "示例", Limit: 2})
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.EqualValues(t, 5, total)
}

func TestLinkingARecord(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	a, b := h.user("talent", Assignment{Role: auth.Talent}), h.user("talent2", Assignment{Role: auth.Talent})
	clerk := h.clerk()
	g := h.login("talent")
	require.NoError(t, h.LinkRecord(ctx, a.Principal(), a.ID, "x1"))
	require.NoError(t, h.LinkRecord(ctx, portal, a.ID, "x1"), "repeatable")
	who, err := h.Authenticate(ctx, g.AccessToken)
	require.NoError(t, err)
	require.Equal(t, "x1", who.ExpertID, "without signing in again")

	require.ErrorIs(t, h.LinkRecord(ctx, a.Principal(), a.ID, "x2"), RecordTaken)
	require.ErrorIs(t, h.LinkRecord(ctx, b.Principal(), b.ID, "x1"), RecordTaken)
	require.ErrorIs(t, h.LinkRecord(ctx, a.Principal(), b.ID, "x3"), Forbidden)
	require.ErrorIs(t, h.LinkRecord(ctx, h.security, b.ID, "x3"), Forbidden)
	require.ErrorIs(t, h.LinkRecord(ctx, portal, clerk.ID, "x3"), InvalidUser)
	require.ErrorIs(t, h.LinkRecord(ctx, portal, "unknown", "x3"), store.Missing)
}
