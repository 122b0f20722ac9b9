package web

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"talentcircle/backend/fault"
)

const (
	unknownField     = "未知的字段。"
	unknownParameter = "未知的查询参数。"
	required         = "此项必填。"
	wrongFormat      = "格式不正确。"
	notAccepted      = "内容不符合要求。"
	maxFields        = 50 // complaints in one answer
)

// message pairs one of Huma's messages with ours. In ours $1 and $2 stand for what Huma's format inserted; where that could be
// something the caller sent, ours doesn't use it.
type message struct{ theirs, ours string }

// messages covers every constant of Huma's validation package (a test holds us to it) and what it says in passing.
func messages() []message {
	return []message{
		{validation.MsgExpectedRequiredProperty, required},
		{validation.MsgExpectedDependentRequiredProperty, "填写了 $2 时,还须填写 $1。"},
		{validation.MsgUnexpectedProperty, unknownField},
		{validation.MsgExpectedOneOf, "须为下列值之一:$1。"},
		{validation.MsgExpectedMinimumNumber, "不得小于 $1。"},
		{validation.MsgExpectedMaximumNumber, "不得大于 $1。"},
		{validation.MsgExpectedExclusiveMinimumNumber, "须大于 $1。"},
		{validation.MsgExpectedExclusiveMaximumNumber, "须小于 $1。"},
		{validation.MsgExpectedNumberBeMultipleOf, "须为 $1 的倍数。"},
		{validation.MsgExpectedMinLength, "不得少于 $1 个字符。"},
		{validation.MsgExpectedMaxLength, "不得超过 $1 个字符。"},
		{validation.MsgExpectedMinItems, "不得少于 $1 项。"},
		{validation.MsgExpectedMaxItems, "不得超过 $1 项。"},
		{validation.MsgExpectedMinProperties, "不得少于 $1 个字段。"},
		{validation.MsgExpectedMaxProperties, "不得超过 $1 个字段。"},
		{validation.MsgExpectedArrayItemsUnique, "各项不得重复。"},
		{validation.MsgExpectedMatchPattern, wrongFormat},
		{validation.MsgExpectedBePattern, "须为$1。"},
		{validation.MsgExpectedBoolean, "须为 true 或 false。"},
		{validation.MsgExpectedNumber, "须为数字。"},
		{validation.MsgExpectedInteger, "须为整数。"},
		{validation.MsgExpectedString, "须为文字。"},
		{validation.MsgExpectedArray, "须为列表。"},
		{validation.MsgExpectedObject, "须为对象。"},
		{validation.MsgExpectedBase64String, "须为 Base64 编码。"},
		{validation.MsgExpectedRFC3339DateTime, "须为日期和时间,如 2026-03-01T09:30:00Z。"},
		{validation.MsgExpectedRFC1123DateTime, "须为 HTTP 日期格式。"},
		{validation.MsgExpectedRFC3339Date, "须为日期,如 2026-03-01。"},
		{validation.MsgExpectedRFC3339Time, "须为时间,如 09:30:00。"},
		{validation.MsgExpectedDuration, "须为时长,如 30m。"},
		{validation.MsgExpectedRFC5322Email, "须为电子邮箱地址。"},
		{validation.MsgExpectedRFC5890Hostname, "须为主机名。"},
		{validation.MsgExpectedRFC2673IPv4, "须为 IPv4 地址。"},
		{validation.MsgExpectedRFC2373IPv6, "须为 IPv6 地址。"},
		{validation.MsgExpectedRFCIPAddr, "须为 IP 地址。"},
		{validation.MsgExpectedRFC3986URI, "须为网址。"},
		{validation.MsgExpectedRFC4122UUID, "须为 UUID。"},
		{validation.MsgExpectedRFC6570URITemplate, wrongFormat},
		{validation.MsgExpectedRFC6901JSONPointer, wrongFormat},
		{validation.MsgExpectedRFC6901RelativeJSONPointer, wrongFormat},
		{validation.MsgExpectedRegexp, "须为正则表达式。"},
		{validation.MsgExpectedMatchAtLeastOneSchema, notAccepted},
		{validation.MsgExpectedMatchExactlyOneSchema, notAccepted},
		{validation.MsgExpectedNotMatchSchema, notAccepted},
		{validation.MsgExpectedPropertyNameInObject, required},
		{"required %s parameter is missing", required},
		{"invalid integer", "须为整数。"},
		{"invalid float", "须为数字。"},
		{"invalid floating value", "须为数字。"},
		{"invalid boolean", "须为 true 或 false。"},
		{"invalid date/time for format %s", "须为日期或时间。"},
		{"invalid url.URL value", "须为网址。"},
		{"invalid value: %s", wrongFormat},
		{"File required", "请选择要上传的文件。"},
	}
}

// translator turns Huma's English messages into Chinese ones.
type translator struct{ rules []translation }

type translation struct {
	pattern *regexp.Regexp
	message
}

var verb = regexp.MustCompile(`%[a-z]`)

func newTranslator() translator {
	var t translator
	for _, m := range messages() {
		pattern := `(?s)^` + verb.ReplaceAllLiteralString(regexp.QuoteMeta(m.theirs), `(.*)`) + `$`
		t.rules = append(t.rules, translation{regexp.MustCompile(pattern), m})
	}
	slices.SortStableFunc(t.rules, func(a, b translation) int { // "expected string to be %s" would swallow all that begin so
		return cmp.Compare(b.fixed(), a.fixed())
	})
	return t
}

// fixed is how much of the message stands before anything is inserted.
func (m message) fixed() int {
	before, _, _ := strings.Cut(m.theirs, "%")
	return len(before)
}

// translate gives the location and our message; ok is false for a message we don't know.
func (t translator) translate(d *huma.ErrorDetail) (field fault.Field, ok bool) {
	field = fault.Field{Location: safeLocation(d.Location), Message: notAccepted}
	for _, rule := range t.rules {
		match := rule.pattern.FindStringSubmatchIndex(d.Message)
		if match == nil {
			continue
		}
		field.Message = string(rule.pattern.ExpandString(nil, rule.ours, d.Message, match))
		if rule.theirs == validation.MsgExpectedRequiredProperty { // Huma names the object; the form wants the field
			field.Location += "." + safeName(d.Message[match[2]:match[3]])
		}
		return field, true
	}
	return field, false
}

// fields translates all, in a stable order, and not more than a person will read.
func (t translator) fields(details []*huma.ErrorDetail) (fields []fault.Field, all bool) {
	all = true
	for _, d := range details {
		field, ok := t.translate(d)
		all = all && (ok || d.Location != "body")
		fields = append(fields, field)
	}
	return firstFields(fields), all
}

func firstFields(fields []fault.Field) []fault.Field {
	slices.SortStableFunc(fields, func(a, b fault.Field) int { return cmp.Compare(a.Location, b.Location) })
	fields = slices.Compact(fields)
	return fields[:min(len(fields), maxFields)]
}

func sorted(f *fault.Error) *fault.Error {
	c := *f
	c.Fields = firstFields(slices.Clone(f.Fields))
	return &c
}

var indexed = regexp.MustCompile(`^([^\[\]]*)((?:\[[0-9]{1,6}\])*)$`)

// safeLocation keeps of a path what looks like names and indexes.
func safeLocation(path string) string {
	parts := strings.SplitN(path, ".", maxLevels+2) // what is deeper stays in the last part, which is then no name
	for i, part := range parts {
		name, index := part, ""
		if m := indexed.FindStringSubmatch(part); m != nil {
			name, index = m[1], m[2]
		}
		parts[i] = safeName(name) + index
	}
	return strings.Join(parts, ".")
}
