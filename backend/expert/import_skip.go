package expert

import (
	"regexp"
	"strings"

	"talentcircle/backend/sheet"
)

// What stands in tables beside data, by the first words of a row. A colon or an end must follow where a name could begin the same way.
var (
	sampleRow = regexp.MustCompile("^[(\uFF08\\[【]?(示例|样例|范例|填写样例|例如|样表|例[):\uFF09\uFF1A】]|例$)")
	totalRow  = regexp.MustCompile("^(合计|小计|总计|共计|总数|累计)($|[:\uFF1A(\uFF080-9人共])")
	remarkRow = regexp.MustCompile("^(填表说明|填写说明|填报说明|填表须知|注意事项|填表人|填报人|填报单位|填表日期|填报日期|制表|审核人|审核|复核|负责人|单位负责人|单位盖章|盖章|联系人|说明|备注|注)[:\uFF1A(\uFF08]")
	remarkTop = regexp.MustCompile("^(填表说明|填写说明|填报说明|填表须知|注意事项)")
)

// notData says why a row holds no person: empty for a row that does, or that can't be told.
func notData(plan *importPlan, row sheet.Row) string {
	if row.Hidden {
		return "隐藏的行,未导入。"
	}
	first, at, filled := "", 0, 0
	for i, c := range row.Cells {
		if !c.Blank() {
			if filled++; filled == 1 {
				first, at = squeezed(c.Text), i
			}
		}
	}
	name := squeezed(plan.cell(row, "name").Text)
	nameless := name == "" || name == first && filled == 1
	switch {
	case sampleRow.MatchString(first), sampleRow.MatchString(name):
		return "示例行,未导入。"
	case totalRow.MatchString(first), totalRow.MatchString(name):
		return "合计行,未导入。"
	case nameless && (remarkRow.MatchString(first) || remarkTop.MatchString(first)):
		return "说明行,未导入。"
	case name == "" && filled == 1 && (row.Cell(at).Merged || plan.at["seq"] == at && len(first) > 12):
		return "说明行,未导入。" // a lone text across the table, or one too long for a number
	case plan.repeatsHeader(row):
		return "重复的表头,未导入。"
	case onlySeq(plan, row):
		return "只有序号,未导入。"
	}
	return ""
}

// repeatsHeader recognises the header printed again on each page.
func (p *importPlan) repeatsHeader(row sheet.Row) bool {
	same := 0
	for key, at := range p.at {
		if text := row.Cell(at).Text; text != "" && strings.Join(strings.Fields(text), " ") == p.header[key] {
			same++
		}
	}
	return same >= 2
}

func onlySeq(plan *importPlan, row sheet.Row) bool {
	seq, known := plan.at["seq"]
	for at, c := range row.Cells {
		if !c.Blank() && (!known || at != seq) {
			return false
		}
	}
	return true
}
