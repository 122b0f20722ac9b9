package sheet

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Wanted is a column that a caller looks for, by the names it goes by.
type Wanted struct {
	Key   string
	Names []string
}

// Header is where the columns stand.
type Header struct {
	Row     int            // number of the (last) header row; data begins below
	Columns map[string]int // by Wanted.Key
	Names   map[int]string // every column with a header, as it is written there, on one line
	Unknown []int          // columns nobody looked for
	Twice   []int          // columns that repeat one already found
}

// HeaderDepth is how far down a header is looked for: tables begin with a title, an authority, a date, sometimes a page of remarks.
const HeaderDepth = 30

// FindHeader finds the header row: the one within the first HeaderDepth rows that names the most wanted columns, at least least of them.
// Names are compared without spaces, line breaks, stars and full-width forms, and without what stands in brackets. A header in two
// rows, where a merged cell 职称 stands over 系列 and 名称, is read as one. ok is false when there is none.
func FindHeader(rows []Row, wanted []Wanted, least int) (h Header, ok bool) {
	names := map[string]string{}
	for _, w := range wanted {
		for _, n := range w.Names {
			names[headerName(n, false)] = w.Key
		}
	}
	for i, row := range rows {
		if row.Number > HeaderDepth {
			break
		}
		found := readHeader(names, row, nil)
		if i+1 < len(rows) && rows[i+1].Number == row.Number+1 && hasMerged(row) {
			if two := readHeader(names, row, &rows[i+1]); len(two.Columns) > len(found.Columns) {
				found = two
			}
		}
		if len(found.Columns) >= max(least, 1) && len(found.Columns) > len(h.Columns) {
			h, ok = found, true
		}
	}
	return h, ok
}

func hasMerged(row Row) bool {
	for _, c := range row.Cells {
		if c.Merged {
			return true
		}
	}
	return false
}

// readHeader reads a header from one row, or from a row and the one below it.
func readHeader(names map[string]string, upper Row, lower *Row) Header {
	h := Header{Row: upper.Number, Columns: map[string]int{}, Names: map[int]string{}}
	count := len(upper.Cells)
	if lower != nil {
		h.Row, count = lower.Number, max(count, len(lower.Cells))
	}
	group := ""
	for column := range count {
		top := upper.Cell(column)
		if !top.Blank() || !top.Merged {
			group = oneLine(top.Text)
		}
		spoken := []string{oneLine(top.Text)}
		if lower != nil {
			if below := oneLine(lower.Cell(column).Text); below != "" {
				spoken = []string{group + below, below}
				if group == "" || !top.Merged {
					spoken = []string{below}
				}
			}
		}
		h.put(names, column, spoken)
	}
	return h
}

func (h *Header) put(names map[string]string, column int, spoken []string) {
	shown := spoken[len(spoken)-1]
	if strings.TrimFunc(shown, invisible) == "" {
		return
	}
	h.Names[column] = shown
	for _, name := range spoken {
		for _, brackets := range []bool{false, true} {
			key, known := names[headerName(name, brackets)]
			if !known {
				continue
			}
			if _, taken := h.Columns[key]; taken {
				h.Twice = append(h.Twice, column)
			} else {
				h.Columns[key] = column
			}
			return
		}
	}
	h.Unknown = append(h.Unknown, column)
}

// headerName is a name as it is compared. With brackets, what stands in brackets is left out: 身份证号码(18位) is 身份证号码.
func headerName(name string, brackets bool) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', '[', '{', '【', '〔', '〈', '《':
			depth++
			return -1
		case ')', ']', '}', '】', '〕', '〉', '》':
			depth = max(depth-1, 0)
			return -1
		}
		if depth > 0 && brackets || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, width.Fold.String(name))
}
