// Package storetest holds every document store to the same behaviour: the cases are the contract of store.Engine and of what is
// built on it. A store's own test calls Run with a fresh, empty engine.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
	"talentcircle/backend/store/sqlite"
)

// Option changes what Run runs.
type Option func(*options)

type options struct{ large bool }

// Large adds the cases with many or very long documents, which a stand-in for a real server takes too long for.
func Large() Option { return func(o *options) { o.large = true } }

// Run runs every case as a subtest, each in collections of its own, and returns how many ran to their end.
func Run(t *testing.T, open func(t *testing.T) store.Engine, opts ...Option) int {
	t.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	engine := open(t)
	db := store.Open(engine, func() time.Time { return Epoch })
	var ran atomic.Int64
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			if c.large && !o.large {
				t.Skip("runs on SQLite and on a real MongoDB only")
			}
			c.run(&kit{T: t, ctx: t.Context(), engine: engine, db: db, name: collectionFor(c.name)})
			ran.Add(1)
		})
	}
	return int(ran.Load())
}

// Epoch is the time of the suite's clock.
var Epoch = time.Date(2026, 9, 1, 1, 2, 3, 4e6, time.UTC)

// SQLite opens a fresh embedded store for a test of anything above the port, and closes it with the test. The file lives in a temporary
// directory; collections are still to be declared with Ensure.
func SQLite(tb testing.TB) *sqlite.Engine {
	tb.Helper()
	engine, err := sqlite.Open(filepath.Join(tb.TempDir(), "portal.db"))
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, engine.Close()) })
	return engine
}

type testCase struct {
	name  string
	run   func(k *kit)
	large bool
}

func allCases() []testCase {
	var all []testCase
	for _, group := range [][]testCase{
		documentCases(), uniqueCases(), swapCases(), filterCases(), orderCases(), pageCases(), groupCases(), valueCases(), logCases(),
	} {
		all = append(all, group...)
	}
	return all
}

// kit is what a case works with.
type kit struct {
	*testing.T
	ctx    context.Context
	engine store.Engine
	db     *store.DB
	name   string // the case's collection
}

var notName = regexp.MustCompile(`[^a-z0-9]+`)

func collectionFor(name string) string {
	slug := strings.Trim(notName.ReplaceAllString(strings.ToLower(name), "_"), "_")
	return "st_" + slug[:min(len(slug), 40)]
}

// ensure declares the case's collection.
func (k *kit) ensure(indexes ...store.Index) {
	k.Helper()
	require.NoError(k, k.engine.Ensure(k.ctx, store.Spec{Name: k.name, Indexes: indexes}))
}

// item is the stored type of the cases that go through store.Collection.
type item struct {
	store.Meta
	Name  string   `json:"name"`
	Email string   `json:"email,omitempty"`
	Tags  []string `json:"tags"`
	Count int64    `json:"count"`
}

func (k *kit) items(indexes ...store.Index) store.Collection[item, *item] {
	k.Helper()
	k.ensure(indexes...)
	return store.On[item](k.db, k.name)
}

// doc builds a document from the JSON of its own fields.
func doc(id string, rev int64, fields string) store.Doc {
	body := fmt.Sprintf(`{"_id":%q,"rev":%d`, id, rev)
	if inner := strings.TrimSpace(fields[1 : len(fields)-1]); inner != "" {
		body += "," + inner
	}
	return store.Doc{ID: id, Rev: rev, Body: []byte(body + "}")}
}

// put inserts documents given by their own fields, with the ids d000, d001 and so on.
func (k *kit) put(fields ...string) {
	k.Helper()
	docs := make([]store.Doc, len(fields))
	for i, f := range fields {
		docs[i] = doc(id(i), 1, f)
	}
	require.NoError(k, k.engine.Insert(k.ctx, k.name, docs...))
}

func id(i int) string { return fmt.Sprintf("d%03d", i) }

func ids(docs []store.Doc) []string {
	out := []string{}
	for _, d := range docs {
		out = append(out, d.ID)
	}
	return out
}

func names(items []*item) []string {
	out := []string{}
	for _, i := range items {
		out = append(out, i.Name)
	}
	return out
}

// matches checks which documents a filter finds, by their places in put, and that Count agrees.
func (k *kit) matches(where store.Filter, places ...int) {
	k.Helper()
	want := []string{}
	for _, p := range places {
		want = append(want, id(p))
	}
	found, err := k.engine.Find(k.ctx, k.name, store.Query{Where: where, Limit: store.MaxLimit})
	require.NoError(k, err, "%+v", where)
	require.Equal(k, want, ids(found), "%+v", where)
	n, err := k.engine.Count(k.ctx, k.name, where)
	require.NoError(k, err)
	require.EqualValues(k, len(want), n, "count of %+v", where)
}

// sorted checks the order of all documents, by their places in put.
func (k *kit) sorted(sort []store.Order, places ...int) {
	k.Helper()
	want := []string{}
	for _, p := range places {
		want = append(want, id(p))
	}
	found, err := k.engine.Find(k.ctx, k.name, store.Query{Sort: sort, Limit: store.MaxLimit})
	require.NoError(k, err)
	require.Equal(k, want, ids(found), "%+v", sort)
}

func (k *kit) find(q store.Query) []store.Doc {
	k.Helper()
	found, err := k.engine.Find(k.ctx, k.name, q)
	require.NoError(k, err)
	return found
}

func toJSON(k *kit, v any) string {
	k.Helper()
	b, err := json.Marshal(v)
	require.NoError(k, err)
	return string(b)
}
