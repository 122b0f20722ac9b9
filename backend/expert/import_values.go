package expert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"talentcircle/backend/cn"
)

var separators = regexp.MustCompile("[、,;/|\n\uFF0C\uFF1B\uFF0F]+")

// split parts a cell that lists several things.
func split(text string) []string {
	var parts []string
	for _, p := range separators.Split(text, -1) {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// squeezed is a text as terms are compared: without spaces, and with one form of brackets and dashes.
func squeezed(text string) string {
	return strings.NewReplacer("\uFF08", "(", "\uFF09", ")", "\u2014", "-", "\u2013", "-").Replace(strings.Join(strings.Fields(text), ""))
}

// find reads a coded value: its code, its label, or another word for it.
func find(terms []Term, text string) (string, bool) {
	text = squeezed(text)
	for _, t := range terms {
		if text == t.Value || text == squeezed(t.Label) || slices.ContainsFunc(t.Aliases, func(a string) bool { return text == squeezed(a) }) {
			return t.Value, true
		}
	}
	return "", false
}

func (r *rowReader) gender(text string) {
	switch text {
	case "男", "男性", "male":
		r.in.Gender = "male"
	case "女", "女性", "female":
		r.in.Gender = "female"
	default:
		r.complain("gender", "性别请填写“男”或“女”。")
	}
}

func (r *rowReader) identityKind(text string) {
	kind, ok := cn.ParseIdentityKind(text)
	if !ok {
		r.complain("identityKind", "证件类型请从下列中选择:"+strings.Join(labels(cn.IdentityKinds, cn.IdentityKind.Label)(nil), "、")+"。")
	}
	r.in.IdentityKind = string(kind)
}

// birth takes a whole day only: with an identity number the day follows from it, and a month alone says nothing more.
func (r *rowReader) birth(text string) {
	if day, err := cn.ParseDay(text); err == nil && !day.IsMonth() {
		r.in.Birth = text
	}
}

func (r *rowReader) city(text string) {
	if _, ok := cn.DivisionByCode(text); ok {
		r.in.City = text
		return
	}
	switch found := cn.FindDivisions(text); len(found) {
	case 1:
		r.in.City = found[0].Code
	case 0:
		r.complain("city", "所在地请填写京津冀的区、市名称,或六位行政区划代码。")
	default:
		var names []string
		for _, d := range found {
			names = append(names, d.FullName())
		}
		r.complain("city", "该名称对应多个行政区划,请写明上级名称。", "可填:"+strings.Join(names, "、"))
	}
}

var seriesEnding = regexp.MustCompile(`(专业技术人员|专业技术|技术人员|专业人员|研究人员|人员|人才|系列|职称|类)+$`)

func (r *rowReader) series(n int, text string) {
	value, ok := find(r.words.Series, text)
	if short := seriesEnding.ReplaceAllString(squeezed(text), ""); !ok && short != "" {
		value, ok = find(r.words.Series, short)
		for _, t := range r.words.Series {
			if !ok && seriesEnding.ReplaceAllString(t.Label, "") == short {
				value, ok = t.Value, true
			}
		}
	}
	if !ok {
		r.titleWrong(n, "series", "没有该职称系列,请从下列中选择:"+strings.Join(termLabels(r.words.Series), "、")+"。")
		return
	}
	r.titles[n].Series = value
}

func (r *rowReader) titleWrong(n int, field, text string, suggestion ...string) {
	r.refused[n] = true
	r.complain("titles["+strconv.Itoa(n)+"]."+field, text, suggestion...)
}

// level reads a level; 高级 and 初级 are groups of two and leave the decision to the title's name.
func (r *rowReader) level(n int, text string) {
	if level, ok := cn.ParseLevel(text); ok {
		r.titles[n].Level = string(level)
		return
	}
	if text != "高级" && text != "初级" && text != "高级职称" && text != "初级职称" {
		r.titleWrong(n, "level", "职称层级请从下列中选择:正高级、副高级、中级、助理级、员级。")
	}
}

// titleName takes one title. Several in one cell are never taken as they stand: which series, level and date goes with which is not ours
// to guess.
func (r *rowReader) titleName(n int, text string) {
	parts := split(text)
	if len(parts) < 2 {
		r.titles[n].Name = strings.Join(strings.Fields(text), "")
		return
	}
	advice := make([]string, len(parts))
	for i, p := range parts {
		advice[i] = "职称名称" + strconv.Itoa(i+1) + ":" + strings.Join(strings.Fields(p), "")
		if hideNumbers(p) != p || len(p) > 90 {
			advice = nil
			break
		}
	}
	suggestion := ""
	if advice != nil {
		suggestion = "可拆分为 " + strings.Join(advice, ";") + ",并分别填写系列、层级和取得时间。"
	}
	r.titleWrong(n, "name", "一个单元格内有多项职称,请拆分后分列填写。", suggestion)
}

func (r *rowReader) obtainedBy(n int, text string) {
	by, ok := cn.ParseObtainedBy(text)
	if !ok {
		r.titleWrong(n, "obtainedBy", "取得方式请从下列中选择:"+strings.Join(labels(cn.WaysOfObtaining, cn.ObtainedBy.Label)(nil), "、")+"。")
	}
	r.titles[n].ObtainedBy = string(by)
}

func (r *rowReader) issuer(n int, text string) {
	switch strings.TrimSuffix(strings.TrimSuffix(text, "市"), "省") {
	case "北京", "BJ":
		r.titles[n].Issuer = "BJ"
	case "天津", "TJ":
		r.titles[n].Issuer = "TJ"
	case "河北", "HE":
		r.titles[n].Issuer = "HE"
	case "中央", "中央单位", "国家", "中央国家机关", "CENTRAL":
		r.titles[n].Issuer = "CENTRAL"
	case "其他", "其它", "其他省", "外省", "OTHER":
		r.titles[n].Issuer = "OTHER"
	default:
		r.titleWrong(n, "issuer", "发证地请从下列中选择:北京、天津、河北、中央单位、其他。")
	}
}

// joinTitles moves the titles of the row into the input.
func (r *rowReader) joinTitles() {
	for n, t := range r.titles {
		if t == (TitleInput{}) || r.refused[n] {
			continue
		}
		switch {
		case t.Name == "":
			r.titleWrong(n, "name", "请填写职称名称。")
		case t.Series == "":
			r.titleWrong(n, "series", "请填写职称系列:同一名称可能属于多个系列。")
		default:
			r.in.Titles = append(r.in.Titles, t)
			r.titleAt = append(r.titleAt, n)
		}
	}
}

func (r *rowReader) qualification(kind, text string) {
	for _, name := range split(text) {
		r.in.Qualifications = append(r.in.Qualifications, QualificationInput{Type: kind, Name: name})
		r.qualAt = append(r.qualAt, kind)
	}
}

var withYear = regexp.MustCompile("^(.*?)[(\uFF08]?((?:19|20)[0-9]{2})年?[)\uFF09]?$")

func (r *rowReader) programmes(text string) {
	for _, p := range split(text) {
		value, ok := find(r.words.Programmes, p)
		in := ProgrammeInput{Programme: value}
		if m := withYear.FindStringSubmatch(p); !ok && m != nil {
			in.Programme, ok = find(r.words.Programmes, m[1])
			in.Year, _ = strconv.Atoi(m[2])
		}
		if !ok {
			r.complain("programmes", "人才计划无法识别,请按代码表中的名称填写。")
			return
		}
		r.in.Programmes = append(r.in.Programmes, in)
	}
}

func (r *rowReader) industries(text string) {
	r.in.Industries = each(r, "industries", text, func(p string) (string, bool) { v, ok := cn.ParseIndustry(p); return string(v), ok })
}

func (r *rowReader) disciplines(text string) {
	r.in.Disciplines = each(r, "disciplines", text, func(p string) (string, bool) { return find(r.words.Disciplines, p) })
}

func (r *rowReader) availability(text string) {
	r.in.Availability = each(r, "availability", text, func(p string) (string, bool) { v, ok := cn.ParseAvailability(p); return string(v), ok })
}

func (r *rowReader) park(text string) {
	value, ok := find(r.words.Parks, text)
	if !ok {
		r.complain("park", "合作园区无法识别,请按代码表中的名称填写。")
	}
	r.in.Park = value
}

func (r *rowReader) willing(text string) {
	for _, p := range split(text) {
		switch strings.TrimSuffix(strings.TrimSuffix(p, "市"), "省") {
		case "北京", "BJ":
			r.in.WillingRegions = append(r.in.WillingRegions, "BJ")
		case "天津", "TJ":
			r.in.WillingRegions = append(r.in.WillingRegions, "TJ")
		case "河北", "HE":
			r.in.WillingRegions = append(r.in.WillingRegions, "HE")
		case "三地", "京津冀", "均可", "不限":
			r.in.WillingRegions = append(r.in.WillingRegions, "BJ", "TJ", "HE")
		default:
			r.complain("willingRegions", "愿意服务的地区请从下列中选择:北京、天津、河北、三地。")
			return
		}
	}
}

// each reads a list of coded values; one that is not known refuses the cell.
func each(r *rowReader, key, text string, parse func(string) (string, bool)) []string {
	var out []string
	for _, p := range split(text) {
		v, ok := parse(p)
		if !ok {
			r.complain(key, columnLabel(key)+"无法识别,请按代码表中的名称填写,多项用顿号分开。")
			return nil
		}
		out = append(out, v)
	}
	return out
}

func (r *rowReader) consentChannel(text string) {
	switch text {
	case "书面", "纸质", "书面授权", "paper":
		r.consent.Channel = "paper"
	case "线上", "网上", "在线", "电子", "线上授权", "online":
		r.consent.Channel = "online"
	default:
		r.complain("consents.channel", "授权方式请填写“书面”或“线上”。")
	}
}

func (r *rowReader) consentScopes(text string) {
	words := map[string]Scope{"三地共享": Circle, "三地": Circle, "京津冀": Circle, "用人单位": Employers, "单位": Employers, "公开": Public, "社会公开": Public, "全社会": Public,
		"海外": Overseas, "海外联络处": Overseas, "人岗匹配": Matching, "匹配": Matching}
	for _, s := range Scopes() {
		words[string(s)], words[s.Label()] = s, s
	}
	for _, p := range split(text) {
		if p == "不授权" || p == "不同意" || p == "仅本地区" {
			continue
		}
		scope, ok := words[p]
		if !ok {
			r.complain("consents.scope", "授权范围请从下列中选择,多项用顿号分开:"+strings.Join(labels(Scopes, Scope.Label)(nil), "、")+"。")
			return
		}
		if !slices.Contains(r.scopes, scope) {
			r.scopes = append(r.scopes, scope)
		}
	}
	r.agreed = r.agreed && (len(r.scopes) > 0 || r.consent != ConsentInput{})
}

// joinConsents makes one consent of each scope: each is separate, though one paper may hold several.
func (r *rowReader) joinConsents() {
	if !r.agreed {
		return
	}
	if len(r.scopes) == 0 {
		r.complain("consents.scope", "填写了授权信息,请同时填写授权范围。")
		return
	}
	for _, s := range r.scopes {
		c := r.consent
		c.Scope = s
		r.in.Consents = append(r.in.Consents, c)
	}
}
