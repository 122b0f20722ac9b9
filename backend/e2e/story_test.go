package e2e_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
)

func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return "?" + v.Encode()
}

// The story of a record: a clerk registers, another person admits, an employer finds, and the regions stay apart.
func TestARecordFromRegistrationToBeingFound(t *testing.T) {
	p := e2e.Start(t, 0)
	clerk, reviewer := p.As("he.clerk"), p.As("he.reviewer")

	made := clerk.Post("/api/v1/experts", map[string]any{
		"name": "测　示甲", "identityKind": "resident-id", "identity": "13019919800101001X", "phone": "13900001111", "email": "jia@example.invalid",
		"employer": "河北示例工程学会(虚构)", "city": "130100", "fields": []string{"桥梁检测"},
		"titles":   []map[string]string{{"series": "engineering", "level": "full-senior", "name": "教授级高级工程师", "obtainedOn": "2012-06", "issuer": "HE"}},
		"consents": []map[string]string{{"scope": "employers", "channel": "paper", "evidence": "HE-1"}},
	}, "Idempotency-Key", "first").Is(http.StatusCreated)
	record := made.Map()
	path := "/api/v1/experts/" + record["id"].(string)
	require.Equal(t, "测示甲", record["name"], "spaces inside a Chinese name go")
	require.Equal(t, "draft", record["status"])
	require.Equal(t, "139****1111", record["phone"])
	require.NotContains(t, string(made.Body), "13900001111")

	t.Run("the same call again makes no second record", func(t *testing.T) {
		clerk.Post("/api/v1/experts", map[string]any{"name": "别人"}, "Idempotency-Key", "first").Code(http.StatusUnprocessableEntity, "idempotency_key_reused")
	})
	clerk.Post("/api/v1/experts", map[string]any{"name": "重复者", "identity": "13019919800101001X"}).Code(http.StatusConflict, "duplicate_person")

	p.As("bj.clerk").Get(path).Is(http.StatusNotFound)
	p.As("employer").Get(path).Is(http.StatusNotFound)
	p.As("").Get(path).Is(http.StatusNotFound)

	clerk.Post(path+"/submit", nil).Code(http.StatusPreconditionRequired, "if_match_required")
	clerk.Post(path+"/submit", nil, "If-Match", `"99"`).Code(http.StatusPreconditionFailed, "stale_version")
	submitted := clerk.Post(path+"/submit", nil, "If-Match", made.ETag()).Is(http.StatusOK)
	clerk.Post(path+"/publish", nil, "If-Match", submitted.ETag()).Is(http.StatusForbidden)
	returned := reviewer.Post(path+"/return", map[string]any{"reason": "请补充简介。", "fields": []string{"bio"}}, "If-Match", submitted.ETag()).Is(http.StatusOK)
	require.Equal(t, "returned", returned.Map()["status"])
	edited := clerk.Patch(path, map[string]any{"bio": "从事桥梁检测。", "position": nil}, "If-Match", returned.ETag()).Is(http.StatusOK)
	again := clerk.Post(path+"/submit", nil, "If-Match", edited.ETag()).Is(http.StatusOK)
	admitted := reviewer.Post(path+"/publish", nil, "If-Match", again.ETag()).Is(http.StatusOK)
	require.Equal(t, "published", admitted.Map()["status"])

	p.Soon(func() bool {
		return len(p.As("employer").Get("/api/v1/experts"+query("q", "ceshijia")).Names()) == 1
	}, "an employer finds the admitted record by pinyin")
	hit := p.As("employer").Get("/api/v1/experts" + query("q", "桥梁检测")).Is(http.StatusOK)
	require.Contains(t, string(hit.Body), "<em>桥梁检测</em>")
	require.Contains(t, string(hit.Body), "教授级高级工程师(现称 正高级工程师)")
	require.Empty(t, p.As("").Get("/api/v1/experts"+query("q", "测示甲")).Names(), "the public was not consented to")
	require.Empty(t, p.As("bj.clerk").Get("/api/v1/experts"+query("q", "测示甲")).Names(), "sharing in the circle was not consented to")

	t.Run("an edit stays unseen until another person admits it", func(t *testing.T) {
		now := clerk.Patch(path, map[string]any{"employer": "河北示例新单位(虚构)"}, "If-Match", admitted.ETag()).Is(http.StatusOK)
		require.Equal(t, true, now.Map()["pending"])
		require.Equal(t, "河北示例工程学会(虚构)", p.As("employer").Get(path).Map()["employer"])
		diff := reviewer.Get(path + "/diff").Is(http.StatusOK)
		require.Contains(t, string(diff.Body), "河北示例新单位(虚构)")
	})
	t.Run("what happened is on record", func(t *testing.T) {
		p.Soon(func() bool {
			text := string(clerk.Get(path + "/history").Body)
			return strings.Contains(text, "审核入库") && strings.Contains(text, "退回修改")
		}, "the history names each step")
	})
}

func TestAnotherRegionMaySeeButNotChange(t *testing.T) {
	p := e2e.Start(t, 0)
	seen := p.As("bj.clerk").Get("/api/v1/experts/demo-cast-wang").Is(http.StatusOK)
	require.Equal(t, "circle", seen.Map()["audience"])
	for _, private := range []string{"identity", "phone", "email", "birth", "status", "consents"} {
		require.NotContains(t, seen.Map(), private)
	}
	p.As("bj.clerk").Patch("/api/v1/experts/demo-cast-wang", map[string]any{"bio": "x"}, "If-Match", seen.ETag()).Code(http.StatusForbidden, "not_your_record")
	require.Contains(t, string(p.As("he.clerk").Get("/api/v1/experts/demo-cast-wang/history").Body), `"denied":true`, "the try is in the owner's audit log")
	p.As("tj.clerk").Patch("/api/v1/experts/unknown", map[string]any{"bio": "x"}, "If-Match", `"1"`).Code(http.StatusNotFound, "expert_not_found")
}

func TestHiddenFromAnEmployerIsUnknownToIt(t *testing.T) {
	p := e2e.Start(t, 30)
	p.As("employer").Get("/api/v1/experts/demo-cast-chu").Code(http.StatusNotFound, "expert_not_found")
	p.As("employer.b").Get("/api/v1/experts/demo-cast-chu").Is(http.StatusOK)
	hiding, other := p.As("employer").Get("/api/v1/experts"+query("q", "褚示航")), p.As("employer.b").Get("/api/v1/experts"+query("q", "褚示航"))
	require.Empty(t, hiding.Names())
	require.EqualValues(t, 0, hiding.Map()["total"])
	require.Equal(t, []string{"褚示航"}, other.Names())
	require.NotContains(t, string(p.As("employer").Get("/api/v1/experts/suggest"+query("q", "褚示")).Body), "褚示航")
	require.Contains(t, string(p.As("employer.b").Get("/api/v1/experts/suggest"+query("q", "褚示")).Body), "褚示航")
}

func TestARestartLosesNothingAndTheIndexAgrees(t *testing.T) {
	data := t.TempDir()
	p := e2e.StartIn(t, data, 20)
	made := p.As("tj.clerk").Post("/api/v1/experts", map[string]any{"name": "续示存"}).Is(http.StatusCreated)
	token := p.As("tj.clerk").Get("/api/v1/auth/me").Is(http.StatusOK)
	p.Stop()
	q := e2e.StartIn(t, data, 20)
	require.Equal(t, made.Map()["id"], q.As("tj.clerk").Get("/api/v1/experts/" + made.Map()["id"].(string)).Map()["id"])
	q.Soon(func() bool { return len(q.As("tj.clerk").Get("/api/v1/experts"+query("q", "续示存")).Names()) == 1 }, "the index holds the draft")
	require.NotEmpty(t, token.Body)

	for _, name := range []string{"portal.db", "portal.db-wal"} {
		text, err := os.ReadFile(filepath.Join(data, name))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		require.NotContains(t, string(text), "130199196802170030", "an identity number in "+name)
		require.NotContains(t, string(text), "13800000000", "a phone number in "+name)
		require.NotContains(t, string(text), "cast.wang@example.invalid", "an address in "+name)
	}
	require.NotContains(t, q.Log.String(), "130199196802170030")
}
