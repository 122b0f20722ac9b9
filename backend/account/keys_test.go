package account

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

func TestProcessesThatStartTogetherAgreeOnTheKey(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	const processes = 8
	ids := make([]string, processes)
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			if r, err := SigningKeys(ctx, h.db, testKeys(t), ForStatements); err == nil {
				ids[i] = r.Keys(ctx).Current().ID
			}
		})
	}
	all.Wait()
	for _, id := range ids {
		require.NotEmpty(t, id)
		require.Equal(t, ids[0], id)
	}
	require.NotEqual(t, ids[0], h.ring.Keys(ctx).Current().ID, "each use has keys of its own")
}

func TestRotationKeepsTheHistoryAndReachesEveryProcess(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	elsewhere := h.another(Config{})
	h.clerk()
	before := h.login("he.clerk")
	h.clock.pass(time.Minute)
	old := h.ring.Keys(ctx).Current()
	made, err := h.ring.Rotate(ctx)
	require.NoError(t, err)
	require.NotEqual(t, old.ID, made.ID)

	keys := h.ring.Keys(ctx)
	require.Len(t, keys, 2)
	require.Equal(t, made.ID, keys.Current().ID)
	require.Zero(t, keys[0].RetiredAt)
	require.Equal(t, keys[0].CreatedAt, keys[1].RetiredAt)
	_, err = h.Authenticate(ctx, before.AccessToken)
	require.NoError(t, err, "tokens of the former key live on")

	after := h.login("he.clerk")
	h.clock.pass(ringRecheck)
	_, err = elsewhere.Authenticate(ctx, after.AccessToken)
	require.NoError(t, err, "a key not known yet is looked up")
	require.Equal(t, made.ID, elsewhere.ring.Keys(ctx).Current().ID)
}

func TestOtherProcessesSignWithTheNewKeyWithinHalfAMinute(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	elsewhere := h.another(Config{})
	made, err := h.ring.Rotate(ctx)
	require.NoError(t, err)
	require.NotEqual(t, made.ID, elsewhere.ring.Keys(ctx).Current().ID)
	h.clock.pass(ringFresh)
	require.Equal(t, made.ID, elsewhere.ring.Keys(ctx).Current().ID)
}

func TestRotatingTogetherMakesOneKeyEach(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { _, _ = h.ring.Rotate(ctx) })
	}
	all.Wait()
	fresh, err := SigningKeys(ctx, h.db, testKeys(t), ForTokens)
	require.NoError(t, err)
	keys := fresh.Keys(ctx)
	require.GreaterOrEqual(t, len(keys), 2)
	seen := map[string]bool{}
	for i, k := range keys {
		require.False(t, seen[k.ID])
		require.Equal(t, i == 0, k.RetiredAt.IsZero())
		seen[k.ID] = true
	}
}

func TestKeysThatDoNotOpenStopTheStart(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	other, err := secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(t, err)
	_, err = SigningKeys(ctx, h.db, other, ForTokens)
	require.ErrorContains(t, err, "does not open", "another master key")

	// A key planted by somebody who can write to the database but lacks the master key, and one moved from another use.
	_, err = SigningKeys(ctx, h.db, testKeys(t), ForStatements)
	require.NoError(t, err)
	statements, err := h.ring.docs().Find(ctx, store.Query{Where: store.Eq("use", ForStatements)})
	require.NoError(t, err)
	planted := &signingKey{Use: ForTokens, No: 2, Box: statements[0].Box}
	require.NoError(t, h.ring.docs().Insert(ctx, planted))
	_, err = SigningKeys(ctx, h.db, testKeys(t), ForTokens)
	require.ErrorContains(t, err, "does not open")
	before := h.ring.Keys(ctx)
	h.clock.pass(time.Hour)
	require.Equal(t, before, h.ring.Keys(ctx), "a running process goes on with the keys it knows")
}

func TestSessionsOutliveARestart(t *testing.T) {
	h, ctx := newHouse(t, Config{}), context.Background()
	h.clerk()
	g := h.login("he.clerk")
	restarted := h.another(Config{})
	who, err := restarted.Authenticate(ctx, g.AccessToken)
	require.NoError(t, err)
	require.Equal(t, auth.Clerk, who.Role)
	_, err = restarted.Refresh(ctx, g.RefreshToken)
	require.NoError(t, err)
	_, err = h.another(Config{Issuer: "another-portal"}).Authenticate(ctx, g.AccessToken)
	require.ErrorIs(t, err, auth.TokenInvalid)
}
