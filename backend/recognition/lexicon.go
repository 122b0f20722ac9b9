package recognition

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
)

// lexeme is a word of questions and what it adds to a reading.
type lexeme struct {
	text []rune
	name bool // of a title, qualification or grade: read before everything else, or 自然科学研究员 would lose its 研究员
	mean func(r *reading, start, end int)
}

// sentenceWords lists every word that Understand knows, in the order of reading: names first, longer before shorter.
func (c *Catalogue) sentenceWords() []lexeme {
	var list []lexeme
	add := func(word string, mean func(r *reading, start, end int)) {
		list = append(list, lexeme{text: []rune(word), mean: mean})
	}
	for name := range c.names {
		list = append(list, lexeme{text: []rune(name), name: true, mean: func(r *reading, start, end int) {
			if r.note("title", start, end) {
				r.title = name
			}
		}})
	}
	for _, s := range c.Series {
		for _, word := range slices.Concat([]string{s.Name, s.Phrase()}, s.Words) {
			add(word, func(r *reading, start, end int) { r.saysSeries(s.Slug, start, end) })
		}
	}
	addTerms(add)
	addPlaces(add)
	slices.SortStableFunc(list, func(a, b lexeme) int {
		if a.name != b.name {
			if a.name {
				return -1
			}
			return 1
		}
		if len(a.text) != len(b.text) {
			return len(b.text) - len(a.text)
		}
		return strings.Compare(string(a.text), string(b.text))
	})
	return list
}

// saysSeries takes a series as the one wanted when 转 stands before it, else as the title's own.
func (r *reading) saysSeries(slug string, start, end int) {
	before := strings.TrimRight(string(r.text[max(0, start-3):start]), "到为评入 ")
	if strings.HasSuffix(before, "转") || strings.HasSuffix(before, "改") {
		if r.note("targetSeries", start, end) {
			r.target = slug
		}
		return
	}
	if r.note("series", start, end) {
		r.series = slug
	}
}

func addTerms(add func(string, func(*reading, int, int))) {
	for word, kind := range map[string]Kind{
		"职称": Title, "职业资格": Vocational, "执业资格": Vocational, "职业技能等级": Skill, "技能等级": Skill, "职业技能": Skill, "技能人才": Skill, "技能": Skill,
	} {
		add(word, func(r *reading, start, end int) {
			if r.note("type", start, end) {
				r.kind = kind
			}
		})
	}
	for word, level := range map[string]cn.Level{
		"正高级": cn.FullSenior, "正高": cn.FullSenior, "副高级": cn.AssociateSenior, "副高": cn.AssociateSenior, "中级": cn.Intermediate,
		"助理级": cn.Assistant, "员级": cn.Entry,
	} {
		add(word, func(r *reading, start, end int) {
			if r.note("level", start, end) {
				r.level = level
			}
		})
	}
	for word, way := range map[string]cn.ObtainedBy{
		"评审": cn.ByReview, "评审取得": cn.ByReview, "考试": cn.ByExam, "统考": cn.ByExam, "全国统一考试": cn.ByExam, "国家统一考试": cn.ByExam, "以考代评": cn.ByExam,
		"考取": cn.ByExam, "考的": cn.ByExam, "考评结合": cn.ByExamAndReview, "考核认定": cn.ByDegree, "初定": cn.ByDegree, "自主评审": cn.ByEmployerReview,
		"自主聘任": cn.ByEmployerReview, "直接认定": cn.Directly, "绿色通道": cn.Directly,
	} {
		add(word, func(r *reading, start, end int) {
			if r.note("obtainedBy", start, end) {
				r.way = way
			}
		})
	}
	for word, purpose := range map[string]cn.Purpose{
		"晋升": cn.ForPromotion, "申报高一级": cn.ForPromotion, "聘任": cn.ForAppointment, "聘用": cn.ForAppointment, "人才引进": cn.ForIntroduction, "引进": cn.ForIntroduction,
		"选拔": cn.ForSelection, "人才服务": cn.ForServices,
	} {
		add(word, func(r *reading, start, end int) {
			if r.note("purpose", start, end) {
				r.purpose = purpose
			}
		})
	}
}

// addPlaces knows the three regions with the cities people name instead, and everything else as another province. 河北区 is a district of
// Tianjin. The one-character names count only where they can't be part of another word.
func addPlaces(add func(string, func(*reading, int, int))) {
	for origin, list := range map[Origin][]string{
		Origin(cn.Beijing): {"北京", "北京市", "在京", "来京", "进京", "到京", "赴京", "亦庄", "海淀", "中关村"},
		Origin(cn.Tianjin): {"天津", "天津市", "在津", "来津", "到津", "赴津", "河北区", "天津河北区", "天津市河北区", "滨海新区", "滨海", "武清"},
		Origin(cn.Hebei): {"河北", "河北省", "在冀", "来冀", "到冀", "赴冀", "石家庄", "唐山", "秦皇岛", "邯郸", "邢台", "保定", "张家口", "承德", "沧州", "廊坊", "衡水",
			"雄安", "雄安新区", "曹妃甸"},
		Central: {"中央单位", "中央企业", "央企", "中央", "中直", "国家部委", "部委", "部属"},
		Other: {"外省", "外省市", "外地", "其他省", "其他省份", "上海", "重庆", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北",
			"湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "内蒙古"},
	} {
		for _, word := range list {
			add(word, func(r *reading, start, end int) {
				// 在京 holds its own marker: the place itself is the last character.
				if len([]rune(word)) == 2 && strings.ContainsAny(word, "京津冀") && strings.ContainsAny(word, "在来进到赴") {
					start++
				}
				r.addPlace(place{origin, start, end})
			})
		}
	}
}

func (r *reading) addPlace(p place) {
	i := 0
	for i < len(r.places) && r.places[i].start < p.start {
		i++
	}
	r.places = slices.Insert(r.places, i, p)
}

// smallChange reports whether a run of characters says nothing beside the question itself: it is made wholly of small words.
func smallChange(run []rune) bool {
	upTo := make([]bool, len(run)+1) // upTo[i]: the first i characters are small words
	upTo[0] = true
	for i := range run {
		for j := max(0, i-3); j <= i; j++ {
			upTo[i+1] = upTo[i+1] || upTo[j] && strings.Contains(smallWords, " "+string(run[j:i+1])+" ")
		}
	}
	return upTo[len(run)]
}

const smallWords = " 认不认 认可 认吗 承认 承不承认 互认 能不能 能否 可以 可不可以 是否 能用 有没有用 有效 无效 使用 还要 需要 需不需要 重新 取得 获得 发 颁发 证书 资格 请问 我 想 吗 呢 么 的 " +
	"在 到 去 来 从 是 有 怎么办 怎么 办 要 吧 了 年 月 时 时候 评 认 用 能 京津冀 三地 系列 专业 转 转评 层级 拿 考 自 省 市 单位 人员 于 和 给 至 可 不 后 后来 之后 现在 "
