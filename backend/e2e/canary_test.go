package e2e_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/e2e"
)

// canary is a record of Hebei whose every field holds a text that is nowhere else.
type canary struct {
	path, no        string
	raw             []string // identity number, phone, e-mail: in no answer, nowhere at rest
	own             []string // for the own agency and the person: masks, birth, former names, evidence, reasons, edits not admitted
	shown           []string // for every audience of the record
	scopes          []string
	self            string // the account of the person
	identity, phone string
}

// sees reports whether the caller is in an audience of the record.
func (c canary) sees(caller string) bool {
	staff := strings.HasPrefix(caller, "bj.") || strings.HasPrefix(caller, "tj.")
	return c.keeps(caller) || slices.Contains(c.scopes, "public") || staff && slices.Contains(c.scopes, "circle") ||
		strings.HasPrefix(caller, "employer") && slices.Contains(c.scopes, "employers")
}

// keeps reports whether the caller may read all of it.
func (c canary) keeps(caller string) bool {
	return strings.HasPrefix(caller, "he.") || caller != "" && caller == c.self
}

// plantCanary registers one, has it returned once with a reason, admitted, and then edited without admission.
func plantCanary(t testing.TB, p *e2e.Portal, n int, mark string, scopes ...string) canary {
	t.Helper()
	c := canary{scopes: scopes, identity: resident(fmt.Sprintf("1931030%d", n), 770+n), phone: fmt.Sprintf("1397310770%d", n)}
	email := fmt.Sprintf("vogel%d@kanarie%d.invalid", n, n)
	c.raw = []string{c.identity, c.phone, email}
	c.own = []string{cn.MaskIdentity(c.identity), cn.MaskPhone(c.phone), fmt.Sprintf("@kanarie%d.invalid", n), fmt.Sprintf("1931-03-0%d", n), mark + "曾用",
		"Latijn" + mark, mark + "授权编号", mark + "退回理由", mark + "未入库简介", mark + "评委会"}
	c.shown = []string{mark + "示", mark + "公开简介", mark + "单位"}
	record := person(mark+"示", c.identity, scopes...)
	record["phone"], record["email"], record["formerNames"], record["latinName"] = c.phone, email, []string{mark + "曾用"}, "Latijn"+mark
	record["bio"], record["employer"] = mark+"公开简介", "河北"+mark+"单位(虚构)"
	for _, given := range record["consents"].([]map[string]string) {
		given["evidence"] = mark + "授权编号"
	}
	record["titles"].([]map[string]string)[0]["committee"] = mark + "评委会"
	made := p.As("he.clerk").Post("/api/v1/experts", record).Is(http.StatusCreated)
	c.path, c.no = "/api/v1/experts/"+made.Map()["id"].(string), made.Map()["no"].(string)
	step := func(as, verb, tag string, body any) string {
		return p.As(as).Post(c.path+"/"+verb, body, "If-Match", tag).Is(http.StatusOK).ETag()
	}
	tag := step("he.clerk", "submit", made.ETag(), nil)
	tag = step("he.reviewer", "return", tag, map[string]any{"reason": mark + "退回理由"})
	tag = step("he.reviewer", "publish", step("he.clerk", "submit", tag, nil), nil)
	p.As("he.clerk").Patch(c.path, map[string]any{"bio": mark + "未入库简介"}, "If-Match", tag).Is(http.StatusOK)
	return c
}

// plantSelf marks the record of the account talent.
func plantSelf(p *e2e.Portal) canary {
	c := canary{path: "/api/v1/experts/demo-cast-wang", no: "", identity: "130199196802170030", phone: "13973107790", scopes: []string{"circle", "employers", "public"}, self: "talent"}
	c.raw = []string{c.identity, c.phone, "vogel9@kanarie9.invalid"}
	c.own = []string{cn.MaskIdentity(c.identity), cn.MaskPhone(c.phone), "@kanarie9.invalid", "1968-02-17", "卡壬曾用", "卡壬未入库简介"}
	now := p.As("he.clerk").Get(c.path)
	c.no = now.Map()["no"].(string)
	p.As("he.clerk").Patch(c.path, map[string]any{"phone": c.phone, "email": "vogel9@kanarie9.invalid", "formerNames": []string{"卡壬曾用"}, "bio": "卡壬未入库简介"},
		"If-Match", now.ETag()).Is(http.StatusOK)
	return c
}

// leaks looks through a whole answer for what this caller may not have.
func leaks(t *testing.T, r *e2e.Reply, caller, what string, all []canary) {
	t.Helper()
	text := string(r.Body)
	for name, values := range r.Header {
		text += name + ": " + strings.Join(values, ",") + "\n"
	}
	for _, c := range all {
		for _, raw := range c.raw {
			require.NotContains(t, text, raw, "%s as %q", what, caller)
		}
		if !c.keeps(caller) {
			for _, private := range c.own {
				inCase := strings.Contains(what, "/recognition/applications") && private == cn.MaskIdentity(c.identity) // both agencies of a case read the mask
				require.False(t, !inCase && strings.Contains(text, private), "%s as %q shows %s", what, caller, private)
			}
		}
		if !c.sees(caller) {
			for _, shown := range c.shown {
				require.NotContains(t, text, shown, "%s as %q", what, caller)
			}
		}
	}
}

// Markers in every private field of experts with each audience; then everything that leaves or stays is searched for them.
func TestCanary(t *testing.T) {
	p := e2e.Start(t, 0)
	all := []canary{plantCanary(t, p, 1, "卡甲"), plantCanary(t, p, 2, "卡乙", "circle"), plantCanary(t, p, 3, "卡丙", "employers"),
		plantCanary(t, p, 4, "卡丁", "public"), plantSelf(p)}
	h := plantHebei(t, p)
	sheet := canaryImport(t, p, &h, &all)
	p.Soon(func() bool {
		return len(p.As("he.clerk").Get("/api/v1/experts"+query("q", "卡丁示")).Names()) > 0 && len(p.As("").Get("/api/v1/experts"+query("q", "卡丁示")).Names()) > 0
	}, "the last of them is found")

	t.Run("the markers can be seen by those who may", func(t *testing.T) {
		for _, c := range all[:4] {
			text := string(p.As("he.clerk").Get(c.path).Is(http.StatusOK).Body)
			for _, own := range c.own {
				if own == c.own[6] && len(c.scopes) == 0 { // evidence of no consent
					continue
				}
				require.Contains(t, text, own)
			}
			for _, caller := range e2e.Callers() {
				status := http.StatusNotFound
				if c.sees(caller) {
					status = http.StatusOK
				}
				p.As(caller).Get(c.path).Is(status)
			}
		}
		self := p.As("talent").Get(all[4].path).Is(http.StatusOK)
		require.Equal(t, "self", self.Map()["audience"])
		require.Contains(t, string(self.Body), "卡壬曾用")
	})
	t.Run("no GET shows what it may not", func(t *testing.T) { sweepRoutes(t, p, h, all) })
	t.Run("no search finds what it may not", func(t *testing.T) { sweepSearches(t, p, all) })
	t.Run("metrics and log", func(t *testing.T) {
		w := httptest.NewRecorder()
		p.App.Server.MetricsHandler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		require.Contains(t, w.Body.String(), "http_requests_total")
		require.Contains(t, p.Log.String(), "route=/api/v1/experts/{id}")
		for _, c := range append(all, sheet) {
			for _, marker := range slices.Concat(c.raw, c.own, c.shown) {
				require.NotContains(t, w.Body.String(), marker)
				require.NotContains(t, p.Log.String(), marker)
			}
		}
	})
	p.Stop()
	t.Run("at rest", func(t *testing.T) { atRest(t, p.Data, append(all, sheet)) })
}

// canaryImport uploads a good and a bad row with markers, and puts the import in the place of h's.
func canaryImport(t testing.TB, p *e2e.Portal, h *hebei, all *[]canary) canary {
	good, bad := resident("19310305", 775), resident("19310306", 776)
	bad = bad[:17] + string(rune('0'+(bad[17]-'0'+1)%10)) // another check digit
	if bad[17] == 'X' {
		bad = bad[:17] + "0"
	}
	c := canary{raw: []string{good, bad, "13973107705", "13973107706", "vogel5@kanarie5.invalid", "vogel6@kanarie6.invalid"}, identity: good,
		own: []string{"卡戊示", "卡己示", "卡戊简介", "卡戊授权编号"}}
	csv := "姓名,证件号码,手机号码,电子邮箱,工作单位,职称系列,职称名称,个人简介,授权方式,授权范围,授权材料编号\n" +
		"卡戊示," + good + ",13973107705,vogel5@kanarie5.invalid,河北示例工程学会(虚构),工程技术人员,高级工程师,卡戊简介,书面,三地共享,卡戊授权编号\n" +
		"卡己示," + bad + ",13973107706,vogel6@kanarie6.invalid,河北示例工程学会(虚构),工程技术人员,高级工程师,,,,\n"
	now := importing(t, p, "he.clerk", "金丝雀 "+good+".csv", []byte(csv)).Map()
	require.Equal(t, map[string]any{"rows": 2.0, "good": 1.0, "bad": 1.0, "skipped": 0.0, "committed": 0.0}, now["counts"])
	h.imported = now["id"].(string)
	*all = append(*all, c)
	rows := string(p.As("he.reviewer").Get("/api/v1/experts/imports/" + h.imported + "/rows").Is(http.StatusOK).Body)
	require.Contains(t, rows, "卡戊示")
	require.Contains(t, rows, cn.MaskIdentity(good))
	return c
}

func sweepRoutes(t *testing.T, p *e2e.Portal, h hebei, all []canary) {
	calls := 0
	for _, route := range p.App.Server.Table() {
		if route.Method != http.MethodGet {
			continue
		}
		targets := h.targets(route.Path)
		if strings.HasPrefix(route.Path, "/api/v1/experts/{id}") {
			for _, c := range all {
				targets = append(targets, target{values: map[string]string{"id": last(c.path)}})
			}
		}
		for _, on := range targets {
			for _, caller := range e2e.Callers() {
				if route.ID == "importErrors" && (caller == "he.clerk" || caller == "he.reviewer") {
					continue // the sender's own file goes back to the sender
				}
				leaks(t, call(p, caller, route, on), caller, route.Path, all)
				calls++
			}
		}
	}
	require.Greater(t, calls, 800)
}

// sweepSearches asks for every marker, as text of a search, of a completion and of the pages without scripts. What was asked for is cut
// out of the answer where it says what it understood.
func sweepSearches(t *testing.T, p *e2e.Portal, all []canary) {
	for _, c := range all {
		asks := append(slices.Concat(c.raw, c.own, c.shown), c.no)
		for _, text := range asks {
			if text == "" {
				continue
			}
			for _, caller := range []string{"", "talent", "employer", "bj.clerk", "tj.clerk", "he.clerk", "sysadmin", "auditor"} {
				for _, path := range []string{"/api/v1/experts" + query("q", text, "pageSize", "100"), "/api/v1/experts/suggest" + query("q", text)} {
					r := p.As(caller).Get(path).Is(http.StatusOK)
					found := r.Map()
					delete(found, "interpreted")
					r.Body = fmt.Append(nil, found)
					leaks(t, r, caller, "search for "+text, all)
					if slices.Contains(c.raw, text) && c.path != "" {
						require.NotContains(t, string(r.Body), last(c.path), "nobody is found by a private value")
					}
				}
			}
		}
		if len(c.shown) > 0 && !c.sees("") {
			r := p.As("").Get("/?q=" + url.QueryEscape(c.shown[0])).Is(http.StatusOK)
			require.NotContains(t, string(r.Body), c.shown[1])
		}
	}
}

// atRest looks through the bytes of every file of the data folder.
func atRest(t *testing.T, data string, all []canary) {
	files, inStore, inIndex := 0, false, false
	err := filepath.WalkDir(data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		files++
		text, index := string(content), strings.HasPrefix(path, filepath.Join(data, "search")+string(filepath.Separator))
		inStore = inStore || !index && strings.Contains(text, "卡乙公开简介")
		inIndex = inIndex || index && strings.Contains(text, "卡乙公开简介")
		for _, c := range all {
			for _, raw := range c.raw {
				require.NotContains(t, text, raw, path)
			}
			for _, private := range c.own {
				require.False(t, index && strings.Contains(text, private), "the index holds %s", private)
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.True(t, inStore, "the store is written in a form that this test can look through")
	require.True(t, inIndex, "the index is written in a form that this test can look through")
	require.Greater(t, files, 1)
}
