package searchtest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/search"
)

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
