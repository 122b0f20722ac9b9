package ferrettest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
	"talentcircle/backend/store/mongo"
)

var cards = store.Spec{Name: "cards", Indexes: []store.Index{{Fields: []string{"n"}}}}

func card(id string, rev, n int) store.Doc {
	return store.Doc{ID: id, Rev: int64(rev), Body: fmt.Appendf(nil, `{"_id":%q,"rev":%d,"n":%d}`, id, rev, n)}
}

// badNetwork is an engine on a server with two cards, "a" with n = 1 and "z" with n = 7.
func badNetwork(t *testing.T, opts mongo.Options) (*mongo.Engine, *Proxy) {
	t.Helper()
	server := start(t)
	patient := open(t, server.URI(), "portal", mongo.Options{})
	require.NoError(t, patient.Ensure(t.Context(), cards))
	require.NoError(t, patient.Insert(t.Context(), "cards", card("a", 1, 1), card("z", 1, 7)))
	e := open(t, server.URI(), "portal", opts)
	require.NoError(t, e.Ensure(t.Context(), cards))
	return e, server.Proxy
}

func get(t *testing.T, e *mongo.Engine, id string) (docs []store.Doc) {
	t.Helper()
	docs, err := e.Get(t.Context(), "cards", id)
	require.NoError(t, err)
	return docs
}

func TestAReadIsTriedOnceMore(t *testing.T) {
	for how, name := range map[How]string{Lose: "lost", Cut: "cut", Halve: "halved"} {
		t.Run(name, func(t *testing.T) {
			e, proxy := badNetwork(t, mongo.Options{})
			proxy.Disturb("find", how, 1, 0)
			require.Equal(t, []store.Doc{card("a", 1, 1)}, get(t, e, "a"))
			require.Zero(t, proxy.Pending())

			proxy.Disturb("aggregate", how, 1, 0)
			n, err := e.Count(t.Context(), "cards", store.Eq("n", 1))
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
		})
	}
}

func TestAReadThatKeepsFailingIsAwayAndTheNextWorks(t *testing.T) {
	e, proxy := badNetwork(t, mongo.Options{Timeout: time.Second})
	proxy.Disturb("find", Cut, 1000, 0)
	_, err := e.Get(t.Context(), "cards", "a")
	require.ErrorIs(t, err, store.Away)
	proxy.Calm()
	require.Equal(t, []store.Doc{card("a", 1, 1)}, get(t, e, "a"))
}

// A lone server gives no write a number, so the driver can't repeat one safely: the caller hears Away and looks.
func TestAWriteWithoutAReplyIsAway(t *testing.T) {
	for how, c := range map[How]struct {
		name    string
		written bool
	}{Lose: {"lost", false}, Cut: {"cut", true}, Halve: {"halved", true}} {
		t.Run(c.name, func(t *testing.T) {
			e, proxy := badNetwork(t, mongo.Options{})
			proxy.Disturb("insert", how, 1, 0)
			require.ErrorIs(t, e.Insert(t.Context(), "cards", card("b", 1, 5)), store.Away)
			require.Len(t, get(t, e, "b"), map[bool]int{true: 1}[c.written])

			proxy.Disturb("update", how, 1, 0)
			_, err := e.Replace(t.Context(), "cards", store.Swap{Doc: card("a", 2, 2), Prev: 1})
			require.ErrorIs(t, err, store.Away)
			want := card("a", 1, 1)
			if c.written {
				want = card("a", 2, 2)
			}
			require.Equal(t, []store.Doc{want}, get(t, e, "a"))

			proxy.Disturb("delete", how, 1, 0)
			require.ErrorIs(t, e.Delete(t.Context(), "cards", "a", want.Rev), store.Away)
			require.Len(t, get(t, e, "a"), map[bool]int{false: 1}[c.written])
			require.Zero(t, proxy.Pending())
		})
	}
}

func TestALateReplyIsAwayAndIsNotTakenForTheNext(t *testing.T) {
	e, proxy := badNetwork(t, mongo.Options{Timeout: time.Second})
	proxy.Disturb("find", Delay, 1, 1500*time.Millisecond)
	_, err := e.Get(t.Context(), "cards", "a")
	require.ErrorIs(t, err, store.Away)
	for range 5 {
		require.Equal(t, []store.Doc{card("z", 1, 7)}, get(t, e, "z"))
	}
}

func TestTheCallerNeedNotWait(t *testing.T) {
	e, proxy := badNetwork(t, mongo.Options{})
	proxy.Disturb("find", Delay, 1, 400*time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := e.Get(ctx, "cards", "a")
	require.ErrorIs(t, err, store.Away)
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, get(t, e, "a"), 1)
}

func TestAServerThatIsGoneIsAwayAndIsFoundAgain(t *testing.T) {
	e, proxy := badNetwork(t, mongo.Options{})
	proxy.Close()
	began := time.Now()
	_, err := e.Get(t.Context(), "cards", "a")
	require.ErrorIs(t, err, store.Away)
	t.Logf("Away after %v", time.Since(began))
	require.ErrorIs(t, e.Insert(t.Context(), "cards", card("b", 1, 1)), store.Away)
	require.NoError(t, proxy.Open())
	require.NoError(t, e.Ping(t.Context()))
	require.Equal(t, []store.Doc{card("a", 1, 1)}, get(t, e, "a"))
}

func TestACounterSurvivesABadNetwork(t *testing.T) {
	e, proxy := badNetwork(t, mongo.Options{})
	all := store.On[counted](store.Open(e, time.Now), "cards")
	said := 0
	for i := range 20 {
		if i%4 == 1 {
			proxy.Disturb("update", []How{Lose, Cut, Halve}[i%3], 1, 0)
		}
		_, err := all.Update(t.Context(), "a", func(c *counted) error { c.N++; return nil })
		if err == nil {
			said++
			continue
		}
		require.ErrorIs(t, err, store.Away)
	}
	got, err := all.Get(t.Context(), "a")
	require.NoError(t, err)
	require.Equal(t, 15, said)
	require.GreaterOrEqual(t, got.N, int64(1+said), "nothing acknowledged is lost")
	require.LessOrEqual(t, got.N, int64(21), "nothing counts twice")
	require.Equal(t, got.N, got.Rev)
}

type counted struct {
	store.Meta
	N int64 `json:"n"`
}

func TestAClosedEngineIsAway(t *testing.T) {
	e, _ := badNetwork(t, mongo.Options{})
	require.NoError(t, e.Close())
	_, err := e.Get(t.Context(), "cards", "a")
	require.ErrorIs(t, err, store.Away)
	require.NoError(t, e.Close(), "twice is harmless")
}
