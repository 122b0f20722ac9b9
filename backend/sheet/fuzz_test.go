package sheet_test

import (
	"bytes"
	"os"
	"testing"
	"unicode/utf8"

	"talentcircle/backend/fault"
	"talentcircle/backend/sheet"
)

// tight keeps a fuzzing run quick; what is found holds for the ordinary limits.
func tight() sheet.Limits {
	return sheet.Limits{File: 1 << 20, Expanded: 4 << 20, Strings: 1 << 20, Ratio: 300, Parts: 100, Rows: 2000, Columns: 64, Cell: 1000}
}

// readAll reads everything, checks what holds for every file, and reads the file with remarks again.
func readAll(t *testing.T, content []byte) {
	limits := tight()
	b, err := sheet.Open(bytes.NewReader(content), int64(len(content)), "a", limits)
	if err != nil {
		known(t, err)
		return
	}
	for i := range b.Tables() {
		last := 0
		for row, err := range b.Rows(i) {
			if err != nil {
				known(t, err)
				return
			}
			if row.Number <= last || row.Blank() || len(row.Cells) > limits.Columns {
				t.Fatalf("row %d after %d, %d cells", row.Number, last, len(row.Cells))
			}
			last = row.Number
			for _, c := range row.Cells {
				if len(c.Text) > limits.Cell || !utf8.ValidString(c.Text) {
					t.Fatalf("cell of %d bytes", len(c.Text))
				}
				if day, err := c.Day(); err == nil && day.IsZero() {
					t.Fatal("a date that is none")
				}
			}
		}
	}
	out, err := b.Annotate(bytes.NewReader(content), int64(len(content)), sheet.Remarks{HeaderRow: 1, Title: "错误原因", ByRow: map[int][]sheet.Remark{2: {{Text: "x"}}}})
	if err != nil {
		known(t, err)
		return
	}
	if b.Kind == sheet.CSV {
		if _, err := sheet.Open(bytes.NewReader(out.Content), int64(len(out.Content)), out.Name, sheet.DefaultLimits()); err != nil {
			t.Fatalf("what was given back can't be read: %v", err)
		}
	}
}

func known(t *testing.T, err error) {
	if _, ok := fault.As(err); !ok {
		t.Fatalf("not a fault: %v", err)
	}
}

func FuzzCSV(f *testing.F) {
	gb, err := os.ReadFile("testdata/gb18030.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(gb)
	f.Add([]byte("\xEF\xBB\xBF姓名;单位\r\n\"甲\"\"乙\";=1+1\r'=1\n"))
	f.Fuzz(readAll)
}

func FuzzXLSX(f *testing.F) {
	file, err := os.ReadFile("testdata/libreoffice.xlsx")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file, uint(100), []byte("x"))
	f.Fuzz(func(t *testing.T, file []byte, at uint, patch []byte) {
		if len(file) > 0 {
			copy(file[int(at%uint(len(file))):], patch)
		}
		readAll(t, file)
	})
}

// FuzzTable mutates the XML itself, which the checksum of a packed file keeps FuzzXLSX from reaching.
func FuzzTable(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>a_x000D_</t></r><rPh><t>b</t></rPh></is></c>`+
		`<c s="1"><f>1+1</f><v>2.5E3</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst><si><t>甲</t></si></sst>`)
	f.Fuzz(func(t *testing.T, table, strings string) {
		if table != "" && strings != "" {
			readAll(t, workbook(t, map[string]string{"xl/worksheets/sheet1.xml": table, "xl/sharedStrings.xml": strings}))
		}
	})
}

func FuzzLooseDay(f *testing.F) {
	for _, text := range []string{"2016.12", "2016年12月5日", "42709", "2016/12/5 0:00", "1990-02-29"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, err := sheet.LooseDay(text)
		if err != nil {
			known(t, err)
			return
		}
		again, err := sheet.LooseDay(day.String())
		if err != nil || again != day {
			t.Fatalf("%q is %s, which is read as %s, %v", text, day, again, err)
		}
	})
}
