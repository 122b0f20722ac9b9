package expert

import (
	"fmt"
	"slices"

	"talentcircle/backend/cn"
	"talentcircle/backend/sheet"
)

// importColumn is a column that imports understand and the template offers.
type importColumn struct {
	key    string   // as complaints of the checker call it, without "body."
	label  string   // in the template
	names  []string // other names that senders use
	digits bool     // a long number, of which no digit may be lost
	date   bool
	read   func(r *rowReader, text string) // nil: the column is known and not taken over

	// of the template:
	offered  bool
	required bool
	width    float64
	note     string
	sample   string
	choices  func(v *Vocabulary) []string
	open     bool // several choices may stand in one cell
}

// titlesPerRow is how many titles a row of the template has room for.
const titlesPerRow = 2

// importColumns lists the columns in the order of the template.
func importColumns() []importColumn {
	columns := []importColumn{
		{key: "seq", label: "序号", names: []string{"编号", "No"}, offered: true, width: 7, sample: "示例"},
		{key: "name", label: "姓名", names: []string{"专家姓名", "人员姓名", "人选姓名", "推荐人选"}, offered: true, required: true, width: 12, sample: "王示远",
			read: func(r *rowReader, t string) { r.in.Name = t }},
		{key: "gender", label: "性别", offered: true, width: 7, choices: fixed("男", "女"), sample: "男", read: (*rowReader).gender},
		{key: "identityKind", label: "证件类型", names: []string{"证件种类"}, offered: true, width: 16, sample: "居民身份证", choices: labels(cn.IdentityKinds, cn.IdentityKind.Label),
			read: (*rowReader).identityKind},
		{key: "identity", label: "证件号码", names: []string{"身份证号码", "身份证号", "身份证", "公民身份号码", "居民身份证号", "居民身份证号码", "证件号"}, digits: true, offered: true, required: true,
			width: 24, note: "本列为文本格式,请勿改为数字格式,否则末几位会丢失。", sample: "130199196802170030",
			read: func(r *rowReader, t string) { r.in.Identity = t }},
		{key: "birth", label: "出生日期", names: []string{"出生年月", "出生年月日"}, date: true, offered: true, width: 13, note: "居民身份证持有人可不填。按 1968-02-17 填写。",
			read: func(r *rowReader, t string) { r.birth(t) }},
		{key: "phone", label: "手机号码", names: []string{"手机", "手机号", "联系电话", "联系方式", "移动电话", "电话"}, digits: true, offered: true, width: 15,
			read: func(r *rowReader, t string) { r.in.Phone = t }},
		{key: "email", label: "电子邮箱", names: []string{"邮箱", "电子邮件", "email", "e-mail"}, offered: true, width: 22,
			read: func(r *rowReader, t string) { r.in.Email = t }},
		{key: "employer", label: "工作单位", names: []string{"单位", "单位名称", "所在单位", "现工作单位", "用人单位", "工作单位名称"}, offered: true, required: true, width: 30,
			sample: "河北示例工程学会(虚构)", read: func(r *rowReader, t string) { r.in.Employer = t }},
		{key: "employerCode", label: "统一社会信用代码", names: []string{"单位统一社会信用代码", "信用代码", "社会信用代码"}, digits: true, offered: true, width: 22,
			read: func(r *rowReader, t string) { r.in.EmployerCode = t }},
		{key: "department", label: "部门", names: []string{"所在部门", "内设机构"}, offered: true, width: 16,
			read: func(r *rowReader, t string) { r.in.Department = t }},
		{key: "position", label: "职务", names: []string{"现任职务", "行政职务", "岗位", "工作岗位"}, offered: true, width: 14,
			read: func(r *rowReader, t string) { r.in.Position = t }},
		{key: "city", label: "所在地", names: []string{"所在地区", "所在城市", "工作地", "工作所在地", "行政区划"}, offered: true, width: 16, sample: "石家庄市",
			choices: cities, open: true, read: (*rowReader).city},
	}
	for n := range titlesPerRow {
		columns = append(columns, titleColumns(n)...)
	}
	return append(append(columns, restColumns()...), consentColumns()...)
}

// titleColumns are the columns of the n-th title of a row; the first goes by names without a number too.
func titleColumns(n int) []importColumn {
	sample := func(s string) string {
		if n > 0 {
			return ""
		}
		return s
	}
	column := func(key, label string, names ...string) importColumn {
		c := importColumn{key: fmt.Sprintf("titles[%d].%s", n, key), label: fmt.Sprintf("%s%d", label, n+1), offered: true, width: 16}
		if n == 0 {
			c.names = append(append(c.names, label), names...)
		}
		for _, name := range names {
			c.names = append(c.names, fmt.Sprintf("%s%d", name, n+1))
		}
		return c
	}
	title := func(r *rowReader) *TitleInput { return &r.titles[n] }
	series := column("series", "职称系列", "系列", "职称系列名称")
	series.choices = func(v *Vocabulary) []string { return termLabels(v.Series) }
	series.read = func(r *rowReader, t string) { r.series(n, t) }
	series.sample = sample("工程技术人员")
	level := column("level", "职称层级", "层级", "级别", "职称级别", "职称等级")
	level.choices, level.read, level.sample = labels(cn.Levels, cn.Level.Label), func(r *rowReader, t string) { r.level(n, t) }, sample("副高级")
	name := column("name", "职称名称", "职称", "专业技术职称", "专业技术职务", "专业技术资格", "技术职称", "现任职称")
	name.note = "每格只填一项职称;有两项的,第二项填在后面的“职称名称2”等列。可填证书上的曾用名称。"
	name.read, name.sample = func(r *rowReader, t string) { r.titleName(n, t) }, sample("高级工程师")
	speciality := column("speciality", "职称专业", "专业", "评审专业", "专业名称")
	speciality.read, speciality.sample = func(r *rowReader, t string) { title(r).Speciality = t }, sample("机械")
	by := column("obtainedBy", "取得方式", "职称取得方式")
	by.choices, by.read, by.sample = labels(cn.WaysOfObtaining, cn.ObtainedBy.Label), func(r *rowReader, t string) { r.obtainedBy(n, t) }, sample("评审")
	on := column("obtainedOn", "取得时间", "取得日期", "职称取得时间", "取得职称时间", "评审通过日期", "评审通过时间", "评审时间", "资格取得时间", "任职资格时间")
	on.date, on.note, on.sample = true, "评审通过日期,按 2016-11-18 填写;证书只有年月的,按 2016-11 填写。", sample("2016-11-18")
	on.read = func(r *rowReader, t string) { title(r).ObtainedOn = t }
	issuer := column("issuer", "发证地", "发证地区", "职称发证地")
	issuer.choices, issuer.read, issuer.sample = fixed("北京", "天津", "河北", "中央单位", "其他"), func(r *rowReader, t string) { r.issuer(n, t) }, sample("河北")
	committee := column("committee", "评委会", "评审委员会", "评审机构")
	committee.read = func(r *rowReader, t string) { title(r).Committee = t }
	return []importColumn{series, level, name, speciality, by, on, issuer, committee}
}

func restColumns() []importColumn {
	return []importColumn{
		{key: "vocational", label: "职业资格", names: []string{"职业资格名称", "职业资格证书"}, offered: true, width: 18,
			read: func(r *rowReader, t string) { r.qualification("vocational", t) }},
		{key: "skill", label: "技能等级", names: []string{"职业技能等级"}, offered: true, width: 18,
			read: func(r *rowReader, t string) { r.qualification("skill", t) }},
		{key: "programmes", label: "人才计划", names: []string{"入选人才计划", "人才工程", "人才称号"}, offered: true, width: 20, note: "多项用顿号分开;入选年份写在括号内,如:海聚工程(2018)。",
			choices: func(v *Vocabulary) []string { return termLabels(v.Programmes) }, open: true, read: (*rowReader).programmes},
		{key: "industries", label: "产业领域", names: []string{"产业", "行业", "所属行业", "所属产业"}, offered: true, width: 18, open: true,
			choices: labels(cn.Industries, cn.Industry.Label), sample: "智能制造", read: (*rowReader).industries},
		{key: "disciplines", label: "学科", names: []string{"学科领域", "学科代码", "所属学科"}, offered: true, width: 18, open: true,
			choices: func(v *Vocabulary) []string { return termLabels(v.Disciplines) }, read: (*rowReader).disciplines},
		{key: "fields", label: "研究方向", names: []string{"研究领域", "专业领域", "专业特长", "专长", "主要研究方向"}, offered: true, width: 24, note: "多项用顿号分开。",
			sample: "机械设计、精密加工", read: func(r *rowReader, t string) { r.in.Fields = split(t) }},
		{key: "bio", label: "个人简介", names: []string{"简介", "主要业绩", "个人简历"}, offered: true, width: 30,
			read: func(r *rowReader, t string) { r.in.Bio = t }},
		{key: "park", label: "合作园区", names: []string{"园区", "所在园区"}, offered: true, width: 20,
			choices: func(v *Vocabulary) []string { return termLabels(v.Parks) }, read: (*rowReader).park},
		{key: "availability", label: "合作方式", names: []string{"合作意向", "服务方式"}, offered: true, width: 16, open: true, note: "多项用顿号分开。",
			choices: labels(cn.Availabilities, cn.Availability.Label), read: (*rowReader).availability},
		{key: "willingRegions", label: "愿意服务的地区", names: []string{"服务地区", "愿意服务地区"}, offered: true, width: 16, open: true,
			choices: fixed("北京", "天津", "河北", "三地"), read: (*rowReader).willing},
		{key: "formerNames", label: "曾用名", read: func(r *rowReader, t string) { r.in.FormerNames = split(t) }},
		{key: "latinName", label: "外文名", names: []string{"英文名", "外文姓名"}, read: func(r *rowReader, t string) { r.in.LatinName = t }},
		{key: "languages", label: "语言", names: []string{"外语", "语种"}, read: func(r *rowReader, t string) { r.in.Languages = split(t) }},
	}
}

func consentColumns() []importColumn {
	return []importColumn{
		{key: "consents.channel", label: "授权方式", names: []string{"同意方式"}, offered: true, width: 12, choices: fixed("书面", "线上"),
			note: "本人单独同意的取得方式。未取得授权的,授权各列留空,信息仅本地区可见。", sample: "书面", read: (*rowReader).consentChannel},
		{key: "consents.scope", label: "授权范围", names: []string{"同意范围", "共享范围"}, offered: true, width: 24, open: true, note: "每项须有本人单独同意,多项用顿号分开。",
			choices: labels(Scopes, Scope.Label), sample: "三地共享、用人单位", read: (*rowReader).consentScopes},
		{key: "consents.givenOn", label: "授权日期", names: []string{"同意日期", "授权时间"}, date: true, offered: true, width: 13, sample: "2026-01-05",
			read: func(r *rowReader, t string) { r.consent.GivenOn = t }},
		{key: "consents.evidence", label: "授权材料编号", names: []string{"授权书编号", "授权编号", "同意书编号"}, digits: true, offered: true, width: 20, note: "书面授权必填。",
			sample: "SQ-2026-0001", read: func(r *rowReader, t string) { r.consent.Evidence = t }},
		{key: "consents.until", label: "授权有效期至", names: []string{"有效期至", "授权截止日期"}, date: true, offered: true, width: 13, note: "不填则至撤回为止。",
			read: func(r *rowReader, t string) { r.consent.Until = t }},
		{key: "remark", label: "备注", names: []string{"说明"}, offered: true, width: 16},
		{key: "errors", label: errorsTitle},
	}
}

// errorsTitle heads the column of complaints in the file that goes back to the sender.
const errorsTitle = "错误原因"

// wantedColumns are the columns as a header is searched for them.
func wantedColumns() []sheet.Wanted {
	var wanted []sheet.Wanted
	for _, c := range importColumns() {
		wanted = append(wanted, sheet.Wanted{Key: c.key, Names: append([]string{c.label}, c.names...)})
	}
	return wanted
}

// columnLabel names a field where the file has no column for it.
func columnLabel(key string) string {
	columns := importColumns()
	if i := slices.IndexFunc(columns, func(c importColumn) bool { return c.key == key }); i >= 0 {
		return columns[i].label
	}
	return ""
}

func fixed(choices ...string) func(*Vocabulary) []string {
	return func(*Vocabulary) []string { return choices }
}

func labels[T any](all func() []T, label func(T) string) func(*Vocabulary) []string {
	return func(*Vocabulary) []string {
		var out []string
		for _, v := range all() {
			out = append(out, label(v))
		}
		return out
	}
}

func termLabels(terms []Term) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.Label
	}
	return out
}

func cities(*Vocabulary) []string {
	var out []string
	for _, d := range cn.Divisions() {
		if d.Level == cn.PrefectureLevel || d.Level == cn.CountyLevel && d.Region != cn.Hebei {
			out = append(out, d.Name)
		}
	}
	return out
}
