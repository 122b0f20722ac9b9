package cn

import (
	"log/slog"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"talentcircle/backend/fault"
)

// IdentityKind is the kind of an identity document (证件类型).
type IdentityKind string

// The kinds of identity document.
const (
	ResidentID         IdentityKind = "resident-id"
	HMTResidencePermit IdentityKind = "hmt-residence-permit" // for residents of Hong Kong, Macao and Taiwan
	PermanentResidence IdentityKind = "permanent-residence"  // for foreigners
	ChinesePassport    IdentityKind = "passport"
	HongKongPassport   IdentityKind = "passport-hk"
	MacaoPassport      IdentityKind = "passport-mo"
	ForeignPassport    IdentityKind = "passport-foreign"
)

var identityKinds = terms[IdentityKind]{
	{ResidentID, "居民身份证", []string{"身份证", "二代身份证"}},
	{HMTResidencePermit, "港澳台居民居住证", nil},
	{PermanentResidence, "外国人永久居留身份证", []string{"外国人永久居留证"}},
	{ChinesePassport, "中国护照", []string{"护照"}},
	{HongKongPassport, "香港特别行政区护照", []string{"香港护照"}},
	{MacaoPassport, "澳门特别行政区护照", []string{"澳门护照"}},
	{ForeignPassport, "外国护照", nil},
}

// IdentityKinds lists the kinds in the order forms show them.
func IdentityKinds() []IdentityKind { return identityKinds.values() }

// Valid reports whether k is in the list.
func (k IdentityKind) Valid() bool { return identityKinds.has(k) }

// Label is the Chinese name; the value itself when unknown.
func (k IdentityKind) Label() string { return identityKinds.label(k) }

// ParseIdentityKind reads a value, a label, or another customary name.
func ParseIdentityKind(text string) (IdentityKind, bool) { return identityKinds.parse(text) }

// Sex is the sex that a number tells.
type Sex string

// The two values; the empty Sex means the document doesn't tell.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Label is 男, 女, or empty.
func (s Sex) Label() string {
	switch s {
	case Male:
		return "男"
	case Female:
		return "女"
	}
	return ""
}

// Identity is a document number that passed its checks. Its printed, logged and encoded form is the mask; whoever needs the number
// takes it from Number and seals it.
type Identity struct {
	Kind   IdentityKind
	Number string // normalised: narrow, upper case, no spaces
	Born   Day    // zero where the number doesn't tell
	Sex    Sex    // empty where the number doesn't tell
}

func (i Identity) String() string { return MaskIdentity(i.Number) }

// GoString masks in %#v too.
func (i Identity) GoString() string { return "cn.Identity(" + i.String() + ")" }

// LogValue gives the mask to slog.
func (i Identity) LogValue() slog.Value { return slog.StringValue(i.String()) }

// MarshalText gives the mask, so every ordinary encoder does.
func (i Identity) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// ParseIdentity checks a document number of the given kind and normalises it. today bounds birth dates. Faults are Invalid, never hold
// the number, and have one of these codes: identity_kind, identity_missing, identity_wrong_kind, identity_turned_into_number,
// identity_old_15_digits, identity_length, identity_characters, identity_address, identity_check_digit, identity_birth_date,
// identity_birth_future, identity_format.
func ParseIdentity(kind IdentityKind, text string, today Day) (Identity, error) {
	switch kind {
	case ResidentID:
		return ParseResidentID(text, today)
	case HMTResidencePermit:
		return ParseHMTResidencePermit(text, today)
	case PermanentResidence:
		return ParsePermanentResidence(text, today)
	case ChinesePassport, HongKongPassport, MacaoPassport, ForeignPassport:
		return ParsePassport(kind, text)
	}
	return Identity{}, fault.New(fault.Invalid, "identity_kind", "请选择证件类型。")
}

var (
	scientific   = regexp.MustCompile(`^[0-9](\.[0-9]+)?E\+[0-9]+$`) // 1.10199E+17: how a spreadsheet shows a long number
	withDecimals = regexp.MustCompile(`^[0-9]{12,}\.0+$`)            // 110199197405120000.00
)

// TurnedIntoNumber reports a text that a spreadsheet made of a long number: scientific notation or added decimals. The digits past the
// fifteenth are gone and can't be restored.
func TurnedIntoNumber(text string) bool {
	text = cleanNumber(text)
	return scientific.MatchString(text) || withDecimals.MatchString(text)
}

// IdentityTurnedIntoNumber is the fault for such a text. An import also raises it for any number of more than fifteen digits that
// stands in a numeric cell, whatever its last digits are.
func IdentityTurnedIntoNumber() *fault.Error {
	return fault.New(fault.Invalid, "identity_turned_into_number",
		"证件号码疑似被 Excel 转换为数字,末几位已经丢失,请将该列设为文本格式后重新填写。")
}

// identityNumber is what every kind does first: clean the text, and refuse an absent or damaged one.
func identityNumber(text string) (string, error) {
	number := cleanNumber(text)
	if number == "" {
		return "", fault.New(fault.Invalid, "identity_missing", "请填写证件号码。")
	}
	if TurnedIntoNumber(number) {
		return "", IdentityTurnedIntoNumber()
	}
	return number, nil
}

// cleanNumber takes out what keyboards and spreadsheets put into numbers: full-width forms, spaces anywhere, invisible marks, and the
// apostrophe that makes Excel keep text.
func cleanNumber(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, width.Fold.String(text))
	return strings.ToUpper(strings.TrimLeft(text, "'‘’`"))
}
