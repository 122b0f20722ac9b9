package expert

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/secret"
	"talentcircle/backend/sheet"
	"talentcircle/backend/store"
)

var rowClerk = auth.Principal{UserID: "c", Role: auth.Clerk, Region: cn.Hebei, AgencyID: "he"}

// rowDesk checks rows without a store.
func rowDesk(t testing.TB) *Service {
	t.Helper()
	keys, err := secret.NewKeys(make([]byte, secret.MasterKeySize))
	require.NoError(t, err)
	now := func() time.Time { return time.Date(2026, 6, 30, 2, 0, 0, 0, time.UTC) }
	words := &Vocabulary{
		Series:      []Term{{Value: "engineering", Label: "工程技术人员", Aliases: []string{"工程"}}, {Value: "higher-education", Label: "高等学校教师", Aliases: []string{"高校教师"}}},
		Parks:       []Term{{Value: "caofeidian", Label: "曹妃甸协同发展示范区", Aliases: []string{"曹妃甸示范区"}}},
		Programmes:  []Term{{Value: "haiju", Label: "海聚工程"}, {Value: "juren", Label: "巨人计划"}},
		Disciplines: []Term{{Value: "460", Label: "机械工程"}},
		FitTitle: func(series, _, name string) (Fitted, error) {
			fits := map[string]string{"engineering高级工程师": "associate-senior", "higher-education教授": "full-senior"}
			if level, ok := fits[series+name]; ok {
				return Fitted{Series: series, Level: level, Name: name}, nil
			}
			return Fitted{}, fault.New(fault.Invalid, "title_mismatch", "该名称与系列不符。")
		}}
	return New(Deps{DB: store.Open(nil, now), Keys: keys, Vocabulary: words})
}

// readCSV reads every row below the header.
func readCSV(t testing.TB, s *Service, text string) []result {
	t.Helper()
	i, err := plannedImport(Upload{Content: strings.NewReader(text), Name: "a.csv", Size: int64(len(text))})
	if err != nil {
		_, ok := fault.As(err)
		require.True(t, ok, err)
		return nil
	}
	book, err := sheet.Open(strings.NewReader(text), int64(len(text)), "a.csv", sheet.DefaultLimits())
	require.NoError(t, err)
	var out []result
	for row, err := range book.Rows(i.Table) {
		if err != nil {
			_, ok := fault.As(err)
			require.True(t, ok, err)
			return out
		}
		if row.Number > i.Header {
			out = append(out, s.readRow(rowClerk, planOf(i.Columns), row))
		}
	}
	return out
}

// TestCells gives one column besides the name a text, and says what becomes of it: a field of the input, or a complaint.
func TestCells(t *testing.T) {
	s := rowDesk(t)
	for _, c := range []struct {
		column, text string
		want         func(Input) any
		value        any
		complaint    string
	}{
		{"性别", "女", func(in Input) any { return in.Gender }, "female", ""},
		{"性别", "未知", nil, nil, "性别请填写"},
		{"证件类型", "身份证", func(in Input) any { return in.IdentityKind }, "resident-id", ""},
		{"证件类型", "驾驶证", nil, nil, "证件类型请从下列中选择:居民身份证、"},
		{"身份证号码(18位)", "１３０１９９ 19680217003０", func(in Input) any { return in.Identity }, "130199 196802170030", ""},
		{"身份证号", "1.30199E+17", nil, nil, "疑似被 Excel 转换"},
		{"身份证号", "130199196802170000", nil, nil, "疑似被 Excel 转换"},
		{"身份证号", "130199196802170031", nil, nil, "校验"},
		{"身份证号", "130199199002290011", nil, nil, "日期"},
		{"联系电话", "13812345678", func(in Input) any { return in.Phone }, "13812345678", ""},
		{"联系电话", "1381234", nil, nil, "手机号码应为"},
		{"邮箱", "wang＠example.invalid", func(in Input) any { return in.Email }, "wang@example.invalid", ""},
		{"邮箱", "无", func(in Input) any { return in.Email }, "", ""},
		{"工作单位", "河北示例工程学会(虚构)", func(in Input) any { return in.Employer }, "河北示例工程学会(虚构)", ""},
		{"信用代码", "51130000MJ000000X0", nil, nil, "校验"},
		{"所在地", "石家庄市", func(in Input) any { return in.City }, "130100", ""},
		{"所在地", "天津河北区", func(in Input) any { return in.City }, "120105", ""},
		{"所在地", "上海", nil, nil, "所在地请填写京津冀"},
		{"所在地", "新华区", nil, nil, "可填:河北省"},
		{"职业资格", "一级建造师", func(in Input) any { return in.Qualifications }, []QualificationInput{{Type: "vocational", Name: "一级建造师"}}, ""},
		{"人才计划", "海聚工程(2018)、巨人计划", func(in Input) any { return in.Programmes },
			[]ProgrammeInput{{Programme: "haiju", Year: 2018}, {Programme: "juren"}}, ""},
		{"人才计划", "某某计划", nil, nil, "人才计划无法识别"},
		{"人才计划", "海聚工程(2090)", nil, nil, "入选年份有误"},
		{"行业", "智能制造,新材料", func(in Input) any { return in.Industries }, []string{"smart-manufacturing", "new-materials"}, ""},
		{"行业", "采矿", nil, nil, "产业领域无法识别"},
		{"学科", "机械工程;460", func(in Input) any { return in.Disciplines }, []string{"460", "460"}, ""},
		{"研究方向", "机械设计、 精密加工", func(in Input) any { return in.Fields }, []string{"机械设计", "精密加工"}, ""},
		{"园区", "曹妃甸示范区", func(in Input) any { return in.Park }, "caofeidian", ""},
		{"园区", "火星园区", nil, nil, "合作园区无法识别"},
		{"合作方式", "兼职、评审专家", func(in Input) any { return in.Availability }, []string{"part-time", "review"}, ""},
		{"服务地区", "三地", func(in Input) any { return in.WillingRegions }, []string{"BJ", "TJ", "HE"}, ""},
		{"服务地区", "北京市、河北省", func(in Input) any { return in.WillingRegions }, []string{"BJ", "HE"}, ""},
		{"服务地区", "广东", nil, nil, "愿意服务的地区请从下列中选择"},
		{"授权范围", "三地共享", nil, nil, "请从列表中选择授权方式"},
		{"授权范围", "随便", nil, nil, "授权范围请从下列中选择"},
		{"授权范围", "不授权", func(in Input) any { return len(in.Consents) }, 0, ""},
		{"授权方式", "书面", nil, nil, "请同时填写授权范围"},
		{"授权方式", "口头", nil, nil, "授权方式请填写"},
		{"授权日期", "2026-13", nil, nil, "该日期不存在"},
		{"出生年月", "1968.02", func(in Input) any { return in.Birth }, "", ""},
		{"出生年月", "1990-02-29", nil, nil, "该日期不存在"},
		{"职称", "高级工程师", nil, nil, "请填写职称系列"},
		{"职称系列", "工程系列", nil, nil, "请填写职称名称"},
		{"职称系列", "厨艺", nil, nil, "没有该职称系列,请从下列中选择:工程技术人员、高等学校教师。"},
		{"级别", "很高", nil, nil, "职称层级请从下列中选择"},
		{"发证地", "广东", nil, nil, "发证地请从下列中选择"},
		{"取得方式", "购买", nil, nil, "取得方式请从下列中选择"},
		{"工作单位", "=A1", nil, nil, "单元格为公式"},
	} {
		text := `"` + strings.ReplaceAll(c.text, `"`, `""`) + `"`
		got := readCSV(t, s, "姓名,"+c.column+",备注\n王示远,"+text+",x\n")
		require.Len(t, got, 1, c.column)
		said := ""
		for _, m := range got[0].row.Messages {
			said += m.Column + m.Text + m.Suggestion
		}
		if c.complaint != "" {
			require.Equal(t, RowRejected, got[0].row.Status, "%s %s", c.column, c.text)
			require.Contains(t, said, c.complaint, "%s %s", c.column, c.text)
			continue
		}
		require.Equal(t, RowGood, got[0].row.Status, "%s %s: %s", c.column, c.text, said)
		require.Equal(t, c.value, c.want(got[0].in), "%s %s", c.column, c.text)
	}
}

func TestTwoTitlesAndTheirConsentsInOneRow(t *testing.T) {
	got := readCSV(t, rowDesk(t), "姓名,职称系列1,职称名称1,取得时间1,系列2,职称2,取得时间2,发证地2,授权方式,授权范围,授权日期,授权材料编号\n"+
		"王 示远,工程系列,高 级工程师,2016.12,高校教师,教授,2020年5月6日,北京市,纸质,\"三地共享,社会公开\",2026/1/5,SQ-1\n")
	require.Equal(t, RowGood, got[0].row.Status)
	in := got[0].in
	require.Equal(t, []TitleInput{{Series: "engineering", Name: "高级工程师", ObtainedOn: "2016-12"},
		{Series: "higher-education", Name: "教授", ObtainedOn: "2020-05-06", Issuer: "BJ"}}, in.Titles)
	require.Equal(t, []ConsentInput{{Scope: Circle, Channel: "paper", Evidence: "SQ-1", GivenOn: "2026-01-05"},
		{Scope: Public, Channel: "paper", Evidence: "SQ-1", GivenOn: "2026-01-05"}}, in.Consents)
	require.Equal(t, "三地共享、向社会公开", got[0].row.Preview["consents"])
	require.Equal(t, "王示远", got[0].row.Name)
}

func TestASecondTitleAloneIsComplainedAboutInItsOwnColumn(t *testing.T) {
	got := readCSV(t, rowDesk(t), "姓名,职称系列1,职称名称1,职称系列2,职称名称2\n王示远,,,工程,教授\n")
	require.Equal(t, []RowMessage{{Column: "职称名称2", At: 4, Text: "该名称与系列不符。"}}, got[0].row.Messages[:1])
}

func TestSeveralTitlesInOneCellAreOfferedAsASplit(t *testing.T) {
	for _, cell := range []string{"高级工程师、教授", "高级工程师/教授", "高级工程师;教授", "高级工程师\n教授", "高级工程师, 教授"} {
		got := readCSV(t, rowDesk(t), "姓名,职称系列,职称\n王示远,工程,\""+cell+"\"\n")
		require.Equal(t, RowRejected, got[0].row.Status, cell)
		require.Equal(t, []RowMessage{{Column: "职称", At: 2, Text: "一个单元格内有多项职称,请拆分后分列填写。",
			Suggestion: "可拆分为 职称名称1:高级工程师;职称名称2:教授,并分别填写系列、层级和取得时间。"}}, got[0].row.Messages, cell)
	}
}

func TestRowsThatAreNoData(t *testing.T) {
	s := rowDesk(t)
	for row, want := range map[string]string{
		"示例,王示远,河北": "示例行", "1,示例:王示远,河北": "示例行", "例,王示远,": "示例行", "(示例),李例敏,": "示例行",
		"合计,,30人": "合计行", "小计:,15,": "合计行", "合 计,,": "合计行", ",总计30人,": "合计行",
		"填表人:王示远,,审核人:李例敏": "说明行", "填表说明,,": "说明行", "注:以上信息由单位审核,,": "说明行", "备注(盖章),,": "说明行", "以上人员均已经本单位公示无异议,,": "说明行",
		"序号,姓名,工作单位": "重复的表头", "7,,": "只有序号",
		"1,王示远,河北": "", "1,例明,河北": "", "2,合计明,河北": "", ",,河北示例工程学会": "", "3,说明,河北": "", "3,总例明,河北": "", "1,,合计": "",
	} {
		got := readCSV(t, s, "序号,姓名,工作单位\n"+row+"\n")
		require.Len(t, got, 1, row)
		if want == "" {
			require.NotEqual(t, RowSkipped, got[0].row.Status, row)
			continue
		}
		require.Equal(t, RowSkipped, got[0].row.Status, row)
		require.Contains(t, got[0].row.Messages[0].Text, want, row)
	}
}

func TestFileNotesSayWhatIsNotTakenOver(t *testing.T) {
	text := "姓名,工作单位,政治面貌,姓 名\n王示远,河北,群众,王\n"
	i, err := plannedImport(Upload{Content: strings.NewReader(text), Name: "王示远130199196802170030.csv", Size: int64(len(text))})
	require.NoError(t, err)
	require.Equal(t, []string{"以下各列未识别,不会导入:“政治面貌”。", "以下各列与前面的列重复,不会导入:“姓 名”。"}, i.Notes)
	require.Equal(t, "王示远******************.csv", i.FileName)
}

// FuzzRow: whatever a file holds, each row ends as good, rejected or skipped, and no result in the open holds a long number.
func FuzzRow(f *testing.F) {
	f.Add("序号,姓名,身份证号,职称系列,职称,取得时间,授权方式,授权范围\n1,王示远,130199196802170030,工程,高级工程师,2016.12,书面,三地共享\n")
	f.Add("附件1\n姓名,130199196802170030\n13812345678,13812345678,13812345678\n")
	f.Add("姓名,联系电话,工作单位,职称\n13812345678,王示远,130199196802170030,\"13812345678、13912345678\"\n")
	s := rowDesk(f)
	long := regexp.MustCompile(`[0-9]{11}`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range readCSV(t, s, text) {
			if r.row.Status != RowGood && len(r.row.Messages) == 0 {
				t.Fatal("refused without a word")
			}
			shown := r.row.Name + "|" + r.row.Seq
			for _, v := range r.row.Preview {
				shown += "|" + v
			}
			for _, m := range r.row.Messages {
				shown += "|" + m.Column + m.Text + m.Suggestion
			}
			if long.MatchString(shown) {
				t.Fatalf("shown: %s", shown)
			}
		}
	})
}
