package cn

import (
	"strings"
	"unicode"
)

// The masks. No standard binds; the portal uses these few on every answer, export and log alike (customary forms, domain page 6.6).

// MaskName keeps the surname, compound ones whole, and the last character of a longer given name: 单示明 → 单*明, 张三 → 张*,
// 万俟示安 → 万俟*安, 尉迟川 → 尉迟*. Other names keep their first letter: John Smith → J*** *****.
func MaskName(name string) string {
	surname, given := SplitName(CleanName(name))
	runes := []rune(given)
	if surname == "" {
		return maskLetters(runes, 1, 0)
	}
	if len(runes) < 2 {
		return surname + strings.Repeat("*", max(len(runes), 1))
	}
	return surname + maskLetters(runes, 0, 1)
}

// maskLetters stars all but the first and last so many; what is not a letter or digit, such as an interpunct, stays.
func maskLetters(runes []rune, first, last int) string {
	var b strings.Builder
	for i, r := range runes {
		if i >= first && i < len(runes)-last && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// MaskIdentity shows the first 3 and last 4 characters of a number of 15 or more (110***********0014), the first and the last 2 of a
// shorter one (E******78), nothing of one under 6.
func MaskIdentity(number string) string {
	switch n := len([]rune(number)); {
	case n >= 15:
		return maskMiddle(number, 3, 4)
	case n >= 6:
		return maskMiddle(number, 1, 2)
	}
	return maskMiddle(number, 0, 0)
}

// MaskPhone shows 3 + 4 digits of a mobile number (138****5678) and the last 2 of any other.
func MaskPhone(number string) string {
	if len([]rune(number)) == 11 {
		return maskMiddle(number, 3, 4)
	}
	return maskMiddle(number, 0, 2)
}

// MaskEmail shows the first letter and the domain: w***@example.com. The stars don't tell the length.
func MaskEmail(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return maskMiddle(address, 0, 0)
	}
	first := []rune(address)[:1]
	return string(first) + "***" + address[at:]
}

// maskMiddle stars all between the first and last so many characters. A text with nothing between them is starred whole.
func maskMiddle(text string, first, last int) string {
	runes := []rune(text)
	if len(runes) <= first+last {
		first, last = 0, 0
	}
	return string(runes[:first]) + strings.Repeat("*", len(runes)-first-last) + string(runes[len(runes)-last:])
}
