package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
	"talentcircle/backend/sheet"
)

func form(t *testing.T) []byte {
	t.Helper()
	content, err := sheet.Write(sheet.Form{
		Name: "登记表", Title: "高级专家登记表", Guide: []string{"请逐行填写。", "=1+1"}, Sample: 1,
		Columns: []sheet.Column{
			{Header: "姓名", Required: true},
			{Header: "证件号码", Required: true, Note: "该列为文本格式,请勿更改。", Width: 24},
			{Header: "层级", Choices: []string{"正高级", "副高级"}},
			{Header: "授权范围", Choices: []string{"三地共享", "=危险"}, Open: true},
		},
		Rows: [][]string{{"示例:王示远", "130199196802170030", "正高级", "三地共享"}, {"=cmd|' /C calc'!A0", "'0", "\t-1", "2016.10"}},
	})
	require.NoError(t, err)
	return content
}

func TestAFormIsReadBackAsItWasWritten(t *testing.T) {
	b := open(t, form(t), "登记表.xlsx")
	require.Equal(t, []string{"登记表", "代码表", "填表说明"}, b.Tables())
	rows := read(t, b, 0)
	head, err := b.Head(0, 30)
	require.NoError(t, err)
	h, ok := sheet.FindHeader(head, wanted, 2)
	require.True(t, ok)
	require.Equal(t, 2, h.Row)
	require.Equal(t, []string{"示例:王示远", "130199196802170030", "正高级", "三地共享"}, texts(rows[3]))
	require.Equal(t, []string{"'=cmd|' /C calc'!A0", "'0", "'\t-1", "2016.10"}, texts(rows[4]), "formulas are disarmed, numbers stay texts")
	for _, c := range rows[4].Cells {
		require.False(t, c.Formula || c.Number)
	}
	codes := read(t, b, 1)
	require.Equal(t, []string{"层级", "授权范围"}, texts(codes[1]))
	require.Equal(t, []string{"副高级", "'=危险"}, texts(codes[3]))
}

func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	f, err := z.Open(name)
	require.NoError(t, err)
	content, err := io.ReadAll(f)
	require.NoError(t, err)
	return string(content)
}

func TestAFormHelpsToFillIn(t *testing.T) {
	table := part(t, form(t), "xl/worksheets/sheet1.xml")
	for _, want := range []string{`state="frozen"`, `ySplit="2"`, `'代码表'!$A$2:$A$3`, `'代码表'!$B$2:$B$3`, `sqref="C3:C3002"`, `该列为文本格式`, `errorStyle="stop"`, `mergeCell ref="A1:D1"`} {
		require.Contains(t, table, want)
	}
	require.Equal(t, 1, strings.Count(table, `errorStyle="stop"`), "an open list does not insist")
	require.Contains(t, part(t, form(t), "xl/styles.xml"), `numFmtId="49"`)
}

func TestNeutral(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "王示远": "王示远", "=1": "'=1", "+86": "'+86", "-": "'-", "@a": "'@a", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "  =1": "'  =1",
		"\uFF1D1": "'\uFF1D1", "1=1": "1=1", "'=1": "'=1",
	} {
		require.Equal(t, want, sheet.Neutral(text), "%q", text)
	}
}

func annotate(t *testing.T, content []byte, name string, r sheet.Remarks) (*sheet.Book, sheet.Annotated) {
	t.Helper()
	b := open(t, content, name)
	out, err := b.Annotate(bytes.NewReader(content), int64(len(content)), r)
	require.NoError(t, err)
	return open(t, out.Content, out.Name), out
}

func TestRemarksOnAWorkbook(t *testing.T) {
	original := fixture(t, "libreoffice.xlsx")
	remarks := sheet.Remarks{Table: 0, HeaderRow: 5, Title: "错误原因", ByRow: map[int][]sheet.Remark{
		7: {{Column: 2, Text: "疑似被 Excel 转换。"}, {Column: 5, Text: "不能用公式。"}}, 9: {{Column: -1, Text: "=重复"}}}}
	b, out := annotate(t, original, "汇总表.XLSX", remarks)
	require.Equal(t, "汇总表(错误原因).xlsx", out.Name)
	before, after := read(t, open(t, original, "a"), 0), read(t, b, 0)
	require.Len(t, after, len(before))
	for number, row := range before {
		for i, c := range row.Cells {
			require.Equal(t, c.Text, after[number].Cell(i).Text, "row %d column %d", number, i)
			require.Equal(t, c.Formula, after[number].Cell(i).Formula)
			require.Equal(t, c.Merged, after[number].Cell(i).Merged)
		}
	}
	require.Equal(t, "错误原因", after[5].Cell(6).Text)
	require.Equal(t, "疑似被 Excel 转换。\n不能用公式。", after[7].Cell(6).Text)
	require.True(t, after[8].Cell(6).Blank())
	require.Equal(t, "'=重复", after[9].Cell(6).Text)
	require.Contains(t, part(t, out.Content, "xl/styles.xml"), "FFD9D9")

	remarks.ByRow = map[int][]sheet.Remark{8: {{Column: 1, Text: "新的。"}}}
	again, _ := annotate(t, out.Content, out.Name, remarks)
	rows := read(t, again, 0)
	require.Equal(t, "新的。", rows[8].Cell(6).Text, "the column is used again")
	require.True(t, rows[7].Cell(6).Blank() && rows[9].Cell(6).Blank(), "old remarks are gone")
	require.Len(t, rows[5].Cells, 7)
}

func TestRemarksOnATextInItsOwnEncoding(t *testing.T) {
	original := fixture(t, "gb18030.csv")
	remarks := sheet.Remarks{HeaderRow: 1, Title: "错误原因", ByRow: map[int][]sheet.Remark{4: {{Column: 2, Text: "疑似被转换,请改。"}}, 5: {{Column: 4, Text: "公式"}}}}
	b, out := annotate(t, original, "名单.csv", remarks)
	require.Equal(t, "GB18030", b.Encoding)
	require.Equal(t, "名单(错误原因).csv", out.Name)
	before, after := read(t, open(t, original, "a"), 0), read(t, b, 0)
	require.Len(t, after, len(before))
	for number, row := range before {
		for i, c := range row.Cells {
			require.Equal(t, c.Text, after[number].Cell(i).Text, "row %d column %d", number, i)
		}
	}
	require.Equal(t, "错误原因", after[1].Cell(5).Text)
	require.Equal(t, "疑似被转换,请改。", after[4].Cell(5).Text)
	require.False(t, after[5].Cell(4).Formula, "what programs would compute is disarmed")
	require.True(t, after[6].Cell(5).Blank())

	utf8, out := annotate(t, []byte("姓名,单位\n甲,乙\n"), "a.txt", sheet.Remarks{HeaderRow: 1, Title: "错误原因"})
	require.Equal(t, "UTF-8", utf8.Encoding)
	require.Equal(t, "\xEF\xBB\xBF姓名,单位,错误原因\r\n甲,乙\r\n", string(out.Content))
}

func TestATableTooLargeToBeGivenBackSaysSo(t *testing.T) {
	filler, parts := strings.Repeat("a", 15<<20), map[string]string{}
	for _, name := range []string{"1", "2", "3", "4", "5"} {
		parts["xl/media/"+name] = filler
	}
	file := workbook(t, parts)
	b := open(t, file, "a.xlsx")
	_, err := b.Annotate(bytes.NewReader(file), int64(len(file)), sheet.Remarks{HeaderRow: 1, Title: "错误原因"})
	require.Equal(t, "sheet_too_large", fault.CodeOf(err))
}
