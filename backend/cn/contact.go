package cn

import (
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"talentcircle/backend/fault"
)

var (
	mobileForm = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	mobileSep  = strings.NewReplacer("-", "", "(", "", ")", "")

	mailLocal  = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
	mailDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
)

// ParseMobile checks a mobile number of the mainland and returns its 11 digits, without country code, spaces or hyphens. Faults are
// Invalid: mobile_missing, mobile_turned_into_number, mobile_format.
func ParseMobile(text string) (string, error) {
	cleaned := cleanNumber(text)
	if cleaned == "" {
		return "", fault.New(fault.Invalid, "mobile_missing", "请填写手机号码。")
	}
	if TurnedIntoNumber(cleaned) {
		return "", fault.New(fault.Invalid, "mobile_turned_into_number", "手机号码疑似被 Excel 转换为数字,请将该列设为文本格式后重新填写。")
	}
	number := strings.TrimSuffix(mobileSep.Replace(cleaned), ".0") // a number that passed through a program as a fraction: all digits are there
	for _, country := range []string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(number, country); ok {
			number = rest
			break
		}
	}
	if !mobileForm.MatchString(number) {
		return "", fault.New(fault.Invalid, "mobile_format", "手机号码应为以1开头的11位数字,请核对。")
	}
	return number, nil
}

// ParseEmail checks an e-mail address as people write them, no quoted parts and no bare hosts, and returns it with the domain in lower
// case. Faults are Invalid: email_missing, email_format.
func ParseEmail(text string) (string, error) {
	address := strings.TrimSpace(width.Fold.String(text))
	if address == "" {
		return "", fault.New(fault.Invalid, "email_missing", "请填写电子邮箱。")
	}
	local, domain, _ := strings.Cut(address, "@")
	domain = strings.ToLower(domain)
	if len(address) > 254 || len(local) > 64 || !mailLocal.MatchString(local) || !mailDomain.MatchString(domain) {
		return "", fault.New(fault.Invalid, "email_format", "电子邮箱格式不正确,请按 name@example.com 的形式填写。")
	}
	return local + "@" + domain, nil
}
