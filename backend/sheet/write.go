package sheet

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Form describes a workbook for people to fill in: a title, a header, rows, and lists to choose from.
type Form struct {
	Name    string   // of the table
	Title   string   // in a merged cell over the header
	Columns []Column // in order
	Rows    [][]string
	Guide   []string // lines of a table of their own, GuideName
	Sample  int      // so many of the first Rows are samples, shown in grey
}

// The names of the tables beside the first.
const (
	GuideName = "填表说明"
	CodesName = "代码表"
)

// Column is one column of a Form.
type Column struct {
	Header   string
	Width    float64 // in characters; 0 is 14
	Required bool    // marked with a star
	Note     string  // shown when a cell is entered, at most 255 characters
	Choices  []string
	Open     bool // Choices are suggestions: several may be written into one cell
}

// fillRows is how many rows are prepared for entry.
const fillRows = 3000

// formWriter carries what the steps of Write share; the first failure stops them.
type formWriter struct {
	file *excelize.File
	form Form
	err  error
}

// Write makes the .xlsx of a form. Every column is formatted as text, so that a program changes neither identity numbers nor 2016.10;
// choices come as drop-down lists from a table of codes; no text can be taken for a formula.
func Write(form Form) ([]byte, error) {
	w := &formWriter{file: excelize.NewFile(), form: form}
	defer w.file.Close()
	w.do(w.file.SetSheetName("Sheet1", form.Name))
	w.body()
	w.choices()
	w.guide()
	if w.err != nil {
		return nil, fmt.Errorf("write form: %w", w.err)
	}
	out, err := w.file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write form: %w", err)
	}
	return out.Bytes(), nil
}

func (w *formWriter) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *formWriter) style(s excelize.Style) int {
	id, err := w.file.NewStyle(&s)
	w.do(err)
	return id
}

const (
	titleRow  = 1
	headerRow = 2
	asText    = 49 // the built-in number format @
)

func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column+1, row) // column and row are ours
	return name
}

func (w *formWriter) body() {
	name, last := w.form.Name, len(w.form.Columns)-1
	plain := w.style(excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	grey := w.style(excelize.Style{NumFmt: asText, Font: &excelize.Font{Color: "808080", Italic: true}})
	title := w.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}})
	header := w.headerStyle("D9E2F3")
	for i, c := range w.form.Columns {
		column, err := excelize.ColumnNumberToName(i + 1)
		w.do(err)
		w.do(w.file.SetColStyle(name, column, plain))
		w.do(w.file.SetColWidth(name, column, column, orElse(c.Width, 14)))
		w.do(w.file.SetCellStr(name, cellName(i, headerRow), headed(c)))
	}
	w.do(w.file.MergeCell(name, cellName(0, titleRow), cellName(last, titleRow)))
	w.do(w.file.SetCellStr(name, cellName(0, titleRow), Neutral(w.form.Title)))
	w.do(w.file.SetCellStyle(name, cellName(0, titleRow), cellName(last, titleRow), title))
	w.do(w.file.SetRowHeight(name, titleRow, 32))
	w.do(w.file.SetCellStyle(name, cellName(0, headerRow), cellName(last, headerRow), header))
	w.do(w.file.SetRowHeight(name, headerRow, 34))
	for r, values := range w.form.Rows {
		row := headerRow + 1 + r
		for c, v := range values {
			w.do(w.file.SetCellStr(name, cellName(c, row), Neutral(v)))
		}
		if r < w.form.Sample {
			w.do(w.file.SetCellStyle(name, cellName(0, row), cellName(last, row), grey))
		}
	}
	w.do(w.file.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: headerRow, TopLeftCell: cellName(0, headerRow+1), ActivePane: "bottomLeft"}))
}

func (w *formWriter) headerStyle(colour string) int {
	border := make([]excelize.Border, 0, 4)
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "A6A6A6", Style: 1})
	}
	return w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Border: border, NumFmt: asText,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
}

func headed(c Column) string {
	if c.Required {
		return "*" + c.Header
	}
	return c.Header
}

func orElse(v, other float64) float64 {
	if v == 0 {
		return other
	}
	return v
}

// choices writes the lists into the table of codes, one column each, and points drop-downs and entry notes at them.
func (w *formWriter) choices() {
	_, err := w.file.NewSheet(CodesName)
	w.do(err)
	bold, list := w.style(excelize.Style{Font: &excelize.Font{Bold: true}}), 0
	for i, c := range w.form.Columns {
		if len(c.Choices) == 0 && c.Note == "" {
			continue
		}
		rule := excelize.NewDataValidation(true)
		rule.Sqref = cellName(i, headerRow+1) + ":" + cellName(i, headerRow+fillRows)
		if c.Note != "" {
			rule.SetInput(c.Header, c.Note)
		}
		if len(c.Choices) > 0 {
			letter, err := excelize.ColumnNumberToName(list + 1)
			w.do(err)
			w.do(w.file.SetCellStr(CodesName, cellName(list, 1), c.Header))
			w.do(w.file.SetCellStyle(CodesName, cellName(list, 1), cellName(list, 1), bold))
			w.do(w.file.SetColWidth(CodesName, letter, letter, 24))
			for r, choice := range c.Choices {
				w.do(w.file.SetCellStr(CodesName, cellName(list, 2+r), Neutral(choice)))
			}
			rule.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$2:$%s$%d", CodesName, letter, letter, 1+len(c.Choices)))
			if !c.Open {
				rule.SetError(excelize.DataValidationErrorStyleStop, c.Header, "请从下拉列表中选择。")
			} else {
				rule.ShowErrorMessage = false
			}
			list++
		}
		w.do(w.file.AddDataValidation(w.form.Name, rule))
	}
}

func (w *formWriter) guide() {
	if len(w.form.Guide) == 0 {
		return
	}
	_, err := w.file.NewSheet(GuideName)
	w.do(err)
	wrap := w.style(excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	w.do(w.file.SetColWidth(GuideName, "A", "A", 100))
	for i, line := range w.form.Guide {
		w.do(w.file.SetCellStr(GuideName, cellName(0, i+1), Neutral(line)))
		w.do(w.file.SetCellStyle(GuideName, cellName(0, i+1), cellName(0, i+1), wrap))
	}
}
