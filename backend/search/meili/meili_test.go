package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"talentcircle/backend/fault"
	"talentcircle/backend/search"
	"talentcircle/backend/search/meili/standin"
	"talentcircle/backend/search/searchtest"
)

const key = "a master key of more than sixteen bytes"

// started gives a stand-in and an engine on it.
func started(t *testing.T, schema *search.Schema) (*standin.Server, *Engine) {
	s := standin.Start(standin.Options{MasterKey: key, TaskDelay: time.Millisecond})
	t.Cleanup(s.Close)
	e, err := Open(Config{URL: s.URL, Key: key, Timeout: 10 * time.Second}, schema)
	require.NoError(t, err)
	return s, e
}

func TestContractOnStandIn(t *testing.T) {
	searchtest.Contract(t, func(t *testing.T, schema *search.Schema) search.Engine {
		_, e := started(t, schema)
		return e
	})
}

// openReal opens a fresh index on the server that the environment names.
func openReal(t *testing.T) searchtest.Open {
	address, secret := os.Getenv("TALENTCIRCLE_TEST_MEILISEARCH_URL"), os.Getenv("TALENTCIRCLE_TEST_MEILISEARCH_KEY")
	if address == "" {
		t.Skip("TALENTCIRCLE_TEST_MEILISEARCH_URL is not set: not run on a Meilisearch server")
	}
	return func(t *testing.T, schema *search.Schema) search.Engine {
		e, err := Open(Config{URL: address, Key: secret, Prefix: fmt.Sprintf("test_%d_", time.Now().UnixNano())}, schema)
		require.NoError(t, err)
		t.Cleanup(func() {
			for _, uid := range []string{e.uid, e.stateUID()} {
				_, err := e.service.DeleteIndexWithContext(context.Background(), uid)
				require.NoError(t, err)
			}
		})
		return e
	}
}

func TestContractOnServer(t *testing.T)  { searchtest.Contract(t, openReal(t)) }
func TestRelevanceOnServer(t *testing.T) { searchtest.Relevance(t, openReal(t)) }

func TestOpenRefuses(t *testing.T) {
	for _, c := range []Config{{URL: "http://127.0.0.1:7700"}, {Key: key}, {URL: "127.0.0.1:7700", Key: key}, {URL: "ftp://x", Key: key}} {
		_, err := Open(c, searchtest.Schema())
		require.Error(t, err, "%+v", c)
		require.NotContains(t, err.Error(), key)
	}
}

func TestUnguardedServerIsRefused(t *testing.T) {
	s := standin.Start(standin.Options{})
	t.Cleanup(s.Close)
	e, err := Open(Config{URL: s.URL, Key: key}, searchtest.Schema())
	require.NoError(t, err)
	_, err = e.Search(context.Background(), search.Query{Schema: e.schema, Page: 1, PageSize: 1})
	require.ErrorIs(t, err, search.Away)
	require.Equal(t, "missing_master_key", codeOf(err))
}

func put(id string, rev int64, name string) search.Change {
	return search.Change{ID: id, Rev: rev, Put: &search.Doc{ID: id, Rev: rev, Audience: []string{"public"},
		Text: map[string][]string{"name": {name}}, Values: map[string][]string{"region": {"BJ"}}}}
}

func all(e *Engine) search.Query {
	return search.Query{Schema: e.schema, Audience: search.Audience{Groups: []string{"public"}}, Page: 1, PageSize: 20}
}

func TestSettingsAreSentOnce(t *testing.T) {
	s, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 5, put("a", 1, "单示明")))
	s.Requests()
	again, err := Open(e.config, e.schema)
	require.NoError(t, err)
	seq, err := again.Seq(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 5, seq)
	for _, r := range s.Requests() {
		require.Equal(t, "GET", r.Method, "nothing is written when nothing differs: %s", r.Path)
	}
}

func TestAnotherSchemaIsRebuilt(t *testing.T) {
	_, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 5, put("a", 1, "单示明")))
	schema := searchtest.Schema()
	schema.Text[0].Weight++
	again, err := Open(e.config, schema)
	require.NoError(t, err)
	seq, err := again.Seq(ctx)
	require.NoError(t, err)
	require.Zero(t, seq)
	r, err := again.Search(ctx, all(again))
	require.NoError(t, err)
	require.Zero(t, r.Total, "what was there in the old form is gone")
}

func TestFailedTaskIsAnError(t *testing.T) {
	_, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 1, put("good", 1, "单示明")))
	err := e.Apply(ctx, 2, put("张三", 1, "张三")) // past the check of search.Index
	require.Equal(t, "invalid_document_id", codeOf(err))
	require.Equal(t, fault.Internal, fault.KindOf(err))
	seq, err := e.Seq(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 1, seq, "what failed is not remembered as done")
}

func TestIndexDeletedByOthersIsMadeAgain(t *testing.T) {
	_, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 7, put("a", 1, "单示明")))
	for _, uid := range []string{e.uid, e.stateUID()} {
		require.NoError(t, e.task(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return e.service.DeleteIndexWithContext(ctx, uid)
		}))
	}
	_, err := e.Search(ctx, all(e))
	require.ErrorIs(t, err, search.Away)
	seq, err := e.Seq(ctx)
	require.NoError(t, err)
	require.Zero(t, seq, "so that the caller rebuilds it")
	r, err := e.Search(ctx, all(e))
	require.NoError(t, err)
	require.Zero(t, r.Total)
}

func TestBatchesGoBySize(t *testing.T) {
	s, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 1))
	s.Requests()
	var changes []search.Change
	long := strings.Repeat("集成电路设计 ", 1<<16) // about 1.2 MB, and folded again
	for i := range 12 {
		c := put(fmt.Sprint("d", i), 1, "单示明")
		c.Put.Text["bio"] = []string{long}
		changes = append(changes, c)
	}
	for i := range 2*batchDocs + 1 {
		changes = append(changes, put(fmt.Sprint("e", i), 1, "仇例君"))
	}
	require.NoError(t, e.Apply(ctx, 2, changes...))
	payloads := 0
	for _, r := range s.Requests() {
		if strings.HasSuffix(r.Path, e.uid+"/documents") {
			payloads++
			require.LessOrEqual(t, r.Bytes, batchBytes+2)
		}
	}
	require.Greater(t, payloads, 4)
	r, err := e.Search(ctx, all(e))
	require.NoError(t, err)
	require.Equal(t, len(changes), r.Total)
}

func TestNothingDerivedIsShown(t *testing.T) {
	s, e := started(t, searchtest.Schema())
	ctx := context.Background()
	c := put("a", 1, "单示明")
	c.Put.HiddenFrom = []string{"employer:secret"}
	require.NoError(t, e.Apply(ctx, 1, c))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/indexes/experts/search", strings.NewReader(`{"q":"shansm"}`))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	var out struct{ Hits []map[string]any }
	require.NoError(t, json.NewDecoder(res.Body).Decode(&out))
	require.Len(t, out.Hits, 1, "found by pinyin")
	var fields []string
	for f := range out.Hits[0] {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	require.Equal(t, []string{"id", "rev", "text_bio", "text_employer", "text_fields", "text_name", "text_titles"}, fields)
}

func TestLongQuestionsKeepEveryWord(t *testing.T) {
	_, e := started(t, searchtest.Schema())
	x := search.NewIndex(e, e.schema, nil)
	ctx := context.Background()
	with := func(id, bio string) search.Change {
		c := put(id, 1, "李例")
		c.Put.Text["bio"] = []string{bio}
		return c
	}
	words := "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike"
	require.NoError(t, x.Apply(ctx, 1, with("whole", words), with("cut", strings.Replace(words, "mike", "", 1))))
	r, err := x.Search(ctx, search.Request{Text: words, Audience: search.Audience{Groups: []string{"public"}}, Facets: []string{"region"}})
	require.NoError(t, err)
	require.Len(t, r.Hits, 1)
	require.Equal(t, "whole", r.Hits[0].ID)
	require.Equal(t, 1, r.Facets["region"][0].Count)
}

func TestAlternativesAndUnwrittenWords(t *testing.T) {
	_, e := started(t, searchtest.Schema())
	x := search.NewIndex(e, e.schema, search.NewVocabulary(nil, [][]string{{"AI", "人工智能"}}))
	ctx := context.Background()
	ai, chips := put("ai", 1, "单示明"), put("chips", 1, "仇例君")
	ai.Put.Text["fields"], chips.Put.Text["fields"] = []string{"人工智能"}, []string{"集成电路"}
	require.NoError(t, x.Apply(ctx, 1, ai, chips))
	find := func(text string) ([]string, []search.Interpreted) {
		r, err := x.Search(ctx, search.Request{Text: text, Audience: search.Audience{Groups: []string{"public"}}})
		require.NoError(t, err)
		ids := []string{}
		for _, h := range r.Hits {
			ids = append(ids, h.ID)
		}
		return ids, r.Interpreted
	}
	ids, _ := find("AI")
	require.Equal(t, []string{"ai"}, ids)
	ids, _ = find("集成电路 OR 人工智能")
	require.ElementsMatch(t, []string{"ai", "chips"}, ids)
	ids, said := find("集成电路 量子通信")
	require.Equal(t, []string{"chips"}, ids)
	require.Contains(t, said, search.Interpreted{Kind: "dropped", Text: "量子通信"})
	ids, _ = find("量子")
	require.Empty(t, ids)
}

// TestEscaperHoldsAnyValue looks for each of a few random values among all of them: it finds its own document, and only that.
func TestEscaperHoldsAnyValue(t *testing.T) {
	_, e := started(t, searchtest.Schema())
	ctx := context.Background()
	piece := rapid.SampledFrom([]string{`\`, `"`, `'`, "a", " ", "]", "[", ",", " OR ", " AND ", "id EXISTS", "(", ")", "n", "t", "北京", "\n", "\t", "u{41}", "x41"})
	rev := int64(0)
	rapid.Check(t, func(t *rapid.T) {
		rev++
		values := rapid.SliceOfNDistinct(rapid.Map(rapid.SliceOfN(piece, 1, 6), func(p []string) string { return "v" + strings.Join(p, "") + "w" }),
			3, 8, strings.ToLower).Draw(t, "values")
		var changes []search.Change
		for i, v := range values {
			c := put(fmt.Sprint("d", i), rev, "x")
			c.Put.Values = map[string][]string{"owner": {v}}
			changes = append(changes, c)
		}
		for i := len(values); i < 8; i++ {
			changes = append(changes, search.Change{ID: fmt.Sprint("d", i), Rev: rev})
		}
		require.NoError(t, e.Apply(ctx, rev, changes...))
		for i, v := range values {
			q := all(e)
			q.Where = []search.Condition{{Field: "owner", Values: []string{v}}}
			r, err := e.Search(ctx, q)
			require.NoError(t, err)
			require.Len(t, r.Hits, 1, "%q", v)
			require.Equal(t, fmt.Sprint("d", i), r.Hits[0].ID, "%q", v)
		}
	})
}
