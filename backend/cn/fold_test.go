package cn

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"單示明", "单示明"},
		{"萬俟示安", "万俟示安"},
		{"乾坤", "干坤"}, // by character, so that 王乾 is found in 王乾坤
		{"高級工程師", "高级工程师"},
		{"ＡＩ　算法", "ai 算法"},
		{"５Ｇ", "5g"},
		{"Müller", "muller"},
		{"Mu\u0308ller", "muller"},
		{"shàn", "shan"},
		{"阿卜杜拉•買買提", "阿卜杜拉·买买提"},
		{"阿卜杜拉・買買提", "阿卜杜拉·买买提"},
		{"a\u200bb\tc\x00d", "ab c d"},
		{"㈱", "(株)"},
		{"㎏", "kg"},
		{"金", "金"}, // a compatibility ideograph
		{"𠀾", "𠀾"},
		{"", ""},
		{"人工智能", "人工智能"},
	} {
		require.Equal(t, c.want, Fold(c.in), "%q", c.in)
		require.Equal(t, c.want, FoldMap(c.in).Text, "%q", c.in)
	}
}

func TestFoldMapLeadsBack(t *testing.T) {
	in := "教授單示明(ﬁrst)ＡＩ"
	f := FoldMap(in)
	require.Equal(t, "教授单示明(first)ai", f.Text)
	at := func(part string) string {
		before, _, found := strings.Cut(f.Text, part)
		require.True(t, found, part)
		i := utf8.RuneCountInString(before)
		start, end := f.Source(i, i+utf8.RuneCountInString(part))
		return in[start:end]
	}
	require.Equal(t, "單示明", at("单示明"))
	require.Equal(t, "ＡＩ", at("ai"))
	require.Equal(t, "ﬁ", at("f"), "half of a ligature is the whole ligature")
}

func TestFoldKeepsPlainTextUncopied(t *testing.T) {
	in := "京津冀人才圈 talent 2026"
	require.Zero(t, testing.AllocsPerRun(100, func() { Fold(in) }))
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"單示明", "Ａ\u0301", "が", "ᄀ\u1161", "İß", "\xff\xfe", "乾"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		require.True(t, utf8.ValidString(once))
		require.Equal(t, once, Fold(once))
		m := FoldMap(s)
		require.Equal(t, once, m.Text)
		if n := utf8.RuneCountInString(once); n > 0 {
			start, end := m.Source(0, n)
			require.True(t, 0 <= start && start < end && end <= len(s))
		}
	})
}
