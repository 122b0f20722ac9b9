package recognition

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
	"talentcircle/backend/store/storetest"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func newRing(t *testing.T) (*keyring, *Service) {
	t.Helper()
	engine := storetest.SQLite(t)
	require.NoError(t, engine.Ensure(t.Context(), Specs()...))
	secrets, err := secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(t, err)
	db := store.Open(engine, func() time.Time { return noon })
	s := New(Deps{DB: db, Secrets: secrets, PublicURL: "https://portal.example"})
	return s.keys, s
}

func TestAKeySignsForItsRegionAndItsTime(t *testing.T) {
	ring, _ := newRing(t)
	first, err := ring.signer(t.Context(), cn.Tianjin, noon)
	require.NoError(t, err)
	again, err := ring.signer(t.Context(), cn.Tianjin, noon.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	other, err := ring.signer(t.Context(), cn.Hebei, noon)
	require.NoError(t, err)
	require.NotEqual(t, first.ID, other.ID)
	earlier, err := ring.signer(t.Context(), cn.Tianjin, noon.Add(-time.Hour))
	require.NoError(t, err)
	require.NotEqual(t, first.ID, earlier.ID, "a key does not sign for a time before it was made")
	require.True(t, earlier.Covers(noon.Add(-time.Hour)))
}

func TestASignatureOfARetiredKeyOrOfAnotherAgencyIsNoStatement(t *testing.T) {
	ring, s := newRing(t)
	key, err := ring.signer(t.Context(), cn.Tianjin, noon)
	require.NoError(t, err)
	sealed := func(from time.Time, issuer cn.Region) *Checkup {
		st := &Statement{Issuer: issuer, List: "TJ-1", From: store.Millis(from), Until: store.Millis(from.AddDate(1, 0, 0)), Standing: InForce}
		st.ID = store.NewID()
		require.NoError(t, st.sign(key, s.portal))
		i := newInspection(from.Add(time.Minute), "")
		s.inspect(t.Context(), i, st, st.Token)
		return i.checkup()
	}
	require.Equal(t, StatusValid, sealed(noon, cn.Tianjin).Status)
	require.Equal(t, StatusInvalid, sealed(noon.Add(-time.Hour), cn.Tianjin).Status, "signed for a time before the key")
	require.Equal(t, StatusInvalid, sealed(noon, cn.Beijing).Status, "the key speaks for Tianjin alone")

	_, err = ring.keys.Amend(t.Context(), key.ID, func(k *signingKey) error { k.To = store.Millis(noon.Add(time.Hour)); return nil })
	require.NoError(t, err)
	_, err = ring.read(t.Context())
	require.NoError(t, err)
	require.Equal(t, StatusValid, sealed(noon.Add(time.Minute), cn.Tianjin).Status, "what it signed in its time stays good")
	require.Equal(t, StatusInvalid, sealed(noon.Add(2*time.Hour), cn.Tianjin).Status, "signed after the key was retired")
}

func TestAPlantedKeyDoesNotOpen(t *testing.T) {
	ring, _ := newRing(t)
	key, err := ring.signer(t.Context(), cn.Tianjin, noon)
	require.NoError(t, err)
	for name, spoil := range map[string]func(*signingKey){
		"moved to another agency": func(k *signingKey) { k.Issuer = issuerURI(cn.Beijing) },
		"made older":              func(k *signingKey) { k.From -= 1000 },
		"another box":             func(k *signingKey) { k.Box = k.Box[:len(k.Box)-4] + "AAAA" },
	} {
		doc, err := ring.keys.Get(t.Context(), key.ID)
		require.NoError(t, err)
		_, err = ring.keys.Amend(t.Context(), key.ID, func(k *signingKey) error { spoil(k); return nil })
		require.NoError(t, err)
		_, err = ring.read(t.Context())
		require.Error(t, err, name)
		_, err = ring.keys.Amend(t.Context(), key.ID, func(k *signingKey) error { k.Issuer, k.From, k.Box = doc.Issuer, doc.From, doc.Box; return nil })
		require.NoError(t, err)
	}
}
