package expert_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/expert"
	"talentcircle/backend/fault"
	"talentcircle/backend/sheet"
)

const theirs = "130199196802170030" // registered before

func register(d *desk) {
	d.t.Helper()
	_, err := d.Create(d.t.Context(), heClerk, expert.Input{Name: "王示远", Identity: theirs}, expert.Repeat{})
	require.NoError(d.t, err)
}

// wantBad is what is wrong in summary-300.xlsx, a table of 300 rows saved by LibreOffice Calc.
var wantBad = map[int]string{
	17: "单元格为公式", 28: "单元格内容过长", 39: "校验", 50: "该日期不存在", 61: "系列或层级不符", 72: "与第 66 行的证件号码相同", 83: "本地区已登记该证件号码的专家(专家编号 JJJ-HE-2026-000001)",
	94: "没有该职称系列,请从下列中选择:高等学校教师、", 105: "疑似被 Excel 转换", 116: "一个单元格内有多项职称,请拆分后分列填写。可拆分为 职称名称1:高级工程师;职称名称2:教授", 127: "书面授权请填写授权材料编号",
	138: "无法区分 1 月和 10 月", 149: "单元格与其他单元格合并", 150: "单元格与其他单元格合并",
}

// summary300 is the fixture with a cell of a megabyte, which no office program saves.
func summary300(t *testing.T) []byte {
	t.Helper()
	z, err := zip.OpenReader("testdata/summary-300.xlsx")
	require.NoError(t, err)
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		if strings.HasSuffix(f.Name, "sharedStrings.xml") {
			require.Contains(t, string(content), "长文本标记")
			content = bytes.Replace(content, []byte("长文本标记"), bytes.Repeat([]byte("长"), 1<<20/3), 1)
		}
		part, err := w.Create(f.Name)
		require.NoError(t, err)
		part.Write(content)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// asCSV is the same table as a csv, whose merged cells and formulas are gone with the format; two rows take their place.
func asCSV(t *testing.T, book []byte) string {
	t.Helper()
	b, err := sheet.Open(bytes.NewReader(book), int64(len(book)), "a.xlsx", sheet.DefaultLimits())
	require.NoError(t, err)
	var out strings.Builder
	last := 0
	for row, err := range b.Rows(0) {
		require.NoError(t, err)
		out.WriteString(strings.Repeat("\r\n", row.Number-last-1))
		last = row.Number
		for i, c := range row.Cells {
			if i > 0 {
				out.WriteByte(',')
			}
			switch {
			case c.Formula:
				out.WriteString("=A1&B1")
			case c.TooLong:
				out.WriteString(strings.Repeat("长", 1<<20/3))
			case row.Number == 105 && i == 2:
				out.WriteString("1.30199E+17")
			default:
				out.WriteString(`"` + strings.ReplaceAll(c.Text, `"`, `""`) + `"`)
			}
		}
		out.WriteString("\r\n")
	}
	header := "\"序号\",\"姓  名*\",\"身份证号码(18位)\",\"工作单位\",\"职称系列\",\"职称级别\",\"职称名称\",\"取得时间\",\"授权方式\",\"授权范围\",\"授权日期\",\"授权材料编号\",\"备注\""
	lines := strings.SplitAfter(out.String(), "\r\n")
	lines[4] = header + "\r\n" // the two rows of the header under one merged cell
	return strings.Join(lines, "")
}

func TestThreeHundredRowsOfWhichSomeAreBad(t *testing.T) {
	book := summary300(t)
	csv := asCSV(t, book)
	for name, c := range map[string]struct {
		content []byte
		bad     int
	}{
		"汇总表.xlsx": {book, 14}, "汇总表.csv": {gb18030(t, csv), 12}, "汇总表-utf8.csv": {[]byte("\xEF\xBB\xBF" + csv), 12},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t)
			register(d)
			i := d.upload(c.content, name)
			require.Equal(t, expert.Reading, i.State)
			d.work()
			i = d.get(i.ID)
			require.Equal(t, expert.Checked, i.State)
			require.Equal(t, expert.ImportCounts{Rows: 300, Good: 300 - c.bad, Bad: c.bad, Skipped: 4}, i.Counts)
			require.Len(t, d.experts(), 1, "a dry run writes no record")

			rejected := d.rows(i.ID, expert.RowRejected)
			for row, want := range wantBad {
				if strings.HasSuffix(name, ".csv") && (row == 149 || row == 150) {
					want = map[int]string{149: "", 150: "送审前请填写工作单位"}[row]
				}
				got := rejected[row]
				if want == "" || strings.Contains(want, "送审") {
					require.Nil(t, got, row)
					continue
				}
				require.NotNil(t, got, row)
				require.Contains(t, words(got), want, row)
			}
			skipped := d.rows(i.ID, expert.RowSkipped)
			require.Contains(t, words(skipped[6]), "示例行")
			require.Contains(t, words(skipped[157]), "合计行")
			require.Len(t, skipped, 4)
			requirePrivate(t, d)

			i = d.commit(i.ID)
			require.Equal(t, expert.Committed, i.State)
			require.Equal(t, 300-c.bad, i.Counts.Committed)
			require.Len(t, d.experts(), 301-c.bad)
			require.Equal(t, i.Total, i.Done)
			requirePrivate(t, d)
			checkErrors(t, d, i)
		})
	}
}

// requirePrivate looks for identity numbers in the database and the log.
func requirePrivate(t *testing.T, d *desk) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(d.path + suffix)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		for _, n := range []int{1, 33, 60, 299} {
			require.NotContains(t, string(content), identity(n))
		}
		require.NotContains(t, string(content), theirs)
	}
	require.NotContains(t, d.log.String(), "130199")
}

func checkErrors(t *testing.T, d *desk, i *expert.Import) {
	t.Helper()
	out, err := d.ImportErrors(t.Context(), heReviewer, i.ID)
	require.NoError(t, err)
	require.Contains(t, out.Name, "(错误原因)")
	b, err := sheet.Open(bytes.NewReader(out.Content), int64(len(out.Content)), out.Name, sheet.DefaultLimits())
	require.NoError(t, err)
	said := map[int]string{}
	for row, err := range b.Rows(0) {
		require.NoError(t, err)
		if c := row.Cell(13); !c.Blank() {
			said[row.Number] = c.Text
		}
	}
	require.Equal(t, "错误原因", said[5])
	require.Contains(t, said[39], "身份证号码")
	require.Contains(t, said[39], "校验")
	require.Len(t, said, i.Counts.Bad+1)
}

func TestGoodRowsBecomeRecordsAsTheFormWouldMakeThem(t *testing.T) {
	d := openDesk(t)
	i := d.upload(summary300(t), "汇总表.xlsx")
	d.work()
	d.commit(i.ID)
	row := d.rows(i.ID, expert.RowCommitted)[9] // 序号 3, with consents
	require.Equal(t, "3", row.Seq)
	e, as, err := d.Get(t.Context(), heClerk, row.ExpertID)
	require.NoError(t, err)
	require.Equal(t, expert.Own, as)
	require.Equal(t, expert.Submitted, e.Status)
	require.Equal(t, expert.ByImport, e.Source)
	require.Equal(t, heClerk.UserID, e.CreatedBy)
	require.Equal(t, identity(3)[:3]+"***********"+identity(3)[14:], e.Private.Identity.Mask())
	require.Len(t, e.Facts.Titles, 1)
	require.Equal(t, "2016-11-18", e.Facts.Titles[0].ObtainedOn.String(), "a date cell")
	require.Len(t, e.Consents, 2)
	require.Equal(t, "SQ-2026-0003", e.Consents[0].Evidence)
	require.NotContains(t, e.RequestHash, identity(3))

	_, _, err = d.Get(t.Context(), bjClerk, row.ExpertID)
	require.Equal(t, "expert_not_found", fault.CodeOf(err), "not admitted yet: unknown elsewhere")
	_, err = d.Act(t.Context(), heClerk, e.ID, e.Version, expert.Publish, expert.Because{})
	require.Error(t, err, "who imported does not admit")
	_, err = d.Act(t.Context(), heReviewer, e.ID, e.Version, expert.Publish, expert.Because{})
	require.NoError(t, err)
	_, _, err = d.Get(t.Context(), bjClerk, row.ExpertID)
	require.NoError(t, err, "admitted, with consent to the circle")

	spaced := d.rows(i.ID, expert.RowCommitted)[11] // 序号 5, whose name has a wide space inside
	require.NotContains(t, spaced.Name, "　")
}

func TestAnIncompleteRowBecomesADraft(t *testing.T) {
	d := openDesk(t)
	i := d.upload([]byte("姓名,工作单位\n王示远,河北示例工程学会(虚构)\n李例敏,\n"), "a.csv")
	d.work()
	require.Equal(t, 2, d.get(i.ID).Counts.Good)
	require.Contains(t, words(d.rows(i.ID, expert.RowGood)[3]), "导入后保存为草稿")
	d.commit(i.ID)
	for _, e := range d.experts() {
		require.Equal(t, expert.Draft, e.Status)
	}
}

func TestWhatIsWrongWithTheWholeFileIsSaidAtOnce(t *testing.T) {
	d := openDesk(t)
	for name, c := range map[string]struct {
		content string
		code    string
	}{
		"nothing":        {"", "sheet_empty"},
		"no table":       {"\x89PNG\r\n\x1a\n\x00\x00", "sheet_unreadable"},
		"old":            {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600), "sheet_old_format"},
		"UTF-16":         {"\xFF\xFE\x0D\x59\x0D\x54", "sheet_encoding"},
		"wrong encoding": {"\xEF\xBB\xBF\xD0\xD5\xC3\xFB,\xB5\xA5", "sheet_encoding"},
		"too large":      {strings.Repeat("a,b\n", 3<<20), "sheet_too_large"},
		"no header":      {"王示远,河北\n李例敏,河北\n", "import_no_header"},
		"nameless":       {"证件号码,工作单位\n1,2\n", "import_no_header"},
	} {
		_, err := d.StartImport(t.Context(), heClerk, expert.Upload{Content: strings.NewReader(c.content), Name: "a.xlsx", Size: int64(len(c.content))}, expert.Repeat{})
		require.Equal(t, c.code, fault.CodeOf(err), name)
	}
	i := d.upload([]byte("姓名,证件号码\n"), "a.csv")
	d.work()
	i = d.get(i.ID)
	require.Equal(t, expert.ImportFailed, i.State)
	require.Equal(t, "sheet_empty", i.Error.Code)
	_, err := d.CommitImport(t.Context(), heClerk, i.ID)
	require.Equal(t, "import_failed", fault.CodeOf(err))
	_, err = d.ImportErrors(t.Context(), heClerk, i.ID)
	require.Equal(t, "import_failed", fault.CodeOf(err))
}

func TestOnlyTheOwnAgencySeesAnImportAndOnlyItsClerkActs(t *testing.T) {
	d := openDesk(t)
	_, err := d.StartImport(t.Context(), heReviewer, expert.Upload{}, expert.Repeat{})
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	i := d.upload(table(2), "a.csv")
	d.work()
	other := heClerk
	other.AgencyID = "he-2"
	stranger := bjClerk
	for _, who := range []struct {
		name string
		sees bool
		p    func() error
	}{
		{"reviewer", true, func() error { _, err := d.GetImport(t.Context(), heReviewer, i.ID); return err }},
		{"coordinator", false, func() error { _, err := d.GetImport(t.Context(), heCoord, i.ID); return err }},
		{"other agency", false, func() error { _, err := d.GetImport(t.Context(), other, i.ID); return err }},
		{"other region", false, func() error { _, err := d.GetImport(t.Context(), stranger, i.ID); return err }},
		{"rows", false, func() error {
			_, _, err := d.ImportRows(t.Context(), stranger, i.ID, "", 1, 20)
			return err
		}},
		{"errors", false, func() error { _, err := d.ImportErrors(t.Context(), stranger, i.ID); return err }},
		{"commit", false, func() error { _, err := d.CommitImport(t.Context(), stranger, i.ID); return err }},
		{"cancel", false, func() error { _, err := d.CancelImport(t.Context(), stranger, i.ID); return err }},
	} {
		code := fault.CodeOf(who.p())
		if who.sees {
			require.NoError(t, who.p(), who.name)
		} else {
			require.Equal(t, "import_not_found", code, who.name)
		}
	}
	_, err = d.CommitImport(t.Context(), heReviewer, i.ID)
	require.Equal(t, fault.Forbidden, fault.KindOf(err))
	list, total, err := d.Imports(t.Context(), bjClerk, 1, 20)
	require.NoError(t, err)
	require.Zero(t, total+len(list))
	list, total, err = d.Imports(t.Context(), heReviewer, 1, 20)
	require.NoError(t, err)
	require.Equal(t, []int{1, 1}, []int{total, len(list)})
}

func TestCommitAndCancelMayBeRepeated(t *testing.T) {
	d := openDesk(t)
	i := d.upload(table(3), "a.csv")
	_, err := d.CommitImport(t.Context(), heClerk, i.ID)
	require.Equal(t, "import_not_ready", fault.CodeOf(err))
	d.work()
	first, second := d.commit(i.ID), d.commit(i.ID)
	require.Equal(t, first.Rev, second.Rev, "nothing happened the second time")
	require.Len(t, d.experts(), 3)
	_, err = d.CancelImport(t.Context(), heClerk, i.ID)
	require.Equal(t, "import_committed", fault.CodeOf(err))

	again := d.upload(table(3), "a.csv")
	d.work()
	require.Equal(t, 3, d.get(again.ID).Counts.Bad, "everybody is registered already")
	_, err = d.CommitImport(t.Context(), heClerk, again.ID)
	require.Equal(t, "import_nothing_good", fault.CodeOf(err))
	for range 2 {
		c, err := d.CancelImport(t.Context(), heClerk, again.ID)
		require.NoError(t, err)
		require.Equal(t, expert.ImportCancelled, c.State)
	}
	_, err = d.CommitImport(t.Context(), heClerk, again.ID)
	require.Equal(t, "import_cancelled", fault.CodeOf(err))
}

func TestAPersonRegisteredBetweenCheckAndCommitIsRefusedThen(t *testing.T) {
	d := openDesk(t)
	i := d.upload(table(3), "a.csv")
	d.work()
	_, err := d.Create(t.Context(), heClerk, expert.Input{Name: "王示二", Identity: identity(2)}, expert.Repeat{})
	require.NoError(t, err)
	i = d.commit(i.ID)
	require.Equal(t, expert.ImportCounts{Rows: 3, Good: 2, Bad: 1, Committed: 2}, i.Counts)
	row := d.rows(i.ID, expert.RowRejected)[3]
	require.Contains(t, words(row), "证件号码:本地区已登记过该证件号码的专家")
	require.Empty(t, row.Sealed)
	require.Len(t, d.experts(), 3)
}

func TestTheSameUploadTwiceIsOneImport(t *testing.T) {
	d := openDesk(t)
	content := table(2)
	start := func(hash string) (*expert.Import, error) {
		return d.StartImport(t.Context(), heClerk, expert.Upload{Content: bytes.NewReader(content), Name: "a.csv", Size: int64(len(content))},
			expert.Repeat{ID: "0197a000-0000-8000-8000-000000000001", Hash: hash})
	}
	first, err := start("h")
	require.NoError(t, err)
	second, err := start("h")
	require.NoError(t, err)
	require.Equal(t, first.ID, second.ID)
	_, err = start("other")
	require.Equal(t, "idempotency_key_reused", fault.CodeOf(err))
}

func TestTheTemplateFilledInIsReadBack(t *testing.T) {
	d := openDesk(t)
	template, err := d.ImportTemplate()
	require.NoError(t, err)
	i := d.upload(template, "专家登记表.xlsx")
	d.work()
	i = d.get(i.ID)
	require.Equal(t, expert.ImportCounts{Skipped: 1}, i.Counts, "only the sample")
	require.Empty(t, i.Notes, "every column of the template is known")
	require.Len(t, i.Columns, 45)
}

func TestProgressTellsRateAndTimeLeft(t *testing.T) {
	d := openDesk(t)
	i := d.upload(table(250), "a.csv")
	ctx, cancel := context.WithCancel(t.Context())
	d.on(&failing{Engine: d.engine, before: func(n int) error {
		d.clock.pass(time.Second)
		if n == 6 {
			cancel()
		}
		return nil
	}})
	_, err := d.RunImport(ctx)
	require.NoError(t, err)
	i = d.get(i.ID)
	require.Equal(t, expert.Reading, i.State)
	require.Equal(t, []int{250, 200}, []int{i.Total, i.Done})
	d.on(d.engine)
	d.work()
	require.Equal(t, 250, d.get(i.ID).Counts.Good)
}
