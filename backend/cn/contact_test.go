package cn_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

func TestCreditCodes(t *testing.T) {
	for _, good := range []string{"91350100M000100Y43", "91110108MA00000070", "1212000040000000XY", "51130000MJ000000X8", "91110108ma0000007 0"} {
		code, err := cn.ParseCreditCode(good)
		require.NoError(t, err, good)
		require.Equal(t, strings.ToUpper(strings.ReplaceAll(good, " ", "")), code)
	}
	for text, want := range map[string]string{
		"":                        "credit_code_missing",
		"9.1110108E+17":           "credit_code_turned_into_number",
		"91350100M000100Y4":       "credit_code_length",
		"91350100M000100Y4Z":      "credit_code_characters", // the standard's own counterexample
		"91350100I000100Y43":      "credit_code_characters",
		"91A50100M000100Y43":      "credit_code_characters",
		"中国企业代码":                  "credit_code_characters",
		"91350100M000100Y44":      "credit_code_check",
		"91110108MA00000089":      "credit_code_check",
		"91350100M000100Y53":      "credit_code_check",
		"91110108MA0000008" + "3": "credit_code_organisation", // right last character over a wrong organisation code
	} {
		_, err := cn.ParseCreditCode(text)
		require.Equal(t, want, fault.CodeOf(err), text)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
}

func TestMobiles(t *testing.T) {
	for _, text := range []string{"13800005678", "138 0000 5678", "+86 138-0000-5678", "0086-13800005678", "8613800005678", "１３８００００５６７８",
		"'13800005678", "（+86）13800005678", "13800005678.0"} {
		number, err := cn.ParseMobile(text)
		require.NoError(t, err, text)
		require.Equal(t, "13800005678", number, text)
	}
	for text, code := range map[string]string{
		"": "mobile_missing", "1.38E+10": "mobile_turned_into_number", "12800005678": "mobile_format", "1380000567": "mobile_format",
		"138000056789": "mobile_format", "010-88886666": "mobile_format", "13800005678/13900005678": "mobile_format",
	} {
		_, err := cn.ParseMobile(text)
		require.Equal(t, code, fault.CodeOf(err), text)
	}
}

func TestEmails(t *testing.T) {
	for text, want := range map[string]string{
		"wang@example.invalid":        "wang@example.invalid",
		" Wang.Shi+x@Example.INVALID": "Wang.Shi+x@example.invalid",
		"wang＠example．com":            "wang@example.com",
		"a_b-c@mail.example.com.cn":   "a_b-c@mail.example.com.cn",
	} {
		address, err := cn.ParseEmail(text)
		require.NoError(t, err, text)
		require.Equal(t, want, address)
	}
	for text, code := range map[string]string{
		"": "email_missing", "wang": "email_format", "wang@": "email_format", "@example.com": "email_format", "a@b": "email_format",
		"a..b@example.com": "email_format", ".a@example.com": "email_format", "a@-example.com": "email_format", "a@example..com": "email_format",
		"a b@example.com": "email_format", "a@example.com, b@example.com": "email_format", "a@b@example.com": "email_format",
		"a@example.1": "email_format", "王@example.com": "email_format", "a\n@example.com": "email_format",
		strings.Repeat("a", 65) + "@example.com": "email_format", "a@" + strings.Repeat("b.", 130) + "com": "email_format",
	} {
		_, err := cn.ParseEmail(text)
		require.Equal(t, code, fault.CodeOf(err), text)
	}
}

func FuzzContacts(f *testing.F) {
	for _, seed := range []string{"91350100M000100Y43", "+86 13800005678", "a@example.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, parse := range []func(string) (string, error){cn.ParseCreditCode, cn.ParseMobile, cn.ParseEmail} {
			value, err := parse(text)
			if err != nil {
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				continue
			}
			again, err := parse(value)
			require.NoError(t, err)
			require.Equal(t, value, again)
		}
	})
}
