package expert

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"talentcircle/backend/cn"
)

// Scope is what a separate consent (单独同意, PIPL articles 23 and 25) is for.
type Scope string

// The scopes. Without any, only the own region's agency sees a record.
const (
	Circle    Scope = "circle"    // agencies of the other two regions
	Employers Scope = "employers" // signed-in employers
	Public    Scope = "public"    // everybody
	Overseas  Scope = "overseas"  // overseas liaison offices
	Matching  Scope = "matching"  // automated matching
)

// Scopes lists all scopes.
func Scopes() []Scope { return []Scope{Circle, Employers, Public, Overseas, Matching} }

// Valid reports whether s is one of them.
func (s Scope) Valid() bool { return slices.Contains(Scopes(), s) }

// Label is the scope's name in the UI.
func (s Scope) Label() string {
	return map[Scope]string{Circle: "三地共享", Employers: "向用人单位展示", Public: "向社会公开", Overseas: "向海外联络处提供",
		Matching: "用于人岗匹配"}[s]
}

// Consent is one separate consent as it was given. Withdrawing it sets Withdrawn and keeps the line: what was agreed, in which words,
// stays provable.
type Consent struct {
	Scope       Scope  `json:"scope"`
	TextVersion string `json:"textVersion"`
	TextHash    string `json:"textHash"`           // SHA-256 of the text that was agreed to, hex
	Channel     string `json:"channel"`            // paper, online
	Evidence    string `json:"evidence,omitempty"` // number of the paper (授权材料编号)
	GivenOn     cn.Day `json:"givenOn"`
	Until       cn.Day `json:"until,omitzero"` // the last day it holds; empty: until withdrawn
	RecordedBy  string `json:"recordedBy"`
	RecordedAt  int64  `json:"recordedAt"`         // ms
	Withdrawn   int64  `json:"withdrawn,omitzero"` // ms
}

// consentTexts are the words agreed to, by version. An old version is never changed, only followed by a new one.
const consentVersion = "2026-1"

// ConsentText is the present wording for a scope.
func ConsentText(s Scope) string {
	return map[Scope]string{
		Circle:    "同意将本人在专家库中的姓名、单位、职称、专业领域等入库信息提供给北京、天津、河北三地人才服务机构,用于人才交流共享与资质互认服务。身份证件号码、联系方式不在提供范围内。",
		Employers: "同意向已登录的用人单位展示本人的姓名、单位、职称、专业领域和合作意向,用于人才引进与项目合作联系。联系方式须经本人另行同意后提供。",
		Public:    "同意在人才圈网站公开本人的姓名、单位、职称和专业领域。",
		Overseas:  "同意将本人的姓名、单位、职称和专业领域提供给海外联络处,用于国际人才交流服务。",
		Matching:  "同意使用本人的入库信息进行人岗匹配推荐,并知悉可随时要求说明或拒绝。",
	}[s]
}

func consentHash(s Scope) string {
	sum := sha256.Sum256([]byte(ConsentText(s)))
	return hex.EncodeToString(sum[:])
}

// inForce reports whether the consent holds on that day.
func (c Consent) inForce(today cn.Day) bool {
	return c.Withdrawn == 0 && !c.GivenOn.After(today) && (c.Until.IsZero() || !c.Until.Before(today))
}

// Shares reports whether some consent to the scope holds on that day.
func (e *Expert) Shares(s Scope, today cn.Day) bool {
	return slices.ContainsFunc(e.Consents, func(c Consent) bool { return c.Scope == s && c.inForce(today) })
}

// setConsents takes the scopes agreed to as the form or sheet gives them: new ones are recorded, missing ones withdrawn, those that
// stand with the same terms are left alone.
func (e *Expert) setConsents(given []grant, by string, now int64) {
	for i := range e.Consents {
		c := &e.Consents[i]
		if c.Withdrawn == 0 && !slices.ContainsFunc(given, c.same) {
			c.Withdrawn = now
		}
	}
	for _, in := range given {
		if slices.ContainsFunc(e.Consents, func(c Consent) bool { return c.Withdrawn == 0 && c.same(in) }) {
			continue
		}
		e.Consents = append(e.Consents, Consent{Scope: in.Scope, TextVersion: consentVersion, TextHash: consentHash(in.Scope), Channel: in.Channel,
			Evidence: in.Evidence, GivenOn: in.GivenOn, Until: in.Until, RecordedBy: by, RecordedAt: now})
	}
}

// grant is a checked ConsentInput.
type grant struct {
	Scope             Scope
	Channel, Evidence string
	GivenOn, Until    cn.Day
}

func (c *Consent) same(in grant) bool {
	return c.Scope == in.Scope && c.Channel == in.Channel && c.Evidence == in.Evidence && c.Until == in.Until && c.GivenOn == in.GivenOn
}
