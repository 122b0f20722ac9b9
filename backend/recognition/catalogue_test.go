package recognition_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
)

func TestThe27SeriesStandInTheirFixedOrder(t *testing.T) {
	c, _ := load(t)
	slugs := []string{}
	for i, s := range c.Series {
		slugs = append(slugs, s.Slug)
		want := recognition.Reference
		if i >= 13 {
			want = recognition.Unconfirmed
		}
		require.Equal(t, want, s.Basis, s.Slug)
	}
	require.Equal(t, "higher-education, social-science-research, natural-science-research, health, engineering, agriculture, journalism, publishing, library, "+
		"museum, archives, arts-and-crafts, technician-school, sports, translation, broadcasting, accounting, statistics, economics, laboratory, "+
		"secondary-vocational, school-teaching, performing-arts, public-legal-service, shipping, aviation, auditing", strings.Join(slugs, ", "))
}

func TestEverySeriesReachesFromAssistantToFullSenior(t *testing.T) {
	c, _ := load(t)
	for _, s := range c.Series {
		require.GreaterOrEqual(t, len(s.Levels), 4, s.Slug)
		for i, level := range cn.Levels()[:4] {
			require.Equal(t, level, s.Levels[i].Level, s.Slug)
			require.NotEmpty(t, s.Levels[i].Titles)
		}
	}
}

func TestFalseFriendsHaveTheirOwnLevels(t *testing.T) {
	c, _ := load(t)
	for name, want := range map[string]cn.Level{
		"高级记者": cn.FullSenior, "高级教师": cn.AssociateSenior, "一级教师": cn.Intermediate, "一级演员": cn.FullSenior, "一级翻译": cn.AssociateSenior,
		"高级工程师": cn.AssociateSenior, "主管技师": cn.Intermediate, "中级教练": cn.Intermediate,
	} {
		o, err := c.Fit("", "", name)
		require.NoError(t, err, name)
		require.Equal(t, want, o.Level, name)
	}
}

func TestOldNamesResolveToTheNewOnesAndShowBoth(t *testing.T) {
	c, _ := load(t)
	for old, now := range map[string]string{
		"教授级高级工程师": "正高级工程师", "研究员级高级工程师": "正高级工程师", "小学高级教师": "一级教师", "副译审": "一级翻译", "教授级 高级工程师": "正高级工程师",
	} {
		o, err := c.Fit("", "", old)
		require.NoError(t, err, old)
		require.Equal(t, now, o.Name)
		require.Equal(t, strings.ReplaceAll(old, " ", "")+"(现称 "+now+")", o.Shown())
	}
	o, err := c.Fit("engineering", "", "正高级工程师")
	require.NoError(t, err)
	require.Equal(t, "正高级工程师", o.Shown())
}

func TestATitleOutsideItsSeriesDoesNotFit(t *testing.T) {
	c, _ := load(t)
	for _, row := range []struct{ series, level, name, code string }{
		{"engineering", "", "研究员", "title_mismatch"},
		{"engineering", "intermediate", "高级工程师", "title_mismatch"},
		{"engineering", "", "技师", "title_mismatch"},
		{"engineering", "", "", "title_required"},
		{"", "", "研究员", "ambiguous_title"},
		{"agriculture", "", "研究员", ""},
		{"health", "", "技师", ""},
		{"health", "entry", "技士", ""},
		{"nowhere", "", "技师", "unknown_series"},
	} {
		_, err := c.Fit(row.series, cn.Level(row.level), row.name)
		if row.code == "" {
			require.NoError(t, err, row)
			continue
		}
		require.Equal(t, row.code, fault.CodeOf(err), row)
	}
}

func TestEveryTitleIsFoundByItsKey(t *testing.T) {
	c, _ := load(t)
	n := 0
	for _, s := range c.Series {
		for _, step := range s.Levels {
			for _, name := range step.Titles {
				o, err := c.Resolve(recognition.Ask{Kind: recognition.Title, Series: s.Slug, Level: step.Level, Name: name})
				require.NoError(t, err)
				require.Equal(t, recognition.Object{Kind: recognition.Title, Series: s.Slug, Level: step.Level, Name: name}, o)
				n++
			}
		}
	}
	require.Greater(t, n, 200)
}

func TestBadDataStopsTheStart(t *testing.T) {
	good := map[string]string{}
	for _, name := range []string{"title-series", "vocational", "skill-grades", "reference-documents"} {
		text, err := os.ReadFile("../../seed/catalogue/" + name + ".yaml")
		require.NoError(t, err)
		good[name] = string(text)
	}
	for why, c := range map[string]struct{ file, old, new string }{
		"an unknown field":                   {"title-series", "slug: engineering", "slug: engineering\n  colour: red"},
		"an unknown level":                   {"title-series", "full-senior: {titles: [教授]}", "super: {titles: [教授]}"},
		"a series twice":                     {"title-series", "slug: auditing", "slug: engineering"},
		"a former name for no title":         {"title-series", "教授级高级工程师: 正高级工程师,", "教授级高级工程师: 超高级工程师,"},
		"a status no series has":             {"title-series", "basisStatus: unconfirmed", "basisStatus: signed"},
		"a qualification for no title":       {"vocational", "title: 工程师}", "title: 大工程师}"},
		"a qualification of no kind":         {"vocational", "kind: admission, exam", "kind: other, exam"},
		"a file cut off in the middle of it": {"skill-grades", "grades:", "grades: ["},
	} {
		files := fstest.MapFS{}
		for name, text := range good {
			if name == c.file {
				require.Contains(t, text, c.old)
				text = strings.Replace(text, c.old, c.new, 1)
			}
			files["catalogue/"+name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
		}
		_, err := recognition.LoadCatalogue(files)
		require.Error(t, err, why)
	}
}

func TestNoDocumentIsQuotedWithoutASourceAndACertainty(t *testing.T) {
	c, _ := load(t)
	require.NotEmpty(t, c.Documents)
	for _, d := range c.Documents {
		require.NotEmpty(t, d.Source, d.ID)
		require.NotEmpty(t, d.Date, d.ID)
		require.NotEmpty(t, d.About, d.ID)
		require.Contains(t, []string{"high", "medium", "low"}, d.Certainty, d.ID)
	}
}
