package recognition

import (
	"fmt"
	"strconv"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Period is when something was obtained, as precisely as it is known: a day, a month or a year; First and Last are its ends. The zero
// Period is an unknown time; after the question's day was applied, only its First may be absent.
type Period struct {
	First cn.Day
	Last  cn.Day
}

var errPeriod = fault.New(fault.Invalid, "obtained_on_invalid", "取得日期请按 2016、2016-11 或 2016-11-18 填写,并核对年、月、日。")

// ParsePeriod reads "2016", "2016-11" or "2016-11-18"; the empty text is the zero Period. The fault is obtained_on_invalid.
func ParsePeriod(text string) (Period, error) {
	if text == "" {
		return Period{}, nil
	}
	if len(text) == 4 {
		year, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return Period{}, errPeriod
		}
		return yearPeriod(int(year))
	}
	day, err := cn.ParseDay(text)
	if err != nil {
		return Period{}, errPeriod
	}
	return PeriodOf(day), nil
}

// PeriodOf is the period of a day or of a month alone.
func PeriodOf(day cn.Day) Period {
	if day.IsZero() {
		return Period{}
	}
	return Period{First: day.First(), Last: day.Last()}
}

func yearPeriod(year int) (Period, error) {
	first, err := cn.NewDay(year, 1, 1)
	if err != nil {
		return Period{}, errPeriod
	}
	last, err := cn.NewDay(year, 12, 31)
	if err != nil {
		return Period{}, errPeriod
	}
	return Period{First: first, Last: last}, nil
}

// IsZero reports an unknown time.
func (p Period) IsZero() bool { return p == Period{} }

// String is the shortest form that ParsePeriod reads back.
func (p Period) String() string {
	if p.First.IsZero() {
		return ""
	}
	year, month, _ := p.First.Date()
	if whole, err := yearPeriod(year); err == nil && whole == p {
		return fmt.Sprintf("%04d", year)
	}
	if m, err := cn.NewMonth(year, month); err == nil && PeriodOf(m) == p {
		return m.String()
	}
	return p.First.String()
}

// Label is the Chinese form: 2016年, 2016年11月, 2016年11月18日.
func (p Period) Label() string {
	text := p.String()
	if len(text) == 4 {
		return text + "年"
	}
	day, err := cn.ParseDay(text)
	if err != nil {
		return ""
	}
	return day.Label()
}
