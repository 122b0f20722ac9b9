package store_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

type card struct {
	store.Meta
	Name  string         `json:"name"`
	Phone secret.Field   `json:"phone,omitzero"`
	Extra map[string]any `json:"extra,omitempty"`
}

func keys(t *testing.T) *secret.Keys {
	t.Helper()
	k, err := secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(t, err)
	return k
}

func TestEncodeSealsPrivateValuesAndEverythingElseShowsTheMask(t *testing.T) {
	k := keys(t)
	c := &card{Meta: store.Meta{ID: "a", Rev: 3}, Name: "单示明", Phone: k.Seal("phone", "13812345678", "138****5678")}

	doc, err := store.Encode(c)
	require.NoError(t, err)
	require.Contains(t, string(doc.Body), `"_id":"a"`)
	require.NotContains(t, string(doc.Body), "13812345678")

	back := &card{}
	require.NoError(t, store.Decode(doc, back))
	plain, err := k.Open("phone", back.Phone)
	require.NoError(t, err)
	require.Equal(t, "13812345678", plain)
	_, err = k.Open("email", back.Phone)
	require.Error(t, err, "a sealed value is bound to its kind")

	shown, err := json.Marshal(back)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("card", "phone", back.Phone, "all", *back)
	for _, text := range []string{string(shown), fmt.Sprintf("%v %+v %#v %s", back.Phone, back.Phone, back.Phone, back.Phone), log.String()} {
		require.Contains(t, text, "138****5678")
		require.NotContains(t, text, "13812345678")
	}
	require.NotContains(t, string(shown), "i1.")
}

func TestEncodeRefusesWhatOneOfTheStoresCannotHold(t *testing.T) {
	for name, extra := range map[string]map[string]any{
		"dot":          {"a.b": 1},
		"dollar":       {"$a": 1},
		"nested":       {"a": []any{[]any{1}}},
		"deep dollar":  {"a": []any{map[string]any{"$x": 1}}},
		"over 12 MiB":  {"a": strings.Repeat("x", store.MaxDocument)},
		"nested inner": {"a": map[string]any{"b": []any{1, []any{}}}},
	} {
		_, err := store.Encode(&card{Meta: store.Meta{ID: "a"}, Extra: extra})
		require.ErrorIs(t, err, store.Refused, name)
	}
	_, err := store.Encode(&card{Meta: store.Meta{ID: "a"}, Name: "$a.b", Extra: map[string]any{"v": "x.y", "w": []any{map[string]any{"k": []any{1}}}}})
	require.NoError(t, err)
}

func TestOutboxKeepsTheEarliestDueTime(t *testing.T) {
	var m store.Meta
	m.Emit(store.Message{ID: "1", At: 20}, store.Message{ID: "2", At: 10})
	require.EqualValues(t, 10, m.DueAt)
	m.Postpone(10, 30, true)
	require.EqualValues(t, 20, m.DueAt)
	m.Delivered(map[string]bool{"1": true})
	require.EqualValues(t, 30, m.DueAt)
	m.Delivered(map[string]bool{"2": true})
	require.Zero(t, m.DueAt)
	require.Empty(t, m.Outbox)
}
