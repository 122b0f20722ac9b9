package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// tableReader turns the XML of one table into rows.
type tableReader struct {
	book   *workbook
	limits Limits
	part   *part
	merged []area // not reached yet
	open   []area // reached and not left
	row    Row
	last   int // number of the row before
	column int // of the cell being read
}

func (w *workbook) rows(t table, limits Limits, yield func(Row) (bool, error)) error {
	if err := w.load(limits); err != nil {
		return unreadable(err)
	}
	merged, err := w.mergedAreas(t.part)
	if err != nil {
		return unreadable(err)
	}
	p, closer, err := w.open(t.part)
	if err != nil {
		return unreadable(err)
	}
	defer closer.Close()
	r := &tableReader{book: w, limits: limits, part: p, merged: merged}
	return unreadable(r.read(yield))
}

func (r *tableReader) read(yield func(Row) (bool, error)) error {
	for {
		token, err := r.part.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := r.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			if t.Name.Local == "sheetData" {
				return nil
			}
			if t.Name.Local == "row" && !r.row.Blank() {
				if err := r.mark(); err != nil {
					return err
				}
				if more, err := yield(r.row); err != nil || !more {
					return err
				}
			}
		}
	}
}

func (r *tableReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		number := r.last + 1
		if given := attr(e, "r"); given != "" {
			n, err := strconv.Atoi(given)
			if err != nil || n <= r.last {
				return errors.New("rows out of order")
			}
			number = n
		}
		r.last, r.column = number, -1
		r.row = Row{Number: number, Hidden: truth(attr(e, "hidden"))}
	case "c":
		return r.cell(e)
	}
	return nil
}

// cell reads one cell up to its end element.
func (r *tableReader) cell(e xml.StartElement) error {
	column := r.column + 1
	if ref := attr(e, "r"); ref != "" {
		c, _, ok := reference(ref)
		if !ok || c <= r.column {
			return errors.New("cells out of order")
		}
		column = c
	}
	r.column = column
	value, formula, err := r.content()
	if err != nil {
		return err
	}
	text, long := value.take()
	cell, err := r.typed(attr(e, "t"), attr(e, "s"), text)
	if err != nil {
		return err
	}
	cell.Formula, cell.TooLong = formula, cell.TooLong || long
	if cell == (Cell{}) {
		return nil
	}
	if column >= r.limits.Columns {
		return ErrTooLarge
	}
	for len(r.row.Cells) <= column {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[column] = cell
	return nil
}

// content collects the value (v) or the inline text (t) of a cell, and sees whether it has a formula (f).
func (r *tableReader) content() (value text, formula bool, err error) {
	value.limit = r.limits.Cell
	inValue, phonetic := false, 0
	for depth := r.part.depth; ; {
		token, err := r.part.next()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return value, formula, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inValue = t.Name.Local == "v" || t.Name.Local == "t"
			formula = formula || t.Name.Local == "f"
			if t.Name.Local == "rPh" {
				phonetic = r.part.depth
			}
		case xml.CharData:
			if inValue && phonetic == 0 {
				value.add(t)
			}
		case xml.EndElement:
			inValue = false
			if r.part.depth < phonetic {
				phonetic = 0
			}
			if r.part.depth < depth {
				return value, formula, nil
			}
		}
	}
}

// typed makes a cell of what the file holds by the cell's type.
func (r *tableReader) typed(kind, style, value string) (Cell, error) {
	switch kind {
	case "s":
		if value == "" {
			return Cell{}, nil
		}
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(r.book.strings) {
			return Cell{}, errors.New("shared text out of range")
		}
		return Cell{Text: r.book.strings[i].text, TooLong: r.book.strings[i].tooLong}, nil
	case "inlineStr", "str":
		return Cell{Text: unescape(value)}, nil
	case "e":
		return Cell{Text: value, Error: true}, nil
	case "b":
		return Cell{Text: map[bool]string{true: "TRUE", false: "FALSE"}[truth(value)]}, nil
	case "d": // an ISO date as text
		day, _, _ := strings.Cut(value, "T")
		return Cell{Text: day, Raw: value, Date: true}, nil
	}
	if value == "" {
		return Cell{}, nil
	}
	return r.number(style, value), nil
}

func (r *tableReader) number(style, raw string) Cell {
	shown, value, ok := plainNumber(strings.TrimSpace(raw))
	if !ok {
		return Cell{Text: raw}
	}
	c := Cell{Text: shown, Number: true}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(r.book.styles) && r.book.styles[i] != noDate {
		if day, ok := serialDay(value, r.book.since904); ok {
			c.Text, c.Date = day.String(), true
			if r.book.styles[i] == monthOnly {
				c.Text = c.Text[:len("2016-11")]
			}
		}
	}
	if c.Text != raw {
		c.Raw = raw
	}
	return c
}

// reference reads a cell's address: B7 is column 1, row 7.
func reference(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 3 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, i > 0 && err == nil && row > 0
}
