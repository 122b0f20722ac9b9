package recognition

import (
	"strings"

	"talentcircle/backend/cn"
)

// Asked is a question by the names its parameters have in the API; what was not said is empty.
type Asked struct {
	Type         Kind          `json:"type,omitempty" yaml:"type"`
	Series       string        `json:"series,omitempty" yaml:"series"`
	Level        cn.Level      `json:"level,omitempty" yaml:"level"`
	Title        string        `json:"title,omitempty" yaml:"title"`
	Speciality   string        `json:"speciality,omitempty" yaml:"speciality"`
	ObtainedBy   cn.ObtainedBy `json:"obtainedBy,omitempty" yaml:"obtainedBy"`
	Issuer       string        `json:"issuer,omitempty" yaml:"issuer"`
	Purpose      cn.Purpose    `json:"purpose,omitempty" yaml:"purpose"`
	From         Origin        `json:"from,omitempty" yaml:"from"`
	To           cn.Region     `json:"to,omitempty" yaml:"to"`
	ObtainedOn   string        `json:"obtainedOn,omitempty" yaml:"obtainedOn"` // 2016, 2016-11 or 2016-11-18
	TargetSeries string        `json:"targetSeries,omitempty" yaml:"targetSeries"`
	Met          []string      `json:"met,omitempty" yaml:"met"`     // codes of conditions that hold
	Unmet        []string      `json:"unmet,omitempty" yaml:"unmet"` // codes of conditions that do not
	AsOf         string        `json:"asOf,omitempty" yaml:"asOf"`
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
