package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Cell is one cell.
type Cell struct {
	Text    string // what a person reads: text as it stands, whole numbers without exponent, dates as 2016-12-05 or 2016-12
	Raw     string // what the file holds, when that differs from Text: a serial, a number with exponent
	Formula bool   // computed, not typed
	Error   bool   // shows an error such as #REF!
	Number  bool   // the file holds a number, not a text
	Date    bool   // a number that is shown as a date
	Merged  bool   // part of a merged area
	TooLong bool   // longer than Limits.Cell; Text is its beginning
	untyped bool   // from a file that keeps no types: a number and the text of it look the same
}

// Blank reports a cell without text; white space alone is no text.
func (c Cell) Blank() bool {
	return strings.TrimFunc(c.Text, invisible) == "" && !c.Formula && !c.TooLong
}

func invisible(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

var (
	exponent   = regexp.MustCompile(`^[+-]?[0-9](\.[0-9]+)?[Ee]\+?[0-9]{1,3}$`)
	longNumber = regexp.MustCompile(`^[0-9]{16,}(\.0+)?$`)
	shortMonth = regexp.MustCompile(`^[0-9]{4}\.1$`)
)

// LostDigits reports a long number of which a spreadsheet program kept only the first fifteen digits: such as an account or identity
// number typed into a cell that was not set to text. The rest cannot be restored.
func (c Cell) LostDigits() bool {
	text := strings.TrimFunc(c.Text, invisible)
	switch {
	case exponent.MatchString(text):
		return true
	case c.Number:
		return longNumber.MatchString(text)
	}
	return c.untyped && longNumber.MatchString(text) && strings.HasSuffix(text, "000")
}

var errMonth = fault.New(fault.Invalid, "day_ambiguous", "日期无法区分 1 月和 10 月,请写作 2016-01 或 2016-10 的形式。")

// Day reads the cell as a date: a serial that is shown as one, or a text as LooseDay reads it. A number 2016.1 is refused: it is what
// a program makes of 2016.10 as well. Faults: those of LooseDay, and day_ambiguous.
func (c Cell) Day() (cn.Day, error) {
	if (c.Number && !c.Date || c.untyped) && shortMonth.MatchString(strings.TrimSpace(c.Text)) {
		return cn.Day{}, errMonth
	}
	return LooseDay(c.Text)
}

// plainNumber writes a stored number without an exponent and without what binary fractions add (0.1+0.2). ok is false for what is no
// number.
func plainNumber(raw string) (text string, value float64, ok bool) {
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || value != value || value > 1e300 || value < -1e300 {
		return raw, 0, false
	}
	if !strings.ContainsAny(raw, "eE.") {
		return raw, value, true
	}
	if value >= 1e21 || value <= -1e21 {
		return raw, value, true
	}
	text = strconv.FormatFloat(value, 'f', -1, 64)
	if len(text) > 17 && strings.Contains(text, ".") { // the program that wrote it kept 15 digits
		text = strconv.FormatFloat(roundTo15(value), 'f', -1, 64)
	}
	return text, value, true
}

func roundTo15(v float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return v
	}
	return r
}
