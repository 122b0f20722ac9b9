package recognition

import (
	"strings"

	"talentcircle/backend/cn"
)

// Asked is a question by the names its parameters have in the API; what was not said is empty.
type Asked struct {
	Type         Kind          `json:"type,omitempty" yaml:"type" query:"type" enum:"title,vocational,skill,programme" doc:"类别,省略时按名称判断"`
	Series       string        `json:"series,omitempty" yaml:"series" query:"series" maxLength:"40" doc:"职称系列"`
	Level        cn.Level      `json:"level,omitempty" yaml:"level" query:"level" enum:"full-senior,associate-senior,intermediate,assistant,entry,senior" doc:"层级"`
	Title        string        `json:"title,omitempty" yaml:"title" query:"title" maxLength:"60" doc:"名称,曾用名称亦可"`
	Speciality   string        `json:"speciality,omitempty" yaml:"speciality" query:"speciality" maxLength:"60" doc:"专业"`
	ObtainedBy   cn.ObtainedBy `json:"obtainedBy,omitempty" yaml:"obtainedBy" query:"obtainedBy" enum:"review,exam,exam-review,degree-based,employer-review,direct" doc:"取得方式"`
	Issuer       string        `json:"issuer,omitempty" yaml:"issuer" query:"issuer" maxLength:"100" doc:"评委会或者发证单位"`
	Purpose      cn.Purpose    `json:"purpose,omitempty" yaml:"purpose" query:"purpose" enum:"promotion,appointment,introduction,selection,services" doc:"用途"`
	From         Origin        `json:"from,omitempty" yaml:"from" query:"from" enum:"BJ,TJ,HE,CENTRAL,OTHER" doc:"发证地"`
	To           cn.Region     `json:"to,omitempty" yaml:"to" query:"to" enum:"BJ,TJ,HE" doc:"使用地"`
	ObtainedOn   string        `json:"obtainedOn,omitempty" yaml:"obtainedOn" query:"obtainedOn" maxLength:"10" doc:"取得时间:2016、2016-11 或 2016-11-18"` // 2016, 2016-11 or 2016-11-18
	TargetSeries string        `json:"targetSeries,omitempty" yaml:"targetSeries" query:"targetSeries" maxLength:"40" doc:"拟用于的其他系列"`
	Met          []string      `json:"met,omitempty" yaml:"met" query:"met,explode" maxItems:"20" doc:"已满足的条件代码"`       // codes of conditions that hold
	Unmet        []string      `json:"unmet,omitempty" yaml:"unmet" query:"unmet,explode" maxItems:"20" doc:"不满足的条件代码"` // codes of conditions that do not
	AsOf         string        `json:"asOf,omitempty" yaml:"asOf" query:"asOf" maxLength:"10" doc:"按哪一天查询,默认今天"`
}

// Question reads the parameters; today stands in for an absent asOf. Faults: obtained_on_invalid, invalid_question.
func (a Asked) Question(today cn.Day) (Question, error) {
	q := Question{
		Ask:        Ask{Kind: a.Type, Series: a.Series, Level: a.Level, Name: strings.TrimSpace(a.Title)},
		Speciality: a.Speciality, ObtainedBy: a.ObtainedBy, Issuer: a.Issuer, Purpose: a.Purpose,
		From: a.From, To: a.To, Target: a.TargetSeries, AsOf: today,
	}
	var err error
	if q.Obtained, err = ParsePeriod(a.ObtainedOn); err != nil {
		return Question{}, errPeriod.At("query.obtainedOn", errPeriod.Message)
	}
	if a.AsOf != "" {
		if q.AsOf, err = cn.ParseDay(a.AsOf); err != nil || q.AsOf.IsMonth() {
			return Question{}, errQuestion.At("query.asOf", "查询日期请按 2026-01-31 填写。")
		}
	}
	for met, codes := range map[bool][]string{true: a.Met, false: a.Unmet} {
		for _, code := range codes {
			if q.Facts == nil {
				q.Facts = map[string]bool{}
			}
			if was, said := q.Facts[code]; said && was != met {
				return Question{}, errQuestion.At("query.met", "同一条件不能既满足又不满足。")
			}
			q.Facts[code] = met
		}
	}
	return q, nil
}
