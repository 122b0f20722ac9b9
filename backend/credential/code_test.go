package credential_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"talentcircle/backend/credential"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	for range 200 {
		code := credential.NewCode()
		shown := code.String()
		require.Regexp(t, `^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$`, shown)
		full := strings.Map(func(r rune) rune { return r + 0xFEE0 }, string(code))
		for _, typed := range []string{
			shown, string(code), strings.ToLower(shown), " " + strings.ReplaceAll(shown, "-", " ") + "\n", full,
			strings.ReplaceAll(shown, "0", "O"), strings.ReplaceAll(shown, "1", "l"), strings.ReplaceAll(shown, "1", "I"),
			strings.ReplaceAll(shown, "V", "u"), strings.ReplaceAll(shown, "-", "—"),
		} {
			got, err := credential.ParseCode(typed)
			require.NoError(t, err, typed)
			require.Equal(t, code, got, typed)
		}
	}
}

func TestEveryTypingErrorOfOneOrTwoCharactersIsFound(t *testing.T) {
	code := string(credential.NewCode())
	for i := range code {
		for _, wrong := range alphabet {
			if byte(wrong) == code[i] {
				continue
			}
			_, err := credential.ParseCode(code[:i] + string(wrong) + code[i+1:])
			require.ErrorIs(t, err, credential.ErrMistyped)
		}
		_, err := credential.ParseCode(code[:i] + code[i+1:])
		require.ErrorIs(t, err, credential.ErrMistyped, "one character left out")
		_, err = credential.ParseCode(code[:i] + "7" + code[i:])
		require.ErrorIs(t, err, credential.ErrMistyped, "one character too many")
		for j := range i {
			if code[i] == code[j] {
				continue
			}
			swapped := []byte(code)
			swapped[i], swapped[j] = swapped[j], swapped[i]
			_, err := credential.ParseCode(string(swapped))
			require.ErrorIs(t, err, credential.ErrMistyped, "two characters exchanged")
		}
	}
}

func TestOtherTextIsNoCode(t *testing.T) {
	for _, text := range []string{"", "ABCD", "单示明", "JJJ-BJ-2026-000123", "Y000111000000012026100001", "<script>", strings.Repeat("A", 500)} {
		_, err := credential.ParseCode(text)
		require.ErrorIs(t, err, credential.ErrNotCode, text)
	}
}

func TestCodesDiffer(t *testing.T) {
	seen := map[credential.Code]bool{}
	for range 1000 {
		seen[credential.NewCode()] = true
	}
	require.Len(t, seen, 1000)
}

func TestAParsedCodeParsesToItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, err := credential.ParseCode(rapid.StringOfN(rapid.RuneFrom([]rune(alphabet+"oilu- ")), 15, 24, -1).Draw(t, "typed"))
		if err != nil {
			return
		}
		again, err := credential.ParseCode(code.String())
		require.NoError(t, err)
		require.Equal(t, code, again)
	})
}

func FuzzParseCode(f *testing.F) {
	f.Add("7K2M-Q9ZX-0TR4-11ABC")
	f.Add("-—- oO")
	f.Fuzz(func(t *testing.T, text string) {
		code, err := credential.ParseCode(text)
		if err != nil {
			require.Empty(t, code)
			return
		}
		again, err := credential.ParseCode(code.String())
		require.NoError(t, err)
		require.Equal(t, code, again)
	})
}
