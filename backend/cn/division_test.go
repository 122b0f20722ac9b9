package cn_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/cn"
)

func TestTheDivisionTable(t *testing.T) {
	count := map[cn.Region]map[cn.DivisionLevel]int{cn.Beijing: {}, cn.Tianjin: {}, cn.Hebei: {}}
	seen := map[string]bool{}
	before := ""
	for _, d := range cn.Divisions() {
		require.Regexp(t, `^1[123][0-9]{4}$`, d.Code)
		require.Regexp(t, `^\p{Han}{2,8}$`, d.Name)
		require.Greater(t, d.Code, before, "in the order of codes")
		before = d.Code
		require.False(t, seen[d.FullName()], d.FullName())
		seen[d.FullName()] = true
		region, ok := cn.RegionOfCode(d.Code)
		require.True(t, ok)
		require.Equal(t, region, d.Region)
		count[d.Region][d.Level]++
		if d.Level != cn.ProvinceLevel {
			parent, ok := cn.DivisionByCode(d.Parent())
			require.True(t, ok, "%s has no parent", d.Name)
			require.Contains(t, cn.DivisionsUnder(parent.Code), d)
		}
		require.NotRegexp(t, `^13..7[1-9]$`, d.Code, "a statistical code is not a division")
	}
	require.Equal(t, map[cn.DivisionLevel]int{cn.ProvinceLevel: 1, cn.CountyLevel: 16}, count[cn.Beijing])
	require.Equal(t, map[cn.DivisionLevel]int{cn.ProvinceLevel: 1, cn.CountyLevel: 16}, count[cn.Tianjin])
	require.Equal(t, 1, count[cn.Hebei][cn.ProvinceLevel])
	require.Equal(t, 11, count[cn.Hebei][cn.PrefectureLevel])
	require.Empty(t, cn.DivisionsUnder(""))
}

func TestDivisionsByCode(t *testing.T) {
	for code, name := range map[string]string{
		"110108": "北京市海淀区", "120105": "天津市河北区", "120116": "天津市滨海新区", "130105": "河北省石家庄市新华区", "130902": "河北省沧州市新华区",
		"130638": "河北省保定市雄县", "131028": "河北省廊坊市大厂回族自治县", "130000": "河北省",
	} {
		d, ok := cn.DivisionByCode(code)
		require.True(t, ok, code)
		require.Equal(t, name, d.FullName())
	}
	for _, code := range []string{"", "110228", "130171", "133100", "440300", "1101", "110108 "} {
		_, ok := cn.DivisionByCode(code)
		require.False(t, ok, code)
	}
}

func TestDivisionsByName(t *testing.T) {
	for name, codes := range map[string]string{
		"天津河北区": "120105", "天津市河北区": "120105", "天津河北": "120105", "河北区": "120105", "天津市 河北区": "120105",
		"河北": "130000", "河北省": "130000", "北京": "110000", "北京市": "110000", "天津": "120000",
		"海淀": "110108", "北京海淀区": "110108", "滨海": "120116", "天津滨海新区": "120116",
		"石家庄": "130100", "河北石家庄市": "130100", "承德": "130800",
		"新华区": "130105 130902", "河北新华区": "130105 130902", "石家庄新华": "130105", "河北省沧州市新华区": "130902",
		"桥西区": "130104 130703", "张家口桥西区": "130703", "石家庄市桥西区": "130104",
		"雄安新区": "130629 130632 130638", "河北雄安": "130629 130632 130638", "雄安新区容城县": "130629", "雄县": "130638", "保定雄县": "130638",
		"大厂": "131028", "廊坊三河": "131082", "辛集市": "130181",
		"": "", "雄": "", "北京河北区": "", "深圳": "", "河北区人才": "", "区": "",
	} {
		var found []string
		for _, d := range cn.FindDivisions(name) {
			found = append(found, d.Code)
		}
		require.Equal(t, codes, strings.Join(found, " "), "%q", name)
	}
}

func TestEveryDivisionIsFoundByItsFullName(t *testing.T) {
	for _, d := range cn.Divisions() {
		require.Equal(t, []cn.Division{d}, cn.FindDivisions(d.FullName()))
	}
}

func TestRegionOfCode(t *testing.T) {
	region, ok := cn.RegionOfCode("130929")
	require.True(t, ok, "an unlisted county of Hebei")
	require.Equal(t, cn.Hebei, region)
	for _, code := range []string{"", "13", "440300", "13092X", "1309290"} {
		_, ok := cn.RegionOfCode(code)
		require.False(t, ok, code)
	}
}

// The demonstration's identity numbers must belong to nobody: they pass the check, on address codes that no division has.
func TestDemoIdentityNumbersBelongToNoDivision(t *testing.T) {
	numbers := []string{"130199196802170030", "120199197908030020", "130199198109300043", "110199197405120014", "110199198511210069",
		"120199197206060057"}
	prefixes := map[string]bool{}
	for _, number := range numbers {
		_, err := cn.ParseResidentID(number, today)
		require.NoError(t, err, number)
		prefixes[number[:6]] = true
		_, ok := cn.DivisionByCode(number[:6])
		require.False(t, ok, number[:6])
	}
	require.Equal(t, map[string]bool{"110199": true, "120199": true, "130199": true}, prefixes)
	for _, d := range cn.Divisions() {
		require.False(t, prefixes[d.Code], d.Code)
	}
}
