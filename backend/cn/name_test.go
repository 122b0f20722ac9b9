package cn_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"talentcircle/backend/cn"
)

func TestCleanName(t *testing.T) {
	for text, want := range map[string]string{
		"王　　五":           "王五",
		" 王 五\n":         "王五",
		"王\u200b五\ufeff": "王五",
		"王五":             "王五",
		"John  Smith":    "John Smith",
		"Ｊｏｈｎ　Ｓｍｉｔｈ":     "John Smith",
		"J. R. Smith":    "J. R. Smith",
		"阿卜杜拉•买买提":       "阿卜杜拉·买买提",
		"阿卜杜拉 · 买买提":     "阿卜杜拉·买买提",
		"阿卜杜拉.买买提":       "阿卜杜拉·买买提",
		"约翰·史密斯":         "约翰·史密斯",
		"王 John":         "王John",
		"":               "",
		"　":              "",
		"a \u200d b":     "a b",
		"𠮷 野":            "𠮷野",
	} {
		require.Equal(t, want, cn.CleanName(text), "%q", text)
	}
}

func TestCleanNameIsIdempotent(t *testing.T) {
	alphabet := rapid.SliceOf(rapid.SampledFrom([]rune("王五示 　\t\u200b·.•aB'-９Ｊ。")))
	rapid.Check(t, func(t *rapid.T) {
		once := cn.CleanName(string(alphabet.Draw(t, "name")))
		require.Equal(t, once, cn.CleanName(once))
		require.NotRegexp(t, `^\s|\s$|\s\s|\p{Han}\s|\s\p{Han}`, once)
	})
}

func TestSplitName(t *testing.T) {
	for name, want := range map[string][2]string{
		"单示明": {"单", "示明"}, "万俟示安": {"万俟", "示安"}, "萬俟示安": {"萬俟", "示安"}, "尉迟例川": {"尉迟", "例川"}, "司马": {"司", "马"},
		"欧阳例": {"欧阳", "例"}, "John Smith": {"", "John Smith"}, "阿卜杜拉·买买提": {"", "阿卜杜拉·买买提"}, "": {"", ""}, "王": {"王", ""},
	} {
		surname, given := cn.SplitName(name)
		require.Equal(t, want, [2]string{surname, given}, name)
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		mask       func(string) string
		text, want string
	}{
		{cn.MaskName, "单示明", "单*明"},
		{cn.MaskName, "张三", "张*"},
		{cn.MaskName, "王　　五", "王*"},
		{cn.MaskName, "张王示明", "张**明"},
		{cn.MaskName, "万俟示安", "万俟*安"},
		{cn.MaskName, "尉迟川", "尉迟*"},
		{cn.MaskName, "萬俟示安", "萬俟*安"},
		{cn.MaskName, "司马", "司*"},
		{cn.MaskName, "张", "张*"},
		{cn.MaskName, "", ""},
		{cn.MaskName, "阿卜杜拉·买买提", "阿***·***"},
		{cn.MaskName, "John Smith", "J*** *****"},
		{cn.MaskIdentity, "110199197405120014", "110***********0014"},
		{cn.MaskIdentity, "11010519491231002X", "110***********002X"},
		{cn.MaskIdentity, "USA110000000017", "USA********0017"},
		{cn.MaskIdentity, "E12345678", "E******78"},
		{cn.MaskIdentity, "12345", "*****"},
		{cn.MaskIdentity, "", ""},
		{cn.MaskPhone, "13800005678", "138****5678"},
		{cn.MaskPhone, "010-88886666", "**********66"},
		{cn.MaskPhone, "1", "*"},
		{cn.MaskPhone, "", ""},
		{cn.MaskEmail, "wang@example.invalid", "w***@example.invalid"},
		{cn.MaskEmail, "w@example.invalid", "w***@example.invalid"},
		{cn.MaskEmail, "@x", "**"},
		{cn.MaskEmail, "wang", "****"},
	} {
		require.Equal(t, c.want, c.mask(c.text), c.text)
	}
}

func TestAMaskHidesMostOfEveryNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z0-9]{1,20}`).Draw(t, "number")
		for _, mask := range []func(string) string{cn.MaskIdentity, cn.MaskPhone} {
			masked, stars := mask(number), 0
			for _, r := range masked {
				if r == '*' {
					stars++
				}
			}
			require.Len(t, masked, len(number))
			require.GreaterOrEqual(t, 3*stars, len(number), "at least a third is hidden: %s", masked)
		}
	})
}
