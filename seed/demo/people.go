package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
)

// crowd makes synthetic experts, the same ones for the same number on every machine: the n-th person never changes, so a larger demo
// contains the smaller one.
type crowd struct{ words *fieldWords }

// person makes the n-th synthetic expert, counted from 0, and says which agency keeps the record.
func (c crowd) person(n int) (cn.Region, expert.Input) {
	r := rand.New(rand.NewPCG(20160101, uint64(n)))
	region := cn.Regions()[weighted(r, 45, 25, 30)]
	trade := c.words.trades[r.IntN(len(c.words.trades))]
	in := expert.Input{Name: personName(r), Gender: pick(r, []string{"male", "male", "female"}), City: pick(r, citiesOf(region)),
		Industries: trade.Industries, Disciplines: trade.Disciplines, Position: pick(r, trade.Positions), Languages: languages(r)}
	in.Employer = employerName(r, region, trade)
	in.Fields = some(r, trade.Fields, 1+r.IntN(3))
	birth := 1955 + r.IntN(38)
	in.Identity = identityNumber(r, region, birth, in.Gender == "male", n)
	in.Titles = []expert.TitleInput{heldTitle(r, region, trade, birth)}
	if r.IntN(12) == 0 {
		in.Programmes = []expert.ProgrammeInput{{Programme: pick(r, programmesOf(region)), Year: 2009 + r.IntN(15)}}
	}
	if r.IntN(5) == 0 {
		in.Park = pick(r, []string{"binhai-zhongguancun", "caofeidian", "airport", "zhangcheng", "baoding-innovation", "zhengding-ic", "haidian-qinhuangdao"})
	}
	in.Availability = some(r, []string{"consulting", "part-time", "secondment", "review", "training", "joint-project", "full-time"}, 1+r.IntN(3))
	in.WillingRegions = willing(r, region)
	in.Phone = fmt.Sprintf("1%d%09d", 3+r.IntN(7), r.IntN(1_000_000_000))
	in.Email = fmt.Sprintf("expert%d@example.invalid", n)
	in.Bio = bio(r, in, trade)
	in.Consents = consents(sharing(r))
	return region, in
}

// sharing draws the mix that SCENES asks for: about 60 % share in the circle, 35 % show to employers, 15 % to the public, 10 % nothing
// beyond that.
func sharing(r *rand.Rand) []string {
	switch p := r.IntN(100); {
	case p < 15:
		return []string{"circle", "employers", "public"}
	case p < 35:
		return []string{"circle", "employers"}
	case p < 60:
		return []string{"circle"}
	case p < 75:
		return []string{"matching"}
	case p < 90:
		return []string{"overseas"}
	}
	return nil
}

func consents(scopes []string) []expert.ConsentInput {
	var out []expert.ConsentInput
	for _, s := range scopes {
		out = append(out, expert.ConsentInput{Scope: expert.Scope(s), Channel: "paper", Evidence: "演示授权-" + s, GivenOn: "2026-01-05"})
	}
	return out
}

func personName(r *rand.Rand) string {
	surname := pick(r, surnames)
	given := pick(r, givenMarks) // every given name holds 示 or 例
	if other := pick(r, givenWords); r.IntN(5) > 0 {
		if r.IntN(2) == 0 {
			return surname + given + other
		}
		return surname + other + given
	}
	return surname + given
}

func employerName(r *rand.Rand, region cn.Region, t trade) string {
	return region.Name() + pick(r, []string{"示例", "例证", "样例"}) + pick(r, brandWords) + pick(r, t.Employers) + "(虚构)"
}

// identityNumber makes a number that passes the check digit on a prefix that no division has.
func identityNumber(r *rand.Rand, region cn.Region, year int, male bool, n int) string {
	prefix := map[cn.Region]string{cn.Beijing: "110199", cn.Tianjin: "120199", cn.Hebei: "130199"}[region]
	sequence := 100 + (n*7+r.IntN(7))%900
	if (sequence%2 == 1) != male {
		sequence ^= 1
	}
	body := fmt.Sprintf("%s%04d%02d%02d%03d", prefix, year, 1+r.IntN(12), 1+r.IntN(28), sequence)
	return body + checkDigit(body)
}

// checkDigit is GB 11643's, MOD 11-2.
func checkDigit(body string) string {
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(body[i]-'0')
	}
	return string("10X98765432"[sum%11])
}

func heldTitle(r *rand.Rand, region cn.Region, t trade, birth int) expert.TitleInput {
	step := t.Titles[weighted(r, 30, 45, 20, 5)%len(t.Titles)]
	year := min(birth+28+len(t.Titles)-r.IntN(3)+r.IntN(18), 2025)
	issuer := string(region)
	if r.IntN(10) == 0 {
		issuer = pick(r, []string{"BJ", "TJ", "HE", "CENTRAL", "OTHER"})
	}
	in := expert.TitleInput{Series: t.Series, Level: step.Level, Name: step.Name, Speciality: pick(r, t.Specialities), Issuer: issuer,
		ObtainedBy: pick(r, []string{"review", "review", "review", "exam-review", "employer-review"}), ObtainedOn: fmt.Sprintf("%d-%02d", year, 1+r.IntN(12))}
	if old := step.Former; old != "" && year < 2017 {
		in.Name = old
	}
	return in
}

func willing(r *rand.Rand, own cn.Region) []string {
	var out []string
	for _, region := range cn.Regions() {
		if region != own && r.IntN(2) == 0 {
			out = append(out, string(region))
		}
	}
	return out
}

func languages(r *rand.Rand) []string {
	switch r.IntN(6) {
	case 0:
		return []string{"英语", "日语"}
	case 1:
		return []string{"英语", "德语"}
	case 2:
		return nil
	}
	return []string{"英语"}
}

func bio(r *rand.Rand, in expert.Input, t trade) string {
	fields := strings.Join(in.Fields, "、")
	parts := []string{
		fmt.Sprintf(pick(r, []string{"长期从事%s方面的研究与应用。", "主要研究方向为%s。", "在%s领域有多年实践经验。"}), fields),
		pick(r, t.Deeds),
		pick(r, []string{"主持或参与省部级科研项目多项。", "获授权发明专利数项。", "参与制定行业标准。", "发表学术论文数十篇。", "指导青年技术人员多名。"}),
	}
	return strings.Join(parts, "")
}

func citiesOf(region cn.Region) []string {
	var codes []string
	for _, d := range cn.Divisions() {
		if d.Region == region && d.Level != cn.ProvinceLevel {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

func programmesOf(region cn.Region) []string {
	return append([]string{"tejin", "baiqianwan"}, map[cn.Region][]string{
		cn.Beijing: {"haiju", "gaoju", "beijing-scholar", "sci-tech-nova"},
		cn.Tianjin: {"tianjin-131", "haihe"},
		cn.Hebei:   {"hebei-333", "juren"},
	}[region]...)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func some(r *rand.Rand, from []string, n int) []string {
	order := r.Perm(len(from))
	var out []string
	for _, i := range order[:min(n, len(from))] {
		out = append(out, from[i])
	}
	return out
}

// weighted draws an index with these weights.
func weighted(r *rand.Rand, weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	p := r.IntN(sum)
	for i, w := range weights {
		if p < w {
			return i
		}
		p -= w
	}
	return 0
}
