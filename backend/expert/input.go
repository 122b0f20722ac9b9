package expert

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// Input is a record as the form, the sheet and the API give it. Everything but the name may be filled in later; what a submission
// needs is checked by complete.
type Input struct {
	Name           string               `json:"name,omitempty" doc:"姓名"`
	FormerNames    []string             `json:"formerNames,omitempty" doc:"曾用名"`
	LatinName      string               `json:"latinName,omitempty" doc:"外文名"`
	Gender         string               `json:"gender,omitempty" doc:"性别 male/female"`
	Birth          string               `json:"birth,omitempty" doc:"出生日期;居民身份证持有人可不填"`
	IdentityKind   string               `json:"identityKind,omitempty" doc:"证件类型"`
	Identity       string               `json:"identity,omitempty" doc:"证件号码"`
	Phone          string               `json:"phone,omitempty" doc:"手机号码"`
	Email          string               `json:"email,omitempty" doc:"电子邮箱"`
	Employer       string               `json:"employer,omitempty" doc:"工作单位"`
	EmployerCode   string               `json:"employerCode,omitempty" doc:"统一社会信用代码"`
	Department     string               `json:"department,omitempty" doc:"部门"`
	Position       string               `json:"position,omitempty" doc:"职务"`
	City           string               `json:"city,omitempty" doc:"所在地行政区划代码 GB/T 2260"`
	Industries     []string             `json:"industries,omitempty" doc:"产业领域"`
	Disciplines    []string             `json:"disciplines,omitempty" doc:"学科代码 GB/T 13745"`
	Fields         []string             `json:"fields,omitempty" doc:"研究方向"`
	Bio            string               `json:"bio,omitempty" doc:"个人简介"`
	Titles         []TitleInput         `json:"titles,omitempty" doc:"职称"`
	Qualifications []QualificationInput `json:"qualifications,omitempty" doc:"职业资格与技能等级"`
	Programmes     []ProgrammeInput     `json:"programmes,omitempty" doc:"入选人才计划"`
	Park           string               `json:"park,omitempty" doc:"所在合作园区"`
	Availability   []string             `json:"availability,omitempty" doc:"合作方式"`
	WillingRegions []string             `json:"willingRegions,omitempty" doc:"愿意服务的地区"`
	Languages      []string             `json:"languages,omitempty" doc:"语言"`
	Consents       []ConsentInput       `json:"consents,omitempty" doc:"单独同意;给出即为全部有效的授权"`
}

// TitleInput is a title as it is entered; Name may be an older name.
type TitleInput struct {
	Series     string `json:"series" doc:"职称系列"`
	Level      string `json:"level,omitempty" doc:"层级;可由名称推出"`
	Name       string `json:"name" doc:"职称名称,可为曾用名称"`
	Speciality string `json:"speciality,omitempty" doc:"专业"`
	ObtainedBy string `json:"obtainedBy,omitempty" doc:"取得方式"`
	ObtainedOn string `json:"obtainedOn,omitempty" doc:"评审通过日期,可只到月"`
	Issuer     string `json:"issuer,omitempty" doc:"发证地 BJ/TJ/HE/CENTRAL/OTHER"`
	Committee  string `json:"committee,omitempty" doc:"评委会"`
}

// QualificationInput is a vocational qualification or a skill grade as it is entered.
type QualificationInput struct {
	Type       string `json:"type" enum:"vocational,skill" doc:"类别"`
	Name       string `json:"name" doc:"名称"`
	Level      string `json:"level,omitempty" doc:"等级"`
	ObtainedOn string `json:"obtainedOn,omitempty" doc:"取得日期"`
	Issuer     string `json:"issuer,omitempty" doc:"发证地"`
}

// ProgrammeInput is a talent programme as it is entered.
type ProgrammeInput struct {
	Programme string `json:"programme" doc:"人才计划"`
	Year      int    `json:"year,omitempty" doc:"入选年份"`
}

// ConsentInput is a separate consent as it is recorded by the form or the sheet.
type ConsentInput struct {
	Scope    Scope  `json:"scope" enum:"circle,employers,public,overseas,matching" doc:"授权范围"`
	Channel  string `json:"channel" enum:"paper,online" doc:"授权方式"`
	Evidence string `json:"evidence,omitempty" doc:"授权材料编号;书面授权必填"`
	GivenOn  string `json:"givenOn,omitempty" doc:"授权日期;不填为今天"`
	Until    string `json:"until,omitempty" doc:"有效期至;不填则至撤回为止"`
}

// Term is one coded value with the words people know it by.
type Term struct {
	Value  string `json:"value"`
	Label  string `json:"label"`
	Parent string `json:"parent,omitempty"`
	Note   string `json:"note,omitempty"`
	// Aliases are other words that people write for it.
	Aliases []string `json:"-"`
}

// Vocabulary is the coded values a record may use, given by app from the seed catalogue.
type Vocabulary struct {
	Series, Parks, Programmes, Disciplines []Term
	// FitTitle checks a title by (series, level, name); level may be empty when the name decides it. It returns the level, the
	// present name, and the old name when that is what was given; a fault with a sentence when they do not fit.
	FitTitle func(series, level, name string) (Fitted, error)
	// HoldsIn says in which regions some title or qualification of these facts holds on that day.
	HoldsIn func(f *Facts, on cn.Day) []cn.Region
}

// Fitted is a title as the catalogue has it.
type Fitted struct{ Series, Level, Name, Former string }

func has(terms []Term, value string) bool {
	return slices.ContainsFunc(terms, func(t Term) bool { return t.Value == value })
}

func label(terms []Term, value string) string {
	for _, t := range terms {
		if t.Value == value {
			return t.Label
		}
	}
	return value
}

// ErrInvalid is the fault of an input that breaks rules; its fields say which.
var ErrInvalid = fault.New(fault.Invalid, "invalid_expert", "填写内容有误,请按提示修改。")

// checker collects complaints while an Input becomes Facts.
type checker struct {
	v     *Vocabulary
	today cn.Day
	bad   []fault.Field
}

func (c *checker) complain(field, sentence string) {
	c.bad = append(c.bad, fault.Field{Location: "body." + field, Message: sentence})
}

func (c *checker) err() error {
	if len(c.bad) == 0 {
		return nil
	}
	return ErrInvalid.With(c.bad...)
}

// facts checks an input and makes the facts of it.
func (c *checker) facts(in Input) Facts {
	f := Facts{
		Name: cn.CleanName(in.Name), LatinName: c.short("latinName", in.LatinName), Gender: c.oneOf("gender", in.Gender, "male", "female"),
		Employer: c.short("employer", in.Employer), EmployerCode: c.creditCode(in.EmployerCode),
		Department: c.short("department", in.Department), Position: c.short("position", in.Position), City: in.City, Bio: strings.TrimSpace(in.Bio),
		Park: in.Park, FormerNames: c.texts("formerNames", in.FormerNames), Fields: c.texts("fields", in.Fields),
		Languages:    c.texts("languages", in.Languages),
		Disciplines:  c.coded("disciplines", in.Disciplines, func(s string) bool { return has(c.v.Disciplines, s) }),
		Industries:   c.coded("industries", in.Industries, func(s string) bool { return cn.Industry(s).Valid() }),
		Availability: c.coded("availability", in.Availability, func(s string) bool { return cn.Availability(s).Valid() }),
	}
	if f.Name == "" {
		c.complain("name", "请填写姓名。")
	} else if utf8.RuneCountInString(f.Name) > maxName {
		c.complain("name", fmt.Sprintf("姓名不超过 %d 个字。", maxName))
	}
	if utf8.RuneCountInString(f.Bio) > maxBio {
		c.complain("bio", fmt.Sprintf("个人简介不超过 %d 个字。", maxBio))
	}
	if _, ok := cn.DivisionByCode(f.City); f.City != "" && !ok {
		c.complain("city", "所在地代码不在京津冀行政区划内,请重新选择。")
	}
	if f.Park != "" && !has(c.v.Parks, f.Park) {
		c.complain("park", "请从列表中选择合作园区。")
	}
	for _, r := range c.coded("willingRegions", in.WillingRegions, func(s string) bool { return cn.Region(s).Valid() }) {
		f.WillingRegions = append(f.WillingRegions, cn.Region(r))
	}
	c.titles(in.Titles, &f)
	c.qualifications(in.Qualifications, &f)
	c.programmes(in.Programmes, &f)
	return f
}

func (c *checker) titles(in []TitleInput, f *Facts) {
	if len(in) > maxList {
		c.complain("titles", fmt.Sprintf("最多填写 %d 项。", maxList))
		return
	}
	for i, t := range in {
		at := fmt.Sprintf("titles[%d]", i)
		fitted, err := c.v.FitTitle(t.Series, t.Level, strings.TrimSpace(t.Name))
		if err != nil {
			c.complain(at+".name", Sentence(err))
			continue
		}
		if t.ObtainedBy != "" && !cn.ObtainedBy(t.ObtainedBy).Valid() {
			c.complain(at+".obtainedBy", "请从列表中选择取得方式。")
		}
		f.Titles = append(f.Titles, Title{Series: fitted.Series, Level: fitted.Level, Name: fitted.Name, Former: fitted.Former,
			Speciality: c.short(at+".speciality", t.Speciality), ObtainedBy: t.ObtainedBy, ObtainedOn: c.day(at+".obtainedOn", t.ObtainedOn),
			Issuer: c.issuer(at+".issuer", t.Issuer), Committee: c.short(at+".committee", t.Committee)})
	}
}

func (c *checker) qualifications(in []QualificationInput, f *Facts) {
	if len(in) > maxList {
		c.complain("qualifications", fmt.Sprintf("最多填写 %d 项。", maxList))
		return
	}
	for i, q := range in {
		at := fmt.Sprintf("qualifications[%d]", i)
		name := c.short(at+".name", q.Name)
		if name == "" {
			c.complain(at+".name", "请填写名称。")
		}
		f.Qualifications = append(f.Qualifications, Qualification{Type: c.oneOf(at+".type", q.Type, "vocational", "skill"), Name: name,
			Level: c.short(at+".level", q.Level), ObtainedOn: c.day(at+".obtainedOn", q.ObtainedOn), Issuer: c.issuer(at+".issuer", q.Issuer)})
	}
}

func (c *checker) programmes(in []ProgrammeInput, f *Facts) {
	if len(in) > maxList {
		c.complain("programmes", fmt.Sprintf("最多填写 %d 项。", maxList))
		return
	}
	for i, p := range in {
		at := fmt.Sprintf("programmes[%d]", i)
		if !has(c.v.Programmes, p.Programme) {
			c.complain(at+".programme", "请从列表中选择人才计划。")
			continue
		}
		if p.Year != 0 && (p.Year < 1978 || p.Year > yearOf(c.today)) {
			c.complain(at+".year", "入选年份有误,请核对。")
		}
		f.Programmes = append(f.Programmes, Programme(p))
	}
}

// consents checks what was agreed to; a date left out is today's.
func (c *checker) consents(in []ConsentInput) []grant {
	if len(in) > maxList {
		c.complain("consents", fmt.Sprintf("最多填写 %d 项。", maxList))
		return nil
	}
	var out []grant
	for i, g := range in {
		at := fmt.Sprintf("consents[%d]", i)
		if !g.Scope.Valid() {
			c.complain(at+".scope", "请从列表中选择授权范围。")
		}
		if g.Channel != "paper" && g.Channel != "online" {
			c.complain(at+".channel", "请从列表中选择授权方式。")
		}
		ok := grant{Scope: g.Scope, Channel: g.Channel, Evidence: c.short(at+".evidence", g.Evidence), GivenOn: c.day(at+".givenOn", g.GivenOn)}
		if g.Channel == "paper" && ok.Evidence == "" {
			c.complain(at+".evidence", "书面授权请填写授权材料编号。")
		}
		if ok.GivenOn.IsZero() {
			ok.GivenOn = c.today
		}
		if g.Until != "" {
			until, err := cn.ParseDay(g.Until)
			if err != nil {
				c.complain(at+".until", Sentence(err))
			} else if until.Before(ok.GivenOn) {
				c.complain(at+".until", "有效期不能早于授权日期。")
			}
			ok.Until = until
		}
		out = append(out, ok)
	}
	return out
}

func yearOf(d cn.Day) int { year, _, _ := d.Date(); return year }

func (c *checker) short(field, text string) string {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > maxText {
		c.complain(field, fmt.Sprintf("不超过 %d 个字。", maxText))
	}
	return text
}

func (c *checker) texts(field string, in []string) []string {
	var out []string
	for _, t := range in {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(out, t) {
			if out = append(out, c.short(field, t)); len(out) > maxList {
				c.complain(field, fmt.Sprintf("最多填写 %d 项。", maxList))
				return nil // a body has room for a hundred thousand, and each would be compared with all before it
			}
		}
	}
	return out
}

func (c *checker) coded(field string, in []string, valid func(string) bool) []string {
	out := c.texts(field, in)
	for _, v := range out {
		if !valid(v) {
			c.complain(field, "请从列表中选择。")
			return nil
		}
	}
	return out
}

func (c *checker) oneOf(field, v string, allowed ...string) string {
	if v != "" && !slices.Contains(allowed, v) {
		c.complain(field, "请从列表中选择。")
	}
	return v
}

func (c *checker) creditCode(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	code, err := cn.ParseCreditCode(text)
	if err != nil {
		c.complain("employerCode", Sentence(err))
	}
	return code
}

func (c *checker) issuer(field, v string) string {
	return c.oneOf(field, v, "BJ", "TJ", "HE", "CENTRAL", "OTHER")
}

// day reads a date that may stop at the month and may not lie ahead.
func (c *checker) day(field, text string) cn.Day {
	if text == "" {
		return cn.Day{}
	}
	d, err := cn.ParseDay(text)
	if err != nil {
		c.complain(field, Sentence(err))
		return cn.Day{}
	}
	if d.After(c.today) {
		c.complain(field, "日期晚于今天,请核对。")
	}
	return d
}

// Sentence is what a fault says to the person; other errors say nothing of their inside.
func Sentence(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Message
	}
	return "填写有误,请核对。"
}

// complete checks what a submission needs beyond what a draft needs.
func (e *Expert) complete() error {
	c := checker{}
	if e.Private.Identity.Empty() {
		c.complain("identity", "送审前请填写证件号码。")
	}
	if e.Facts.Employer == "" {
		c.complain("employer", "送审前请填写工作单位。")
	}
	if len(e.Facts.Titles)+len(e.Facts.Qualifications)+len(e.Facts.Programmes) == 0 {
		c.complain("titles", "送审前请至少填写一项职称、职业资格或人才计划。")
	}
	if len(c.bad) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "incomplete_expert", "信息不完整,请补充后再送审。").With(c.bad...)
}
