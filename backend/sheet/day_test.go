package sheet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/sheet"
)

var zeroDay cn.Day

// requireDay compares with a day, or with the code of a fault.
func requireDay(t *testing.T, want string, day cn.Day, err error) {
	t.Helper()
	if err != nil {
		require.Equal(t, want, fault.CodeOf(err))
		return
	}
	require.Equal(t, want, day.String())
}

func TestLooseDay(t *testing.T) {
	for text, want := range map[string]string{
		"2016.12": "2016-12", "2016.1": "2016-01", "2016年12月": "2016-12", "2016年 1 月": "2016-01", "2016/12/5": "2016-12-05",
		"2016-12": "2016-12", "201612": "2016-12", "20161205": "2016-12-05", "2016年12月5日": "2016-12-05", "２０１６．１２": "2016-12",
		"2016－12－05": "2016-12-05", "2016—12": "2016-12", "2016.12.05": "2016-12-05", " 2016.12 ": "2016-12", "2016.12.": "2016-12",
		"2016-12-05 00:00:00": "2016-12-05", "2016/12/5 0:00": "2016-12-05", "2016-12-05T08:30:00": "2016-12-05",
		"42709": "2016-12-05", "29100": "1979-09-02", "42709.5": "2016-12-05", "2016年12月5": "2016-12-05",

		"1990-02-29": "day_invalid", "1990年2月29日": "day_invalid", "2016.13": "day_invalid", "201613": "day_invalid", "20160431": "day_invalid",
		"2016-00": "day_invalid", "0216-11": "day_invalid",
		"": "day_format", "2016": "day_format", "2016年": "day_format", "至今": "day_format", "16.12": "day_format", "12/5/2016": "day_format",
		"5": "day_format", "99999": "day_format", "2016-12-05-01": "day_format", "2016年12月5日起": "day_format", "约2016年12月": "day_format",
	} {
		day, err := sheet.LooseDay(text)
		requireDay(t, want, day, err)
	}
}

func TestSerialsOfBothSystems(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="180" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;;@"/>` +
		`<numFmt numFmtId="181" formatCode="0.00&quot;y&quot;m"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/><xf numFmtId="180"/><xf numFmtId="181"/><xf numFmtId="46"/></cellXfs></styleSheet>`
	rels := `<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="/styles" Target="/xl/styles.xml"/></R>`
	cells := `<row r="1"><c s="0"><v>42709</v></c><c s="1"><v>42709.75</v></c><c s="2"><v>42709</v></c><c s="3"><v>42709</v></c>` +
		`<c s="4"><v>42709</v></c><c s="5"><v>42709</v></c><c s="1"><v>60</v></c><c s="1"><v>-3</v></c><c t="d"><v>2016-12-05T00:00:00</v></c></row>`
	for since, want := range map[string][]string{
		"0": {"42709", "2016-12-05", "2016-12", "2016-12", "42709", "42709", "60", "-3", "2016-12-05"},
		"1": {"42709", "2020-12-06", "2020-12", "2020-12", "42709", "42709", "1904-03-01", "-3", "2016-12-05"},
	} {
		file := workbook(t, map[string]string{
			"xl/workbook.xml":            `<workbook><workbookPr date1904="` + since + `"/><sheet name="表" id="r1"/></workbook>`,
			"xl/_rels/workbook.xml.rels": rels, "xl/styles.xml": styles, "xl/worksheets/sheet1.xml": `<w><sheetData>` + cells + `</sheetData></w>`})
		row := read(t, open(t, file, "a.xlsx"), 0)[1]
		require.Equal(t, want, texts(row), since)
		require.Equal(t, "42709.75", row.Cell(1).Raw)
	}
}

func TestNumbersAsPeopleReadThem(t *testing.T) {
	for raw, want := range map[string]struct {
		text string
		lost bool
	}{
		"1.3812345678E10":      {"13812345678", false},
		"13812345678":          {"13812345678", false},
		"1.10199198511210E+17": {"110199198511210000", true},
		"110199198511210069":   {"110199198511210069", true},
		"2016.1":               {"2016.1", false},
		"0.30000000000000004":  {"0.3", false},
		"123456789012345":      {"123456789012345", false},
	} {
		c := read(t, open(t, sheetOf(t, `<row r="1"><c><v>`+raw+`</v></c></row>`), "a"), 0)[1].Cell(0)
		require.Equal(t, want.text, c.Text, raw)
		require.Equal(t, want.lost, c.LostDigits(), raw)
		require.True(t, c.Number, raw)
	}
}
