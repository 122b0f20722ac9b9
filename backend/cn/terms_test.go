package cn_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
)

// labelled is what every closed list offers; the tests below hold for all of them.
type labelled interface {
	~string
	Valid() bool
	Label() string
}

func requireList[T labelled](t *testing.T, all []T, parse func(string) (T, bool), values ...string) {
	t.Helper()
	var got []string
	labels := map[string]bool{}
	for _, v := range all {
		got = append(got, string(v))
		require.True(t, v.Valid())
		require.NotEqual(t, string(v), v.Label(), "no label")
		require.False(t, labels[v.Label()], "label %s twice", v.Label())
		labels[v.Label()] = true
		for _, text := range []string{string(v), v.Label(), " " + v.Label() + "　"} {
			back, ok := parse(text)
			require.True(t, ok, text)
			require.Equal(t, v, back)
		}
	}
	require.Equal(t, values, got, "API.md fixes the values and their order")
	require.False(t, T("").Valid())
	require.False(t, T("other").Valid())
	require.Equal(t, "other", T("other").Label())
	_, ok := parse("")
	require.False(t, ok)
}

func TestClosedLists(t *testing.T) {
	requireList(t, cn.Industries(), cn.ParseIndustry, "new-generation-it", "smart-manufacturing", "new-materials",
		"energy-saving-environment", "new-energy", "modern-transport", "biomedicine-health", "big-data")
	requireList(t, cn.Availabilities(), cn.ParseAvailability, "consulting", "part-time", "secondment", "review", "training",
		"joint-project", "full-time")
	requireList(t, cn.Levels(), cn.ParseLevel, "full-senior", "associate-senior", "intermediate", "assistant", "entry")
	requireList(t, cn.WaysOfObtaining(), cn.ParseObtainedBy, "review", "exam", "exam-review", "degree-based", "employer-review", "direct")
	requireList(t, cn.Purposes(), cn.ParsePurpose, "promotion", "appointment", "introduction", "selection", "services")
}

func TestClerksWords(t *testing.T) {
	level, ok := cn.ParseLevel("副高")
	require.True(t, ok)
	require.Equal(t, cn.AssociateSenior, level)
	industry, ok := cn.ParseIndustry("生物健康")
	require.True(t, ok)
	require.Equal(t, cn.BiomedicineAndHealth, industry)
}

func TestGroupsOfLevelsAreNotLevels(t *testing.T) {
	for _, group := range []string{"高级", "初级", "senior"} {
		_, ok := cn.ParseLevel(group)
		require.False(t, ok, group)
	}
	var senior []cn.Level
	for _, l := range cn.Levels() {
		if l.Senior() {
			senior = append(senior, l)
		}
	}
	require.Equal(t, []cn.Level{cn.FullSenior, cn.AssociateSenior}, senior)
}
