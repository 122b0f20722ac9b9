package auth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
)

func TestTheThreeAdministratorsAreSeparated(t *testing.T) {
	admins := []auth.Role{auth.System, auth.Security, auth.Auditor}
	for _, a := range admins {
		require.NotEmpty(t, a.Permissions(), a)
		for _, b := range auth.Roles() {
			if a == b {
				continue
			}
			for _, p := range a.Permissions() {
				require.False(t, b.May(p), "%s and %s both hold %s", a, b, p)
			}
		}
	}
	require.True(t, auth.Security.May(auth.AccountManage))
	require.True(t, auth.Auditor.May(auth.AuditRead))
	require.True(t, auth.System.May(auth.SystemOperate))
}

func TestNoOneWhoEntersRecordsAdmitsThem(t *testing.T) {
	for _, r := range auth.Roles() {
		require.False(t, r.May(auth.ExpertRegister) && r.May(auth.ExpertReview), r)
	}
}

func TestVisitorsHoldNothing(t *testing.T) {
	require.Empty(t, auth.Visitor.Permissions())
	require.False(t, auth.Visitor.Known())
	require.False(t, auth.Role("root").Known())
	require.True(t, auth.Principal{}.Anonymous())
	require.Len(t, auth.Roles(), 9)
}

func TestStaffBelongToOneRegion(t *testing.T) {
	for _, role := range auth.Roles() {
		for _, own := range cn.Regions() {
			for _, other := range cn.Regions() {
				p := auth.Principal{UserID: "u", Role: role, Region: own, AgencyID: "a"}
				require.Equal(t, role.Staff() && own == other, p.Of(other), "%s of %s in %s", role, own, other)
			}
			require.False(t, auth.Principal{UserID: "u", Role: role}.Of(""), "no region is nobody's region")
		}
	}
}

func TestSoundPrincipals(t *testing.T) {
	blank := auth.Principal{UserID: "u"}
	with := func(role auth.Role, region cn.Region, agency, employer, expert string) auth.Principal {
		p := blank
		p.Role, p.Region, p.AgencyID, p.EmployerID, p.ExpertID = role, region, agency, employer, expert
		return p
	}
	for _, role := range auth.Roles() {
		staff, employer, talent := role.Staff(), role == auth.Employer, role == auth.Talent
		for _, c := range []struct {
			what string
			p    auth.Principal
			ok   bool
		}{
			{"nothing", with(role, "", "", "", ""), !staff && !employer},
			{"region and agency", with(role, cn.Hebei, "a", "", ""), staff},
			{"region alone", with(role, cn.Hebei, "", "", ""), false},
			{"agency alone", with(role, "", "a", "", ""), false},
			{"unknown region", with(role, "SH", "a", "", ""), false},
			{"employer", with(role, "", "", "e", ""), employer},
			{"employer and agency", with(role, cn.Hebei, "a", "e", ""), false},
			{"record", with(role, "", "", "", "x"), talent},
			{"agency and record", with(role, cn.Hebei, "a", "", "x"), false},
			{"employer and record", with(role, "", "", "e", "x"), false},
		} {
			require.Equal(t, c.ok, c.p.Sound(), "%s with %s", role, c.what)
		}
	}
	require.False(t, blank.Sound(), "a visitor has no account")
	require.False(t, with("root", "", "", "", "").Sound())
	require.True(t, auth.Internal("seed").IsInternal())
	require.False(t, blank.IsInternal())
}
