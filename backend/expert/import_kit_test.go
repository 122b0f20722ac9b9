package expert_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/recognition"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
	"talentcircle/backend/store/sqlite"
	"talentcircle/seed"
)

var (
	heClerk    = auth.Principal{UserID: "he-clerk", Name: "经办", Role: auth.Clerk, Region: cn.Hebei, AgencyID: "he"}
	heReviewer = auth.Principal{UserID: "he-reviewer", Name: "复核", Role: auth.Reviewer, Region: cn.Hebei, AgencyID: "he"}
	heCoord    = auth.Principal{UserID: "he-coord", Name: "统筹", Role: auth.Coordinator, Region: cn.Hebei, AgencyID: "he"}
	bjClerk    = auth.Principal{UserID: "bj-clerk", Name: "经办", Role: auth.Clerk, Region: cn.Beijing, AgencyID: "bj"}
)

// desk is the register on a database of its own, with a clock that stands still.
type desk struct {
	*expert.Service
	t      *testing.T
	engine store.Engine
	db     *store.DB
	path   string
	clock  *clock
	batch  int // rows; 0: as in earnest
	log    *bytes.Buffer
}

type clock struct {
	sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.Lock()
	defer c.Unlock()
	c.at = c.at.Add(d)
}

var vocabulary = sync.OnceValues(func() (*expert.Vocabulary, error) {
	titles, err := recognition.LoadCatalogue(seed.Files())
	if err != nil {
		return nil, err
	}
	v := &expert.Vocabulary{
		Parks:       []expert.Term{{Value: "caofeidian", Label: "曹妃甸协同发展示范区", Aliases: []string{"曹妃甸示范区"}}},
		Programmes:  []expert.Term{{Value: "haiju", Label: "海聚工程"}, {Value: "hebei-333", Label: "三三三人才工程"}},
		Disciplines: []expert.Term{{Value: "460", Label: "机械工程"}},
		FitTitle: func(series, level, name string) (expert.Fitted, error) {
			o, err := titles.Fit(series, cn.Level(level), name)
			return expert.Fitted{Series: o.Series, Level: string(o.Level), Name: o.Name, Former: o.Former}, err
		},
		HoldsIn: func(*expert.Facts, cn.Day) []cn.Region { return nil }}
	for _, s := range titles.Series {
		v.Series = append(v.Series, expert.Term{Value: s.Slug, Label: s.Name, Aliases: append([]string{s.Short}, s.Words...)})
	}
	return v, nil
})

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, path: filepath.Join(t.TempDir(), "portal.db"), clock: &clock{at: time.Date(2026, 6, 30, 2, 0, 0, 0, time.UTC)}, log: &bytes.Buffer{}}
	engine, err := sqlite.Open(d.path)
	require.NoError(t, err)
	t.Cleanup(func() { engine.Close() })
	require.NoError(t, engine.Ensure(t.Context(), append(expert.Specs(), store.LogSpec, store.CounterSpec)...))
	d.engine = engine
	d.on(engine)
	return d
}

// on builds the service on an engine, as a new process would.
func (d *desk) on(engine store.Engine) {
	d.t.Helper()
	words, err := vocabulary()
	require.NoError(d.t, err)
	keys, err := secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(d.t, err)
	d.db = store.Open(engine, d.clock.now)
	d.Service = expert.New(expert.Deps{DB: d.db, Keys: keys, Audit: audit.NewLog(d.db), Vocabulary: words, Log: slog.New(slog.NewTextHandler(d.log, nil))})
	if d.batch > 0 {
		d.InBatchesOf(d.batch)
	}
}

func (d *desk) upload(content []byte, name string) *expert.Import {
	d.t.Helper()
	i, err := d.StartImport(d.t.Context(), heClerk, expert.Upload{Content: bytes.NewReader(content), Name: name, Size: int64(len(content))}, expert.Repeat{})
	require.NoError(d.t, err)
	return i
}

// work does everything that is due.
func (d *desk) work() {
	d.t.Helper()
	for {
		worked, err := d.RunImport(d.t.Context())
		require.NoError(d.t, err)
		if !worked {
			return
		}
	}
}

func (d *desk) get(id string) *expert.Import {
	d.t.Helper()
	i, err := d.GetImport(d.t.Context(), heClerk, id)
	require.NoError(d.t, err)
	return i
}

func (d *desk) commit(id string) *expert.Import {
	d.t.Helper()
	_, err := d.CommitImport(d.t.Context(), heClerk, id)
	require.NoError(d.t, err)
	d.work()
	return d.get(id)
}

func (d *desk) rows(id string, status expert.RowStatus) map[int]*expert.ImportRow {
	d.t.Helper()
	out := map[int]*expert.ImportRow{}
	for page := 1; ; page++ {
		rows, total, err := d.ImportRows(d.t.Context(), heClerk, id, status, page, 100)
		require.NoError(d.t, err)
		for _, r := range rows {
			out[r.Row] = r
		}
		if page*100 >= total {
			return out
		}
	}
}

func (d *desk) experts() []*expert.Expert {
	d.t.Helper()
	var all []*expert.Expert
	require.NoError(d.t, d.Stream(context.Background(), "", func(e *expert.Expert) error { all = append(all, e); return nil }))
	return all
}

// words are all that is said about a row.
func words(r *expert.ImportRow) string {
	var b strings.Builder
	for _, m := range r.Messages {
		fmt.Fprintf(&b, "%s:%s%s\n", m.Column, m.Text, m.Suggestion)
	}
	return b.String()
}

// identity makes a valid number on a prefix that no division has.
func identity(n int) string {
	weights, sum := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}, 0
	body := fmt.Sprintf("130199%04d%02d%02d%03d", 1955+n%35, 1+n%12, 1+n%28, n%1000)
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

// table is a csv of n good rows.
func table(n int) []byte {
	var b strings.Builder
	b.WriteString("序号,姓名,证件号码,工作单位,职称系列,职称名称\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "%d,王示%s,%s,河北示例工程学会(虚构),工程,高级工程师\n", i, string(rune('一'+i)), identity(i))
	}
	return []byte(b.String())
}

func gb18030(t *testing.T, text string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	require.NoError(t, err)
	return []byte(out)
}
