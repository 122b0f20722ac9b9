package cn

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// usual joins the usual reading of each unit.
func usual(s Spelling) string {
	var parts []string
	for _, u := range s.Units {
		parts = append(parts, u.Readings[0])
	}
	return strings.Join(parts, " ")
}

func TestSpellSurnames(t *testing.T) {
	for _, c := range []struct {
		name, want string
		surname    int
	}{
		{"单示明", "shan shi ming", 1},
		{"仇例君", "qiu li jun", 1},
		{"解示宁", "xie shi ning", 1},
		{"曾例言", "zeng li yan", 1},
		{"查示文", "zha shi wen", 1},
		{"朴示勇", "piao shi yong", 1},
		{"盖示文", "ge shi wen", 1},
		{"区例文", "ou li wen", 1},
		{"翟例文", "zhai li wen", 1},
		{"缪示文", "miao shi wen", 1},
		{"覃示文", "qin shi wen", 1},
		{"乐示文", "yue shi wen", 1},
		{"尉迟例川", "yu chi li chuan", 2},
		{"万俟示安", "mo qi shi an", 2},
		{"欧阳示明", "ou yang shi ming", 2},
		{"单于示明", "chan yu shi ming", 2},
		{"万示安", "wan shi an", 1},
		{"吕示文", "lv shi wen", 1},
		{"单", "shan", 1},
		{"欧阳", "ou yang", 1}, // two characters: the surname is the first
		{"阿卜杜拉·买买提", "a bo du la mai mai ti", 0},
		{"john o'neil", "john oneil", 0},
	} {
		s := Spell(c.name)
		require.NotEmpty(t, s, c.name)
		require.Equal(t, c.want, usual(s[0]), c.name)
		require.Equal(t, c.surname, s[0].Surname, c.name)
	}
}

func TestSpellAmbiguousCompound(t *testing.T) {
	s := Spell("单于明")
	require.Len(t, s, 2)
	require.Equal(t, "chan yu ming", usual(s[0]))
	require.Equal(t, "shan yu ming", usual(s[1]))
	require.Equal(t, 1, s[1].Surname)
	require.Len(t, Spell("万俟安"), 2)
	require.Len(t, Spell("尉迟例川"), 1)
}

func TestSpellKnowsSurnames(t *testing.T) {
	require.True(t, Spell("单示明")[0].Known)
	require.False(t, Spell("善示明")[0].Known)
	require.True(t, Spell("邱例君")[0].Known)
	require.Empty(t, Spell("·"))
	require.Empty(t, Spell(""))
}

func TestReadings(t *testing.T) {
	require.Equal(t, []string{"lv", "lu", "lyu"}, Readings('吕'))
	require.Equal(t, "nv", Readings('女')[0])
	require.Subset(t, Readings('女'), []string{"nv", "nu", "nyu"})
	require.Equal(t, "lve", Readings('略')[0])
	require.Contains(t, Readings('略'), "lue")
	require.Subset(t, Readings('重'), []string{"zhong", "chong"})
	require.Nil(t, Readings('a'))
	for r := rune(0x4E00); r < 0xA000; r++ {
		require.LessOrEqual(t, len(Readings(r)), 3*maxReadings)
	}
}

func TestEachSurnameHasAReading(t *testing.T) {
	for r := range surnameTable().single {
		require.Equal(t, Fold(string(r)), string(r), "a surname stands in the table as it is folded")
		require.NotEmpty(t, asSingle([]Unit{{Han: r, Readings: Readings(r)}}).Units[0].Readings, string(r))
	}
	for pair, readings := range surnameTable().compound {
		require.Len(t, readings, 2, string(pair[:]))
		require.Regexp(t, `^[a-z]+$`, strings.Join(readings, ""), string(pair[:]))
	}
}
