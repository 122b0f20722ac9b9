package web

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
)

func TestAccessForEveryRole(t *testing.T) {
	roles := append([]auth.Role{auth.Visitor}, auth.Roles()...)
	for _, role := range roles {
		who := auth.Principal{Role: role}
		if role != auth.Visitor {
			who.UserID = "u-" + string(role)
		}
		require.NoError(t, Public().admit(who), "public, %s", role)

		signedIn, allowed := SignedIn().admit(who), Allow(auth.ExpertReview, auth.AuditRead).admit(who)
		switch role {
		case auth.Visitor:
			require.Equal(t, fault.Unauthenticated, fault.KindOf(signedIn))
			require.Equal(t, fault.Unauthenticated, fault.KindOf(allowed))
		case auth.Reviewer, auth.Auditor:
			require.NoError(t, signedIn)
			require.NoError(t, allowed, "%s holds one of the two", role)
		default:
			require.NoError(t, signedIn)
			require.Equal(t, fault.Forbidden, fault.KindOf(allowed), "%s holds neither", role)
		}
	}
}

func TestAccessIsWrittenForTheMatrix(t *testing.T) {
	require.Equal(t, "public", Public().String())
	require.Equal(t, "signed-in", SignedIn().String())
	require.Equal(t, "expert.review | audit.read", Allow(auth.ExpertReview, auth.AuditRead).String())
	require.Equal(t, "undecided", Access{}.String())
	require.Equal(t, Access{}, Allow(), "allowing nothing is no decision")
	require.Error(t, Access{}.admit(auth.Principal{UserID: "u", Role: auth.System}))
}
