package account

import (
	"slices"

	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// Agency is a talent-service agency of one region. Staff work for one; records and cases belong to its region.
type Agency struct {
	store.Meta
	Region cn.Region `json:"region"`
	Name   string    `json:"name"`
	Demo   bool      `json:"demo,omitzero"`
}

// Employer is an organisation that endorses its own people and looks for others.
type Employer struct {
	store.Meta
	Name         string    `json:"name"`
	CreditCode   string    `json:"creditCode,omitempty"` // 统一社会信用代码 as cn.ParseCreditCode gives it; no two employers share one
	Region       cn.Region `json:"region"`
	Subsidiaries []string  `json:"subsidiaries,omitempty"` // employer ids, as listed by the employer itself
	Demo         bool      `json:"demo,omitzero"`
}

// InvalidOrganisation is answered when an agency or an employer can't be kept as given.
var InvalidOrganisation = fault.New(fault.Invalid, "invalid_organisation", "单位信息不符合要求,请按提示修改。")

const (
	maxOrganisationName = 100 // characters
	maxSubsidiaries     = 500
)

func (a *Agency) check() error { return checkOrganisation(a.Name, a.Region) }

func (e *Employer) check() error {
	if err := checkOrganisation(e.Name, e.Region); err != nil {
		return err
	}
	if e.CreditCode != "" {
		code, err := cn.ParseCreditCode(e.CreditCode)
		if err != nil || code != e.CreditCode {
			return InvalidOrganisation.At("creditCode", "统一社会信用代码校验不通过,请对照证照核对。")
		}
	}
	if len(e.Subsidiaries) > maxSubsidiaries || slices.Contains(e.Subsidiaries, e.ID) {
		return InvalidOrganisation.At("subsidiaries", "下属单位不超过 500 家,且不得为本单位。")
	}
	return nil
}

func checkOrganisation(name string, region cn.Region) error {
	if name == "" || !plain(name, maxOrganisationName) {
		return InvalidOrganisation.At("name", "请填写单位名称,不超过 100 个字。")
	}
	if !region.Valid() {
		return InvalidOrganisation.At("region", "请选择北京、天津或河北。")
	}
	return nil
}
