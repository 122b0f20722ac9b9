package sheet_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"talentcircle/backend/sheet"
)

func open(t *testing.T, content []byte, name string) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(bytes.NewReader(content), int64(len(content)), name, sheet.DefaultLimits())
	require.NoError(t, err)
	return b
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return content
}

func read(t *testing.T, b *sheet.Book, table int) map[int]sheet.Row {
	t.Helper()
	rows := map[int]sheet.Row{}
	for row, err := range b.Rows(table) {
		require.NoError(t, err)
		rows[row.Number] = row
	}
	return rows
}

func texts(row sheet.Row) []string {
	var out []string
	for _, c := range row.Cells {
		out = append(out, c.Text)
	}
	return out
}

func TestReadsAWorkbookSavedByLibreOffice(t *testing.T) {
	b := open(t, fixture(t, "libreoffice.xlsx"), "汇总表.xlsx")
	require.Equal(t, sheet.XLSX, b.Kind)
	require.Equal(t, []string{"汇总表", "说明"}, b.Tables())
	rows := read(t, b, 0)

	require.True(t, rows[2].Cell(0).Merged, "the title")
	require.NotContains(t, rows, 4, "a row without content")
	require.Equal(t, []string{"1", "王 示远", "130199196802170030", "2016-11", "1968-02-17", "合格"}, texts(rows[6]),
		"a date shown as a month is a month")
	lost := rows[7].Cell(2)
	require.Equal(t, "120199197908030000", lost.Text)
	require.True(t, lost.LostDigits())
	require.False(t, rows[6].Cell(2).LostDigits(), "the same digits as text are whole")
	require.True(t, rows[7].Cell(5).Formula)
	require.Equal(t, "5", rows[7].Cell(5).Text)
	require.True(t, rows[8].Cell(5).Merged)
	require.True(t, rows[9].Cell(5).Merged, "the covered cell below")

	for row, want := range map[int]string{6: "2016-11", 7: "2017-12", 8: "day_ambiguous", 9: "2016-12"} {
		day, err := rows[row].Cell(3).Day()
		requireDay(t, want, day, err)
	}
	for row, want := range map[int]string{6: "1968-02-17", 7: "1979-09-02", 8: "1981-09-30", 9: "1981-09-30"} {
		day, err := rows[row].Cell(4).Day()
		requireDay(t, want, day, err)
	}
}

func TestReadsAGB18030Text(t *testing.T) {
	b := open(t, fixture(t, "gb18030.csv"), "名单.csv")
	require.Equal(t, "GB18030", b.Encoding)
	rows := read(t, b, 0)
	require.Equal(t, []string{"1", "王　示远", "130199196802170030", "2016.12", "含,逗号"}, texts(rows[2]))
	require.NotContains(t, rows, 3)
	require.Equal(t, "两\r\n行", rows[4].Cell(4).Text, "a row with two lines is one row")
	require.Equal(t, []string{"3", "𠮷示㛃", "130199198109300043", "2016.1", "=1+1"}, texts(rows[5]))
	require.True(t, rows[5].Cell(4).Formula)
	require.False(t, rows[5].Cell(2).Formula, `="…" keeps text text`)
	require.Equal(t, `他说"好"`, rows[6].Cell(4).Text)

	for row, lost := range map[int]bool{2: false, 4: true, 5: false, 6: true} {
		require.Equal(t, lost, rows[row].Cell(2).LostDigits(), "row %d", row)
	}
	_, err := rows[5].Cell(3).Day()
	requireDay(t, "day_ambiguous", zeroDay, err)
}

func TestTextsInEveryEncodingAndForm(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("姓名\t单位\n单示明\t天津\n")
	require.NoError(t, err)
	for name, content := range map[string]string{
		"plain":     "姓名,单位\n单示明,天津\n",
		"mark":      "\xEF\xBB\xBF姓名,单位\r\n单示明,天津",
		"semicolon": "姓名;单位\r单示明;天津\r",
		"tab":       gb,
		"quoted":    "\"姓名\",\"单位\"\n\"单示明\",\"天津\"\n\n\n",
		"unended":   "姓名,单位\n单示明,\"天津",
		"trailing":  "姓名,单位,,,\n单示明,天津,,,\n",
	} {
		rows := read(t, open(t, []byte(content), "a.csv"), 0)
		require.Len(t, rows, 2, name)
		require.Equal(t, []string{"姓名", "单位"}, texts(rows[1]), name)
		require.Equal(t, []string{"单示明", "天津"}, texts(rows[2]), name)
	}
}

func TestALongCellIsItsOwnTrouble(t *testing.T) {
	limits := sheet.DefaultLimits()
	long := strings.Repeat("长", 1<<20/3)
	form, err := sheet.Write(sheet.Form{Name: "表", Title: "t", Columns: []sheet.Column{{Header: "姓名"}, {Header: "简介"}},
		Rows: [][]string{{"王示远", "短"}}})
	require.NoError(t, err)
	for name, content := range map[string][]byte{
		"csv":    []byte("姓名,简介\n王示远," + long + "\n李例敏,短\n"),
		"shared": replacePart(t, form, "xl/sharedStrings.xml", "短", long),
		"inline": replacePart(t, form, "xl/worksheets/sheet1.xml", `</row></sheetData>`,
			`<c r="C3" t="inlineStr"><is><t>`+long+`</t></is></c></row></sheetData>`),
	} {
		found := 0
		for _, row := range read(t, open(t, content, "a"), 0) {
			for _, c := range row.Cells {
				require.LessOrEqual(t, len(c.Text), limits.Cell, name)
				if c.TooLong {
					found++
				}
			}
		}
		require.Equal(t, 1, found, name)
	}
}

func TestHeadStopsEarly(t *testing.T) {
	head, err := open(t, []byte("a,b\n1,2\n3,4\n"), "a.csv").Head(0, 2)
	require.NoError(t, err)
	require.Len(t, head, 2)
}
