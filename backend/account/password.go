package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"talentcircle/backend/fault"
)

// Limits of a password, in characters, and how many of the four classes (lower case, upper case, digit, anything else) it mixes.
// GB/T 22239 asks for complexity without a number; these are the customary ones.
const (
	minPassword = 10
	maxPassword = 128
	minClasses  = 3
)

// PasswordWeak says what a new password must be.
var PasswordWeak = fault.New(fault.Invalid, "password_weak", "密码不符合要求,请重新设置。")

// CheckPassword judges a new password for this user name; location is where the complaint belongs, such as "body.password".
func CheckPassword(username, password, location string) error {
	password = norm.NFKC.String(password) // what is hashed
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword || n > maxPassword:
		return PasswordWeak.At(location, "密码须为 10 至 128 个字符。")
	case classes(password) < minClasses:
		return PasswordWeak.At(location, "密码须包含大写字母、小写字母、数字、其他字符中的至少三类。")
	case holdsName(strings.ToLower(password), Normalize(username)):
		return PasswordWeak.At(location, "密码不得包含用户名。")
	}
	return nil
}

func classes(s string) int {
	var lower, upper, digit, other int
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return lower + upper + digit + other
}

// holdsName finds the user name, forwards or backwards, with or without its separators.
func holdsName(password, username string) bool {
	bare := strings.NewReplacer(".", "", "_", "", "-", "").Replace(username)
	for _, name := range []string{username, bare, reversed(username), reversed(bare)} {
		if name != "" && strings.Contains(password, name) {
			return true
		}
	}
	return false
}

func reversed(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}
