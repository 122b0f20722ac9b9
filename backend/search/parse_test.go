package search

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
)

func phrases() *Vocabulary {
	return NewVocabulary([]Phrase{
		{Text: "天津", Field: "region", Values: []string{"TJ"}, Label: "天津"},
		{Text: "河北", Field: "region", Values: []string{"HE"}, Label: "河北"},
		{Text: "河北区", Field: "city", Values: []string{"120105"}, Label: "天津市河北区"},
		{Text: "高级工程师", Field: "title", Values: []string{"高级工程师"}, Label: "高级工程师"},
		{Text: "工程师", Field: "title", Values: []string{"工程师"}, Label: "工程师"},
		{Text: "正高", Field: "level", Values: []string{"full-senior"}, Label: "正高级"},
		{Text: "Big Data", Field: "industry", Values: []string{"big-data"}, Label: "大数据"},
		{Text: "桥西区", Field: "city", Values: []string{"130104"}, Label: "石家庄市桥西区"},
		{Text: "桥西区", Field: "city", Values: []string{"130503"}, Label: "邢台市桥西区"},
		{Text: "桥西区", Field: "city", Values: []string{"130703"}, Label: "张家口市桥西区"},
		{Text: "新能源", Field: "industry", Values: []string{"new-energy"}, Label: "新能源"},
		{Text: "", Field: "x", Values: []string{"y"}}, {Text: "空", Field: "", Values: []string{"y"}}, {Text: "空值", Field: "x"},
	}, [][]string{{"AI", "人工智能", "artificial intelligence"}, {"天津", "津门"}})
}

func free(string) bool { return false }

// shown writes a parse in one line: terms as words/pinyin/names, !excluded, {field=values}.
func shown(p parsed) string {
	var out []string
	for _, t := range p.terms {
		s := strings.Join(t.Words, "|")
		if t.Phrase {
			s = `"` + s + `"`
		}
		for _, r := range t.Pinyin {
			s += "/" + r.Text
			if r.Begun {
				s += "…"
			}
		}
		for _, n := range t.Names {
			s += "~" + n
		}
		if t.Last {
			s += "…"
		}
		out = append(out, s)
	}
	for _, t := range p.not {
		out = append(out, "!"+strings.Join(t.Words, "|"))
	}
	for _, c := range p.where {
		out = append(out, "{"+c.Field+"="+strings.Join(c.Values, ",")+"}")
	}
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"单示明", "单示明…"},
		{"單示明 ", "单示明"},
		{"shansm", "shansm/shansm……"},
		{"shan shiming", "shan/shan/shanshiming… shiming/shiming…/shanshiming……"},
		{"单shi", "单~单shi shi~单shi…"},
		{"单 shi", "单 shi/shi……"},
		{"5G通信", "5g 通信…"},
		{"AI算法", "ai|人工智能|artificial intelligence~ai算法 算法~ai算法…"},
		{"ai ", "ai|人工智能|artificial intelligence/ai"},
		{"Artificial Intelligence ", "artificial intelligence|ai|人工智能"},
		{"Artificial Life ", "artificial/artificial/artificiallife life/life/artificiallife"},
		{`"集成电路 设计" 仿真 `, `"集成电路 设计" 仿真`},
		{"“集成电路”-封装", `"集成电路" !封装`},
		{"仿真 -封装 -\"machine learning\"", `仿真 !封装 !machine learning`},
		{"仿真 OR 封装", "仿真|封装…"},
		{"仿真|封装|", "仿真|封装"},
		{"OR 仿真 OR ", "仿真"},
		{"a OR -b ", "a/a !b"},
		{"天津", "{region=TJ}"},
		{"天津 OR 河北", "{region=TJ,HE}"},
		{"天津 OR 仿真 ", "天津|仿真"},
		{"天津河北区", "{region=TJ} {city=120105}"},
		{"河北区域经济 ", "区域经济 {region=HE}"},
		{"桥西区 ", "桥西区"},
		{"天津集成电路设计高级工程师", "集成电路设计 {region=TJ} {title=高级工程师}"},
		{"请问在天津从事仿真的工程师有哪些", "仿真 {region=TJ} {title=工程师}"},
		{"请问 天津 有 哪些 仿真 ", "仿真 {region=TJ}"},
		{"和 ", "和"},
		{"张天津 ", "张天津"},
		{"新能源车 ", "新能源车"},
		{"天津材料研究院 ", "天津材料研究院"},
		{"天津的材料研究院 ", "材料研究院 {region=TJ}"},
		{"天津大学人工智能 ", "天津大学 人工智能|ai|artificial intelligence"},
		{"正高级 ", "正高级"},
		{"高级 ", "高级"},
		{"big data", "{industry=big-data}"},
		{"天津 big data 仿真 ", "仿真 {region=TJ} {industry=big-data}"},
		{"big OR data ", "big|data/big/data"},
		{"天津AI工程师", "ai|人工智能|artificial intelligence {region=TJ} {title=工程师}"},
		{"aim算法 ", "aim~aim算法 算法~aim算法"},
		{`"天津" `, `"天津"`},
		{"-天津 ", "!天津"},
		{"c++ C# ", "c++ c#"},
		{"xi'an ", "xi an"},
		{"阿卜杜拉·买买提 ", "阿卜杜拉 买买提"},
		{"'; DROP TABLE-- ", "drop/drop/droptable table/table/droptable"},
	} {
		require.Equal(t, c.want, shown(parse(c.in, phrases(), free)), "%q", c.in)
	}
}

func TestParseLeavesTakenFieldsAlone(t *testing.T) {
	taken := func(f string) bool { return f == "region" }
	require.Equal(t, "天津 {title=工程师}", shown(parse("天津 工程师", phrases(), taken)))
	require.Equal(t, "天津大学", shown(parse("天津大学 ", nil, free)), "without a vocabulary nothing is understood")
}

func TestParseSaysWhatItUnderstood(t *testing.T) {
	p := parse("天津 \"仿真\" 设计 -封装", phrases(), free)
	require.Equal(t, []Interpreted{
		{Kind: "filter", Text: "天津", Field: "region", Value: "TJ", Values: []string{"TJ"}, Label: "天津"},
		{Kind: "phrase", Text: "仿真"}, {Kind: "term", Text: "设计"}, {Kind: "excluded", Text: "封装"},
	}, p.said)
	p = parse("天津單示明", phrases(), free)
	require.Equal(t, "單示明", p.said[1].Text, "as typed")
}

func TestParseReadsLongTextsToALimit(t *testing.T) {
	p := parse(strings.Repeat("仿真 设计 ", 100), phrases(), free)
	require.Len(t, p.terms, MaxTerms)
	require.Equal(t, Interpreted{Kind: "dropped", Text: "设计"}, p.said[len(p.said)-1])
	p = parse(strings.Repeat("甲", MaxText)+"乙丙", nil, free)
	require.Equal(t, Interpreted{Kind: "dropped", Text: "乙丙"}, p.said[len(p.said)-1])
}

func TestVocabularyManyPhrases(t *testing.T) {
	var list []Phrase
	for i := range 3000 {
		list = append(list, Phrase{Text: fmt.Sprintf("第%d号园区", i), Field: "park", Values: []string{fmt.Sprint(i)}})
	}
	v := NewVocabulary(list, nil)
	p := parse(strings.Repeat("第299号园区", 100), v, free)
	require.Equal(t, []Condition{{Field: "park", Values: []string{"299"}}}, p.where)
}

// FuzzParse holds any text to sense: nothing folded wrong, nothing endless, every word accounted for.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"天津滨海 高级工程师", `"a" -b OR c`, "单shi", "\x00\xff", "“”\"", strings.Repeat("天津河北区", 300), "ａＩ｜ＯＲ", "-\"-\"", strings.Repeat("a ", 600),
	} {
		f.Add(s)
	}
	v := phrases()
	f.Fuzz(func(t *testing.T, s string) {
		start := time.Now()
		p := parse(s, v, free)
		if len(s) < 20000 && time.Since(start) > 5*time.Second {
			t.Fatal("endless")
		}
		require.LessOrEqual(t, len(p.terms), MaxTerms)
		for _, term := range append(p.terms, p.not...) {
			require.NotEmpty(t, term.Words)
			for _, w := range term.Words {
				require.NotEmpty(t, Runs(w), "a term has something to look for")
				require.Equal(t, w, cn.Fold(w))
			}
		}
		for _, c := range p.where {
			require.NotEmpty(t, c.Values)
		}
		for _, i := range p.said {
			if utf8.ValidString(s) && i.Kind == "term" && !strings.Contains(i.Text, " OR ") {
				require.Contains(t, s, i.Text, "what is said stood in the text")
			}
		}
		x := NewExplainer(&Schema{Text: []TextField{{Name: "name", Person: true}, {Name: "bio"}}}, p.terms)
		x.Explain(map[string][]string{"name": {"单示明", s}, "bio": {s}})
	})
}
