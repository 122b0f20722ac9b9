package recognition

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/fault"
)

func TestAPeriodIsAsPreciseAsItWasGiven(t *testing.T) {
	for text, want := range map[string][3]string{
		"2016":       {"2016-01-01", "2016-12-31", "2016年"},
		"2016-02":    {"2016-02-01", "2016-02-29", "2016年2月"},
		"2016-11-18": {"2016-11-18", "2016-11-18", "2016年11月18日"},
	} {
		p, err := ParsePeriod(text)
		require.NoError(t, err)
		require.Equal(t, want, [3]string{p.First.String(), p.Last.String(), p.Label()})
		require.Equal(t, text, p.String())
	}
	for _, text := range []string{"16", "0000", "2016-13", "2016-2", "2016-02-30", "2016/11/18", "2016-11-18 ", "二〇一六", "99999"} {
		_, err := ParsePeriod(text)
		require.Equal(t, "obtained_on_invalid", fault.CodeOf(err), text)
	}
	empty, err := ParsePeriod("")
	require.NoError(t, err)
	require.True(t, empty.IsZero())
	require.Empty(t, empty.Label())
}

func FuzzParsePeriod(f *testing.F) {
	for _, seed := range []string{"2016", "2016-11", "2016-11-18", "-", "1800", "9999-12-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePeriod(text)
		if err != nil || p.IsZero() {
			return
		}
		require.False(t, p.First.After(p.Last))
		again, err := ParsePeriod(p.String())
		require.NoError(t, err)
		require.Equal(t, p, again)
	})
}

// Whatever is typed where a code belongs ends in one of three answers, and an address gives up no more than its last part.
func FuzzTypedForACode(f *testing.F) {
	for _, seed := range []string{"https://x/verify/7K2M-Q9ZX-0TR4-11ABC?x#y", "HS-HE-BJ-2026-000001", "Y000112000000202610001", "/verify//verify/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := credential.ParseCode(codeIn(text))
		if err == nil {
			require.Len(t, string(code), 17)
			return
		}
		i := newInspection(cn.MustDay("2026-11-23").Time(), text)
		i.refuseForm(text, err)
		c := i.checkup()
		require.Contains(t, []Status{StatusInvalid, StatusNotCovered}, c.Status)
		require.Nil(t, c.Statement)
		require.Len(t, c.Checks, len(checkNames))
	})
}
