package searchtest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
)

// Relevance checks what a person expects of a talent search in Chinese: any script, pinyin, mixtures, misspellings, whole questions.
// It needs an engine that understands text, so no stand-in can run it.
func Relevance(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, open Open)
	}{
		{"names in any script", namesInAnyScript}, {"homophones", homophones}, {"rank of names", rankOfNames}, {"odd surnames", oddSurnames},
		{"names with dots and Latin names", otherNames}, {"highlights of names", highlightsOfNames}, {"script invariance", scriptInvariance},
		{"places and titles", placesAndTitles}, {"literal", literal}, {"names stay names", namesStayNames}, {"old title names", oldTitleNames},
		{"long questions", longQuestions}, {"unwritten words", unwrittenWords}, {"English and misspellings", english},
		{"quotes, minus and OR", operators}, {"synonyms", synonyms}, {"parts of words", partsOfWords}, {"sense from nonsense", nonsense},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open) })
	}
}

// vocabulary is what the suite's queries may say.
func vocabulary() *search.Vocabulary {
	title := func(text string, values ...string) search.Phrase {
		return search.Phrase{Text: text, Field: "title", Values: values, Label: "职称:" + text}
	}
	return search.NewVocabulary([]search.Phrase{
		{Text: "北京", Field: "region", Values: []string{"BJ"}, Label: "北京"},
		{Text: "天津", Field: "region", Values: []string{"TJ"}, Label: "天津"},
		{Text: "河北", Field: "region", Values: []string{"HE"}, Label: "河北"},
		{Text: "河北省", Field: "region", Values: []string{"HE"}, Label: "河北"},
		{Text: "河北区", Field: "city", Values: []string{"120105"}, Label: "天津市河北区"},
		{Text: "滨海新区", Field: "city", Values: []string{"120116"}, Label: "天津市滨海新区"},
		{Text: "桥西区", Field: "city", Values: []string{"130104"}, Label: "石家庄市桥西区"},
		{Text: "桥西区", Field: "city", Values: []string{"130503"}, Label: "邢台市桥西区"},
		{Text: "滨海中关村科技园", Field: "park", Values: []string{"binhai-zgc"}, Label: "天津滨海—中关村科技园"},
		title("高级工程师", "高级工程师"), title("正高级工程师", "正高级工程师", "教授级高级工程师"),
		title("教授级高级工程师", "正高级工程师", "教授级高级工程师"), title("工程师", "工程师"), title("研究员", "研究员"),
		{Text: "正高", Field: "level", Values: []string{"full-senior"}, Label: "正高级"},
		{Text: "副高", Field: "level", Values: []string{"associate-senior"}, Label: "副高级"},
		{Text: "高级职称", Field: "level", Values: []string{"full-senior", "associate-senior"}, Label: "高级职称(正高、副高)"},
		{Text: "新能源", Field: "industry", Values: []string{"new-energy"}, Label: "新能源"},
		{Text: "new materials", Field: "industry", Values: []string{"new-materials"}, Label: "新材料"},
	}, [][]string{{"AI", "人工智能"}, {"河工大", "河北工业大学"}})
}

// people are the cast of scene 9 and their decoys, among some whose texts name the same things.
func people() []search.Doc {
	docs := []search.Doc{
		named("shan", "单示明"), named("decoy-shan", "善示明"), named("qiu", "仇例君"), named("decoy-qiu", "邱例君"),
		named("moqi", "万俟示安"), named("yuchi", "尉迟例川"), named("xie", "解示宁"), named("zeng", "曾例言"),
		named("jian", "王建国"), named("lv", "吕示文"), named("abdu", "阿卜杜拉·买买提"), named("john", "John O'Neil"),
		named("du", "杜例明"), named("wan", "万示安"),
	}
	docs = append(docs,
		doc("student", map[string][]string{"name": {"李例文"}, "bio": {"师从单示明教授,研究人工智能"}}, nil),
		doc("pinyin", map[string][]string{"name": {"周例禾"}, "bio": {"shiming project"}}, nil))
	return docs
}

func relevanceKit(t *testing.T, open Open, docs []search.Doc) *kit {
	k := start(t, open, vocabulary())
	k.put(docs...)
	return k
}

func (k *kit) first(text string) string {
	k.t.Helper()
	ids := k.ids(search.Request{Text: text})
	require.NotEmpty(k.t, ids, "%q finds nothing", text)
	return ids[0]
}

func namesInAnyScript(t *testing.T, open Open) {
	k := relevanceKit(t, open, people())
	for _, q := range []string{
		"shansm", "shan shiming", "shan shi ming", "shanshiming", "單示明", "单示明", "示明", "单shi", "单shim", "單shim", "ssm",
		"SHAN Shiming", "ｓｈａｎｓｍ", "shàn shìmíng", "shan shim", "单示ming",
	} {
		require.Equal(t, "shan", k.first(q), "%q", q)
	}
	require.NotContains(t, k.ids(search.Request{Text: "单shi"}), "decoy-shan")
	require.Equal(t, "jian", k.first("建国"))
	require.Equal(t, "jian", k.first("jianguo"))
	require.Equal(t, "jian", k.first("wangjg"))
	for _, q := range []string{"lv", "lu", "lyu", "吕", "lvshiwen", "lyushiwen"} {
		require.Equal(t, "lv", k.first(q), "%q", q)
	}
}

func homophones(t *testing.T, open Open) {
	k := relevanceKit(t, open, people())
	found := k.ids(search.Request{Text: "qiu"})
	require.Contains(t, found, "qiu")
	require.Contains(t, found, "decoy-qiu")
	require.Equal(t, []string{"qiu"}, k.ids(search.Request{Text: "仇"}))
	require.Equal(t, []string{"qiu"}, k.ids(search.Request{Text: "仇例君"}))
	require.Equal(t, []string{"decoy-qiu"}, k.ids(search.Request{Text: "邱例君"}))
	require.NotContains(t, k.ids(search.Request{Text: "单示明"}), "decoy-shan")
	require.Empty(t, k.ids(search.Request{Text: "景点"}))
}

func rankOfNames(t *testing.T, open Open) {
	docs := []search.Doc{
		named("exact", "张例"), named("prefix", "张例明"), named("given", "李张例"), doc("text", map[string][]string{"name": {"赵示"}, "bio": {"张例张例张例"}}, nil),
		named("pinyin", "章例"),
	}
	k := relevanceKit(t, open, docs)
	require.Equal(t, []string{"exact", "prefix", "given", "text"}, k.ids(search.Request{Text: "张例"}))
	found := k.ids(search.Request{Text: "zhangli"})
	require.ElementsMatch(t, []string{"exact", "pinyin"}, found[:2], "whole names before beginnings")
	require.Contains(t, found, "prefix")
}

func oddSurnames(t *testing.T, open Open) {
	k := relevanceKit(t, open, people())
	for q, want := range map[string]string{
		"moqi": "moqi", "moqishian": "moqi", "mqsa": "moqi", "万俟": "moqi", "yuchi": "yuchi", "yuchilc": "yuchi", "xie": "xie", "xieshining": "xie",
		"zeng": "zeng", "zengliyan": "zeng", "qiulj": "qiu",
	} {
		require.Equal(t, want, k.first(q), "%q", q)
	}
	require.NotContains(t, k.ids(search.Request{Text: "jieshining"}), "xie")
	require.Equal(t, []string{"wan"}, k.ids(search.Request{Text: "wanshian"}))
}

func otherNames(t *testing.T, open Open) {
	k := relevanceKit(t, open, people())
	for _, q := range []string{"阿卜杜拉·买买提", "阿卜杜拉•买买提", "买买提", "阿卜杜拉", "maimaiti", "abudula", "阿卜杜拉 买买提"} {
		require.Equal(t, "abdu", k.first(q), "%q", q)
	}
	for _, q := range []string{"john", "John O'Neil", "johnoneil", "joh"} {
		require.Equal(t, "john", k.first(q), "%q", q)
	}
}

func highlightsOfNames(t *testing.T, open Open) {
	k := relevanceKit(t, open, people())
	for _, c := range []struct{ q, id, want, why string }{
		{"shansm", "shan", "<em>单示明</em>", "姓名拼音匹配“shansm”"},
		{"shiming", "shan", "单<em>示明</em>", "姓名拼音匹配“shiming”"},
		{"shan", "shan", "<em>单</em>示明", "姓名拼音匹配“shan”"},
		{"单shi", "shan", "<em>单示</em>明", "姓名包含“单”"},
		{"示明", "shan", "单<em>示明</em>", "姓名包含“示明”"},
		{"單示明", "shan", "<em>单示明</em>", "姓名为“單示明”"},
		{"maimaiti", "abdu", "阿卜杜拉·<em>买买提</em>", "姓名拼音匹配“maimaiti”"},
		{"moqi", "moqi", "<em>万俟</em>示安", "姓名拼音匹配“moqi”"},
	} {
		r := k.find(search.Request{Text: c.q})
		i := slices.IndexFunc(r.Hits, func(h search.Hit) bool { return h.ID == c.id })
		require.GreaterOrEqual(t, i, 0, "%q", c.q)
		require.Equal(t, c.want, r.Hits[i].Highlights["name"], "%q", c.q)
		require.Contains(t, r.Hits[i].Why, c.why, "%q", c.q)
	}
}

func scriptInvariance(t *testing.T, open Open) {
	k := relevanceKit(t, open, append(people(), long()...))
	for _, pair := range [][2]string{
		{"万俟示安", "萬俟示安"}, {"单示明", "單示明"}, {"集成电路设计", "集成電路設計"}, {"AI", "ＡＩ"},
		{"高级工程师", "高級工程師"}, {"天津", "天津　"}, {"shansm", "ＳＨＡＮＳＭ"},
	} {
		require.Equal(t, k.ids(search.Request{Text: pair[0]}), k.ids(search.Request{Text: pair[1]}), "%v", pair)
	}
}
