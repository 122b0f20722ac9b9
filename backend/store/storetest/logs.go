package storetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
)

func logCases() []testCase {
	return []testCase{
		{name: "a log counts from 1 and reads in order", run: logOrder},
		{name: "a message is appended once", run: logOnce},
		{name: "eight writers leave no gap in a log", run: logWriters},
		{name: "each entry of a log is made from the one before", run: logChain},
		{name: "two logs in one collection do not meet", run: logTwo},
		{name: "entries appended together are in order and each is there once", run: logTogether},
		{name: "a log's newest entries, and those under a key", run: logNewest},
		{name: "numbers of a counter are given once", run: counterNumbers},
	}
}

func openLog(k *kit, name string) *store.Log {
	k.Helper()
	require.NoError(k, k.engine.Ensure(k.ctx, store.LogSpec))
	return store.OpenLog(k.db, name)
}

func text(s string) func(*store.Entry) ([]byte, error) {
	return func(*store.Entry) ([]byte, error) { return []byte(s), nil }
}

func logOrder(k *kit) {
	log := openLog(k, "order")
	head, err := log.Head(k.ctx)
	require.NoError(k, err)
	require.Zero(k, head)
	for i := range int64(12) {
		e, err := log.Append(k.ctx, fmt.Sprint("m", i), i*10, text(fmt.Sprint(i)))
		require.NoError(k, err)
		require.Equal(k, i+1, e.Seq)
	}
	head, err = log.Head(k.ctx)
	require.NoError(k, err)
	require.EqualValues(k, 12, head)
	got, err := log.Read(k.ctx, 9, 2)
	require.NoError(k, err)
	require.Len(k, got, 2)
	require.Equal(k, "9", string(got[0].Body))
	require.EqualValues(k, []int64{10, 11, 90}, []int64{got[0].Seq, got[1].Seq, got[0].At})
	got, err = log.Read(k.ctx, 12, 5)
	require.NoError(k, err)
	require.Empty(k, got)
}

func logOnce(k *kit) {
	log := openLog(k, "once")
	first, err := log.Append(k.ctx, "m", 1, text("first"))
	require.NoError(k, err)
	second, err := log.Append(k.ctx, "m", 2, text("second"))
	require.NoError(k, err)
	require.Equal(k, first, second)
	var mu sync.Mutex
	seqs := map[int64]int{}
	eight(func(int) {
		e, err := log.Append(k.ctx, "parallel", 3, text("x"))
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			seqs[e.Seq]++
		}
	})
	require.Equal(k, map[int64]int{2: 8}, seqs)
	head, err := log.Head(k.ctx)
	require.NoError(k, err)
	require.EqualValues(k, 2, head)
}

func logWriters(k *kit) {
	log := openLog(k, "writers")
	eight(func(w int) {
		for i := range 6 {
			if _, err := log.Append(k.ctx, fmt.Sprintf("%d-%d", w, i), 1, text(fmt.Sprint(w))); err != nil {
				k.Errorf("append: %v", err)
			}
		}
	})
	got, err := log.Read(k.ctx, 0, 100)
	require.NoError(k, err)
	require.Len(k, got, 48)
	messages := map[string]bool{}
	for i, e := range got {
		require.EqualValues(k, i+1, e.Seq)
		messages[e.MessageID] = true
	}
	require.Len(k, messages, 48)
}

func logChain(k *kit) {
	log := openLog(k, "chain")
	for i := range 4 {
		_, err := log.Append(k.ctx, fmt.Sprint(i), 0, func(prev *store.Entry) ([]byte, error) {
			if prev == nil {
				return []byte("0"), nil
			}
			return append(slices.Clone(prev.Body), fmt.Sprint(i)...), nil
		})
		require.NoError(k, err)
	}
	_, err := log.Append(k.ctx, "fails", 0, func(*store.Entry) ([]byte, error) { return nil, errStop })
	require.ErrorIs(k, err, errStop)
	got, err := log.Read(k.ctx, 3, 5)
	require.NoError(k, err)
	require.Len(k, got, 1)
	require.Equal(k, "0123", string(got[0].Body))
}

func logTwo(k *kit) {
	a, b := openLog(k, "two-a"), openLog(k, "two-b")
	for i, log := range []*store.Log{a, b, a} {
		_, err := log.Append(k.ctx, fmt.Sprint("m", i/2), 0, text("x"))
		require.NoError(k, err)
	}
	heads := []int64{}
	for _, log := range []*store.Log{a, b} {
		head, err := log.Head(k.ctx)
		require.NoError(k, err)
		heads = append(heads, head)
	}
	require.Equal(k, []int64{2, 1}, heads)
}

func logTogether(k *kit) {
	log := openLog(k, "together")
	chain := func(prev *store.Entry) ([]byte, error) {
		if prev == nil {
			return []byte("."), nil
		}
		return append(slices.Clone(prev.Body), '.'), nil
	}
	batch := func(from, to int) (items []store.Item) {
		for i := from; i < to; i++ {
			items = append(items, store.Item{MessageID: fmt.Sprint("m", i), At: int64(i), Body: chain})
		}
		return items
	}
	require.NoError(k, log.AppendAll(k.ctx, nil))
	require.NoError(k, log.AppendAll(k.ctx, batch(0, 5)))
	require.NoError(k, log.AppendAll(k.ctx, batch(3, 8)), "two of them are there already")
	require.NoError(k, log.AppendAll(k.ctx, batch(0, 8)), "all are")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if err := log.AppendAll(k.ctx, batch(8, 14)); err != nil {
				k.Errorf("append: %v", err)
			}
		})
	}
	wg.Wait()
	got, err := log.Read(k.ctx, 0, 100)
	require.NoError(k, err)
	messages := map[string]bool{}
	for i, e := range got {
		require.EqualValues(k, i+1, e.Seq)
		require.Equal(k, strings.Repeat(".", i+1), string(e.Body))
		messages[e.MessageID] = true
	}
	require.Len(k, got, 14)
	require.Len(k, messages, 14)
}

func logNewest(k *kit) {
	log := openLog(k, "newest")
	var items []store.Item
	for i := range 9 {
		items = append(items, store.Item{MessageID: fmt.Sprint(i), Key: []string{"experts/a", "experts/b", ""}[i%3], Body: store.Plain([]byte{byte('1' + i)})})
	}
	require.NoError(k, log.AppendAll(k.ctx, items))
	bodies := func(entries []*store.Entry, err error) (out string) {
		require.NoError(k, err)
		for _, e := range entries {
			out += string(e.Body)
		}
		return out
	}
	require.Equal(k, "74", bodies(log.Under(k.ctx, "experts/a", 2)))
	require.Equal(k, "852", bodies(log.Under(k.ctx, "experts/b", 20)))
	require.Empty(k, bodies(log.Under(k.ctx, "experts/c", 20)))
	require.Equal(k, "987", bodies(log.Latest(k.ctx, 0, 3)))
	require.Equal(k, "321", bodies(log.Latest(k.ctx, 4, 9)))
}

func counterNumbers(k *kit) {
	require.NoError(k, k.engine.Ensure(k.ctx, store.CounterSpec))
	var mu sync.Mutex
	given := map[int64]int{}
	eight(func(w int) {
		for range 4 {
			n := int64(w%3 + 1)
			first, err := store.Take(k.ctx, k.db, "expert-BJ-2026", n)
			if err != nil {
				k.Errorf("take: %v", err)
				return
			}
			mu.Lock()
			for i := range n {
				given[first+i]++
			}
			mu.Unlock()
		}
	})
	var want int64
	for w := range int64(8) {
		want += 4 * (w%3 + 1)
	}
	require.Len(k, given, int(want))
	for i := range want {
		require.Equal(k, 1, given[i+1], "number %d", i+1)
	}
	first, err := store.Take(k.ctx, k.db, "expert-TJ-2026", 1)
	require.NoError(k, err)
	require.EqualValues(k, 1, first)
}
