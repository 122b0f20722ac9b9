package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
)

func keysOf(name string, kind KeyKind) []string {
	var out []string
	for _, k := range NameKeys(cn.Fold(name)) {
		if k.Kind == kind {
			out = append(out, k.Key)
		}
	}
	return out
}

func TestNameKeys(t *testing.T) {
	require.Equal(t, []string{"单示明"}, keysOf("單示明", HanFull))
	require.Equal(t, []string{"示明"}, keysOf("单示明", HanGiven))
	require.Equal(t, "shanshiming", keysOf("单示明", PinyinFull)[0])
	require.Equal(t, "shansm", keysOf("单示明", PinyinShort)[0])
	require.Equal(t, "shiming", keysOf("单示明", PinyinGiven)[0])
	require.Equal(t, "ssm", keysOf("单示明", PinyinInits)[0])
	require.Equal(t, []string{"示安"}, keysOf("万俟示安", HanGiven))
	require.Equal(t, "moqisa", keysOf("万俟示安", PinyinShort)[0])
	require.ElementsMatch(t, []string{"明", "于明"}, keysOf("单于明", HanGiven))
	require.Contains(t, keysOf("单于明", PinyinFull), "chanyuming")
	require.Contains(t, keysOf("单于明", PinyinFull), "shanyuming")
	require.Subset(t, keysOf("吕明", PinyinFull), []string{"lvming", "luming", "lyuming"})
	require.Equal(t, []string{"阿卜杜拉", "阿卜杜拉·买买提"}, keysOf("阿卜杜拉·买买提", HanFull))
	require.Equal(t, []string{"买买提"}, keysOf("阿卜杜拉·买买提", HanGiven))
	require.Contains(t, keysOf("阿卜杜拉·买买提", PinyinGiven), "maimaiti")
	require.Equal(t, []string{"johnsmith"}, keysOf("John Smith", PinyinFull))
	require.Equal(t, []string{"smith"}, keysOf("John Smith", PinyinGiven))
	require.Empty(t, NameKeys(""))
	require.Empty(t, NameKeys("·"))
	for _, k := range NameKeys("重重重重重重重重重重重重重重重重") {
		require.LessOrEqual(t, len(k.Key), 64)
		require.True(t, k.Kind <= HanGiven || len(k.Key) <= maxKey)
	}
	require.LessOrEqual(t, len(NameKeys("重行长")), 40, "readings are capped")
}

func TestUnusualKeysAreMarked(t *testing.T) {
	unusual := func(name, key string) bool {
		i := slices.IndexFunc(NameKeys(name), func(k NameKey) bool { return k.Key == key })
		require.GreaterOrEqual(t, i, 0, key)
		return NameKeys(name)[i].Unusual
	}
	require.False(t, unusual("单示明", "shanshiming"))
	require.True(t, unusual("善示明", "shanshiming"), "no known surname")
	require.True(t, unusual("单示明", "shanqiming"), "a rare reading")
}

func TestKeyBegins(t *testing.T) {
	full := NameKeys("单示明")[slices.IndexFunc(NameKeys("单示明"), func(k NameKey) bool { return k.Key == "shanshiming" })]
	for typed, want := range map[string][2]bool{ // finished, begun
		"shan": {true, true}, "sha": {false, true}, "shanshi": {true, true}, "shanshim": {false, true}, "shanshiming": {true, true}, "x": {false, false},
	} {
		require.Equal(t, want[0], full.Begins(Reading{Text: typed}), typed)
		require.Equal(t, want[1], full.Begins(Reading{Text: typed, Begun: true}), typed)
	}
	require.False(t, NameKeys("单示明")[0].Begins(Reading{Text: "单"}), "Hanzi are never a reading")
}

func TestMatchName(t *testing.T) {
	for _, c := range []struct {
		typed, name string
		part        string // "" when it does not fit
	}{
		{"单shi", "单示明", "单示"},
		{"单shiming", "单示明", "单示明"},
		{"单sm", "单示明", "单示明"},
		{"单示m", "单示明", "单示明"},
		{"shan示明", "单示明", "单示明"},
		{"shansm", "单示明", "单示明"},
		{"s示", "单示明", "单示"},
		{"示ming", "单示明", "示明"},
		{"单xiong", "单雄信", "单雄"},
		{"单shi", "善示明", ""},
		{"单min", "单示明", ""},
		{"ming", "单示明", ""},
		{"万俟s", "万俟示安", "万俟示"},
		{"万q", "万俟示安", "万俟"},
		{"阿bu", "阿卜杜拉·买买提", "阿卜"},
		{"买mai", "阿卜杜拉·买买提", "买买"},
		{"", "单示明", ""},
		{strings.Repeat("s", 100), "单示明", ""},
	} {
		start, end, ok := MatchName(c.typed, c.name)
		require.Equal(t, c.part != "", ok, "%s %s", c.typed, c.name)
		if ok {
			require.Equal(t, c.part, string([]rune(c.name)[start:end]), "%s %s", c.typed, c.name)
		}
	}
}

func TestRuns(t *testing.T) {
	texts := func(s string) (out []string) {
		for _, r := range Runs(s) {
			out = append(out, r.Text)
			require.Equal(t, r.Text, string([]rune(s)[r.Start:r.End]))
		}
		return out
	}
	require.Equal(t, []string{"ai", "算法", "c++", "和", "5g"}, texts("ai算法,c++和5g"))
	require.Equal(t, []string{"a", "b", "c#"}, texts("a+b c#"))
	require.Equal(t, []string{"二〇二六年"}, texts("二〇二六年"))
	require.Empty(t, texts(" ,.+#"))
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "ab", 1}, {"abc", "axc", 1}, {"abcd", "badc", 2}, {"abc", "xyz", 3}, {"", "ab", 2}, {"机器", "机械", 1}} {
		require.Equal(t, c.want, Distance(c.a, c.b, 9), "%s %s", c.a, c.b)
		require.LessOrEqual(t, Distance(c.a, c.b, 1), 2)
	}
	require.True(t, Misspelt("robot", "robto"))
	require.False(t, Misspelt("robo", "rob"))
	require.False(t, Misspelt("5gnetwork", "5gnetwrk"), "digits are exact")
	require.True(t, Misspelt("semiconductor", "semicondcutro"))
}

func TestExplainer(t *testing.T) {
	schema := &Schema{Text: []TextField{{Name: "name", Label: "姓名", Person: true}, {Name: "fields", Label: "研究方向"}, {Name: "bio"}}}
	x := NewExplainer(schema, []Term{
		{Raw: "電路", Words: []string{"电路"}}, {Raw: "AI", Words: []string{"ai", "人工智能"}}, {Raw: "<b>", Words: []string{"b"}},
		{Raw: "lu dian", Words: []string{"电路 design"}},
	})
	marked, why := x.Explain(map[string][]string{
		"name": {"电路"}, "fields": {"集成電路与电路板", "无关", "人工智能"}, "bio": {"a <b> c & 电路, Design"},
	})
	require.Equal(t, map[string]string{
		"name":   "<em>电路</em>",
		"fields": "集成<em>電路</em>与<em>电路</em>板、<em>人工智能</em>",
		"bio":    "a &lt;<em>b</em>&gt; c &amp; <em>电路, Design</em>",
	}, marked)
	require.Equal(t, []string{"姓名为“電路”", "研究方向包含“AI”的同义词", "bio包含“<b>”", "bio包含“lu dian”"}, why)
	marked, why = NewExplainer(schema, nil).Explain(map[string][]string{"name": {"x"}})
	require.Nil(t, marked)
	require.Nil(t, why)
}
