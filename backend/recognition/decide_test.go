package recognition_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
	"talentcircle/backend/web"
)

var today = cn.MustDay("2026-11-23")

// golden is one row of testdata/decisions.yaml.
type golden struct {
	Ask  recognition.Asked `yaml:"ask"`
	Want struct {
		Outcome      recognition.Outcome     `yaml:"outcome"`
		Rule         string                  `yaml:"rule"`
		Case         *bool                   `yaml:"case"`
		Host         *bool                   `yaml:"host"`
		Change       *bool                   `yaml:"change"`
		Effects      []string                `yaml:"effects"`
		NotFor       string                  `yaml:"notFor"`
		Conditions   map[string]string       `yaml:"conditions"`
		Passed       map[string]string       `yaml:"passed"`
		Shown        string                  `yaml:"shown"`
		Level        cn.Level                `yaml:"level"`
		Basis        recognition.BasisStatus `yaml:"basis"`
		Step         string                  `yaml:"step"`
		Lookup       string                  `yaml:"lookup"`
		Promised     int                     `yaml:"promised"`
		Documents    int                     `yaml:"documents"`
		Equivalent   string                  `yaml:"equivalent"`
		Alternatives []string                `yaml:"alternatives"`
		Error        string                  `yaml:"error"`
		Choices      []string                `yaml:"choices"`
	} `yaml:"want"`
}

func load(t testing.TB) (*recognition.Catalogue, *recognition.Book) {
	t.Helper()
	files := os.DirFS("../../seed")
	c, err := recognition.LoadCatalogue(files)
	require.NoError(t, err)
	b, err := recognition.LoadBook(files, "rules/demo.yaml", c)
	require.NoError(t, err)
	return c, b
}

func goldens(t testing.TB) []golden {
	t.Helper()
	text, err := os.ReadFile("testdata/decisions.yaml")
	require.NoError(t, err)
	var rows []golden
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	require.NoError(t, dec.Decode(&rows))
	require.Greater(t, len(rows), 150)
	return rows
}

func (g golden) name() string {
	a := g.Ask
	return fmt.Sprintf("%s %s %s→%s %s as of %s", a.Title, a.Series, a.From, a.To, a.ObtainedOn, a.AsOf)
}

func TestGoldenDecisions(t *testing.T) {
	c, b := load(t)
	for i, g := range goldens(t) {
		t.Run(fmt.Sprintf("%03d %s", i+1, g.name()), func(t *testing.T) {
			d, err := answer(c, b, g.Ask)
			if g.Want.Error != "" {
				require.Equal(t, g.Want.Error, fault.CodeOf(err))
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				require.Equal(t, g.Want.Choices, choicesOf(err))
				return
			}
			require.NoError(t, err)
			g.check(t, d)
		})
	}
}

func answer(c *recognition.Catalogue, b *recognition.Book, a recognition.Asked) (*recognition.Decision, error) {
	q, err := a.Question(today)
	if err != nil {
		return nil, err
	}
	return recognition.Decide(c, b, q)
}

// choicesOf tells titles by their series, other kinds by their kind, stretches of time by their outcome.
func choicesOf(err error) []string {
	f, _ := fault.As(err)
	var list []string
	switch choices := f.Choices.(type) {
	case web.Items[recognition.Choice]:
		for _, ch := range choices {
			if ch.Series != "" {
				list = append(list, ch.Series)
			} else {
				list = append(list, string(ch.Type))
			}
		}
	case web.Items[recognition.PeriodChoice]:
		for _, ch := range choices {
			list = append(list, string(ch.Outcome))
		}
	}
	return list
}

func (g golden) check(t *testing.T, d *recognition.Decision) {
	w := g.Want
	require.Equal(t, w.Outcome, d.Outcome)
	rule := ""
	if d.Rule != nil {
		rule = fmt.Sprintf("%s v%d", d.Rule.ID, d.Rule.Version)
		require.Equal(t, recognition.Demo, d.Rule.BasisStatus)
	}
	if w.Rule != "" || d.Outcome == recognition.NoRule {
		require.Equal(t, w.Rule, rule)
	}
	for name, pair := range map[string][2]*bool{"case": {w.Case, &d.CaseNeeded}, "host": {w.Host, &d.HostDecides}, "change": {w.Change, &d.SeriesChange}} {
		if pair[0] != nil {
			require.Equal(t, *pair[0], *pair[1], name)
		}
	}
	if w.Effects != nil {
		require.Equal(t, w.Effects, codes(d.Effects))
	}
	if w.NotFor != "" {
		require.Contains(t, codes(d.NotFor), w.NotFor)
	}
	g.checkParts(t, d)
	g.checkAlways(t, d)
}

func (g golden) checkParts(t *testing.T, d *recognition.Decision) {
	w := g.Want
	for code, want := range w.Conditions {
		require.Equal(t, want, metOf(d, code), code)
	}
	passed := map[string]string{}
	for _, p := range d.NotApplied {
		passed[p.Rule] += p.Because
	}
	for rule, words := range w.Passed {
		require.Contains(t, passed[rule], words, rule)
	}
	if w.Passed != nil && len(w.Passed) == 0 {
		require.Empty(t, passed)
	}
	if w.Shown != "" {
		require.Equal(t, w.Shown, d.Shown)
	}
	if w.Level != "" && d.Asked.Type == recognition.Title {
		require.Equal(t, w.Level, d.Asked.Level)
	}
	if w.Basis != "" {
		require.Equal(t, w.Basis, d.Basis[len(d.Basis)-1].BasisStatus)
	}
	if w.Step != "" {
		require.Contains(t, fmt.Sprint(d.Steps), w.Step)
	}
	if w.Lookup != "" {
		require.Equal(t, w.Lookup, d.Lookup.StatusLabel)
	}
	if w.Promised != 0 {
		require.Equal(t, w.Promised, d.Promised.Days)
		require.Equal(t, 20, d.Statutory.Days)
	}
	if w.Documents != 0 {
		require.Len(t, d.Documents, w.Documents)
	}
	if w.Equivalent != "" {
		require.Equal(t, w.Equivalent, d.Equivalent.Title)
	}
	if w.Alternatives != nil {
		names := []string{}
		for _, a := range d.Equivalent.Alternatives {
			names = append(names, a.Title)
		}
		require.Equal(t, w.Alternatives, names)
	}
}

// checkAlways is what holds for every answer.
func (g golden) checkAlways(t *testing.T, d *recognition.Decision) {
	require.Equal(t, "本结论依据演示规则,不代表三地主管部门规定,请以发证及使用地主管部门答复为准。", d.Disclaimer)
	require.Equal(t, "互认不等于聘任,是否聘任由用人单位按岗位决定。", d.AppointmentNote)
	require.NotEmpty(t, d.Steps)
	require.NotEmpty(t, d.Summary)
	require.Equal(t, d.Outcome == recognition.NoRule, strings.Contains(d.Summary, "不表示证书无效"))
	require.Equal(t, d.Outcome == recognition.NoRule, d.Contact != "")
	require.Equal(t, d.CaseNeeded, d.Promised != nil && d.Statutory != nil && len(d.Documents) > 0)
	for _, basis := range d.Basis {
		for _, number := range []string{"津党办发", "津人社", "令第40号", "中示区组发"} {
			require.NotContains(t, basis.Text, number, "a real document is never a basis")
		}
	}
	if g.Ask.Type != recognition.Programme {
		require.NotEmpty(t, d.Reference)
	}
}

func codes(list []recognition.Worded) []string {
	out := []string{}
	for _, w := range list {
		out = append(out, w.Code)
	}
	return out
}

func metOf(d *recognition.Decision, code string) string {
	for _, c := range d.Conditions {
		switch {
		case c.Code != code:
		case c.Met == nil:
			return "unknown"
		case *c.Met:
			return "met"
		default:
			return "unmet"
		}
	}
	return "absent"
}

func TestTheSameQuestionGivesTheSameBytesAfterARuleWasEdited(t *testing.T) {
	c, before := load(t)
	edit := func(b *recognition.Book, id string, number int) *recognition.Book {
		next, err := b.With(c, id, recognition.Version{
			Number: number, SignedOn: today, ForceFrom: today.AddDays(1), CoversEarlier: true, Outcome: recognition.NotRecognized,
			Because: "已改。", Instead: "重新申请。",
		})
		require.NoError(t, err)
		return next
	}
	after := edit(edit(edit(before, "DEMO-R-02", 2), "DEMO-R-03", 2), "DEMO-R-05", 4)
	for _, g := range goldens(t) {
		old, oldErr := answer(c, before, g.Ask)
		now, nowErr := answer(c, after, g.Ask)
		require.Equal(t, fault.CodeOf(oldErr), fault.CodeOf(nowErr), g.name())
		require.Equal(t, encoded(t, old), encoded(t, now), g.name())
	}
	g := recognition.Asked{Title: "工程师", From: "TJ", To: "HE", ObtainedOn: "2017-12-31"}
	g.AsOf = today.AddDays(1).String()
	changed, err := answer(c, after, g)
	require.NoError(t, err)
	require.Equal(t, recognition.NotRecognized, changed.Outcome, "the edit does take effect from its own day on")
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return string(body)
}

func TestAnEditThatReachesIntoThePastIsRefused(t *testing.T) {
	c, b := load(t)
	good := recognition.Version{Number: 2, SignedOn: today, ForceFrom: today.AddDays(1), CoversEarlier: true,
		Outcome: recognition.NotRecognized, Because: "已改。", Instead: "重新申请。"}
	for name, spoil := range map[string]func(*recognition.Version){
		"in force on the day it was signed": func(v *recognition.Version) { v.ForceFrom = v.SignedOn },
		"in force before it was signed":     func(v *recognition.Version) { v.ForceFrom = v.SignedOn.AddDays(-1) },
		"a number left out":                 func(v *recognition.Version) { v.Number = 3 },
		"before the version it follows": func(v *recognition.Version) {
			v.SignedOn, v.ForceFrom = cn.MustDay("2016-01-01"), cn.MustDay("2017-01-01")
		},
		"a refusal without a reason": func(v *recognition.Version) { v.Because = "" },
		"an unknown series":          func(v *recognition.Version) { v.Series = []string{"magic"} },
		"an unknown condition": func(v *recognition.Version) {
			v.Outcome, v.Purposes, v.Conditions = recognition.Recognized, []cn.Purpose{cn.ForServices}, []string{"magic"}
		},
		"more promised days than the law allows": func(v *recognition.Version) {
			v.Outcome, v.Purposes, v.Documents, v.ValidMonths, v.PromisedDays = recognition.Conditional, []cn.Purpose{cn.ForServices}, []string{"identity"}, 12, 21
		},
	} {
		v := good
		spoil(&v)
		_, err := b.With(c, "DEMO-R-02", v)
		require.Error(t, err, name)
	}
	_, err := b.With(c, "DEMO-R-02", good)
	require.NoError(t, err)
	_, err = b.With(c, "DEMO-R-99", good)
	require.Error(t, err)
}

func TestDaysThatHaveNotComeYetSplitNothing(t *testing.T) {
	c, b := load(t)
	b, err := b.With(c, "DEMO-R-19", recognition.Version{Number: 2, SignedOn: cn.MustDay("2026-05-01"), ForceFrom: cn.MustDay("2026-06-01"),
		CoversEarlier: true, ObtainedUntil: cn.MustDay("2026-12-15"), Outcome: recognition.NotRecognized, Because: "已改。", Instead: "重新申请。"})
	require.NoError(t, err)
	ask := recognition.Asked{Title: "高级工程师", From: "HE", To: "BJ", ObtainedOn: "2026", AsOf: "2026-12-15"}
	d, err := answer(c, b, ask)
	require.NoError(t, err)
	require.Equal(t, recognition.NotRecognized, d.Outcome)
	ask.AsOf = "2026-12-16"
	_, err = answer(c, b, ask)
	require.Equal(t, "obtained_on_imprecise", fault.CodeOf(err))
}

func TestARepealedRuleIsNoRule(t *testing.T) {
	c, b := load(t)
	b, err := b.With(c, "DEMO-R-01", recognition.Version{Number: 2, SignedOn: cn.MustDay("2026-06-01"), ForceFrom: cn.MustDay("2026-07-01"), Repealed: true})
	require.NoError(t, err)
	ask := recognition.Asked{Title: "高级工程师", From: "HE", To: "BJ", AsOf: "2026-06-30"}
	d, err := answer(c, b, ask)
	require.NoError(t, err)
	require.Equal(t, recognition.AfterVerifying, d.Outcome)
	ask.AsOf = "2026-07-01"
	d, err = answer(c, b, ask)
	require.NoError(t, err)
	require.Equal(t, recognition.NoRule, d.Outcome)
	require.Contains(t, fmt.Sprint(d.NotApplied), "废止")
}

func TestEveryRuleStandsInTheGoldenTableOnTheDaysAroundItsChanges(t *testing.T) {
	c, b := load(t)
	seen := map[string]bool{}
	for _, g := range goldens(t) {
		if d, err := answer(c, b, g.Ask); err == nil {
			for _, p := range d.NotApplied {
				seen[fmt.Sprintf("%s passed %s", p.Rule, d.AsOf)] = true
			}
			if d.Rule != nil {
				seen[fmt.Sprintf("%s v%d %s", d.Rule.ID, d.Rule.Version, d.AsOf)] = true
			}
		}
	}
	for _, r := range b.Rules {
		for i, v := range r.Versions {
			first := v.ForceFrom
			if i == 0 {
				require.True(t, seen[fmt.Sprintf("%s passed %s", r.ID, first.AddDays(-1))], "%s the day before it begins", r.ID)
			}
			require.True(t, seen[fmt.Sprintf("%s v%d %s", r.ID, v.Number, first)], "%s v%d on its first day", r.ID, v.Number)
			if !v.ForceUntil.IsZero() {
				require.True(t, seen[fmt.Sprintf("%s v%d %s", r.ID, v.Number, v.ForceUntil)], "%s v%d on its last day", r.ID, v.Number)
			}
		}
	}
}
