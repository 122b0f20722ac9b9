package e2e_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"talentcircle/backend/e2e"
	"talentcircle/backend/sheet"
)

const (
	manyRows  = 300
	firstData = 5 // under a merged title, the sender's line, and a header of two rows
	atCell    = "超长单元格占位"
)

// kinds are the bad rows that a file of three hundred holds, in turn; each says what the sender is told.
var kinds = []struct{ name, says string }{
	{"formula", "公式"}, {"long cell", "过长"}, {"check digit", "校验"}, {"impossible date", "该日期不存在"}, {"title that does not fit", "系列或层级不符"},
	{"duplicate in the file", "的证件号码相同"}, {"duplicate of a stored person", "本地区已登记"}, {"unknown series", "没有该职称系列"}, {"merged cell", "合并"},
}

// kindOf is which of kinds a data row is; "" for a good one. Every tenth row from the second on is bad.
func kindOf(n int) string {
	if n%10 != 1 {
		return ""
	}
	return kinds[n/10%len(kinds)].name
}

// rowOf is the cells of the n-th person: 序号, 姓名, 证件号码, 工作单位, 职称系列, 职称名称, 取得时间.
func rowOf(n int) []string {
	row := []string{fmt.Sprint(n + 1), fmt.Sprintf("测示%c", '一'+rune(n)), resident("19710101", n), fmt.Sprintf("河北示例单位%d(虚构)", n), "工程技术人员",
		[]string{"高级工程师", "工程师", "正高级工程师"}[n%3], []string{"2016.12", "2016年12月", "2016-12-01", "2016/12/1"}[n%4]}
	switch kindOf(n) {
	case "long cell":
		row[3] = atCell
	case "check digit":
		row[2] = row[2][:17] + wrongDigit(row[2])
	case "impossible date":
		row[6] = "1990-02-29"
	case "title that does not fit":
		row[5] = "研究员"
	case "duplicate in the file":
		row[2] = resident("19710101", n-1)
	case "duplicate of a stored person":
		row[2] = resident("19700103", 1)
	case "unknown series":
		row[4] = "炼金术"
	}
	return row
}

// manyWorkbook is the .xlsx of three hundred people.
func manyWorkbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	set := func(at string, v any) { require.NoError(t, f.SetCellValue("Sheet1", at, v)) }
	set("A1", "附件1 河北省高级专家推荐人选汇总表")
	require.NoError(t, f.MergeCell("Sheet1", "A1", "G1"))
	set("A2", "填报单位:河北示例工程学会(虚构)")
	for i, h := range []string{"序号", "姓名", "身份证号码", "工作单位", "职称系列", "职称", "取得时间"} {
		top, below := string(rune('A'+i))+"3", string(rune('A'+i))+"4"
		set(top, h)
		require.NoError(t, f.MergeCell("Sheet1", top, below))
	}
	for n := range manyRows {
		for i, text := range rowOf(n) {
			set(fmt.Sprintf("%c%d", 'A'+i, firstData+n), text)
		}
		at := fmt.Sprintf("D%d", firstData+n)
		switch kindOf(n) {
		case "formula":
			require.NoError(t, f.SetCellFormula("Sheet1", at, `CONCATENATE("河北","单位")`))
		case "merged cell":
			require.NoError(t, f.MergeCell("Sheet1", fmt.Sprintf("D%d", firstData+n-1), at))
		}
	}
	out, err := f.WriteToBuffer()
	require.NoError(t, err)
	return replaced(t, out.Bytes(), atCell, strings.Repeat("长", 1<<20/3))
}

// replaced packs a workbook anew with one text of its shared strings replaced, because no program writes cells beyond 32,767 characters.
func replaced(t testing.TB, workbook []byte, old, with string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	require.NoError(t, err)
	parts, found := map[string]string{}, false
	for _, f := range in.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		found = found || strings.Contains(string(content), old)
		parts[f.Name] = strings.Replace(string(content), old, with, 1)
	}
	require.True(t, found)
	return packed(t, parts, nil)
}

type importedRow struct {
	Row                    int
	Status, Name, ExpertID string
	Messages               []struct{ Column, Text string }
}

// rowsOf reads all results of an import.
func rowsOf(t testing.TB, c e2e.Caller, path, status string) (all []importedRow) {
	t.Helper()
	for page := 1; ; page++ {
		var got struct {
			Total int
			Items []importedRow
		}
		c.Get(fmt.Sprintf("%s/rows?status=%s&pageSize=100&page=%d", path, status, page)).Is(http.StatusOK).JSON(&got)
		all = append(all, got.Items...)
		if len(got.Items) == 0 || len(all) == got.Total {
			return all
		}
	}
}

// Three hundred rows of which every tenth is bad in one of nine ways, under a merged header: each is reported with its own reason, the
// others go in whole, and nothing goes in twice.
func TestThreeHundredRowsOfWhichSomeAreBad(t *testing.T) {
	p := e2e.Start(t, 0)
	clerk := p.As("he.clerk")
	clerk.Post("/api/v1/experts", person("测示在库", resident("19700103", 1))).Is(http.StatusCreated)
	file := manyWorkbook(t)
	checked := importing(t, p, "he.clerk", "汇总表.xlsx", file)
	path := imports + "/" + checked.Map()["id"].(string)
	bad := map[int]string{}
	for n := range manyRows {
		if kind := kindOf(n); kind != "" {
			bad[firstData+n] = kind
		}
		if kindOf(n) == "merged cell" { // neither row can be told to own the text
			bad[firstData+n-1] = "merged cell"
		}
	}
	require.Equal(t, map[string]any{"rows": 300.0, "good": 300.0 - float64(len(bad)), "bad": float64(len(bad)), "skipped": 0.0, "committed": 0.0}, checked.Map()["counts"],
		string(checked.Body))
	said := map[string]int{}
	for _, r := range rowsOf(t, clerk, path, "rejected") {
		kind := bad[r.Row]
		require.NotEmpty(t, kind, "row %d: %v", r.Row, r.Messages)
		for _, k := range kinds {
			if k.name == kind {
				require.Contains(t, fmt.Sprint(r.Messages), k.says, "row %d, %s", r.Row, kind)
				said[kind]++
			}
		}
		require.NotRegexp(t, `[0-9]{12,}`, fmt.Sprint(r.Messages), "no private value in a complaint")
	}
	require.Len(t, said, len(kinds), "each kind is reported")

	before := total(clerk)
	clerk.Post(path+"/commit", nil).Is(http.StatusOK)
	clerk.Post(path+"/commit", nil).Is(http.StatusOK)
	done := settled(t, p, "he.clerk", path)
	require.Equal(t, "committed", done.Map()["state"])
	ids := map[string]bool{}
	for _, r := range rowsOf(t, clerk, path, "committed") {
		require.NotContains(t, bad, r.Row)
		ids[r.ExpertID] = true
	}
	require.Len(t, ids, manyRows-len(bad), "each good row is a record of its own")
	p.Soon(func() bool { return total(clerk) == before+manyRows-len(bad) }, "the good rows and no others are found")

	again := importing(t, p, "he.clerk", "汇总表.xlsx", file)
	require.EqualValues(t, 0, again.Map()["counts"].(map[string]any)["good"], "everybody is registered now")
	clerk.Post(imports+"/"+again.Map()["id"].(string)+"/commit", nil).Code(http.StatusConflict, "import_nothing_good")
}

// total counts what the caller's own agency keeps in any state before or after admission.
func total(c e2e.Caller) int {
	return int(c.Get("/api/v1/experts?status=draft&status=submitted&status=published").Is(http.StatusOK).Map()["total"].(float64))
}

// The same people in a .csv as Chinese Excel saves it.
func TestATableInGB18030(t *testing.T) {
	p := e2e.Start(t, 0)
	clerk := p.As("he.clerk")
	text := "附件1,,,,,,\n序号,姓名,证件号码,工作单位,职称系列,职称名称,取得时间\n"
	for n := 2; n < 11; n++ { // none of them bad
		text += strings.Join(rowOf(n), ",") + "\n"
	}
	text += "10,测示𠮷," + resident("19710102", 1) + ",河北示例单位(虚构),工程技术人员,高级工程师,2016-12\n合计,,,10人,,,\n"
	file, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	checked := importing(t, p, "he.clerk", "汇总表.csv", file)
	require.Equal(t, map[string]any{"rows": 10.0, "good": 10.0, "bad": 0.0, "skipped": 1.0, "committed": 0.0}, checked.Map()["counts"], string(checked.Body))
	path := imports + "/" + checked.Map()["id"].(string)
	clerk.Post(path+"/commit", nil).Is(http.StatusOK)
	settled(t, p, "he.clerk", path)
	rows := rowsOf(t, clerk, path, "committed")
	require.Len(t, rows, 10)
	record := "/api/v1/experts/" + rows[9].ExpertID
	now := clerk.Get(record).Is(http.StatusOK)
	require.Equal(t, "测示𠮷", now.Map()["name"])
	require.Equal(t, "submitted", now.Map()["status"])
	clerk.Post(record+"/publish", nil, "If-Match", now.ETag()).Is(http.StatusForbidden)
	p.As("he.reviewer").Post(record+"/publish", nil, "If-Match", now.ETag()).Is(http.StatusOK)
	for _, elsewhere := range []string{"bj.clerk", "tj.clerk", "employer", "talent", ""} {
		p.As(elsewhere).Get(record).Code(http.StatusNotFound, "expert_not_found")
	}
	p.As("bj.clerk").Patch(record, map[string]any{"bio": "x"}, "If-Match", `"3"`).Code(http.StatusNotFound, "expert_not_found")

	back := clerk.Get(path + "/errors.xlsx").Is(http.StatusOK)
	book, err := sheet.Open(bytes.NewReader(back.Body), int64(len(back.Body)), "a", sheet.DefaultLimits())
	require.NoError(t, err)
	head, err := book.Head(0, 3)
	require.NoError(t, err)
	require.Equal(t, "错误原因", head[1].Cell(7).Text)

	cut := append(bytes.Clone(file[:len(file)-20]), 0xFF, 0xFF, '\n')
	clerk.Upload(imports, "汇总表.csv", cut).Code(http.StatusUnprocessableEntity, "sheet_encoding")
}
