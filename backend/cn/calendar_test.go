package cn_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

func published(t testing.TB) *cn.Calendar {
	t.Helper()
	document, err := os.ReadFile("../../seed/catalogue/calendar.yaml")
	require.NoError(t, err)
	calendar, err := cn.ParseCalendar(document)
	require.NoError(t, err)
	return calendar
}

func TestAddWorkingDays(t *testing.T) {
	calendar := published(t)
	require.Equal(t, []int{2025, 2026}, calendar.Years())
	for _, c := range []struct {
		start string
		n     int
		want  string
		why   string
	}{
		{"2026-02-10", 5, "2026-02-24", "over Spring Festival with a make-up Saturday before it"},
		{"2026-04-30", 3, "2026-05-08", "over Labour Day"},
		{"2026-09-24", 5, "2026-10-09", "over Mid-Autumn and National Day"},
		{"2026-09-28", 5, "2026-10-10", "ending on a make-up Saturday"},
		{"2025-09-26", 10, "2025-10-16", "over National Day 2025"},
		{"2026-09-21", 5, "2026-09-29", "notice of missing items"},
		{"2026-10-10", 10, "2026-10-23", "accepted on a make-up Saturday"},
		{"2026-09-21", 10, "2026-10-12", "silence counts as acceptance on the day of receipt"},
		{"2026-10-03", 0, "2026-10-03", "no days is the day itself, even off"},
		{"2026-10-03", 1, "2026-10-08", "starting in a holiday"},
		{"2025-12-31", 1, "2026-01-04", "over the year's end, to a make-up Sunday"},
		{"2026-12-30", 1, "2026-12-31", "the last published day"},
	} {
		due, err := calendar.AddWorkingDays(cn.MustDay(c.start), c.n)
		require.NoError(t, err, c.why)
		require.Equal(t, c.want, due.String(), "%s + %d: %s", c.start, c.n, c.why)
	}
}

func TestADeadlineInAnUnpublishedYearIsProvisional(t *testing.T) {
	due, err := published(t).AddWorkingDays(cn.MustDay("2026-12-30"), 3)
	require.True(t, due.IsZero(), "no one may take the date for settled")
	var unpublished *cn.UnpublishedYear
	require.ErrorAs(t, err, &unpublished)
	require.Equal(t, 2027, unpublished.Year)
	require.Equal(t, "2027-01-04", unpublished.Provisional.String()) // Friday the 1st counted, as nothing else is known
	require.Equal(t, "calendar_unpublished", fault.CodeOf(err))
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.ErrorContains(t, err, "2027年")
	require.ErrorContains(t, err, "2027年1月4日")

	_, err = published(t).AddWorkingDays(cn.MustDay("2024-12-20"), 30)
	require.ErrorAs(t, err, &unpublished)
	require.Equal(t, 2024, unpublished.Year, "years before the first published one are not known either")
}

func TestADecemberMayBelongToTheNextNotice(t *testing.T) {
	calendar, err := cn.NewCalendar(
		cn.CalendarYear{Year: 2023, Off: []cn.Holiday{{Name: "元旦", From: cn.MustDay("2022-12-30"), To: cn.MustDay("2023-01-02")}}},
		cn.CalendarYear{Year: 2022})
	require.NoError(t, err)
	due, err := calendar.AddWorkingDays(cn.MustDay("2022-12-29"), 1)
	require.NoError(t, err)
	require.Equal(t, "2023-01-03", due.String())
}

func TestIsWorkingDay(t *testing.T) {
	calendar := published(t)
	for day, want := range map[string]bool{
		"2026-10-08": true, "2026-10-10": true, "2026-10-11": false, "2026-10-01": false, "2026-09-20": true, "2026-09-26": false, "2026-08-08": false,
	} {
		works, err := calendar.IsWorkingDay(cn.MustDay(day))
		require.NoError(t, err)
		require.Equal(t, want, works, day)
	}
	_, err := calendar.IsWorkingDay(cn.MustDay("2027-01-01"))
	require.Equal(t, "calendar_unpublished", fault.CodeOf(err))
	_, err = calendar.IsWorkingDay(cn.MustDay("2026-01"))
	require.Equal(t, "day_format", fault.CodeOf(err))
}

func TestWorkingDaysBetween(t *testing.T) {
	calendar := published(t)
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{"2026-10-10", "2026-10-23", 10}, {"2026-10-23", "2026-10-10", -10}, {"2026-10-01", "2026-10-07", 0}, {"2026-10-08", "2026-10-08", 0},
		{"2026-02-13", "2026-02-14", 1},
	} {
		n, err := calendar.WorkingDaysBetween(cn.MustDay(c.from), cn.MustDay(c.to))
		require.NoError(t, err)
		require.Equal(t, c.want, n, "%s to %s", c.from, c.to)
	}
	_, err := calendar.WorkingDaysBetween(cn.MustDay("2026-12-30"), cn.MustDay("2027-01-05"))
	require.Equal(t, "calendar_unpublished", fault.CodeOf(err))
	_, err = calendar.WorkingDaysBetween(cn.MustDay("2026-12"), cn.MustDay("2026-12-05"))
	require.Equal(t, "day_format", fault.CodeOf(err))
}

func TestDaysThatCannotBeCounted(t *testing.T) {
	calendar := published(t)
	for _, c := range []struct {
		start cn.Day
		n     int
		code  string
	}{
		{cn.MustDay("2026-10"), 5, "day_format"}, {cn.Day{}, 5, "day_format"}, {cn.MustDay("2026-10-08"), -1, "calendar_days"},
		{cn.MustDay("2026-10-08"), cn.MaxWorkingDays + 1, "calendar_days"}, {cn.MustDay("9999-12-31"), 1, "day_invalid"},
	} {
		_, err := calendar.AddWorkingDays(c.start, c.n)
		require.Equal(t, c.code, fault.CodeOf(err))
	}
}

func TestCalendarsThatWouldCountWrongAreRefused(t *testing.T) {
	for name, document := range map[string]string{
		"not yaml":             "years: [",
		"misspelt key":         "years: [{year: 2026, make_up: [2026-01-04]}]",
		"year twice":           "years: [{year: 2026}, {year: 2026}]",
		"no year":              "years: [{source: x}]",
		"holiday elsewhere":    "years: [{year: 2026, off: [{name: 元旦, from: 2027-01-01, to: 2027-01-03}]}]",
		"holiday backwards":    "years: [{year: 2026, off: [{name: 元旦, from: 2026-01-03, to: 2026-01-01}]}]",
		"holiday without end":  "years: [{year: 2026, off: [{name: 元旦, from: 2026-01-01}]}]",
		"a month as holiday":   "years: [{year: 2026, off: [{name: 元旦, from: 2026-01, to: 2026-01-03}]}]",
		"make-up on a weekday": "years: [{year: 2026, makeUp: [2026-01-05]}]",
		"make-up while off":    "years: [{year: 2026, off: [{name: 元旦, from: 2026-01-01, to: 2026-01-04}], makeUp: [2026-01-04]}]",
		"impossible date":      "years: [{year: 2026, makeUp: [2026-02-30]}]",
	} {
		_, err := cn.ParseCalendar([]byte(document))
		require.Equal(t, "calendar_invalid", fault.CodeOf(err), name)
	}
	empty, err := cn.ParseCalendar(nil)
	require.NoError(t, err, "no year published yet")
	require.Empty(t, empty.Years())
}

func TestCountingProperties(t *testing.T) {
	calendar := published(t)
	rapid.Check(t, func(t *rapid.T) {
		start := cn.MustDay("2025-01-01").AddDays(rapid.IntRange(0, 500).Draw(t, "start"))
		a, b := rapid.IntRange(0, 60).Draw(t, "a"), rapid.IntRange(0, 60).Draw(t, "b")
		first, err := calendar.AddWorkingDays(start, a)
		require.NoError(t, err)
		both, err := calendar.AddWorkingDays(first, b)
		require.NoError(t, err)
		direct, err := calendar.AddWorkingDays(start, a+b)
		require.NoError(t, err)
		require.Equal(t, direct, both, "counting in two parts gives the same day")
		n, err := calendar.WorkingDaysBetween(start, direct)
		require.NoError(t, err)
		require.Equal(t, a+b, n, "what was added is what lies between")
		if a+b > 0 {
			works, err := calendar.IsWorkingDay(direct)
			require.NoError(t, err)
			require.True(t, works, "no deadline falls on a day off")
			require.True(t, direct.After(start))
		}
	})
}

// On an unpublished stretch the provisional count is Monday to Friday: n days never take less than n, nor more than n weekdays need.
func TestProvisionalProperties(t *testing.T) {
	calendar := published(t)
	rapid.Check(t, func(t *rapid.T) {
		start := cn.MustDay("2027-01-01").AddDays(rapid.IntRange(0, 1000).Draw(t, "start"))
		n := rapid.IntRange(1, 300).Draw(t, "n")
		_, err := calendar.AddWorkingDays(start, n)
		var unpublished *cn.UnpublishedYear
		require.True(t, errors.As(err, &unpublished))
		span := start.DaysUntil(unpublished.Provisional)
		require.GreaterOrEqual(t, span, n)
		require.LessOrEqual(t, span, n+2*(n/5+1))
	})
}

func FuzzParseCalendar(f *testing.F) {
	document, err := os.ReadFile("../../seed/catalogue/calendar.yaml")
	require.NoError(f, err)
	f.Add(document)
	f.Add([]byte("years: [{year: 2026, makeUp: [2026-01-04]}]"))
	f.Fuzz(func(t *testing.T, document []byte) {
		calendar, err := cn.ParseCalendar(document)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		_, _ = calendar.AddWorkingDays(cn.MustDay("2026-01-01"), 10)
	})
}
