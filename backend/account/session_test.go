package account

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

var morning = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

func testKeys(t testing.TB) *secret.Keys {
	t.Helper()
	keys, err := secret.NewKeys([]byte(strings.Repeat("k", secret.MasterKeySize)))
	require.NoError(t, err)
	return keys
}

// family is a session whose tokens 0, 1, … were current one after another, the last rotation at `morning`.
func family(t *testing.T, rotations int) (*Session, []refreshToken) {
	t.Helper()
	keys, id := testKeys(t), store.NewID()
	tokens := []refreshToken{newRefreshToken(keys, id)}
	s := &Session{Meta: store.Meta{ID: id}, Current: tokens[0].hash(), Sealed: tokens[0].sealed, RotatedAt: store.Millis(morning),
		EndsAt: store.Millis(morning.Add(officeLife))}
	for range rotations {
		next := newRefreshToken(keys, id)
		what, err := s.present(tokens[len(tokens)-1].hash(), next, morning)
		require.NoError(t, err)
		require.Equal(t, rotated, what)
		tokens = append(tokens, next)
	}
	return s, tokens
}

// Every state of a family × every token that may come.
func TestSessionStatesAndTokens(t *testing.T) {
	const before, within, edge, after = -1, 5 * time.Second, 10 * time.Second, 10*time.Second + time.Millisecond
	for _, c := range []struct {
		state     string
		rotations int
		at        time.Duration
		ended     string
		token     int // which of the family; -1: of no family
		want      outcome
		err       error
	}{
		{"fresh", 0, within, "", 0, rotated, nil},
		{"fresh", 0, within, "", -1, reused, nil},
		{"rotated, in time", 1, 0, "", 0, repeated, nil},
		{"rotated, in time", 1, within, "", 0, repeated, nil},
		{"rotated, in time", 1, edge, "", 0, repeated, nil},
		{"rotated, in time", 1, within, "", 1, rotated, nil},
		{"rotated, too late", 1, after, "", 0, reused, nil},
		{"rotated, too late", 1, after, "", 1, rotated, nil},
		{"rotated, a clock that went back", 1, before, "", 0, repeated, nil},
		{"rotated twice", 2, within, "", 0, reused, nil},
		{"rotated twice", 2, within, "", 1, repeated, nil},
		{"rotated twice", 2, within, "", 2, rotated, nil},
		{"rotated twice, too late", 2, time.Hour, "", 1, reused, nil},
		{"rotated twice, too late", 2, time.Hour, "", 2, rotated, nil},
		{"logged out", 1, within, endedByLogout, 1, 0, SessionEnded},
		{"logged out", 1, within, endedByLogout, 0, 0, SessionEnded},
		{"ended by reuse", 1, within, endedByReuse, 1, 0, SessionEnded},
		{"ended by reuse", 2, within, endedByReuse, 0, 0, SessionEnded},
		{"just before its end", 1, officeLife - time.Millisecond, "", 1, rotated, nil},
		{"at its end", 1, officeLife, "", 1, 0, SessionEnded},
		{"after its end", 1, 48 * time.Hour, "", 0, 0, SessionEnded},
	} {
		s, tokens := family(t, c.rotations)
		s.Ended = c.ended
		before := *s
		shown := newRefreshToken(testKeys(t), s.ID)
		if c.token >= 0 {
			shown = tokens[c.token]
		}
		next := newRefreshToken(testKeys(t), s.ID)

		got, err := s.present(shown.hash(), next, morning.Add(c.at))
		require.ErrorIs(t, err, c.err, "%s, token %d", c.state, c.token)
		require.Equal(t, c.want, got, "%s, token %d", c.state, c.token)
		require.Equal(t, before.EndsAt, s.EndsAt, "no refresh moves the end")
		switch {
		case err != nil || got == repeated:
			require.Equal(t, before, *s, "%s, token %d: nothing changes", c.state, c.token)
		case got == rotated:
			require.Equal(t, next.hash(), s.Current)
			require.Equal(t, shown.hash(), s.Previous)
			require.Equal(t, store.Millis(morning.Add(c.at)), s.RotatedAt)
			require.Empty(t, s.Ended)
		case got == reused:
			require.Equal(t, endedByReuse, s.Ended)
			require.Equal(t, before.Current, s.Current)
		}
	}
}

func TestTheFirstReasonForAnEndStays(t *testing.T) {
	s, _ := family(t, 0)
	s.end(endedByReuse)
	s.end(endedByLogout)
	require.Equal(t, endedByReuse, s.Ended)
	require.True(t, s.over(morning))
}

func TestAnEmptyTokenIsNoPredecessor(t *testing.T) {
	s, _ := family(t, 0)
	require.Empty(t, s.Previous)
	what, err := s.present("", newRefreshToken(testKeys(t), s.ID), morning)
	require.NoError(t, err)
	require.Equal(t, reused, what)
}

func TestLoginsOfStaffLastADayAtMost(t *testing.T) {
	for _, r := range auth.Roles() {
		want := 12 * time.Hour
		if r == auth.Talent || r == auth.Employer {
			want = 7 * 24 * time.Hour
		}
		require.Equal(t, want, lifeOf(r), r)
	}
}

func TestRefreshTokenIsOneSpellingOnly(t *testing.T) {
	keys := testKeys(t)
	token := newRefreshToken(keys, store.NewID())
	got, err := parseRefreshToken(keys, token.text)
	require.NoError(t, err)
	require.Equal(t, token.hash(), got.hash())
	require.Equal(t, token.session, got.session)
	require.NotContains(t, token.hash(), strings.Split(token.text, ".")[1])

	for i := range token.text {
		for _, c := range "ABab01-_.=\n " {
			if rune(token.text[i]) == c {
				continue
			}
			_, err := parseRefreshToken(keys, token.text[:i]+string(c)+token.text[i+1:])
			require.ErrorIs(t, err, RefreshInvalid, "position %d, %q", i, c)
		}
	}
	other, err := secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(t, err)
	for _, bad := range []string{"", ".", "..", token.text + ".", token.text + "\n", " " + token.text, strings.ToUpper(token.text),
		newRefreshToken(other, token.session).text, newRefreshToken(keys, "not-an-id").text, strings.Repeat("a", 1000)} {
		_, err := parseRefreshToken(keys, bad)
		require.ErrorIs(t, err, RefreshInvalid, "%.80q", bad)
	}
}

func FuzzParseRefreshToken(f *testing.F) {
	keys := testKeys(f)
	body := "0190c8a0-0000-7000-8000-000000000001." + strings.Repeat("A", 43)
	good := body + "." + keys.Blind(refreshKind, body) // the same in every process of the fuzzer
	f.Add(good)
	f.Add("..")
	f.Add(good + "\x00")
	f.Fuzz(func(t *testing.T, text string) {
		if token, err := parseRefreshToken(keys, text); err == nil {
			require.Equal(t, good, text)
			require.Equal(t, good, token.text)
		}
	})
}
