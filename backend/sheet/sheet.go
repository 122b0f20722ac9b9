// Package sheet reads and writes tables as offices send them: .xlsx, and .csv in UTF-8 or GB18030. It trusts nothing it reads, holds one
// row in memory at a time, and knows no word of any feature.
package sheet

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"talentcircle/backend/fault"
)

// Limits bounds what a file may make us do. Sizes are in bytes.
type Limits struct {
	File     int64 // the file as sent
	Expanded int64 // everything in an .xlsx, unpacked
	Strings  int64 // the shared texts of an .xlsx, which stay in memory
	Ratio    int64 // unpacked to packed size of one part that unpacks to more than 16 MiB
	Parts    int   // entries in an .xlsx
	Rows     int   // rows with content in one table
	Columns  int   // the last column with content
	Cell     int   // text of one cell; a longer one is marked TooLong and cut off, the file stays readable
}

// DefaultLimits are those of an upload: 10 MiB, 100,000 rows.
func DefaultLimits() Limits {
	return Limits{File: 10 << 20, Expanded: 256 << 20, Strings: 64 << 20, Ratio: 300, Parts: 2000, Rows: 100_000, Columns: 256, Cell: 32 << 10}
}

// The faults of a file as a whole.
var (
	ErrTooLarge = fault.New(fault.TooLarge, "sheet_too_large", "表格超过大小限制(文件 10 MB、10 万行、256 列),请拆分为多个文件。")
	ErrExpands  = fault.New(fault.Invalid, "sheet_expands_too_much",
		"表格解压后的内容远大于文件本身,疑似异常文件,请将数据复制到新建的表格后重新上传。")
	ErrEncrypted = fault.New(fault.Invalid, "sheet_encrypted", "表格已加密,请取消打开密码后重新上传。")
	ErrOldFormat = fault.New(fault.Invalid, "sheet_old_format", "不支持旧版格式(.xls、.xlsb),请用 Excel 或 WPS 打开后另存为 .xlsx 格式。")
	ErrEncoding  = fault.New(fault.Invalid, "sheet_encoding",
		"无法识别文件的文字编码,请用 Excel 或 WPS 打开后另存为 .xlsx 格式,或 UTF-8 编码的 .csv 格式。")
	ErrUnreadable = fault.New(fault.Invalid, "sheet_unreadable", "无法读取该文件,请确认它是 .xlsx 或 .csv 表格且未损坏。")
	ErrEmpty      = fault.New(fault.Invalid, "sheet_empty", "表格中没有内容,请核对后重新上传。")
)

// Kind is the form of a file.
type Kind string

// The two forms.
const (
	XLSX Kind = "xlsx"
	CSV  Kind = "csv"
)

// Row is one row that has content. Cells may be fewer than the table has columns; Cell(i) is safe for any i.
type Row struct {
	Number int // 1-based, as spreadsheet programs show it
	Hidden bool
	Cells  []Cell
}

// Cell is the cell of a column, counted from 0; the zero Cell where there is none.
func (r Row) Cell(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Blank reports a row without any text.
func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if !c.Blank() {
			return false
		}
	}
	return true
}

// table is one tab of a workbook, or the whole of a .csv.
type table struct {
	name   string
	part   string // the part of the .xlsx
	hidden bool
}

// Book is an opened file. It reads from the file it was opened on, which must stay there. A Book is not for several goroutines.
type Book struct {
	Name     string // the file name as sent
	Kind     Kind
	Encoding string // of a .csv: "UTF-8" or "GB18030"

	limits Limits
	tables []table
	xlsx   *workbook
	csv    *csvText
}

// Open recognises the form by content, never by name, and checks all that can be checked without unpacking. Faults: sheet_too_large,
// sheet_expands_too_much, sheet_encrypted, sheet_old_format, sheet_encoding, sheet_unreadable, sheet_empty.
func Open(r io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	if size > limits.File {
		return nil, ErrTooLarge
	}
	if size <= 0 {
		return nil, ErrEmpty
	}
	head := make([]byte, min(size, 512))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, ErrUnreadable.Because(err)
	}
	b := &Book{Name: name, limits: limits}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		b.Kind = XLSX
		return b, b.openXLSX(r, size)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, compoundFile(r, size)
	}
	b.Kind = CSV
	return b, b.openCSV(r, size, head)
}

// compoundFile tells the two kinds of the old container apart: an encrypted .xlsx and a table from before 2007.
func compoundFile(r io.ReaderAt, size int64) error {
	content := make([]byte, size)
	if _, err := r.ReadAt(content, 0); err != nil && err != io.EOF {
		return ErrUnreadable.Because(err)
	}
	const packageEntry = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"
	if bytes.Contains(content, []byte(packageEntry)) {
		return ErrEncrypted
	}
	return ErrOldFormat
}

// Tables names the tables in their order; hidden ones too, because Rows counts them.
func (b *Book) Tables() []string {
	names := make([]string, len(b.tables))
	for i, t := range b.tables {
		names[i] = t.name
	}
	return names
}

// Hidden reports whether the sender hid a table from view.
func (b *Book) Hidden(index int) bool { return b.tables[index].hidden }

// Rows reads the rows with content of one table, from the top; the index counts Tables from 0. An error is the last thing it gives.
// Faults are those of Open.
func (b *Book) Rows(index int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if index < 0 || index >= len(b.tables) {
			yield(Row{}, ErrEmpty)
			return
		}
		rows := 0
		count := func(row Row) (more bool, err error) {
			if rows++; rows > b.limits.Rows || len(row.Cells) > b.limits.Columns {
				return false, ErrTooLarge
			}
			return yield(row, nil), nil
		}
		var err error
		if b.Kind == CSV {
			err = b.csv.rows(b.limits.Cell, count)
		} else {
			err = b.xlsx.rows(b.tables[index], b.limits, count)
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// Head reads the first n rows with content of a table.
func (b *Book) Head(index, n int) ([]Row, error) {
	var head []Row
	for row, err := range b.Rows(index) {
		if err != nil {
			return nil, err
		}
		if head = append(head, row); len(head) == n {
			break
		}
	}
	return head, nil
}

// cut shortens a text to at most n bytes without breaking a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "")
}
