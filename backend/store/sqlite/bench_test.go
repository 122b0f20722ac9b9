package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"talentcircle/backend/store"
)

const benchDocs = 20_000

var (
	benchSpec = store.Spec{Name: "experts", Indexes: []store.Index{
		{Fields: []string{"region", "status", "updatedAt"}}, {Fields: []string{"no"}, Unique: true}, {Fields: []string{"tags"}, Array: true},
	}}
	benchFiller = strings.Repeat("京津冀人才圈", 100)
)

func benchDoc(i int, rev int64) store.Doc {
	region, status := [...]string{"BJ", "TJ", "HE"}[i%3], [...]string{"draft", "published", "lapsed", "returned"}[i%4]
	fields := fmt.Sprintf(`,"region":%q,"status":%q,"updatedAt":%d,"no":%d,"tags":["t%d","t%d"],"text":%q`,
		region, status, (i*7919)%benchDocs+int(rev), i, i%50, i%7, benchFiller)
	return thing(fmt.Sprintf("019a3c4d-%012d", i), rev, fields)
}

func benchEngine(b *testing.B) *Engine {
	b.Helper()
	e, err := Open(filepath.Join(b.TempDir(), "portal.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	if err := e.Ensure(b.Context(), benchSpec); err != nil {
		b.Fatal(err)
	}
	batch := make([]store.Doc, 500)
	for i := 0; i < benchDocs; i += len(batch) {
		for j := range batch {
			batch[j] = benchDoc(i+j, 1)
		}
		if err := e.Insert(b.Context(), "experts", batch...); err != nil {
			b.Fatal(err)
		}
	}
	return e
}

func BenchmarkEngine(b *testing.B) {
	e := benchEngine(b)
	published := store.And(store.Eq("region", "TJ"), store.Eq("status", "published"))
	latest := []store.Order{{Field: "updatedAt", Desc: true}}
	inserted, replaced := benchDocs, 0
	for _, bench := range []struct {
		name string
		do   func(ctx context.Context, i int) error
	}{
		{"get", func(ctx context.Context, i int) error {
			_, err := e.Get(ctx, "experts", benchDoc(i*7919%benchDocs, 1).ID)
			return err
		}},
		{"find20", func(ctx context.Context, _ int) error {
			_, err := e.Find(ctx, "experts", store.Query{Where: published, Sort: latest, Limit: 20})
			return err
		}},
		{"find20/contains", func(ctx context.Context, i int) error {
			_, err := e.Find(ctx, "experts", store.Query{Where: store.Contains("tags", fmt.Sprint("t", i%50)), Limit: 20})
			return err
		}},
		{"count", func(ctx context.Context, _ int) error { _, err := e.Count(ctx, "experts", published); return err }},
		{"groupCount", func(ctx context.Context, _ int) error {
			_, err := e.GroupCount(ctx, "experts", store.All(), "region")
			return err
		}},
		{"groupCount/array", func(ctx context.Context, _ int) error {
			_, err := e.GroupCount(ctx, "experts", published, "tags")
			return err
		}},
		{"insert", func(ctx context.Context, _ int) error {
			inserted++
			return e.Insert(ctx, "experts", benchDoc(inserted, 1))
		}},
		{"replace", func(ctx context.Context, _ int) error {
			i, rev := replaced%benchDocs, int64(replaced/benchDocs)
			replaced++
			_, err := e.Replace(ctx, "experts", store.Swap{Doc: benchDoc(i, rev+2), Prev: rev + 1})
			return err
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if err := bench.do(b.Context(), i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("get/parallel", func(b *testing.B) {
		var n atomic.Int64
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := e.Get(b.Context(), "experts", benchDoc(int(n.Add(7919))%benchDocs, 1).ID); err != nil {
					b.Error(err)
				}
			}
		})
	})
}
