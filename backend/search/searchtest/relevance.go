package searchtest

import (
	"slices"
	"strings"
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

// long are experts for whole questions.
func long() []search.Doc {
	expert := func(id, name, region, city, park, title, level, fields, bio string) search.Doc {
		d := doc(id, map[string][]string{"name": {name}, "titles": {title}, "fields": strings.Split(fields, " "), "bio": {bio}},
			map[string][]string{"region": {region}, "title": {title}, "level": {level}})
		if city != "" {
			d.Values["city"] = []string{city}
		}
		if park != "" {
			d.Values["park"] = []string{park}
		}
		return d
	}
	return []search.Doc{
		expert("tj-ic", "赵示新", "TJ", "120116", "binhai-zgc", "高级工程师", "associate-senior", "集成电路设计", "长期从事集成电路设计与验证"),
		expert("tj-hb", "钱例文", "TJ", "120105", "", "工程师", "intermediate", "轨道交通", "在天津工作"),
		expert("he-ic", "孙示华", "HE", "130104", "", "高级工程师", "associate-senior", "集成电路设计", "在河北工业大学任教"),
		expert("bj-ai", "郑示刚", "BJ", "", "", "教授级高级工程师", "full-senior", "人工智能", "semiconductor design and robotics"),
		expert("bj-zg", "蒋示桥", "BJ", "", "", "正高级工程师", "full-senior", "新能源汽车", "北京协和医院合作"),
		expert("tech", "吴例强", "HE", "", "", "高级技师", "skill", "焊接", "高级工 高级技师"),
	}
}

func placesAndTitles(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	for _, c := range []struct {
		q, said string // field=value of each filter
		want    []string
	}{
		{"天津河北区", "region=TJ city=120105", []string{"tj-hb"}},
		{"天津 河北区", "region=TJ city=120105", []string{"tj-hb"}},
		{"河北", "region=HE", []string{"he-ic", "tech"}},
		{"河北省", "region=HE", []string{"he-ic", "tech"}},
		{"正高", "level=full-senior", []string{"bj-ai", "bj-zg"}},
		{"高级职称", "level=full-senior|associate-senior", []string{"bj-ai", "bj-zg", "he-ic", "tj-ic"}},
		{"高级工程师", "title=高级工程师", []string{"he-ic", "tj-ic"}},
		{"北京 天津", "region=BJ region=TJ", []string{"bj-ai", "bj-zg", "tj-hb", "tj-ic"}},
		{"北京 OR 天津", "region=BJ region=TJ", []string{"bj-ai", "bj-zg", "tj-hb", "tj-ic"}},
		{"高级", "", []string{"bj-ai", "bj-zg", "he-ic", "tech", "tj-ic"}},
		{"桥西区", "", []string{}},
		{"新能源汽车", "industry=new-energy", nil},
		{"北京协和医院", "", []string{"bj-zg"}},
	} {
		r := k.find(search.Request{Text: c.q})
		if c.want != nil {
			require.ElementsMatch(t, c.want, idsOf(r), "%q", c.q)
			require.Equal(t, c.said, filtersSaid(r), "%q", c.q)
		}
	}
	r := k.find(search.Request{Text: "天津河北区"})
	require.Equal(t, "天津", r.Interpreted[0].Text)
	require.Equal(t, "天津市河北区", r.Interpreted[1].Label)
}

func filtersSaid(r search.Result) string {
	var out []string
	for _, i := range r.Interpreted {
		if i.Kind == "filter" {
			out = append(out, i.Field+"="+strings.Join(i.Values, "|"))
		}
	}
	return strings.Join(out, " ")
}

func literal(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	r := k.find(search.Request{Text: "天津", Literal: true})
	require.Equal(t, []string{"tj-hb"}, idsOf(r))
	require.Empty(t, filtersSaid(r))
	r = k.find(search.Request{Text: "天津 轨道交通", Where: []search.Condition{where("region", "TJ")}})
	require.Equal(t, []string{"tj-hb"}, idsOf(r))
	require.Empty(t, filtersSaid(r), "what the caller has narrowed already is not understood again")
}

func namesStayNames(t *testing.T, open Open) {
	k := relevanceKit(t, open, append(long(), named("zhang", "张天津"), named("ev", "新能源车")))
	require.Equal(t, []string{"zhang"}, k.ids(search.Request{Text: "张天津"}))
	require.Equal(t, []string{"ev"}, k.ids(search.Request{Text: "新能源车"}))
}

func oldTitleNames(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	for _, q := range []string{"教授级高级工程师", "正高级工程师"} {
		require.ElementsMatch(t, []string{"bj-ai", "bj-zg"}, k.ids(search.Request{Text: q}), "%q", q)
	}
}

func longQuestions(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	for _, q := range []string{
		"天津滨海中关村科技园集成电路设计高级工程师",
		"请问天津滨海中关村科技园有没有从事集成电路设计的高级工程师",
		"在天津 从事集成电路设计的 高级工程师",
	} {
		r := k.find(search.Request{Text: q})
		require.Equal(t, []string{"tj-ic"}, idsOf(r), "%q", q)
		require.Contains(t, filtersSaid(r), "region=TJ", "%q", q)
		require.Contains(t, filtersSaid(r), "title=高级工程师", "%q", q)
		said := ""
		for _, i := range r.Interpreted {
			require.NotEqual(t, "dropped", i.Kind, "%q", q)
			said += i.Text
		}
		require.Contains(t, said, "集成电路设计", "%q: no word of information is lost", q)
	}
	many := "轨道交通 在天津工作 " + strings.Repeat("轨道 交通 ", 10)
	require.Equal(t, []string{"tj-hb"}, k.ids(search.Request{Text: many, Literal: true}), "more than ten words are read")
	require.Equal(t, []string{"tj-ic"}, k.ids(search.Request{Text: strings.Repeat("设计 电路 ", 10) + "长期"}), "the last one too")
}

// unwrittenWords have something that nobody wrote.
func unwrittenWords(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	r := k.find(search.Request{Text: "轨道交通 量子通信"})
	require.Equal(t, []string{"tj-hb"}, idsOf(r))
	require.Contains(t, r.Interpreted, search.Interpreted{Kind: "dropped", Text: "量子通信"})
	r = k.find(search.Request{Text: "轨道交通人才"})
	require.Equal(t, []string{"tj-hb"}, idsOf(r), "Hanzi that nobody wrote together are cut")
	r = k.find(search.Request{Text: "量子"})
	require.Empty(t, r.Hits, "nothing is an answer")
	for _, i := range r.Interpreted {
		require.NotEqual(t, "dropped", i.Kind)
	}
}

func english(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	for _, q := range []string{"semiconductor", "semicondutcor", "semiconducter", "semicnductor", "robotics", "robotcis", "semicond", "design robotics", "Semiconductor DESIGN"} {
		require.Equal(t, []string{"bj-ai"}, k.ids(search.Request{Text: q}), "%q", q)
	}
	require.Empty(t, k.ids(search.Request{Text: "emiocdnuctor"}), "three letters wrong in a long word are too many")
	require.Empty(t, k.ids(search.Request{Text: `"semicondutcor"`}), "a quotation is taken as it is")
	hit := k.find(search.Request{Text: "semicondutcor"}).Hits[0]
	require.Equal(t, "<em>semiconductor</em> design and robotics", hit.Highlights["bio"])
	require.Equal(t, []string{"简介包含与“semicondutcor”相近的“semiconductor”"}, hit.Why)
}

func operators(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	require.Equal(t, []string{"tj-ic"}, k.ids(search.Request{Text: "“集成电路设计” -工业大学"}))
	require.ElementsMatch(t, []string{"tj-hb", "bj-ai"}, k.ids(search.Request{Text: "轨道交通 OR 人工智能"}))
	require.ElementsMatch(t, []string{"tj-hb", "bj-ai"}, k.ids(search.Request{Text: "轨道交通 | robotics"}))
	require.Equal(t, []string{"bj-ai"}, k.ids(search.Request{Text: `"design and robotics"`}))
	require.Empty(t, k.ids(search.Request{Text: `"design robotics"`}))
	r := k.find(search.Request{Text: `"集成电路设计" -工业大学`})
	require.Equal(t, "phrase", r.Interpreted[0].Kind)
	require.Equal(t, "excluded", r.Interpreted[1].Kind)
}

func synonyms(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	require.Equal(t, []string{"bj-ai"}, k.ids(search.Request{Text: "AI"}))
	require.Equal(t, []string{"he-ic"}, k.ids(search.Request{Text: "河工大"}))
	require.Equal(t, []string{"he-ic"}, k.ids(search.Request{Text: "河工大集成电路"}))
	require.Equal(t, []string{"研究方向包含“AI”的同义词"}, k.find(search.Request{Text: "AI"}).Hits[0].Why)
}

func partsOfWords(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	require.ElementsMatch(t, []string{"tj-ic", "he-ic"}, k.ids(search.Request{Text: "电路设计"}))
	require.ElementsMatch(t, []string{"tj-ic", "he-ic"}, k.ids(search.Request{Text: "电路"}))
	require.ElementsMatch(t, []string{"tj-ic", "he-ic"}, k.ids(search.Request{Text: "电"}))
	require.Empty(t, k.ids(search.Request{Text: "电集成"}), "what does not stand side by side is not found")
}

func nonsense(t *testing.T, open Open) {
	k := relevanceKit(t, open, long())
	all := len(k.ids(search.Request{}))
	for _, q := range []string{"", " ", `"`, `""`, "-", "|", "OR", "???", "\x00\x01", "“”", "-\"", "·", "+++"} {
		require.Len(t, k.ids(search.Request{Text: q}), all, "%q says nothing, so it narrows nothing", q)
	}
	require.Equal(t, []string{"tj-hb"}, k.ids(search.Request{Text: "\"轨道\x00交通"}))
	r := k.find(search.Request{Text: strings.Repeat("轨道交通", 2500)})
	require.NotNil(t, r)
	require.Equal(t, "dropped", r.Interpreted[len(r.Interpreted)-1].Kind, "what is not read is named")
}
