package cn

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"talentcircle/backend/fault"
)

// Day is a calendar day, "2016-11-18", or a month alone, "2016-11", when that is all a document says: a title certificate often names
// only the month, and adding a day to it would invent one. The zero Day is an absent date. Days are comparable with == and map keys;
// their text, JSON and YAML form is String.
type Day struct{ text string }

// The years a Day may have: before the first one no living person or valid paper has a date, and most such input is a typing error.
const (
	firstYear = 1800
	lastYear  = 9999
)

// ParseDay reads "2016-11-18" or "2016-11", and nothing looser; sheet.LooseDay reads what clerks write. Dates that no calendar has
// are refused (code day_invalid).
func ParseDay(text string) (Day, error) {
	parts := strings.Split(text, "-")
	widths := []int{4, 2, 2}
	if len(parts) < 2 || len(parts) > len(widths) {
		return Day{}, dayFormat()
	}
	numbers := []int{0, 0, 1}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) != widths[i] {
			return Day{}, dayFormat()
		}
		numbers[i] = int(n)
	}
	if !realDate(numbers[0], numbers[1], numbers[2]) {
		return Day{}, dayInvalid()
	}
	return Day{text}, nil
}

// MustDay is ParseDay for dates written in code and tables; it panics on anything else.
func MustDay(text string) Day {
	d, err := ParseDay(text)
	if err != nil {
		panic("cn.MustDay: " + text)
	}
	return d
}

// NewDay makes a day from its numbers; month and day count from 1.
func NewDay(year, month, day int) (Day, error) {
	if !realDate(year, month, day) {
		return Day{}, dayInvalid()
	}
	return Day{fmt.Sprintf("%04d-%02d-%02d", year, month, day)}, nil
}

// NewMonth makes a month alone.
func NewMonth(year, month int) (Day, error) {
	if !realDate(year, month, 1) {
		return Day{}, dayInvalid()
	}
	return Day{fmt.Sprintf("%04d-%02d", year, month)}, nil
}

// chinaTime is Asia/Shanghai since 1992, without needing a time zone database on the machine.
func chinaTime() *time.Location { return time.FixedZone("CST", 8*60*60) }

// DayOf is the day it is in China at t. It is for times the portal itself records; years outside 1800 to 9999 give the zero Day.
func DayOf(t time.Time) Day { return dayAt(t.In(chinaTime())) }

func dayAt(t time.Time) Day {
	if t.Year() < firstYear || t.Year() > lastYear {
		return Day{}
	}
	return Day{t.Format(time.DateOnly)}
}

// IsZero reports an absent date; omitzero leaves it out.
func (d Day) IsZero() bool { return d.text == "" }

// IsMonth reports a month alone.
func (d Day) IsMonth() bool { return len(d.text) == len("2016-11") }

// Date gives the numbers; day is 0 for a month alone, and all are 0 for the zero Day.
func (d Day) Date() (year, month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	t := d.Time()
	if d.IsMonth() {
		return t.Year(), int(t.Month()), 0
	}
	return t.Year(), int(t.Month()), t.Day()
}

// First is the day itself, or the first day of a month alone.
func (d Day) First() Day {
	if d.IsMonth() {
		return Day{d.text + "-01"}
	}
	return d
}

// Last is the day itself, or the last day of a month alone.
func (d Day) Last() Day {
	if d.IsMonth() {
		return dayAt(d.Time().AddDate(0, 1, -1))
	}
	return d
}

// Time is midnight in China at the start of d; the zero time for the zero Day.
func (d Day) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, d.First().text, chinaTime())
	if err != nil {
		panic("cn.Day was not made by this package: " + d.text)
	}
	return t
}

// Before reports that d ended before o began. A month alone is neither before nor after a day inside it: the document doesn't say.
func (d Day) Before(o Day) bool { return d.Last().text < o.First().text }

// After reports that d began after o ended.
func (d Day) After(o Day) bool { return d.First().text > o.Last().text }

// Compare orders for sorting: by text, so an absent date comes first and a month alone just before its first day.
func (d Day) Compare(o Day) int { return strings.Compare(d.text, o.text) }

// AddDays moves by n days; a month alone counts from its first day. Leaving the years a Day may have gives the zero Day.
func (d Day) AddDays(n int) Day {
	if d.IsZero() {
		return d
	}
	return dayAt(d.Time().AddDate(0, 0, n))
}

// AddYears moves by n years and keeps a month alone a month. 29 February becomes 28 February where the year has none.
func (d Day) AddYears(n int) Day {
	year, month, day := d.Date()
	if year+n < firstYear || year+n > lastYear || d.IsZero() {
		return Day{}
	}
	if d.IsMonth() {
		return Day{fmt.Sprintf("%04d-%02d", year+n, month)}
	}
	if !realDate(year+n, month, day) {
		day = 28
	}
	return Day{fmt.Sprintf("%04d-%02d-%02d", year+n, month, day)}
}

// DaysUntil counts the days from d to o, negative when o is earlier; months alone count from their first day.
func (d Day) DaysUntil(o Day) int { return int((o.Time().Unix() - d.Time().Unix()) / (24 * 60 * 60)) }

// YearsUntil counts the whole years from d to o: an age in years when d is a birth date. It is negative when o is earlier.
func (d Day) YearsUntil(o Day) int {
	y1, m1, d1 := d.First().Date()
	y2, m2, d2 := o.First().Date()
	years := y2 - y1
	if m2 < m1 || m2 == m1 && d2 < d1 {
		years--
	}
	return years
}

// Weekday is the day of the week; a month alone gives that of its first day.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

func (d Day) String() string { return d.text }

// Label is the Chinese form: 2016年11月18日, 2016年11月.
func (d Day) Label() string {
	year, month, day := d.Date()
	switch {
	case d.IsZero():
		return ""
	case day == 0:
		return fmt.Sprintf("%d年%d月", year, month)
	}
	return fmt.Sprintf("%d年%d月%d日", year, month, day)
}

// MarshalText gives String, for JSON, YAML, headers and query parameters alike.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.text), nil }

// UnmarshalText reads what MarshalText wrote: the empty text is the zero Day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func realDate(year, month, day int) bool {
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func dayFormat() error {
	return fault.New(fault.Invalid, "day_format", "日期请按 2016-11-18 填写,只有年月的按 2016-11 填写。")
}

func dayInvalid() error {
	return fault.New(fault.Invalid, "day_invalid", "该日期不存在,请核对年、月、日。")
}
