package cn

import (
	"regexp"

	"talentcircle/backend/fault"
)

// passportForm is the printed form of one kind of passport number. None has a check character.
type passportForm struct {
	form *regexp.Regexp
	hint string
}

var passportForms = map[IdentityKind]passportForm{
	// Ordinary: E and 8 digits, E, a letter but I and O, and 7 digits (since 2017-04-05), G and 8 digits, 14 or 15 and 7 digits (old);
	// for public affairs PE, service SE, diplomatic DE and 7 digits.
	ChinesePassport: {regexp.MustCompile(`^(E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|1[45][0-9]{7}|[PSD]E[0-9]{7})$`),
		"中国护照号码应为 E 或 G 加8位数字、E 加字母和7位数字等形式,请对照护照核对。"},
	HongKongPassport: {regexp.MustCompile(`^[KH][0-9]{8}$`), "香港特别行政区护照号码应为 K 或 H 加8位数字,请对照护照核对。"},
	MacaoPassport:    {regexp.MustCompile(`^MA[0-9]{7}$`), "澳门特别行政区护照号码应为 MA 加7位数字,请对照护照核对。"},
	ForeignPassport:  {regexp.MustCompile(`^[A-Z0-9]{5,17}$`), "外国护照号码应为5至17位字母或数字,请对照护照核对。"},
}

// ParsePassport checks a passport number by the form its kind has. The number of a ForeignPassport is unique only within the country
// that issued it, which the record keeps beside it. Codes: identity_kind, identity_missing, identity_turned_into_number, identity_format.
func ParsePassport(kind IdentityKind, text string) (Identity, error) {
	p, ok := passportForms[kind]
	if !ok {
		return Identity{}, fault.New(fault.Invalid, "identity_kind", "请选择护照种类。")
	}
	number, err := identityNumber(text)
	if err != nil {
		return Identity{}, err
	}
	if !p.form.MatchString(number) {
		return Identity{}, fault.New(fault.Invalid, "identity_format", p.hint)
	}
	return Identity{Kind: kind, Number: number}, nil
}
