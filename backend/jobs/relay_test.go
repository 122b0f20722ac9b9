package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/jobs"
	"talentcircle/backend/store"
	"talentcircle/backend/store/storetest"
)

type note struct {
	store.Meta
	Text string `json:"text"`
	Rest struct {
		Deep []string `json:"deep"`
	} `json:"rest"`
}

type bench struct {
	db    *store.DB
	notes store.Collection[note, *note]
	relay *jobs.Relay
	now   *atomic.Int64
}

func newBench(t *testing.T) *bench {
	t.Helper()
	now := &atomic.Int64{}
	now.Store(1_000_000)
	db := store.Open(storetest.SQLite(t), func() time.Time { return store.Time(now.Load()) })
	require.NoError(t, db.Ensure(t.Context(), store.Spec{Name: "note"}, store.LogSpec, jobs.DeadLetterSpec, jobs.LeaseSpec))
	return &bench{db: db, notes: store.On[note](db, "note"), relay: jobs.NewRelay(db, slog.New(slog.DiscardHandler), "note"), now: now}
}

func (b *bench) post(t *testing.T, id string, messages ...store.Message) {
	t.Helper()
	n := &note{Meta: store.Meta{ID: id}, Text: "单示明 <&> 😀"}
	n.Rest.Deep = []string{"a", "b"}
	n.Emit(messages...)
	require.NoError(t, b.notes.Insert(t.Context(), n))
}

func TestDeliveredMessagesLeaveTheOutboxAndTheDocumentStaysAsItWas(t *testing.T) {
	b := newBench(t)
	var got []string
	b.relay.On("hello", jobs.Each(func(_ context.Context, d jobs.Delivery) error {
		got = append(got, d.Document+":"+d.Message.ID)
		return nil
	}))
	b.post(t, "n1", store.Message{ID: "m1", Topic: "hello", At: b.now.Load()}, store.Message{ID: "m2", Topic: "hello", At: b.now.Load() + 1000})
	before, err := b.notes.Get(t.Context(), "n1")
	require.NoError(t, err)

	require.NoError(t, b.relay.Drain(t.Context()))
	require.Equal(t, []string{"n1:m1"}, got, "m2 is not due yet")
	b.now.Add(2000)
	require.NoError(t, b.relay.Drain(t.Context()))
	require.Equal(t, []string{"n1:m1", "n1:m2"}, got)

	after, err := b.notes.Get(t.Context(), "n1")
	require.NoError(t, err)
	require.Empty(t, after.Outbox)
	require.Zero(t, after.DueAt)
	require.Equal(t, before.Version, after.Version, "an acknowledgement never makes an ETag stale")
	require.Equal(t, before.Text, after.Text)
	require.Equal(t, before.Rest, after.Rest)
}

func TestAFailedDeliveryIsTriedAgainLaterAndGivenUpInTheEnd(t *testing.T) {
	b := newBench(t)
	tries := 0
	b.relay.On("bad", jobs.Each(func(context.Context, jobs.Delivery) error { tries++; return errors.New("no") }))
	b.post(t, "n1", store.Message{ID: "m1", Topic: "bad", At: b.now.Load()})

	require.NoError(t, b.relay.Drain(t.Context()))
	require.Equal(t, 1, tries, "not again before its backoff")
	for range 20 {
		b.now.Add(time.Hour.Milliseconds())
		require.NoError(t, b.relay.Drain(t.Context()))
	}
	require.Equal(t, 12, tries)
	n, err := b.notes.Get(t.Context(), "n1")
	require.NoError(t, err)
	require.Empty(t, n.Outbox)
	dead, err := store.On[jobs.DeadLetter](b.db, jobs.DeadLetterSpec.Name).Get(t.Context(), "m1")
	require.NoError(t, err)
	require.Equal(t, "n1", dead.Document)
}

func TestAClaimOfADeadProcessIsTakenOver(t *testing.T) {
	b := newBench(t)
	b.post(t, "n1", store.Message{ID: "m1", Topic: "slow", At: b.now.Load()})
	ctx, die := context.WithCancel(t.Context())
	b.relay.On("slow", jobs.Each(func(context.Context, jobs.Delivery) error { die(); return errors.New("killed") }))
	_, _ = b.relay.Round(ctx) // it dies after the claim, before it could settle

	delivered := 0
	other := jobs.NewRelay(b.db, slog.New(slog.DiscardHandler), "note")
	other.On("slow", jobs.Each(func(context.Context, jobs.Delivery) error { delivered++; return nil }))
	require.NoError(t, other.Drain(t.Context()))
	require.Zero(t, delivered, "the claim still holds")
	b.now.Add(time.Minute.Milliseconds())
	require.NoError(t, other.Drain(t.Context()))
	require.Equal(t, 1, delivered)
}

func TestSeveralRelaysDeliverEachMessageOnceWhileTheDocumentsGoOnChanging(t *testing.T) {
	b := newBench(t)
	const documents = 60
	for i := range documents {
		b.post(t, string(rune('a'+i/26))+string(rune('a'+i%26)), store.Message{ID: store.NewID(), Topic: "count", At: b.now.Load()})
	}
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range 4 {
		r := jobs.NewRelay(b.db, slog.New(slog.DiscardHandler), "note")
		r.On("count", jobs.Each(func(_ context.Context, d jobs.Delivery) error {
			mu.Lock()
			defer mu.Unlock()
			seen[d.Message.ID]++
			return nil
		}))
		wg.Go(func() {
			for range 3 {
				_ = r.Drain(t.Context())
			}
		})
	}
	wg.Go(func() {
		for i := range 100 {
			_, _ = b.notes.Update(t.Context(), "aa", func(n *note) error { n.Text = string(rune('a' + i%26)); return nil })
		}
	})
	wg.Wait()
	require.NoError(t, b.relay.Drain(t.Context()))
	require.Len(t, seen, documents)
	for id, n := range seen {
		require.Equal(t, 1, n, id)
	}
}

func TestChangesReachTheLogOnceAndInOneOrder(t *testing.T) {
	b := newBench(t)
	b.relay.On(jobs.TopicChange, jobs.AppendChanges(b.db))
	same := jobs.Changed("note", "n1", b.now.Load())
	b.post(t, "n1", same, jobs.Changed("note", "n1", b.now.Load()))
	require.NoError(t, b.relay.Drain(t.Context()))
	b.post(t, "n2", same) // a message that was delivered, then comes again
	require.NoError(t, b.relay.Drain(t.Context()))

	var got []jobs.Change
	var upTo int64
	f := jobs.Follower{Log: slog.New(slog.DiscardHandler), DB: b.db, Name: "test",
		Start: func(context.Context) (int64, error) { return 0, nil },
		Handle: func(_ context.Context, to int64, changes []jobs.Change) error {
			got, upTo = append(got, changes...), to
			return nil
		}}
	require.NoError(t, f.CatchUp(t.Context()))
	require.Equal(t, []jobs.Change{{Collection: "note", ID: "n1"}, {Collection: "note", ID: "n1"}}, got)
	require.EqualValues(t, 2, upTo)
}

func TestTimedWorkRunsOncePerRoundWhateverTheNumberOfProcesses(t *testing.T) {
	b := newBench(t)
	var runs atomic.Int64
	work := jobs.Timed{Name: "daily", Every: 24 * time.Hour, Run: func(context.Context, time.Time) error { runs.Add(1); return nil }}
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { jobs.RunTimed(ctx, b.db, slog.New(slog.DiscardHandler), work) })
	}
	wg.Wait()
	require.EqualValues(t, 1, runs.Load())
}
