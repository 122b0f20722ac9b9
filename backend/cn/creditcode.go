package cn

import (
	"strings"

	"talentcircle/backend/fault"
)

// creditAlphabet are the 31 characters of GB 32100-2015 in the order of their values: no I, O, S, V, Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseCreditCode checks a 统一社会信用代码 (GB 32100-2015) and its inner organisation code (GB 11714), and returns it normalised. Faults are
// Invalid: credit_code_missing, credit_code_turned_into_number, credit_code_length, credit_code_characters, credit_code_check,
// credit_code_organisation.
func ParseCreditCode(text string) (string, error) {
	code := cleanNumber(text)
	switch {
	case code == "":
		return "", fault.New(fault.Invalid, "credit_code_missing", "请填写统一社会信用代码。")
	case TurnedIntoNumber(code):
		return "", fault.New(fault.Invalid, "credit_code_turned_into_number", "统一社会信用代码疑似被 Excel 转换为数字,请将该列设为文本格式后重新填写。")
	case len(code) != 18:
		return "", fault.New(fault.Invalid, "credit_code_length", "统一社会信用代码应为18位,请核对是否多填或漏填。")
	case strings.Trim(code, creditAlphabet) != "" || !allDigits(code[2:8]):
		return "", fault.New(fault.Invalid, "credit_code_characters",
			"统一社会信用代码由数字和大写字母组成,不使用 I、O、S、V、Z,第3至8位为数字,请对照证照核对。")
	case creditCheck(code[:17]) != code[17]:
		return "", fault.New(fault.Invalid, "credit_code_check", "统一社会信用代码校验不通过,请对照证照逐位核对。")
	case organisationCheck(code[8:16]) != code[16]:
		return "", fault.New(fault.Invalid, "credit_code_organisation", "统一社会信用代码第9至17位(主体标识码)校验不通过,请对照证照逐位核对。")
	}
	return code, nil
}

// creditCheck is the 18th character: weights are the powers of 3 modulo 31, and a result of 31 is written 0.
func creditCheck(seventeen string) byte {
	sum, weight := 0, 1
	for i := range len(seventeen) {
		sum += weight * strings.IndexByte(creditAlphabet, seventeen[i])
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}

// organisationCheck is the ninth character of an organisation code (GB 11714): letters count from A = 10, a result of 10 is written X,
// one of 11 is written 0.
func organisationCheck(eight string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		value := int(eight[i] - '0')
		if eight[i] >= 'A' {
			value = int(eight[i]-'A') + 10
		}
		sum += w * value
	}
	return "0123456789X0"[11-sum%11]
}
