package cn_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

var today = cn.MustDay("2026-08-07")

func TestIdentitiesThatHold(t *testing.T) {
	for _, c := range []struct {
		kind         cn.IdentityKind
		text, number string
		born         string
		sex          cn.Sex
	}{
		{cn.ResidentID, "11010519491231002X", "", "1949-12-31", cn.Female}, // the examples of the standard
		{cn.ResidentID, "440524188001010014", "", "1880-01-01", cn.Male},
		{cn.ResidentID, "110108197001010010", "", "1970-01-01", cn.Male},
		{cn.ResidentID, "120116198506150023", "", "1985-06-15", cn.Female},
		{cn.ResidentID, "11010519491231002x", "11010519491231002X", "1949-12-31", cn.Female},
		{cn.ResidentID, " 110105 19491231\u3000002x\u200b", "11010519491231002X", "1949-12-31", cn.Female},
		{cn.ResidentID, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "1949-12-31", cn.Female},
		{cn.ResidentID, "'11010519491231002X", "11010519491231002X", "1949-12-31", cn.Female},
		{cn.ResidentID, "110108198407031000", "", "1984-07-03", cn.Female}, // ends in 000 by right
		{cn.ResidentID, "110108200002290012", "", "2000-02-29", cn.Male},
		{cn.HMTResidencePermit, "810000197001010036", "", "1970-01-01", cn.Male},
		{cn.HMTResidencePermit, "830000197001010021", "", "1970-01-01", cn.Female},
		{cn.PermanentResidence, "911840197001010019", "", "1970-01-01", cn.Male},
		{cn.PermanentResidence, "usa110000000017", "USA110000000017", "", ""},
		{cn.ChinesePassport, "E12345678", "", "", ""},
		{cn.ChinesePassport, "EA1234567", "", "", ""},
		{cn.ChinesePassport, "g12345678", "G12345678", "", ""},
		{cn.ChinesePassport, "141234567", "", "", ""},
		{cn.ChinesePassport, "151234567", "", "", ""},
		{cn.ChinesePassport, "PE1234567", "", "", ""},
		{cn.ChinesePassport, "SE1234567", "", "", ""},
		{cn.ChinesePassport, "DE1234567", "", "", ""},
		{cn.HongKongPassport, "K12345678", "", "", ""},
		{cn.HongKongPassport, "H12345678", "", "", ""},
		{cn.MacaoPassport, "MA1234567", "", "", ""},
		{cn.ForeignPassport, "c01x00t47", "C01X00T47", "", ""},
		{cn.ForeignPassport, "1E234", "", "", ""},
	} {
		if c.number == "" {
			c.number = c.text
		}
		id, err := cn.ParseIdentity(c.kind, c.text, today)
		require.NoError(t, err, c.text)
		require.Equal(t, c.kind, id.Kind, c.text)
		require.Equal(t, c.number, id.Number, c.text)
		require.Equal(t, c.born, id.Born.String(), c.text)
		require.Equal(t, c.sex, id.Sex, c.text)
	}
}

func TestIdentitiesThatAreRefusedInWords(t *testing.T) {
	for _, c := range []struct {
		kind       cn.IdentityKind
		text, code string
	}{
		{"", "110108197001010010", "identity_kind"},
		{cn.ResidentID, "", "identity_missing"},
		{cn.ResidentID, "  　", "identity_missing"},
		{cn.ResidentID, "110108700101001", "identity_old_15_digits"},
		{cn.ResidentID, "11010819700101001", "identity_length"},
		{cn.ResidentID, "1101081970010100100", "identity_length"},
		{cn.ResidentID, "11010819700101O010", "identity_characters"},
		{cn.ResidentID, "11010819700101001A", "identity_characters"},
		{cn.ResidentID, "王王王王王王", "identity_characters"}, // 18 bytes
		{cn.ResidentID, "010108197001010010", "identity_address"},
		{cn.ResidentID, "850108197001010010", "identity_address"},
		{cn.ResidentID, "110108197001010011", "identity_check_digit"},
		{cn.ResidentID, "130102199002290012", "identity_birth_date"}, // right check digit, impossible date
		{cn.ResidentID, "110108209901010011", "identity_birth_future"},
		{cn.ResidentID, "110199197405120000", "identity_turned_into_number"},
		{cn.ResidentID, "1.10199E+17", "identity_turned_into_number"},
		{cn.ResidentID, "1.10199197405E+17", "identity_turned_into_number"},
		{cn.ResidentID, "1E+17", "identity_turned_into_number"},
		{cn.ResidentID, "１．１０１９９Ｅ＋１７", "identity_turned_into_number"},
		{cn.ResidentID, "110199197405120000.00", "identity_turned_into_number"},
		{cn.ResidentID, "810000197001010036", "identity_wrong_kind"},
		{cn.ResidentID, "911840197001010019", "identity_wrong_kind"},
		{cn.HMTResidencePermit, "110108197001010010", "identity_wrong_kind"},
		{cn.HMTResidencePermit, "911840197001010019", "identity_wrong_kind"},
		{cn.HMTResidencePermit, "840000197001010021", "identity_address"},
		{cn.HMTResidencePermit, "810000197001010035", "identity_check_digit"},
		{cn.HMTResidencePermit, "8.1E+17", "identity_turned_into_number"},
		{cn.PermanentResidence, "810000197001010036", "identity_wrong_kind"},
		{cn.PermanentResidence, "110108197001010010", "identity_wrong_kind"},
		{cn.PermanentResidence, "911840197001010018", "identity_check_digit"},
		{cn.PermanentResidence, "US1110000000017", "identity_format"},
		{cn.PermanentResidence, "9118401970010100", "identity_length"},
		{cn.PermanentResidence, "", "identity_missing"},
		{cn.ChinesePassport, "EI1234567", "identity_format"},
		{cn.ChinesePassport, "EO1234567", "identity_format"},
		{cn.ChinesePassport, "E1234567", "identity_format"},
		{cn.ChinesePassport, "XE1234567", "identity_format"},
		{cn.HongKongPassport, "MA1234567", "identity_format"},
		{cn.MacaoPassport, "K12345678", "identity_format"},
		{cn.ForeignPassport, "1234", "identity_format"},
		{cn.ForeignPassport, "护照12345", "identity_format"},
		{cn.ForeignPassport, "1.2E+10", "identity_turned_into_number"},
	} {
		id, err := cn.ParseIdentity(c.kind, c.text, today)
		require.Equal(t, c.code, fault.CodeOf(err), "%s %q", c.kind, c.text)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Equal(t, cn.Identity{}, id)
		if len(strings.TrimSpace(c.text)) > 3 {
			require.NotContains(t, err.Error(), strings.TrimSpace(c.text), "a fault must not echo the number")
		}
		require.True(t, strings.HasSuffix(err.Error(), "。"), err.Error())
	}
	_, err := cn.ParsePassport(cn.ResidentID, "E12345678")
	require.Equal(t, "identity_kind", fault.CodeOf(err))
}

func TestABirthTodayIsNotInTheFuture(t *testing.T) {
	_, err := cn.ParseResidentID("110108197001010010", cn.MustDay("1970-01-01"))
	require.NoError(t, err)
	_, err = cn.ParseResidentID("110108197001010010", cn.MustDay("1969-12-31"))
	require.Equal(t, "identity_birth_future", fault.CodeOf(err))
}

func TestTheDamagedNumberIsNamedAsSuch(t *testing.T) {
	_, err := cn.ParseResidentID("110199197405120000", today)
	require.ErrorContains(t, err, "疑似被 Excel 转换")
	require.ErrorContains(t, err, "文本格式")
	require.True(t, cn.TurnedIntoNumber("1.10199E+17"))
	require.False(t, cn.TurnedIntoNumber("110108197001010010"))
	require.False(t, cn.TurnedIntoNumber("2016.12"))
	require.False(t, cn.TurnedIntoNumber("E12345678"))
}

func TestAnIdentityPrintsAsItsMask(t *testing.T) {
	id, err := cn.ParseResidentID("110199197405120014", today)
	require.NoError(t, err)
	body, err := json.Marshal(map[string]any{"id": id})
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("read", "id", id)
	for _, printed := range []string{fmt.Sprint(id), fmt.Sprintf("%+v %#v %s", id, id, id), string(body), log.String()} {
		require.Contains(t, printed, "110***********0014")
		require.NotContains(t, printed, "19740512")
	}
}

func TestSexLabels(t *testing.T) {
	require.Equal(t, "男", cn.Male.Label())
	require.Equal(t, "女", cn.Female.Label())
	require.Empty(t, cn.Sex("").Label())
}

func TestIdentityKinds(t *testing.T) {
	requireList(t, cn.IdentityKinds(), cn.ParseIdentityKind, "resident-id", "hmt-residence-permit", "permanent-residence", "passport",
		"passport-hk", "passport-mo", "passport-foreign")
}

// Any one altered digit, and any two neighbours exchanged, must be noticed: that is what MOD 11-2 is for.
func TestOneSlipIsAlwaysNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := []byte("110199197405120014")
		at := rapid.IntRange(1, 16).Draw(t, "at")
		if rapid.Bool().Draw(t, "swap") && number[at] != number[at+1] {
			number[at], number[at+1] = number[at+1], number[at]
		} else {
			number[at] = '0' + (number[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		_, err := cn.ParseResidentID(string(number), today)
		require.Error(t, err)
	})
}

func FuzzParseIdentity(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "1.10199E+17", "USA110000000017", "E12345678", "' 110105", "８１００００"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range cn.IdentityKinds() {
			id, err := cn.ParseIdentity(kind, text, today)
			if err != nil {
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				continue
			}
			again, err := cn.ParseIdentity(kind, id.Number, today)
			require.NoError(t, err)
			require.Equal(t, id, again, "a normalised number is its own normal form")
		}
	})
}
