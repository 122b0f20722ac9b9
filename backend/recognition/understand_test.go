package recognition_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
)

func TestAQuestionInPlainWordsIsUnderstood(t *testing.T) {
	c, _ := load(t)
	type asked = recognition.Asked
	for text, want := range map[string]asked{
		"河北 副高级工程师 2016 在北京认不认?":  {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ", ObtainedOn: "2016"},
		"北京认不认河北的高级工程师":           {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ"},
		"天津2017年12月取得的工程师到河北能用吗":  {Type: "title", Series: "engineering", Level: "intermediate", Title: "工程师", From: "TJ", To: "HE", ObtainedOn: "2017-12"},
		"高级工程师,2016.11.18,从河北到北京": {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ", ObtainedOn: "2016-11-18"},
		"HE是什么 16年 教高 河北":         {From: "HE", ObtainedOn: "2016"},
		"教授级高级工程师 2012-06 北京 天津":  {Type: "title", Series: "engineering", Level: "full-senior", Title: "教授级高级工程师", From: "BJ", To: "TJ", ObtainedOn: "2012-06"},
		"央企的高级工程师在天津用":            {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "CENTRAL", To: "TJ"},
		"山东评的高级农艺师到石家庄":           {Type: "title", Series: "agriculture", Level: "associate-senior", Title: "高级农艺师", From: "OTHER", To: "HE"},
		"天津考的会计师2020.10去河北":       {Type: "title", Series: "accounting", Level: "intermediate", Title: "会计师", ObtainedBy: "exam", From: "TJ", To: "HE", ObtainedOn: "2020-10"},
		"天津河北区的二级建造师在河北省使用":       {Type: "vocational", Title: "二级建造师", From: "TJ", To: "HE"},
		"自然科学 研究员 北京 天津":          {Type: "title", Series: "natural-science-research", Level: "full-senior", Title: "研究员", From: "BJ", To: "TJ"},
		"自然科学研究员从北京到天津转工程系列":      {Type: "title", Series: "natural-science-research", Level: "full-senior", Title: "研究员", From: "BJ", To: "TJ", TargetSeries: "engineering"},
		"在北京评的副研究员 社科 天津认吗":       {Type: "title", Series: "social-science-research", Level: "associate-senior", Title: "副研究员", From: "BJ", To: "TJ"},
		"技能等级 技师 河北在北京用":          {Type: "skill", Title: "技师", From: "HE", To: "BJ"},
		"卫生 技师 河北 来京":             {Type: "title", Series: "health", Level: "assistant", Title: "技师", From: "HE", To: "BJ"},
		"河北工程副高在北京":               {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ"},
		"河北 高级工程师 北京 人才引进":        {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ", Purpose: "introduction"},
		"河北 高級工程師 2016年 在北京認不認":   {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ", ObtainedOn: "2016"},
		"HEBEI engineer":     {},
		"中级会计师":              {Type: "title", Series: "accounting", Level: "intermediate", Title: "会计师"},
		"2016-2018":          {},
		"130199196802170030": {},
		"正高 高级工程师 河北":        {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE"},
		"河北 高级工程师 2016年13月 在北京":     {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ"},
		"河北河北 高级工程师 北京天津":           {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", To: "BJ"},
		"京津冀三地互认的高级工程师":             {Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师"},
		"<script>alert(1)</script>": {},
	} {
		u, err := c.Understand(text)
		require.NoError(t, err, text)
		require.Equal(t, want, u.Asked, text)
	}
}

func TestSceneOneSaysWhatWasUnderstood(t *testing.T) {
	c, b := load(t)
	u, err := c.Understand("河北 副高级工程师 2016 在北京认不认?")
	require.NoError(t, err)
	labels := []string{}
	for _, chip := range u.Chips {
		labels = append(labels, chip.Field+"="+chip.Label+"←"+chip.Text)
	}
	require.Equal(t, []string{"title=工程技术·副高级·高级工程师←副高级工程师", "from=河北(发证地)←河北", "to=北京(使用地)←北京", "obtainedOn=2016年取得←2016"}, labels)
	require.Empty(t, u.Missing)
	require.Empty(t, u.Ignored)
	d, err := answer(c, b, u.Asked)
	require.NoError(t, err)
	require.Equal(t, recognition.AfterVerifying, d.Outcome)
	require.Len(t, d.Effects, 5)
}

func TestSeveralMeaningsAreOfferedAndMissingPiecesNamed(t *testing.T) {
	c, _ := load(t)
	u, err := c.Understand("研究员 北京")
	require.NoError(t, err)
	require.Len(t, u.Choices, 3)
	require.Equal(t, []string{"to"}, u.Missing)
	require.Equal(t, "研究员", u.Asked.Title)

	u, err = c.Understand("技师")
	require.NoError(t, err)
	require.Equal(t, []string{"卫生技术·助理级·技师", "职业技能等级·技师"}, []string{u.Choices[0].Label, u.Choices[1].Label})

	u, err = c.Understand("特级大师 在北京")
	require.NoError(t, err)
	require.Equal(t, []string{"title", "from"}, u.Missing)
	require.Equal(t, []string{"特级大师"}, u.Ignored)

	u, err = c.Understand("正高 高级工程师")
	require.NoError(t, err)
	require.Equal(t, []string{"正高"}, u.Ignored, "the name is kept, the word against it is left aside and said so")
}

func TestNothingToReadIsRefused(t *testing.T) {
	c, _ := load(t)
	for _, text := range []string{"", "  \t\n", strings.Repeat("河", recognition.MaxSentence+1), "\xff\xfe"} {
		_, err := c.Understand(text)
		require.Equal(t, "question_required", fault.CodeOf(err), "%q", text)
	}
}

// Whatever is typed, the same answer comes every time, and what it says can be asked.
func FuzzUnderstand(f *testing.F) {
	c, b := load(f)
	for _, seed := range []string{"河北 副高级工程师 2016 在北京认不认?", "转工程", "在京津冀", "2016年", "技师级技师", "天津市河北区河北", "0.0年", "16年年"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := c.Understand(text)
		if err != nil {
			require.Equal(t, "question_required", fault.CodeOf(err))
			return
		}
		again, err := c.Understand(text)
		require.NoError(t, err)
		require.Equal(t, first, again)
		if len(first.Missing) > 0 || len(first.Choices) > 0 {
			return
		}
		_, err = answer(c, b, first.Asked)
		require.NotEqual(t, fault.Internal, fault.KindOf(orFault(err)))
	})
}

func orFault(err error) error {
	if err == nil {
		return fault.New(fault.Invalid, "none", "")
	}
	return err
}
