package cn

import (
	"slices"
	"strings"
	"sync"
)

// DivisionLevel is the rank of a division.
type DivisionLevel string

// The ranks. Districts of Beijing and Tianjin are of the county rank, directly under their city.
const (
	ProvinceLevel   DivisionLevel = "province"
	PrefectureLevel DivisionLevel = "prefecture"
	CountyLevel     DivisionLevel = "county"
)

// Division is an administrative division by GB/T 2260: 120105, 河北区 (of Tianjin).
type Division struct {
	Code   string // six digits
	Name   string // in full: 河北区, 石家庄市
	Region Region
	Level  DivisionLevel
}

// Parent is the code of the division above: the prefecture of a county of Hebei, the province of the others; empty for a province.
func (d Division) Parent() string {
	switch {
	case d.Level == ProvinceLevel:
		return ""
	case d.Level == CountyLevel && d.Region == Hebei:
		return d.Code[:4] + "00"
	}
	return d.Code[:2] + "0000"
}

// FullName has the divisions above in front: 天津市河北区, 河北省石家庄市新华区.
func (d Division) FullName() string {
	if parent, ok := DivisionByCode(d.Parent()); ok {
		return parent.FullName() + d.Name
	}
	return d.Name
}

// Divisions lists the divisions known here by code. All districts of Beijing and Tianjin and all prefectures of Hebei are there, of
// Hebei's counties only those that the plan's parks and the portal's examples name.
func Divisions() []Division { return slices.Clone(divisionIndex().all) }

// DivisionByCode finds a division; false for codes that are not listed, abolished or statistical (xx71 to xx79).
func DivisionByCode(code string) (Division, bool) {
	d, ok := divisionIndex().byCode[code]
	return d, ok
}

// DivisionsUnder lists the divisions directly below the code, by code.
func DivisionsUnder(code string) []Division {
	var under []Division
	for _, d := range divisionIndex().all {
		if d.Parent() == code && code != "" {
			under = append(under, d)
		}
	}
	return under
}

// RegionOfCode tells the region from the first two digits of a six-digit code, listed or not.
func RegionOfCode(code string) (Region, bool) {
	if len(code) != 6 || !allDigits(code) {
		return "", false
	}
	switch code[:2] {
	case "11":
		return Beijing, true
	case "12":
		return Tianjin, true
	case "13":
		return Hebei, true
	}
	return "", false
}

// FindDivisions finds divisions by the whole of a name, in full or short, with or without the divisions above: 天津河北区 and 河北区 are
// 120105, 河北 is the province, 新华区 is two districts, 石家庄新华 one of them, 雄安新区 its three counties (it has no code of its own). No
// match gives none; the caller asks back when there are several. Results are ordered by code.
func FindDivisions(name string) []Division {
	name = strings.Join(strings.FieldsFunc(name, isNameBlank), "")
	return slices.Clone(divisionIndex().byName[name])
}

// divisionTables are the lookups made once from the table.
type divisionTables struct {
	all    []Division
	byCode map[string]Division
	byName map[string][]Division
}

var divisionIndex = sync.OnceValue(func() *divisionTables {
	t := &divisionTables{byCode: map[string]Division{}, byName: map[string][]Division{}}
	for line := range strings.Lines(divisionList) {
		for entry := range strings.FieldsSeq(line) {
			d := divisionOf(entry[:6], entry[6:])
			t.all = append(t.all, d)
			t.byCode[d.Code] = d
		}
	}
	for _, d := range t.all {
		for _, spoken := range t.spokenNames(d) {
			t.byName[spoken] = append(t.byName[spoken], d)
		}
	}
	for spoken, found := range t.byName {
		t.byName[spoken] = highest(found)
	}
	return t
})

func divisionOf(code, name string) Division {
	d := Division{Code: code, Name: name, Level: CountyLevel}
	d.Region, _ = RegionOfCode(code)
	switch {
	case code[2:] == "0000":
		d.Level = ProvinceLevel
	case code[4:] == "00":
		d.Level = PrefectureLevel
	}
	return d
}

// spokenNames are the ways to name d: own name full or short, after nothing, some, or all of the names above. For the counties of
// 雄安新区 the area counts as a name above, and alone it names all three.
func (t *divisionTables) spokenNames(d Division) []string {
	own := bothForms(d.Name)
	province, ok := t.byCode[d.Code[:2]+"0000"]
	if !ok || d.Level == ProvinceLevel {
		return own
	}
	above := append(bothForms(province.Name), "")
	if strings.Contains(xiongan, d.Code) {
		return slices.Concat(joined(joined(above, bothForms("雄安新区")), append(own, "")), t.underPrefecture(d, above, own))
	}
	return t.underPrefecture(d, above, own)
}

func (t *divisionTables) underPrefecture(d Division, above, own []string) []string {
	if prefecture, ok := t.byCode[d.Parent()]; ok && prefecture.Level == PrefectureLevel {
		above = joined(above, append(bothForms(prefecture.Name), ""))
	}
	return joined(above, own)
}

// highest settles a name that belongs to several ranks: 河北 alone is the province, never the district of Tianjin.
func highest(found []Division) []Division {
	for _, level := range []DivisionLevel{ProvinceLevel, PrefectureLevel} {
		if i := slices.IndexFunc(found, func(d Division) bool { return d.Level == level }); i >= 0 {
			return found[i : i+1]
		}
	}
	return found
}

func joined(firsts, seconds []string) []string {
	var all []string
	for _, first := range firsts {
		for _, second := range seconds {
			all = append(all, first+second)
		}
	}
	return all
}

// bothForms are the full name and the short one that people say: 石家庄市 and 石家庄, 滨海新区 and 滨海. 雄县 has no short form.
func bothForms(name string) []string {
	for _, kind := range []string{"回族自治县", "新区", "省", "市", "区", "县"} {
		if short, ok := strings.CutSuffix(name, kind); ok {
			if len([]rune(short)) < 2 {
				break
			}
			return []string{name, short}
		}
	}
	return []string{name}
}

// xiongan are the counties that 雄安新区 administers.
const xiongan = "130629 130632 130638"

// divisionList is GB/T 2260 as of 2022-10-31, as far as listed: code and full name.
const divisionList = `
110000北京市 110101东城区 110102西城区 110105朝阳区 110106丰台区 110107石景山区 110108海淀区 110109门头沟区 110111房山区
110112通州区 110113顺义区 110114昌平区 110115大兴区 110116怀柔区 110117平谷区 110118密云区 110119延庆区
120000天津市 120101和平区 120102河东区 120103河西区 120104南开区 120105河北区 120106红桥区 120110东丽区 120111西青区
120112津南区 120113北辰区 120114武清区 120115宝坻区 120116滨海新区 120117宁河区 120118静海区 120119蓟州区
130000河北省
130100石家庄市 130104桥西区 130105新华区 130123正定县 130181辛集市
130200唐山市 130209曹妃甸区
130300秦皇岛市
130400邯郸市
130500邢台市
130600保定市 130629容城县 130632安新县 130638雄县 130681涿州市 130682定州市 130684高碑店市
130700张家口市 130703桥西区 130709崇礼区 130722张北县 130730怀来县
130800承德市
130900沧州市 130902新华区
131000廊坊市 131022固安县 131023永清县 131024香河县 131028大厂回族自治县 131081霸州市 131082三河市
131100衡水市`
