package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

var (
	errDayFormat = fault.New(fault.Invalid, "day_format", "日期无法识别,请按 2016-11-18 填写,只有年月的按 2016-11 填写。")
	errDayNone   = fault.New(fault.Invalid, "day_invalid", "该日期不存在,请核对年、月、日。")

	dayParts  = regexp.MustCompile(`^([0-9]{4})[-./年]([0-9]{1,2})(?:[-./月]([0-9]{1,2})日?|月)?[.。]?$`)
	dayDigits = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})?$`)
	daySerial = regexp.MustCompile(`^[1-9][0-9]{4}(\.[0-9]+)?$`)
	clockTime = regexp.MustCompile(`[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$`)
	dashes    = strings.NewReplacer("－", "-", "—", "-", "–", "-", "―", "-", "−", "-", "／", "/", "．", ".", "。", ".")
)

// LooseDay reads a date as people write it into tables: 2016.12, 2016年12月, 2016/12/5, 2016-12, 201612, 20161205, 2016年12月5日, a
// clock time after it, full-width digits, and the serial of a date cell that lost its format (1900 system, years 1927 to 2099). A month
// alone stays a month; a year alone is refused, for nobody knows the month. Faults: day_format, and day_invalid for dates no calendar
// has.
func LooseDay(text string) (cn.Day, error) {
	text = width.Fold.String(dashes.Replace(strings.TrimFunc(text, invisible)))
	text = clockTime.ReplaceAllString(text, "")
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	if daySerial.MatchString(text) {
		serial, _ := strconv.ParseFloat(text, 64)
		if day, ok := serialDay(serial, false); ok && serial >= 10_000 && serial < 73_051 {
			return day, nil
		}
		return cn.Day{}, errDayFormat
	}
	m := dayParts.FindStringSubmatch(text)
	if m == nil {
		m = dayDigits.FindStringSubmatch(text)
	}
	if m == nil {
		return cn.Day{}, errDayFormat
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	if m[3] == "" {
		return known(cn.NewMonth(year, month))
	}
	day, _ := strconv.Atoi(m[3])
	return known(cn.NewDay(year, month, day))
}

func known(day cn.Day, err error) (cn.Day, error) {
	if err != nil {
		return cn.Day{}, errDayNone
	}
	return day, nil
}

// serialDay turns a spreadsheet's day number into a day. The 1900 system counts a 29 February 1900 that never was, so its numbers are
// one too high from 1 March 1900 on; serial 60 is that day and is no date.
func serialDay(serial float64, since1904 bool) (cn.Day, bool) {
	whole := math.Floor(serial)
	if whole < 1 || whole > 2_958_465 { // 9999-12-31
		return cn.Day{}, false
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case since1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case whole < 60:
		start = start.AddDate(0, 0, 1)
	case whole == 60:
		return cn.Day{}, false
	}
	year, month, day := start.AddDate(0, 0, int(whole)).Date()
	d, err := cn.NewDay(year, int(month), day)
	return d, err == nil
}
