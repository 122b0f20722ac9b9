package sheet_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/sheet"
)

var wanted = []sheet.Wanted{
	{Key: "name", Names: []string{"姓名", "专家姓名"}},
	{Key: "identity", Names: []string{"身份证号码", "证件号码"}},
	{Key: "series", Names: []string{"职称系列"}},
	{Key: "title", Names: []string{"职称名称", "职称"}},
	{Key: "scope", Names: []string{"授权范围"}},
}

func TestTheHeaderIsFoundUnderTitles(t *testing.T) {
	b := open(t, fixture(t, "libreoffice.xlsx"), "a.xlsx")
	head, err := b.Head(0, sheet.HeaderDepth)
	require.NoError(t, err)
	h, ok := sheet.FindHeader(head, wanted, 2)
	require.True(t, ok)
	require.Equal(t, 5, h.Row)
	require.Equal(t, map[string]int{"name": 1, "identity": 2}, h.Columns)
	require.Equal(t, []int{0, 3, 4, 5}, h.Unknown)
	require.Equal(t, "姓 名*", h.Names[1])
}

func TestHeaderNamesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, name := range []string{"姓名", "姓名*", "*姓名", "姓　名", "姓\n名", "姓 名:", "姓名(必填)", "专家姓名", "【姓名】", "＊姓名"} {
		head, err := open(t, []byte("附件1\n\""+name+"\",身份证号码(18位),备注\n甲,1,\n"), "a.csv").Head(0, 30)
		require.NoError(t, err)
		h, ok := sheet.FindHeader(head, wanted, 2)
		require.True(t, ok, name)
		require.Equal(t, map[string]int{"name": 0, "identity": 1}, h.Columns, name)
	}
}

func TestNoHeaderAndRepeatedColumns(t *testing.T) {
	head, err := open(t, []byte("姓名是重要的\n甲,乙\n"), "a.csv").Head(0, 30)
	require.NoError(t, err)
	_, ok := sheet.FindHeader(head, wanted, 2)
	require.False(t, ok)

	head, err = open(t, []byte("姓名,证件号码,姓 名\n甲,1,乙\n"), "a.csv").Head(0, 30)
	require.NoError(t, err)
	h, _ := sheet.FindHeader(head, wanted, 2)
	require.Equal(t, []int{2}, h.Twice)

	far := strings.Repeat("说明\n", sheet.HeaderDepth) + "姓名,证件号码\n"
	head, err = open(t, []byte(far), "a.csv").Head(0, 100)
	require.NoError(t, err)
	_, ok = sheet.FindHeader(head, wanted, 2)
	require.False(t, ok, "below the depth nobody looks")
}

func TestAHeaderInTwoRowsUnderAMergedCell(t *testing.T) {
	text := func(ref, s string) string { return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>` }
	file := workbook(t, map[string]string{"xl/worksheets/sheet1.xml": `<w><sheetData><row r="1">` + text("A1", "汇总表") + `</row>` +
		`<row r="2">` + text("A2", "姓名") + text("B2", "证件号码") + text("C2", "职称") + text("E2", "授权范围") + `</row>` +
		`<row r="3">` + text("C3", "系列") + text("D3", "名称") + `</row>` +
		`<row r="4">` + text("A4", "甲") + text("B4", "1") + text("C4", "工程") + text("D4", "工程师") + `</row></sheetData>` +
		`<mergeCells><mergeCell ref="A1:E1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="C2:D2"/><mergeCell ref="E2:E3"/></mergeCells></w>`})
	head, err := open(t, file, "a.xlsx").Head(0, 30)
	require.NoError(t, err)
	h, ok := sheet.FindHeader(head, wanted, 2)
	require.True(t, ok)
	require.Equal(t, 3, h.Row)
	require.Equal(t, map[string]int{"name": 0, "identity": 1, "series": 2, "title": 3, "scope": 4}, h.Columns)
}
