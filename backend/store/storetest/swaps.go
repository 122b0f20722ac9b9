package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

var errStop = errors.New("stop")

// eight runs eight goroutines at once and waits for them.
func eight(do func(worker int)) {
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() { do(w) })
	}
	wg.Wait()
}

func swapCases() []testCase {
	return []testCase{
		{name: "update moves rev, version and time on", run: updateMoves},
		{name: "amend leaves version and time alone", run: amend},
		{name: "update of an unknown id is Missing", run: updateUnknown},
		{name: "an error of the change writes nothing", run: changeFails},
		{name: "a change can't touch id, rev and creation", run: untouchable},
		{name: "the change runs again when another write came between", run: changeTwice},
		{name: "a stale replace is Lost and writes nothing", run: staleReplace},
		{name: "replace of several names those that lost and those that clashed", run: replaceSeveral},
		{name: "replace of an unknown id is Lost and makes nothing", run: replaceUnknown},
		{name: "eight writers count to 80 without a loss", run: counter},
		{name: "of eight replaces of one rev one wins", run: oneWinner},
		{name: "update many writes the ready and names the failed", run: updateMany},
		{name: "update many with ids named twice", run: updateManyTwice},
		{name: "amend many leaves versions alone", run: amendMany},
		{name: "an index follows the change of its field", run: indexFollows},
		{name: "messages in the outbox are told of and found by dueAt", run: outbox},
	}
}

func updateMoves(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a", CreatedAt: 5}, Name: "old"}))
	got, err := items.Update(k.ctx, "a", func(v *item) error { v.Name = "new"; return nil })
	require.NoError(k, err)
	require.EqualValues(k, []int64{2, 2, 5, store.Millis(Epoch)}, []int64{got.Rev, got.Version, got.CreatedAt, got.UpdatedAt})
	read, err := items.Get(k.ctx, "a")
	require.NoError(k, err)
	require.Equal(k, got, read)
}

func amend(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}))
	got, err := items.Amend(k.ctx, "a", func(v *item) error { v.Count = 4; return nil })
	require.NoError(k, err)
	require.EqualValues(k, []int64{2, 1, 4}, []int64{got.Rev, got.Version, got.Count})
}

func updateUnknown(k *kit) {
	_, err := k.items().Update(k.ctx, "none", func(*item) error { return nil })
	require.ErrorIs(k, err, store.Missing)
}

func changeFails(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}))
	_, err := items.Update(k.ctx, "a", func(v *item) error { v.Name = "x"; return errStop })
	require.ErrorIs(k, err, errStop)
	got, err := items.Get(k.ctx, "a")
	require.NoError(k, err)
	require.Empty(k, got.Name)
	require.EqualValues(k, 1, got.Rev)
}

func untouchable(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}, &item{Meta: store.Meta{ID: "b"}}))
	vandal := func(v *item) error { v.ID, v.Rev, v.CreatedAt = "z", 77, 1; return nil }
	_, err := items.Update(k.ctx, "a", vandal)
	require.NoError(k, err)
	_, failed, err := items.UpdateMany(k.ctx, []string{"b"}, vandal)
	require.NoError(k, err)
	require.Empty(k, failed)
	got, err := items.GetMany(k.ctx, []string{"a", "b", "z"})
	require.NoError(k, err)
	require.Len(k, got, 2)
	for _, v := range got {
		require.EqualValues(k, []int64{2, store.Millis(Epoch)}, []int64{v.Rev, v.CreatedAt})
	}
}

func changeTwice(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}))
	runs := 0
	got, err := items.Update(k.ctx, "a", func(v *item) error {
		if runs++; runs == 1 {
			_, err := items.Update(k.ctx, "a", func(v *item) error { v.Name = "between"; return nil })
			require.NoError(k, err)
		}
		v.Count++
		return nil
	})
	require.NoError(k, err)
	require.Equal(k, 2, runs)
	require.Equal(k, "between", got.Name)
	require.EqualValues(k, []int64{1, 3, 3}, []int64{got.Count, got.Rev, got.Version})
}

func staleReplace(k *kit) {
	k.ensure()
	k.put(`{"n":1}`)
	swap := func(rev, prev int64, fields string) map[string]error {
		failed, err := k.engine.Replace(k.ctx, k.name, store.Swap{Doc: doc(id(0), rev, fields), Prev: prev})
		require.NoError(k, err)
		return failed
	}
	require.Empty(k, swap(2, 1, `{"n":2}`))
	require.ErrorIs(k, swap(2, 1, `{"n":3}`)[id(0)], store.Lost)
	require.ErrorIs(k, swap(9, 8, `{"n":3}`)[id(0)], store.Lost)
	k.matches(store.Eq("n", 2), 0)
}

func replaceSeveral(k *kit) {
	k.ensure(store.Index{Fields: []string{"u"}, Unique: true})
	k.put(`{"u":"a"}`, `{"u":"b"}`, `{"u":"c"}`, `{"u":"d"}`, `{"u":"taken"}`)
	failed, err := k.engine.Replace(k.ctx, k.name,
		store.Swap{Doc: doc(id(0), 2, `{"u":"a2"}`), Prev: 1},
		store.Swap{Doc: doc(id(1), 2, `{"u":"taken"}`), Prev: 1},
		store.Swap{Doc: doc(id(2), 8, `{"u":"c2"}`), Prev: 7},
		store.Swap{Doc: doc("none", 2, `{"u":"n"}`), Prev: 1},
		store.Swap{Doc: doc(id(3), 2, `{"u":"d2"}`), Prev: 1})
	require.NoError(k, err)
	require.Len(k, failed, 3)
	require.ErrorIs(k, failed[id(1)], store.Clash)
	require.ErrorIs(k, failed[id(2)], store.Lost)
	require.ErrorIs(k, failed["none"], store.Lost)
	k.matches(store.In("u", "a2", "b", "c", "d2", "taken"), 0, 1, 2, 3, 4)
	k.matches(store.In("u", "a", "d", "c2", "n"))
}

func replaceUnknown(k *kit) {
	k.ensure()
	failed, err := k.engine.Replace(k.ctx, k.name, store.Swap{Doc: doc("none", 2, `{}`), Prev: 1})
	require.NoError(k, err)
	require.ErrorIs(k, failed["none"], store.Lost)
	k.matches(store.All())
}

func counter(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}))
	var failures atomic.Int64
	eight(func(int) {
		for range 10 {
			if _, err := items.Update(k.ctx, "a", func(v *item) error { v.Count++; return nil }); err != nil {
				failures.Add(1)
			}
		}
	})
	require.Zero(k, failures.Load())
	got, err := items.Get(k.ctx, "a")
	require.NoError(k, err)
	require.EqualValues(k, []int64{80, 81, 81}, []int64{got.Count, got.Rev, got.Version})
}

func oneWinner(k *kit) {
	k.ensure()
	k.put(`{"n":-1}`)
	for round := range int64(5) {
		var won, lost atomic.Int64
		eight(func(w int) {
			swap := store.Swap{Doc: doc(id(0), round+2, fmt.Sprintf(`{"n":%d}`, w)), Prev: round + 1}
			failed, err := k.engine.Replace(k.ctx, k.name, swap)
			switch {
			case err == nil && len(failed) == 0:
				won.Add(1)
			case err == nil && errors.Is(failed[id(0)], store.Lost):
				lost.Add(1)
			}
		})
		require.EqualValues(k, []int64{1, 7}, []int64{won.Load(), lost.Load()})
	}
}

func updateMany(k *kit) {
	items := k.items(store.Index{Fields: []string{"name"}, Unique: true})
	for _, name := range []string{"a", "b", "c", "d"} {
		require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: name}, Name: name}))
	}
	first := true
	done, failed, err := items.UpdateMany(k.ctx, []string{"a", "b", "c", "d", "none"}, func(v *item) error {
		if first {
			first = false
			_, err := items.Amend(k.ctx, "c", func(v *item) error { v.Count = 5; return nil })
			require.NoError(k, err)
		}
		switch v.ID {
		case "b":
			return errStop
		case "d":
			v.Name = "a"
		}
		v.Count++
		return nil
	})
	require.NoError(k, err)
	require.Len(k, failed, 3)
	require.ErrorIs(k, failed["b"], errStop)
	require.ErrorIs(k, failed["d"], store.Clash)
	require.ErrorIs(k, failed["none"], store.Missing)
	require.Equal(k, []string{"a", "c"}, names(done), "c lost its race and was changed again")
	all, err := items.GetMany(k.ctx, []string{"a", "b", "c", "d"})
	require.NoError(k, err)
	var counts []int64
	for _, v := range all {
		counts = append(counts, v.Count)
	}
	require.Equal(k, []int64{1, 0, 6, 0}, counts)
	require.Equal(k, done[0], all[0])
}

func updateManyTwice(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}))
	done, failed, err := items.UpdateMany(k.ctx, []string{"a", "a"}, func(v *item) error { v.Count++; return nil })
	require.NoError(k, err)
	require.Empty(k, failed)
	require.Len(k, done, 1)
	require.EqualValues(k, 1, done[0].Count)
}

func amendMany(k *kit) {
	items := k.items()
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}, &item{Meta: store.Meta{ID: "b"}}))
	done, failed, err := items.AmendMany(k.ctx, []string{"a", "none", "b"}, func(v *item) error { v.Count = 2; return nil })
	require.NoError(k, err)
	require.Len(k, done, 2)
	require.Len(k, failed, 1)
	require.ErrorIs(k, failed["none"], store.Missing)
	for _, v := range done {
		require.EqualValues(k, []int64{2, 1, 2}, []int64{v.Rev, v.Version, v.Count})
	}
}

func indexFollows(k *kit) {
	k.ensure(store.Index{Fields: []string{"n"}}, store.Index{Fields: []string{"tags"}, Array: true})
	k.put(`{"n":1,"tags":["x","y"]}`, `{"n":2,"tags":["y"]}`)
	failed, err := k.engine.Replace(k.ctx, k.name, store.Swap{Doc: doc(id(0), 2, `{"n":5,"tags":["z","y"]}`), Prev: 1}, store.Swap{Doc: doc(id(1), 2, `{"m":1}`), Prev: 1})
	require.NoError(k, err)
	require.Empty(k, failed)
	k.matches(store.Eq("n", 1))
	k.matches(store.Eq("n", 5), 0)
	k.matches(store.Contains("tags", "x"))
	k.matches(store.Contains("tags", "y"), 0)
	k.matches(store.Contains("tags", "z"), 0)
	k.matches(store.Exists("n", false), 1)
}

func outbox(k *kit) {
	var told []string
	db := store.Open(k.engine, k.db.Now)
	db.OnPosted(func(collection, id string) { told = append(told, collection+"/"+id) })
	k.ensure()
	items := store.On[item](db, k.name)
	require.NoError(k, items.Insert(k.ctx, &item{Meta: store.Meta{ID: "a"}}, &item{Meta: store.Meta{ID: "b"}}, &item{Meta: store.Meta{ID: "c"}}))
	post := func(id string, at int64) {
		_, err := items.Update(k.ctx, id, func(v *item) error {
			v.Emit(store.Message{ID: "m" + id, Topic: "t", Body: []byte(`{"a":1}`), At: at})
			return nil
		})
		require.NoError(k, err)
	}
	post("b", 2000)
	post("c", 1000)
	require.Equal(k, []string{k.name + "/b", k.name + "/c"}, told)
	due := func(now int64) (out []string) {
		found, err := items.Find(k.ctx, store.Query{Where: store.Range("dueAt", nil, now+1), Sort: []store.Order{{Field: "dueAt"}}})
		require.NoError(k, err)
		for _, v := range found {
			out = append(out, v.ID+":"+string(v.Outbox[0].Body))
		}
		return out
	}
	require.Empty(k, due(999))
	require.Equal(k, []string{`c:{"a":1}`}, due(1000))
	require.Equal(k, []string{`c:{"a":1}`, `b:{"a":1}`}, due(2000))
	_, err := items.Amend(k.ctx, "c", func(v *item) error { v.Delivered(map[string]bool{"mc": true}); return nil })
	require.NoError(k, err)
	require.Equal(k, []string{`b:{"a":1}`}, due(2000))
}
