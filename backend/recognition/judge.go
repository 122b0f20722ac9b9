package recognition

import (
	"fmt"
	"slices"
	"strings"

	"talentcircle/backend/cn"
)

// judge says why a rule does not apply, or "" when it does, with the version it speaks of.
func (e *evaluation) judge(r *Rule) (v *Version, because string) {
	now, known := r.inForce(e.q.AsOf)
	if now == nil {
		return known, notInForce(known, e.q.AsOf)
	}
	for _, test := range []func(*Version) string{e.testObject, e.testChange, e.testPurpose, e.testWay, e.testObtained} {
		if because := test(now); because != "" {
			return now, because
		}
	}
	return now, ""
}

func notInForce(v *Version, asOf cn.Day) string {
	if v.ForceFrom.After(asOf) {
		return fmt.Sprintf("自 %s 起施行,%s 尚未施行。", v.ForceFrom, asOf)
	}
	if v.Repealed {
		return fmt.Sprintf("已于 %s 废止。", v.ForceFrom)
	}
	return fmt.Sprintf("施行至 %s,%s 已停止施行。", v.ForceUntil, asOf)
}

func (e *evaluation) testObject(v *Version) string {
	o := e.object
	if len(v.Series) > 0 && !slices.Contains(v.Series, o.Series) {
		s, _ := e.catalogue.SeriesOf(o.Series)
		return fmt.Sprintf("不含%s系列。", s.Phrase())
	}
	if len(v.Levels) > 0 && !slices.Contains(v.Levels, o.Level) {
		return fmt.Sprintf("只适用于%s。", labels(v.Levels))
	}
	if len(v.Names) > 0 && !slices.Contains(v.Names, o.Name) {
		return fmt.Sprintf("只适用于%s。", strings.Join(v.Names, "、"))
	}
	if v.Exam != "" && e.qualification().Exam != v.Exam {
		return "只适用于全国统一考试的职业资格。"
	}
	return ""
}

func (e *evaluation) qualification() Qualification {
	for _, q := range e.catalogue.Vocational {
		if e.object.Kind == Vocational && q.Name == e.object.Name {
			return q
		}
	}
	return Qualification{}
}

func (e *evaluation) testChange(v *Version) string {
	if e.changesSeries() && !v.SeriesChange {
		return "拟用于其他系列,不属于互认。"
	}
	return ""
}

func (e *evaluation) testPurpose(v *Version) string {
	if e.q.Purpose != "" && len(v.Purposes) > 0 && !slices.Contains(v.Purposes, e.q.Purpose) {
		return fmt.Sprintf("不适用于%s。", e.q.Purpose.Label())
	}
	return ""
}

// way is how the object was obtained; review is assumed of a title when nobody said, and the answer says so.
func (e *evaluation) way() cn.ObtainedBy {
	if e.q.ObtainedBy == "" && e.object.Kind == Title {
		return cn.ByReview
	}
	return e.q.ObtainedBy
}

func (e *evaluation) testWay(v *Version) string {
	if len(v.ObtainedBy) == 0 || slices.Contains(v.ObtainedBy, e.way()) {
		return ""
	}
	if e.q.ObtainedBy == "" {
		return fmt.Sprintf("未说明取得方式,按评审取得考虑;取得方式为%s的,适用本规则。", labels(v.ObtainedBy))
	}
	return fmt.Sprintf("只适用于取得方式为%s的职称。", labels(v.ObtainedBy))
}

// testObtained relies on the period being one piece: it lies wholly inside or wholly outside of what the version covers.
func (e *evaluation) testObtained(v *Version) string {
	from, until := v.obtainedRange()
	if !from.IsZero() && e.within.Last.Before(from) {
		return fmt.Sprintf("取得日期%s早于本规则适用的 %s。", spaced(e.q.Obtained.String()), from)
	}
	if !until.IsZero() && e.within.First.After(until) {
		return fmt.Sprintf("取得日期%s晚于本规则适用的 %s。", spaced(e.q.Obtained.String()), until)
	}
	return ""
}

func spaced(text string) string {
	if text == "" {
		return ""
	}
	return " " + text + " "
}

// labels joins the labels of values: 评审、考评结合.
func labels[T interface{ Label() string }](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = v.Label()
	}
	return strings.Join(words, "、")
}
