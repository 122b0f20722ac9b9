package expert

import (
	"reflect"
	"strings"

	"talentcircle/backend/cn"
)

// fieldOrder names the facts as the form does, in the form's order.
var fieldOrder = []Coded{{"name", "姓名"}, {"formerNames", "曾用名"}, {"latinName", "外文名"}, {"gender", "性别"}, {"employer", "工作单位"},
	{"employerCode", "统一社会信用代码"}, {"department", "部门"}, {"position", "职务"}, {"city", "所在地"}, {"industries", "产业领域"},
	{"disciplines", "学科"}, {"fields", "研究方向"}, {"bio", "个人简介"}, {"titles", "职称"}, {"qualifications", "职业资格与技能等级"},
	{"programmes", "人才计划"}, {"park", "合作园区"}, {"availability", "合作方式"}, {"willingRegions", "愿意服务的地区"}, {"languages", "语言"}}

// changedFields names the facts in which a and b differ, in the form's order.
func changedFields(a, b *Facts) []string {
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	differs := map[string]bool{}
	for i := range va.NumField() {
		if x, y := va.Field(i), vb.Field(i); !equal(x, y) {
			name, _, _ := strings.Cut(va.Type().Field(i).Tag.Get("json"), ",")
			differs[name] = true
		}
	}
	var names []string
	for _, f := range fieldOrder {
		if differs[f.Value] {
			names = append(names, f.Value)
		}
	}
	return names
}

func equal(x, y reflect.Value) bool {
	if x.Kind() == reflect.Slice && x.Len() == 0 && y.Len() == 0 {
		return true // absent and empty say the same
	}
	return reflect.DeepEqual(x.Interface(), y.Interface())
}

// Difference is one fact before and after, in words.
type Difference struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// diff compares the working copy with what was last admitted; a record never admitted is compared with nothing.
func (s *Service) diff(e *Expert) []Difference {
	before := &Facts{}
	if e.Admitted != nil {
		before = e.Admitted
	}
	was, is := s.words.inWords(before), s.words.inWords(&e.Facts)
	changed := changedFields(before, &e.Facts)
	out := make([]Difference, 0, len(changed))
	for _, name := range changed {
		out = append(out, Difference{Field: name, Label: label(asTerms(fieldOrder), name), Before: was[name], After: is[name]})
	}
	return out
}

func asTerms(in []Coded) []Term {
	out := make([]Term, len(in))
	for i, c := range in {
		out[i] = Term{Value: c.Value, Label: c.Label}
	}
	return out
}

// inWords says each fact as a person would read it.
func (v *Vocabulary) inWords(f *Facts) map[string]string {
	list := func(values []string, name func(string) string) string {
		words := make([]string, len(values))
		for i, x := range values {
			words[i] = name(x)
		}
		return strings.Join(words, "、")
	}
	same := func(s string) string { return s }
	m := map[string]string{"name": f.Name, "latinName": f.LatinName, "employer": f.Employer, "employerCode": f.EmployerCode,
		"department": f.Department, "position": f.Position, "bio": f.Bio, "park": label(v.Parks, f.Park),
		"gender":       map[string]string{"male": "男", "female": "女"}[f.Gender],
		"formerNames":  list(f.FormerNames, same),
		"fields":       list(f.Fields, same),
		"languages":    list(f.Languages, same),
		"industries":   list(f.Industries, func(s string) string { return cn.Industry(s).Label() }),
		"disciplines":  list(f.Disciplines, func(s string) string { return label(v.Disciplines, s) }),
		"availability": list(f.Availability, func(s string) string { return cn.Availability(s).Label() }),
	}
	if d, ok := cn.DivisionByCode(f.City); ok {
		m["city"] = d.Name
	}
	var titles, quals, progs, regions []string
	for _, t := range f.Titles {
		titles = append(titles, strings.Join(trim(label(v.Series, t.Series), cn.Level(t.Level).Label(), t.Shown(), t.Speciality, t.ObtainedOn.String()), " · "))
	}
	for _, q := range f.Qualifications {
		quals = append(quals, strings.Join(trim(q.Name, q.Level, q.ObtainedOn.String()), " · "))
	}
	for _, p := range f.Programmes {
		progs = append(progs, label(v.Programmes, p.Programme))
	}
	for _, r := range f.WillingRegions {
		regions = append(regions, r.Name())
	}
	m["titles"], m["qualifications"] = strings.Join(titles, ";"), strings.Join(quals, ";")
	m["programmes"], m["willingRegions"] = strings.Join(progs, "、"), strings.Join(regions, "、")
	return m
}

func trim(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
