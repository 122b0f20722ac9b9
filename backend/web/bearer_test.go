package web

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
)

func TestBearerIsReadStrictly(t *testing.T) {
	for _, good := range []string{"Bearer abc", "bearer abc", "BEARER a.b-c_d~e+f/g==", "Bearer " + strings.Repeat("x", maxBearer-7)} {
		token, err := parseBearer([]string{good})
		require.NoError(t, err, good)
		require.Equal(t, good[len("Bearer "):], token)
	}
	token, err := parseBearer(nil)
	require.NoError(t, err)
	require.Empty(t, token, "no header is a visitor")

	for _, bad := range [][]string{
		{""}, {"Bearer"}, {"Bearer "}, {"Bearer  abc"}, {"Bearer abc "}, {"Bearer a b"}, {" Bearer abc"}, {"Bearer\tabc"}, {"Basic abc"},
		{"abc"}, {"Bearer a=b"}, {"Bearer ="}, {"Bearer a,Bearer b"}, {"Bearer 王"}, {"Bearer a\x00"}, {"Bearer abc", "Bearer abc"},
		{"Bearer " + strings.Repeat("x", maxBearer)},
	} {
		_, err := parseBearer(bad)
		require.Equal(t, fault.Unauthenticated, fault.KindOf(err), "%q", bad)
	}
}
