package sheet

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Remark is what a reader of a table has to say about one row.
type Remark struct {
	Column int // the cell it is about, counted from 0; -1: the row
	Text   string
}

// Annotated is a table with remarks.
type Annotated struct {
	Name    string // of the file
	Type    string // media type
	Content []byte
}

// Remarks is what Annotate writes: into which table, under which header.
type Remarks struct {
	Table     int    // index among Tables
	HeaderRow int    // its number
	Title     string // the header of the added column
	ByRow     map[int][]Remark
}

// maxAnnotated is the unpacked size up to which an .xlsx is given back with remarks: changing it takes some ten times that in memory.
const maxAnnotated = 64 << 20

// ErrNoRoom is the fault of a file too large to be given back with remarks.
var ErrNoRoom = ErrTooLarge.At("body.file", "表格过大,无法生成带错误原因的文件,请在页面上查看。")

// Annotate gives back the sender's own file with a column of remarks after the last, and the cells they are about in colour; everything
// else stays as it was. A column of that title that is there already is used again. In a .csv only texts that a program would take for
// a formula change: see Neutral.
func (b *Book) Annotate(original io.ReaderAt, size int64, remarks Remarks) (Annotated, error) {
	ext := path.Ext(b.Name)
	name := strings.TrimSuffix(b.Name, ext) + "(" + remarks.Title + ")." + string(b.Kind)
	if b.Kind == CSV {
		content, err := b.annotateCSV(remarks)
		return Annotated{Name: name, Type: "text/csv", Content: content}, err
	}
	content, err := b.annotateXLSX(original, size, remarks)
	return Annotated{Name: name, Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Content: content}, err
}

// place finds where the remarks go: the column that has their title, or the one after the last.
func (b *Book) place(remarks Remarks) (column int, rows []int, err error) {
	next := 0
	column = -1
	for row, err := range b.Rows(remarks.Table) {
		if err != nil {
			return 0, nil, err
		}
		next = max(next, len(row.Cells))
		rows = append(rows, row.Number)
		if row.Number == remarks.HeaderRow {
			column = slices.IndexFunc(row.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) == remarks.Title })
		}
	}
	if column < 0 {
		column = next
	}
	return column, rows, nil
}

func joined(remarks []Remark) string {
	lines := make([]string, len(remarks))
	for i, r := range remarks {
		lines[i] = r.Text
	}
	return cut(Neutral(strings.Join(lines, "\n")), 30_000)
}

func (b *Book) annotateXLSX(original io.ReaderAt, size int64, remarks Remarks) (content []byte, err error) {
	var unpacked uint64
	for _, f := range b.xlsx.parts {
		unpacked += f.UncompressedSize64
	}
	if unpacked > maxAnnotated {
		return nil, ErrNoRoom
	}
	column, rows, err := b.place(remarks)
	if err != nil {
		return nil, err
	}
	defer func() { // excelize can panic on files that no program of its own made
		if p := recover(); p != nil {
			content, err = nil, ErrUnreadable.Because(fmt.Errorf("annotate: %v", p))
		}
	}()
	file, err := excelize.OpenReader(io.NewSectionReader(original, 0, size), excelize.Options{
		UnzipSizeLimit: maxAnnotated + 1, UnzipXMLSizeLimit: maxAnnotated + 1}) // all in memory: nothing private goes to a temporary file
	if err != nil {
		return nil, ErrUnreadable.Because(err)
	}
	defer file.Close()
	a := &annotator{formWriter: formWriter{file: file}, table: b.tables[remarks.Table].name, column: column, marked: map[int]int{}}
	a.write(remarks, rows)
	if a.err != nil {
		return nil, ErrUnreadable.Because(a.err)
	}
	out, err := file.WriteToBuffer()
	if err != nil {
		return nil, ErrUnreadable.Because(err)
	}
	return out.Bytes(), nil
}

type annotator struct {
	formWriter
	table  string
	column int
	marked map[int]int // the style of a cell → the same in colour
}

func (a *annotator) write(remarks Remarks, rows []int) {
	letter, err := excelize.ColumnNumberToName(a.column + 1)
	a.do(err)
	a.do(a.file.SetColWidth(a.table, letter, letter, 60))
	head := cellName(a.column, remarks.HeaderRow)
	a.do(a.file.SetCellStr(a.table, head, remarks.Title))
	a.do(a.file.SetCellStyle(a.table, head, head, a.headerStyle("F8CBAD")))
	text := a.style(excelize.Style{Font: &excelize.Font{Color: "C00000"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, NumFmt: asText})
	for _, row := range rows {
		cell, about := cellName(a.column, row), remarks.ByRow[row]
		if len(about) == 0 {
			if row > remarks.HeaderRow {
				a.clear(cell)
			}
			continue
		}
		a.do(a.file.SetCellStr(a.table, cell, joined(about)))
		a.do(a.file.SetCellStyle(a.table, cell, cell, text))
		for _, r := range about {
			if r.Column >= 0 && r.Column != a.column {
				a.colour(cellName(r.Column, row))
			}
		}
	}
}

// clear takes away a remark from an earlier round.
func (a *annotator) clear(cell string) {
	old, err := a.file.GetCellValue(a.table, cell)
	a.do(err)
	if old != "" {
		a.do(a.file.SetCellStr(a.table, cell, ""))
	}
}

// colour gives a cell a ground of its own and leaves the rest of its style.
func (a *annotator) colour(cell string) {
	id, err := a.file.GetCellStyle(a.table, cell)
	a.do(err)
	marked, known := a.marked[id]
	if !known {
		style, err := a.file.GetStyle(id)
		if err != nil {
			style = &excelize.Style{}
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFD9D9"}}
		marked = a.style(*style)
		a.marked[id] = marked
	}
	a.do(a.file.SetCellStyle(a.table, cell, cell, marked))
}

func (b *Book) annotateCSV(remarks Remarks) ([]byte, error) {
	column, _, err := b.place(remarks)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	rest := b.csv.text
	for number := 1; rest != ""; number++ {
		var fields []string
		fields, rest = b.csv.record(rest)
		about := remarks.ByRow[number]
		if number == remarks.HeaderRow || len(about) > 0 || column < len(fields) && number > remarks.HeaderRow {
			for len(fields) <= column {
				fields = append(fields, "")
			}
			fields[column] = joined(about)
		}
		if number == remarks.HeaderRow {
			fields[column] = remarks.Title
		}
		b.csv.write(&out, fields)
	}
	if b.Encoding == "GB18030" {
		return simplifiedchinese.GB18030.NewEncoder().Bytes(out.Bytes())
	}
	return append([]byte(byteOrderMark), out.Bytes()...), nil // without the mark Excel reads UTF-8 as GBK
}

func (c *csvText) write(out *bytes.Buffer, fields []string) {
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(c.separator)
		}
		if !quotedFormula.MatchString(f) {
			f = Neutral(f)
		}
		if strings.ContainsAny(f, "\"\r\n"+string([]byte{c.separator})) {
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		out.WriteString(f)
	}
	out.WriteString("\r\n")
}
