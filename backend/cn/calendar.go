package cn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"talentcircle/backend/fault"
)

// MaxWorkingDays bounds what one deadline may count: longer than any procedure, short enough to walk day by day.
const MaxWorkingDays = 2000

// Holiday is one run of days off in a year's notice, both ends included.
type Holiday struct {
	Name string `yaml:"name" json:"name"`
	From Day    `yaml:"from" json:"from"`
	To   Day    `yaml:"to" json:"to"`
}

// CalendarYear is what the State Council publishes once a year, usually in November for the next: the days off and the weekend days
// that are worked instead (调休). A notice may reach into the December before.
type CalendarYear struct {
	Year   int       `yaml:"year" json:"year"`
	Source string    `yaml:"source" json:"source"`
	Off    []Holiday `yaml:"off" json:"off"`
	MakeUp []Day     `yaml:"makeUp" json:"makeUp"`
}

// Calendar counts working days: Monday to Friday but holidays, and make-up days. It knows the published years only. It is not changed
// after it was made, so it may be shared.
type Calendar struct {
	published map[int]bool
	off       map[Day]bool
	makeUp    map[Day]bool
}

// ParseCalendar reads a YAML document with the key years. Unknown keys are refused, as a misspelt one would silently lose holidays.
func ParseCalendar(document []byte) (*Calendar, error) {
	var file struct {
		Years []CalendarYear `yaml:"years"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(document))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, calendarFault("工作日历文件无法读取,请核对格式。").Because(err)
	}
	return NewCalendar(file.Years...)
}

// NewCalendar makes a calendar of the published years, in any order. It refuses (code calendar_invalid) what would make counting
// wrong without anyone noticing: a year twice, a holiday outside its year, a make-up day on a weekday or on a day off.
func NewCalendar(years ...CalendarYear) (*Calendar, error) {
	c := &Calendar{published: map[int]bool{}, off: map[Day]bool{}, makeUp: map[Day]bool{}}
	for _, y := range years {
		if y.Year < firstYear+1 || y.Year > lastYear || c.published[y.Year] {
			return nil, calendarFault(fmt.Sprintf("工作日历中的年份%d有误或重复。", y.Year))
		}
		c.published[y.Year] = true
		if err := c.addYear(y); err != nil {
			return nil, err
		}
	}
	for day := range c.makeUp {
		if c.off[day] {
			return nil, calendarFault(day.Label() + "既是放假日又是调休上班日,请核对。")
		}
	}
	return c, nil
}

func (c *Calendar) addYear(y CalendarYear) error {
	first, last := MustDay(fmt.Sprintf("%04d-12-01", y.Year-1)), MustDay(fmt.Sprintf("%04d-12-31", y.Year))
	inYear := func(d Day) bool { return !d.IsZero() && !d.IsMonth() && !d.Before(first) && !d.After(last) }
	for _, h := range y.Off {
		if !inYear(h.From) || !inYear(h.To) || h.To.Before(h.From) {
			return calendarFault(fmt.Sprintf("%d年%s的起止日期有误,请核对。", y.Year, h.Name))
		}
		for d := h.From; !d.After(h.To); d = d.AddDays(1) {
			c.off[d] = true
		}
	}
	for _, d := range y.MakeUp {
		if !inYear(d) || !weekend(d) {
			return calendarFault(fmt.Sprintf("%d年的调休上班日应为该年的周六或周日,请核对。", y.Year))
		}
		c.makeUp[d] = true
	}
	return nil
}

// Years lists the published years, in order.
func (c *Calendar) Years() []int {
	var years []int
	for year := range c.published {
		years = append(years, year)
	}
	slices.Sort(years)
	return years
}

// UnpublishedYear says that a count reached a year whose holidays are not published. Provisional is the date that results when the
// weekdays of such years are taken as working days; a later notice may move it. It holds a fault with code calendar_unpublished.
type UnpublishedYear struct {
	Year        int // the first such year
	Provisional Day // zero when only the nature of one day was asked
}

func (e *UnpublishedYear) Error() string { return e.Unwrap().Error() }

// Unwrap gives the fault, so that kind and code are found in the usual way.
func (e *UnpublishedYear) Unwrap() error {
	message := fmt.Sprintf("%d年的放假调休安排尚未公布或未录入。", e.Year)
	if !e.Provisional.IsZero() {
		message = fmt.Sprintf("%d年的放假调休安排尚未公布或未录入,暂按%s计算,公布后应重新核定。", e.Year, e.Provisional.Label())
	}
	return fault.New(fault.Invalid, "calendar_unpublished", message)
}

// IsWorkingDay tells whether d is worked. In an unpublished year the error is *UnpublishedYear.
func (c *Calendar) IsWorkingDay(d Day) (bool, error) {
	if d.IsZero() || d.IsMonth() {
		return false, dayFormat()
	}
	if year, _, _ := d.Date(); !c.published[year] {
		return false, &UnpublishedYear{Year: year}
	}
	return c.works(d), nil
}

// AddWorkingDays is the n-th working day after start, which is not counted itself; with n 0, start. When the count reaches an
// unpublished year the result is the zero Day and the error is *UnpublishedYear with the provisional date. n outside 0 to
// MaxWorkingDays has code calendar_days.
func (c *Calendar) AddWorkingDays(start Day, n int) (Day, error) {
	if start.IsZero() || start.IsMonth() {
		return Day{}, dayFormat()
	}
	if n < 0 || n > MaxWorkingDays {
		return Day{}, fault.Newf(fault.Invalid, "calendar_days", "工作日数应在0至%d之间。", MaxWorkingDays)
	}
	day, unpublished := start, 0
	for n > 0 {
		day = day.AddDays(1)
		if day.IsZero() {
			return Day{}, dayInvalid()
		}
		unpublished = c.firstUnpublished(unpublished, day)
		if c.works(day) {
			n--
		}
	}
	if unpublished != 0 {
		return Day{}, &UnpublishedYear{Year: unpublished, Provisional: day}
	}
	return day, nil
}

// WorkingDaysBetween counts the working days after from, up to and including to; it is negative when to is earlier, so it says how
// many working days are left or overdue. When the count touches an unpublished year the error is *UnpublishedYear.
func (c *Calendar) WorkingDaysBetween(from, to Day) (int, error) {
	if from.IsZero() || from.IsMonth() || to.IsZero() || to.IsMonth() {
		return 0, dayFormat()
	}
	if to.Before(from) {
		n, err := c.WorkingDaysBetween(to, from)
		return -n, err
	}
	n := 0
	for day := from; day != to; {
		day = day.AddDays(1)
		if year := c.firstUnpublished(0, day); year != 0 {
			return 0, &UnpublishedYear{Year: year}
		}
		if c.works(day) {
			n++
		}
	}
	return n, nil
}

func (c *Calendar) firstUnpublished(already int, d Day) int {
	if year, _, _ := d.Date(); already == 0 && !c.published[year] {
		return year
	}
	return already
}

// works applies what is known; where nothing is, Monday to Friday.
func (c *Calendar) works(d Day) bool {
	if weekend(d) {
		return c.makeUp[d]
	}
	return !c.off[d]
}

func weekend(d Day) bool {
	day := d.Weekday()
	return day == time.Saturday || day == time.Sunday
}

func calendarFault(message string) *fault.Error {
	return fault.New(fault.Invalid, "calendar_invalid", message)
}
