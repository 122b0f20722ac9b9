package recognition_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
	"talentcircle/backend/recognition"
)

func TestWhereSomethingHolds(t *testing.T) {
	c, b := load(t)
	type asked = recognition.Asked
	engineer := asked{Type: "title", Series: "engineering", Level: "associate-senior", Title: "高级工程师", From: "HE", ObtainedOn: "2016-11-18", ObtainedBy: cn.ByReview}
	loose := asked{Type: "title", Title: "工程师", From: "TJ"}
	for name, row := range map[string]struct {
		held []asked
		on   string
		want []cn.Region
	}{
		"nothing": {nil, "2026-11-23", nil},
		"HE review: BJ by rule, TJ only conditional": {[]asked{engineer}, "2026-11-23", []cn.Region{cn.Beijing, cn.Hebei}},
		"before any rule, where it was issued":       {[]asked{engineer}, "2016-12-31", []cn.Region{cn.Hebei}},
		"a date too loose for HE does not count":     {[]asked{loose}, "2026-11-23", []cn.Region{cn.Beijing, cn.Tianjin}},
		"two titles together":                        {[]asked{engineer, {Type: "title", Title: "会计师", From: "BJ", ObtainedBy: cn.ByExam}}, "2026-11-23", cn.Regions()},
		"a central title holds nowhere by itself":    {[]asked{{Type: "title", Title: "高级工程师", From: recognition.Central}}, "2026-11-23", nil},
		"an ambiguous name counts where issued":      {[]asked{{Type: "title", Title: "研究员", From: "BJ"}}, "2026-11-23", []cn.Region{cn.Beijing}},
		"a qualification":                            {[]asked{{Type: "vocational", Title: "一级建造师", From: "BJ"}}, "2026-11-23", []cn.Region{cn.Beijing, cn.Tianjin}},
	} {
		require.Equal(t, row.want, recognition.RecognizedIn(c, b, row.held, cn.MustDay(row.on)), name)
	}
}
