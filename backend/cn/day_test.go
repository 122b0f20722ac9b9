package cn_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

func TestParseDayReadsDaysAndMonthsAndNothingElse(t *testing.T) {
	for _, good := range []string{"2016-11-18", "2016-11", "2000-02-29", "1880-01-01", "9999-12-31"} {
		d, err := cn.ParseDay(good)
		require.NoError(t, err, good)
		require.Equal(t, good, d.String())
	}
	for text, code := range map[string]string{
		"": "day_format", "2016": "day_format", "2016-1-08": "day_format", "2016/11/18": "day_format", "2016-11-18T00:00:00Z": "day_format",
		" 2016-11-18": "day_format", "+016-11": "day_format", "２０１６-11": "day_format", "2016-11-18-01": "day_format",
		"1990-02-29": "day_invalid", "1900-02-29": "day_invalid", "2016-13": "day_invalid", "2016-00-10": "day_invalid",
		"2016-04-31": "day_invalid", "2016-04-00": "day_invalid", "0216-11-18": "day_invalid",
	} {
		_, err := cn.ParseDay(text)
		require.Equal(t, code, fault.CodeOf(err), "%q", text)
		require.Equal(t, fault.Invalid, fault.KindOf(err), "%q", text)
	}
}

func TestAMonthAloneStaysAMonth(t *testing.T) {
	month := cn.MustDay("2018-02")
	require.True(t, month.IsMonth())
	require.Equal(t, "2018-02-01", month.First().String())
	require.Equal(t, "2018-02-28", month.Last().String())
	require.Equal(t, "2021-02", month.AddYears(3).String())
	require.Equal(t, "2018年2月", month.Label())
	year, m, day := month.Date()
	require.Equal(t, []int{2018, 2, 0}, []int{year, m, day})
}

func TestAMonthIsNeitherBeforeNorAfterADayInsideIt(t *testing.T) {
	month, inside := cn.MustDay("2018-01"), cn.MustDay("2018-01-01")
	require.False(t, month.Before(inside))
	require.False(t, month.After(inside))
	require.True(t, month.Before(cn.MustDay("2018-02-01")))
	require.True(t, month.After(cn.MustDay("2017-12-31")))
	require.True(t, cn.MustDay("2017-12-31").Before(month))
	require.True(t, cn.MustDay("2018-02-01").After(month))
}

func TestDaysSortByDateWithAbsentFirst(t *testing.T) {
	days := []cn.Day{cn.MustDay("2018-01-02"), cn.MustDay("2018-01-01"), {}, cn.MustDay("2018-01"), cn.MustDay("2017-12-31")}
	slices.SortFunc(days, cn.Day.Compare)
	var texts []string
	for _, d := range days {
		texts = append(texts, d.String())
	}
	require.Equal(t, []string{"", "2017-12-31", "2018-01", "2018-01-01", "2018-01-02"}, texts)
}

func TestDayArithmetic(t *testing.T) {
	leap := cn.MustDay("2016-02-29")
	require.Equal(t, "2017-02-28", leap.AddYears(1).String())
	require.Equal(t, "2020-02-29", leap.AddYears(4).String())
	require.Equal(t, "2016-03-01", leap.AddDays(1).String())
	require.Equal(t, "2015-12-31", cn.MustDay("2016-01-01").AddDays(-1).String())
	require.True(t, cn.MustDay("9999-12-31").AddDays(1).IsZero())
	require.True(t, cn.MustDay("9999-12-31").AddYears(1).IsZero())
	require.Equal(t, 366, cn.MustDay("2016-01-01").DaysUntil(cn.MustDay("2017-01-01")))
	require.Equal(t, -1, cn.MustDay("2016-01-02").DaysUntil(cn.MustDay("2016-01-01")))
	require.Equal(t, 2994987, cn.MustDay("1800-01-01").DaysUntil(cn.MustDay("9999-12-31")))
	require.Equal(t, time.Friday, cn.MustDay("2016-11-18").Weekday())
	require.Equal(t, "2016年11月8日", cn.MustDay("2016-11-08").Label())

	born := cn.MustDay("1968-02-17")
	require.Equal(t, 57, born.YearsUntil(cn.MustDay("2026-02-16")))
	require.Equal(t, 58, born.YearsUntil(cn.MustDay("2026-02-17")))
}

func TestTheDayIsTheOneInChina(t *testing.T) {
	require.Equal(t, "2026-01-01", cn.DayOf(time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)).String())
	require.Equal(t, "2025-12-31", cn.DayOf(time.Date(2025, 12, 31, 15, 59, 59, 0, time.UTC)).String())
	require.True(t, cn.DayOf(time.Time{}).IsZero())
}

func TestDayInDocuments(t *testing.T) {
	type paper struct {
		On    cn.Day `json:"on" yaml:"on"`
		Until cn.Day `json:"until,omitzero" yaml:"until,omitempty"`
	}
	body, err := json.Marshal(paper{On: cn.MustDay("2016-11")})
	require.NoError(t, err)
	require.JSONEq(t, `{"on":"2016-11"}`, string(body))

	var back paper
	require.NoError(t, json.Unmarshal([]byte(`{"on":"2016-11-18","until":""}`), &back))
	require.Equal(t, paper{On: cn.MustDay("2016-11-18")}, back)
	require.Error(t, json.Unmarshal([]byte(`{"on":"18.11.2016"}`), &back))

	require.NoError(t, yaml.Unmarshal([]byte("on: 2016-11-18\nuntil: 2017-11"), &back))
	require.Equal(t, paper{On: cn.MustDay("2016-11-18"), Until: cn.MustDay("2017-11")}, back)
}

func TestDayProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-60000, 60000).Draw(t, "days")
		start := cn.MustDay("2000-01-01")
		moved := start.AddDays(n)
		require.Equal(t, n, start.DaysUntil(moved))
		require.Equal(t, n < 0, moved.Before(start))
		require.Equal(t, n > 0, moved.After(start))
		again, err := cn.ParseDay(moved.String())
		require.NoError(t, err)
		require.Equal(t, moved, again)
		year, month, day := moved.Date()
		built, err := cn.NewDay(year, month, day)
		require.NoError(t, err)
		require.Equal(t, moved, built)
	})
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{"2016-11-18", "2016-11", "1990-02-29", "", "2016-1-1", "99999-01-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := cn.ParseDay(text)
		if err != nil {
			require.True(t, d.IsZero())
			return
		}
		require.Equal(t, text, d.String())
		require.False(t, d.Time().IsZero())
		require.False(t, d.Last().Before(d.First()))
	})
}
