package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/e2e"
	"talentcircle/backend/sheet"
)

const imports = "/api/v1/experts/imports"

// upload posts a file as a browser does.
func upload(c e2e.Caller, content []byte, name string, headers ...string) *e2e.Reply {
	return c.Upload(imports, name, content, headers...)
}

func state(c e2e.Caller, path string) string {
	return c.Get(path).Is(http.StatusOK).Map()["state"].(string)
}

// Scene 7: thirty rows saved by LibreOffice under 附件1, six of them bad.
func TestASheetBecomesRecordsThatAnotherPersonAdmits(t *testing.T) {
	p := e2e.Start(t, 0)
	clerk, reviewer := p.As("he.clerk"), p.As("he.reviewer")
	file, err := os.ReadFile("testdata/scene-7.xlsx")
	require.NoError(t, err)

	started := upload(clerk, file, "汇总表.xlsx", "Idempotency-Key", "scene-7").Is(http.StatusAccepted)
	id := started.Map()["id"].(string)
	require.Equal(t, id, upload(clerk, file, "汇总表.xlsx", "Idempotency-Key", "scene-7").Is(http.StatusAccepted).Map()["id"])
	path := imports + "/" + id
	p.Soon(func() bool { return state(clerk, path) == "checked" }, "the dry run ends")
	counts := clerk.Get(path).Map()["counts"].(map[string]any)
	require.Equal(t, map[string]any{"rows": 30.0, "good": 24.0, "bad": 6.0, "skipped": 1.0, "committed": 0.0}, counts)

	var rejected struct {
		Total int
		Items []struct {
			Row      int
			Messages []struct{ Column, Text, Suggestion string }
		}
	}
	reply := reviewer.Get(path + "/rows?status=rejected").Is(http.StatusOK)
	reply.JSON(&rejected)
	require.Equal(t, 6, rejected.Total)
	for i, want := range []struct {
		row          int
		column, text string
	}{
		{8, "身份证号码（18位）", "疑似被 Excel 转换"}, {13, "取得时间", "该日期不存在"}, {18, "职称名称", "系列或层级不符"},
		{23, "身份证号码（18位）", "与第 22 行的证件号码相同"}, {28, "工作单位", "公式"}, {33, "职称名称", "多项职称"},
	} {
		got := rejected.Items[i]
		require.Equal(t, want.row, got.Row)
		require.Equal(t, want.column, got.Messages[0].Column)
		require.Contains(t, got.Messages[0].Text, want.text)
	}
	require.Contains(t, rejected.Items[5].Messages[0].Suggestion, "职称名称2:教授")

	p.As("bj.clerk").Get(path).Code(http.StatusNotFound, "import_not_found")
	p.As("he.coordinator").Get(path).Is(http.StatusForbidden)
	reviewer.Post(path+"/commit", nil).Is(http.StatusForbidden)
	clerk.Post(path+"/commit", nil).Is(http.StatusOK)
	clerk.Post(path+"/commit", nil).Is(http.StatusOK)
	p.Soon(func() bool { return state(clerk, path) == "committed" }, "the rows are committed")
	clerk.Post(path+"/cancel", nil).Code(http.StatusConflict, "import_committed")

	back := clerk.Get(path + "/errors.xlsx").Is(http.StatusOK)
	require.Contains(t, back.Header.Get("Content-Disposition"), "attachment")
	book, err := sheet.Open(bytes.NewReader(back.Body), int64(len(back.Body)), "a", sheet.DefaultLimits())
	require.NoError(t, err)
	head, err := book.Head(0, 30)
	require.NoError(t, err)
	require.Equal(t, "错误原因", head[3].Cell(11).Text)

	p.Soon(func() bool {
		return clerk.Get("/api/v1/experts?status=submitted&q=%E6%B2%B3%E5%8C%97%E7%A4%BA%E4%BE%8B%E5%B7%A5%E7%A8%8B%E5%AD%A6%E4%BC%9A").Is(http.StatusOK).Map()["total"].(float64) >= 24
	}, "the records are found by their own agency")
	admitAndLook(t, p, path)

	for _, text := range []string{p.Log.String(), string(reply.Body), string(started.Body)} {
		require.NotRegexp(t, `130199[0-9]{11}`, text)
	}
}

// admitAndLook admits one record with consent to the circle and one without, and looks from another region.
func admitAndLook(t *testing.T, p *e2e.Portal, path string) {
	t.Helper()
	clerk, reviewer, elsewhere := p.As("he.clerk"), p.As("he.reviewer"), p.As("bj.clerk")
	var rows struct {
		Items []struct {
			Row      int
			ExpertID string
		}
	}
	clerk.Get(path + "/rows?status=committed").JSON(&rows)
	for _, r := range rows.Items[:2] { // rows 5 and 6: without and with consent
		record := "/api/v1/experts/" + r.ExpertID
		tag := clerk.Get(record).Is(http.StatusOK).ETag()
		clerk.Post(record+"/publish", nil, "If-Match", tag).Is(http.StatusForbidden)
		reviewer.Post(record+"/publish", nil, "If-Match", tag).Is(http.StatusOK)
		if r.Row == 5 {
			elsewhere.Get(record).Code(http.StatusNotFound, "expert_not_found")
			continue
		}
		seen := elsewhere.Get(record).Is(http.StatusOK)
		elsewhere.Patch(record, map[string]any{"bio": "x"}, "If-Match", seen.ETag()).Is(http.StatusForbidden)
		require.Contains(t, string(clerk.Get(record+"/history").Is(http.StatusOK).Body), `"denied":true`)
	}
}

func TestAnUploadThatIsNoTableIsRefusedAtOnce(t *testing.T) {
	p := e2e.Start(t, 0)
	clerk := p.As("he.clerk")
	for name, c := range map[string]struct {
		content string
		status  int
		code    string
	}{
		"empty":          {"", 422, "sheet_empty"},
		"picture":        {"\x89PNG\r\n\x1a\n\x00\x00\x00", 422, "sheet_unreadable"},
		"old format":     {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600), 422, "sheet_old_format"},
		"wrong encoding": {"\xEF\xBB\xBF\xD0\xD5\xC3\xFB,\xB5\xA5", 422, "sheet_encoding"},
		"no header":      {"a,b\n1,2\n", 422, "import_no_header"},
		"eleven MB":      {strings.Repeat("姓名,单位\n", 11<<20/14+1), 413, "sheet_too_large"},
		"thirty MB":      {strings.Repeat("x", 30<<20), 413, "body_too_large"},
	} {
		t.Run(name, func(t *testing.T) { upload(clerk, []byte(c.content), "a.xlsx").Code(c.status, c.code) })
	}
	upload(p.As("he.reviewer"), []byte("姓名,单位\n"), "a.csv").Is(http.StatusForbidden)
	upload(p.As(""), []byte("姓名,单位\n"), "a.csv").Is(http.StatusUnauthorized)
	for _, bad := range []string{"nonsense", "template.csv"} {
		clerk.Get(imports+"/"+bad).Code(http.StatusNotFound, "import_not_found")
	}
	template := clerk.Get(imports + "/template.xlsx").Is(http.StatusOK)
	book, err := sheet.Open(bytes.NewReader(template.Body), int64(len(template.Body)), "a", sheet.DefaultLimits())
	require.NoError(t, err)
	require.Equal(t, []string{"专家登记表", "代码表", "填表说明"}, book.Tables(), fmt.Sprint(len(template.Body)))
}
