package sheet

import "strings"

// Neutral makes a text that no spreadsheet program takes for a formula: one that begins with a sign programs compute with gets an
// apostrophe before it (CWE-1236). For every foreign text that goes into a table.
func Neutral(text string) string {
	if risky(text) {
		return "'" + text
	}
	return text
}

// risky reports a beginning that some program computes with. Programs skip white space and full-width forms of the signs count too.
func risky(text string) bool {
	if text == "" {
		return false
	}
	if strings.ContainsRune("\t\r\n", rune(text[0])) {
		return true
	}
	text = strings.TrimLeftFunc(text, invisible)
	for _, sign := range []string{"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}
