package sheet

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
)

// area is a merged block of cells; ends are inclusive.
type area struct{ top, bottom, left, right int }

// Merged areas beyond this number are not looked at: no hand-made table has so many.
const maxAreas = 100_000

// maxOpen bounds the areas that cross one row; areas may not overlap, so there are at most as many as columns.
const maxOpen = 16_384

var mergeElement = regexp.MustCompile(`<(?:[A-Za-z0-9_]+:)?mergeCell\s[^<>]{0,100}?ref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})["']`)

// mergedAreas finds the merged blocks of a table. The format lists them after the rows, so this goes over the whole part once before the
// rows are read; it looks for the elements in the bytes, which costs a small part of reading the XML.
func (w *workbook) mergedAreas(name string) ([]area, error) {
	r, err := w.parts[name].Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	m := &meter{from: r, left: w.most}
	const overlap = 256
	buffer, kept := make([]byte, 64<<10), 0
	var areas []area
	for {
		m.token = 0
		n, err := io.ReadFull(m, buffer[kept:])
		window := buffer[:kept+n]
		end := 0
		if bytes.Contains(window, []byte("mergeCell")) {
			for _, at := range mergeElement.FindAllSubmatchIndex(window, -1) {
				end = at[1]
				areas = addArea(areas, string(window[at[2]:at[3]]), string(window[at[4]:at[5]]))
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			slices.SortFunc(areas, func(a, b area) int { return a.top - b.top })
			return areas, nil
		}
		if err != nil || len(areas) > maxAreas {
			return areas, err
		}
		kept = copy(buffer, window[max(end, len(window)-overlap):])
	}
}

func addArea(areas []area, from, to string) []area {
	left, top, ok1 := reference(from)
	right, bottom, ok2 := reference(to)
	if !ok1 || !ok2 || right < left || bottom < top {
		return areas
	}
	return append(areas, area{top: top, bottom: bottom, left: left, right: right})
}

// mark sets Merged on the cells of the row that lie in merged areas. Areas come sorted by their top; those the rows have reached and not
// yet left are open.
func (r *tableReader) mark() error {
	for len(r.merged) > 0 && r.merged[0].top <= r.row.Number {
		r.open, r.merged = append(r.open, r.merged[0]), r.merged[1:]
	}
	r.open = slices.DeleteFunc(r.open, func(a area) bool { return a.bottom < r.row.Number })
	if len(r.open) > maxOpen {
		return errors.New("merged areas lie over each other")
	}
	for _, a := range r.open {
		for a.left < r.limits.Columns && len(r.row.Cells) <= a.left {
			r.row.Cells = append(r.row.Cells, Cell{})
		}
		for column := a.left; column <= a.right && column < len(r.row.Cells); column++ {
			r.row.Cells[column].Merged = true
		}
	}
	return nil
}

// oneLine joins the lines of a text.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
