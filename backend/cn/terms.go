package cn

import (
	"slices"
	"strings"
)

// Industry is one of the industries of the regional plan; API.md fixes the values.
type Industry string

// The industries.
const (
	NewGenerationIT      Industry = "new-generation-it"
	SmartManufacturing   Industry = "smart-manufacturing"
	NewMaterials         Industry = "new-materials"
	EnergySaving         Industry = "energy-saving-environment"
	NewEnergy            Industry = "new-energy"
	ModernTransport      Industry = "modern-transport"
	BiomedicineAndHealth Industry = "biomedicine-health"
	BigData              Industry = "big-data"
)

// Availability is a way in which an expert is willing to work with others.
type Availability string

// The ways.
const (
	Consulting   Availability = "consulting"
	PartTime     Availability = "part-time"
	Secondment   Availability = "secondment"
	Reviewing    Availability = "review"
	TeachingWork Availability = "training"
	JointProject Availability = "joint-project"
	FullTime     Availability = "full-time"
)

// Level is the level of a title. It belongs to (series, level, name) and is never inferred from the word 高级, which some series use
// for 正高级, others for 副高级 or for a skill.
type Level string

// The levels, from the top.
const (
	FullSenior      Level = "full-senior"
	AssociateSenior Level = "associate-senior"
	Intermediate    Level = "intermediate"
	Assistant       Level = "assistant"
	Entry           Level = "entry"
)

// Senior reports whether l is in the group 高级职称: 正高级 or 副高级.
func (l Level) Senior() bool { return l == FullSenior || l == AssociateSenior }

// ObtainedBy is how a title was obtained (取得方式).
type ObtainedBy string

// The ways of obtaining a title.
const (
	ByReview         ObtainedBy = "review"
	ByExam           ObtainedBy = "exam"
	ByExamAndReview  ObtainedBy = "exam-review"
	ByDegree         ObtainedBy = "degree-based"
	ByEmployerReview ObtainedBy = "employer-review"
	Directly         ObtainedBy = "direct"
)

// Purpose is what a recognised title is to be used for.
type Purpose string

// The purposes.
const (
	ForPromotion    Purpose = "promotion"
	ForAppointment  Purpose = "appointment"
	ForIntroduction Purpose = "introduction"
	ForSelection    Purpose = "selection"
	ForServices     Purpose = "services"
)

// term is one value of a closed list: its label, and other words that clerks write for it.
type term[T ~string] struct {
	value   T
	label   string
	aliases []string
}

type terms[T ~string] []term[T]

var industries = terms[Industry]{
	{NewGenerationIT, "新一代信息技术", nil},
	{SmartManufacturing, "智能制造", nil},
	{NewMaterials, "新材料", nil},
	{EnergySaving, "节能环保", nil},
	{NewEnergy, "新能源", nil},
	{ModernTransport, "现代交通", nil},
	{BiomedicineAndHealth, "生物医药与健康", []string{"生物健康", "生物医药"}},
	{BigData, "大数据", nil},
}

var availabilities = terms[Availability]{
	{Consulting, "咨询顾问", []string{"咨询", "顾问"}},
	{PartTime, "兼职", nil},
	{Secondment, "挂职", nil},
	{Reviewing, "评审", []string{"评审专家"}},
	{TeachingWork, "培训授课", []string{"培训", "授课"}},
	{JointProject, "合作项目", []string{"项目合作", "联合攻关"}},
	{FullTime, "全职", []string{"全职引进"}},
}

var levels = terms[Level]{
	{FullSenior, "正高级", []string{"正高"}},
	{AssociateSenior, "副高级", []string{"副高"}},
	{Intermediate, "中级", nil},
	{Assistant, "助理级", []string{"助理"}},
	{Entry, "员级", nil},
}

var obtainings = terms[ObtainedBy]{
	{ByReview, "评审", nil},
	{ByExam, "以考代评", []string{"考试"}},
	{ByExamAndReview, "考评结合", nil},
	{ByDegree, "考核认定", []string{"初定"}},
	{ByEmployerReview, "自主评审", []string{"自主聘任"}},
	{Directly, "直接认定", []string{"绿色通道"}},
}

var purposes = terms[Purpose]{
	{ForPromotion, "晋升", nil},
	{ForAppointment, "聘任", nil},
	{ForIntroduction, "引进", nil},
	{ForSelection, "选拔", nil},
	{ForServices, "服务", nil},
}

// Industries lists the industries in the order forms show them.
func Industries() []Industry { return industries.values() }

// Valid reports whether i is in the list.
func (i Industry) Valid() bool { return industries.has(i) }

// Label is the Chinese name; the value itself when unknown.
func (i Industry) Label() string { return industries.label(i) }

// ParseIndustry reads a value, a label, or another customary name.
func ParseIndustry(text string) (Industry, bool) { return industries.parse(text) }

// Availabilities lists the ways in the order forms show them.
func Availabilities() []Availability { return availabilities.values() }

// Valid reports whether a is in the list.
func (a Availability) Valid() bool { return availabilities.has(a) }

// Label is the Chinese name; the value itself when unknown.
func (a Availability) Label() string { return availabilities.label(a) }

// ParseAvailability reads a value, a label, or another customary name.
func ParseAvailability(text string) (Availability, bool) { return availabilities.parse(text) }

// Levels lists the levels from the top.
func Levels() []Level { return levels.values() }

// Valid reports whether l is in the list.
func (l Level) Valid() bool { return levels.has(l) }

// Label is the Chinese name; the value itself when unknown.
func (l Level) Label() string { return levels.label(l) }

// ParseLevel reads a value, a label, or its short form. 高级 and 初级 name groups of levels and are not read.
func ParseLevel(text string) (Level, bool) { return levels.parse(text) }

// WaysOfObtaining lists the ways in the order forms show them.
func WaysOfObtaining() []ObtainedBy { return obtainings.values() }

// Valid reports whether o is in the list.
func (o ObtainedBy) Valid() bool { return obtainings.has(o) }

// Label is the Chinese name; the value itself when unknown.
func (o ObtainedBy) Label() string { return obtainings.label(o) }

// ParseObtainedBy reads a value, a label, or another customary name.
func ParseObtainedBy(text string) (ObtainedBy, bool) { return obtainings.parse(text) }

// Purposes lists the purposes in the order forms show them.
func Purposes() []Purpose { return purposes.values() }

// Valid reports whether p is in the list.
func (p Purpose) Valid() bool { return purposes.has(p) }

// Label is the Chinese name; the value itself when unknown.
func (p Purpose) Label() string { return purposes.label(p) }

// ParsePurpose reads a value or a label.
func ParsePurpose(text string) (Purpose, bool) { return purposes.parse(text) }

func (list terms[T]) values() []T {
	all := make([]T, len(list))
	for i, t := range list {
		all[i] = t.value
	}
	return all
}

func (list terms[T]) has(v T) bool {
	return slices.ContainsFunc(list, func(t term[T]) bool { return t.value == v })
}

func (list terms[T]) label(v T) string {
	for _, t := range list {
		if t.value == v {
			return t.label
		}
	}
	return string(v)
}

func (list terms[T]) parse(text string) (T, bool) {
	text = strings.TrimSpace(text)
	for _, t := range list {
		if string(t.value) == text || t.label == text || slices.Contains(t.aliases, text) {
			return t.value, true
		}
	}
	return "", false
}
