package expert

import (
	"talentcircle/backend/secret"
	"talentcircle/backend/web"
)

// Patch is a merge patch (RFC 7396) of Input: what is left out stays, null removes, anything else replaces.
type Patch struct {
	Name           web.Patch[string]               `json:"name,omitzero" doc:"姓名"`
	FormerNames    web.Patch[[]string]             `json:"formerNames,omitzero" doc:"曾用名"`
	LatinName      web.Patch[string]               `json:"latinName,omitzero" doc:"外文名"`
	Gender         web.Patch[string]               `json:"gender,omitzero" doc:"性别 male/female"`
	Birth          web.Patch[string]               `json:"birth,omitzero" doc:"出生日期;居民身份证持有人可不填"`
	IdentityKind   web.Patch[string]               `json:"identityKind,omitzero" doc:"证件类型"`
	Identity       web.Patch[string]               `json:"identity,omitzero" doc:"证件号码"`
	Phone          web.Patch[string]               `json:"phone,omitzero" doc:"手机号码"`
	Email          web.Patch[string]               `json:"email,omitzero" doc:"电子邮箱"`
	Employer       web.Patch[string]               `json:"employer,omitzero" doc:"工作单位"`
	EmployerCode   web.Patch[string]               `json:"employerCode,omitzero" doc:"统一社会信用代码"`
	Department     web.Patch[string]               `json:"department,omitzero" doc:"部门"`
	Position       web.Patch[string]               `json:"position,omitzero" doc:"职务"`
	City           web.Patch[string]               `json:"city,omitzero" doc:"所在地行政区划代码 GB/T 2260"`
	Industries     web.Patch[[]string]             `json:"industries,omitzero" doc:"产业领域"`
	Disciplines    web.Patch[[]string]             `json:"disciplines,omitzero" doc:"学科代码 GB/T 13745"`
	Fields         web.Patch[[]string]             `json:"fields,omitzero" doc:"研究方向"`
	Bio            web.Patch[string]               `json:"bio,omitzero" doc:"个人简介"`
	Titles         web.Patch[[]TitleInput]         `json:"titles,omitzero" doc:"职称"`
	Qualifications web.Patch[[]QualificationInput] `json:"qualifications,omitzero" doc:"职业资格与技能等级"`
	Programmes     web.Patch[[]ProgrammeInput]     `json:"programmes,omitzero" doc:"入选人才计划"`
	Park           web.Patch[string]               `json:"park,omitzero" doc:"所在合作园区"`
	Availability   web.Patch[[]string]             `json:"availability,omitzero" doc:"合作方式"`
	WillingRegions web.Patch[[]string]             `json:"willingRegions,omitzero" doc:"愿意服务的地区"`
	Languages      web.Patch[[]string]             `json:"languages,omitzero" doc:"语言"`
	Consents       web.Patch[[]ConsentInput]       `json:"consents,omitzero" doc:"单独同意;给出即为全部有效的授权"`
}

func (p *Patch) apply(in *Input) {
	p.Name.Apply(&in.Name)
	p.FormerNames.Apply(&in.FormerNames)
	p.LatinName.Apply(&in.LatinName)
	p.Gender.Apply(&in.Gender)
	p.Birth.Apply(&in.Birth)
	p.IdentityKind.Apply(&in.IdentityKind)
	p.Identity.Apply(&in.Identity)
	p.Phone.Apply(&in.Phone)
	p.Email.Apply(&in.Email)
	p.Employer.Apply(&in.Employer)
	p.EmployerCode.Apply(&in.EmployerCode)
	p.Department.Apply(&in.Department)
	p.Position.Apply(&in.Position)
	p.City.Apply(&in.City)
	p.Industries.Apply(&in.Industries)
	p.Disciplines.Apply(&in.Disciplines)
	p.Fields.Apply(&in.Fields)
	p.Bio.Apply(&in.Bio)
	p.Titles.Apply(&in.Titles)
	p.Qualifications.Apply(&in.Qualifications)
	p.Programmes.Apply(&in.Programmes)
	p.Park.Apply(&in.Park)
	p.Availability.Apply(&in.Availability)
	p.WillingRegions.Apply(&in.WillingRegions)
	p.Languages.Apply(&in.Languages)
	p.Consents.Apply(&in.Consents)
}

// clear removes private values that the patch sets to null or to nothing.
func (p *Patch) clear(e *Expert) {
	if p.Identity.Given && p.Identity.Value == "" {
		e.Private.Identity, e.IdentityKey = secret.Field{}, ""
	}
	if p.Phone.Given && p.Phone.Value == "" {
		e.Private.Phone = secret.Field{}
	}
	if p.Email.Given && p.Email.Value == "" {
		e.Private.Email = secret.Field{}
	}
}

// private names the private values and consents the patch touches, for the audit entry.
func (p *Patch) private() []string {
	var names []string
	for _, f := range []struct {
		name  string
		given bool
	}{{"identity", p.Identity.Given}, {"phone", p.Phone.Given}, {"email", p.Email.Given}, {"birth", p.Birth.Given}, {"consents", p.Consents.Given}} {
		if f.given {
			names = append(names, f.name)
		}
	}
	return names
}

// inputOf is the working copy as a form would give it. Identity number, phone and e-mail stay empty, which keeps them.
func inputOf(e *Expert) Input {
	f := &e.Facts
	in := Input{Name: f.Name, FormerNames: f.FormerNames, LatinName: f.LatinName, Gender: f.Gender, Birth: e.Private.Birth.String(),
		IdentityKind: e.Private.IdentityKind, Employer: f.Employer, EmployerCode: f.EmployerCode, Department: f.Department, Position: f.Position,
		City: f.City, Industries: f.Industries, Disciplines: f.Disciplines, Fields: f.Fields, Bio: f.Bio, Park: f.Park,
		Availability: f.Availability, Languages: f.Languages}
	for _, t := range f.Titles {
		name := t.Name
		if t.Former != "" {
			name = t.Former
		}
		in.Titles = append(in.Titles, TitleInput{Series: t.Series, Level: t.Level, Name: name, Speciality: t.Speciality, ObtainedBy: t.ObtainedBy,
			ObtainedOn: t.ObtainedOn.String(), Issuer: t.Issuer, Committee: t.Committee})
	}
	for _, q := range f.Qualifications {
		in.Qualifications = append(in.Qualifications, QualificationInput{Type: q.Type, Name: q.Name, Level: q.Level,
			ObtainedOn: q.ObtainedOn.String(), Issuer: q.Issuer})
	}
	for _, p := range f.Programmes {
		in.Programmes = append(in.Programmes, ProgrammeInput(p))
	}
	for _, r := range f.WillingRegions {
		in.WillingRegions = append(in.WillingRegions, string(r))
	}
	for _, c := range e.Consents {
		if c.Withdrawn == 0 {
			in.Consents = append(in.Consents, ConsentInput{Scope: c.Scope, Channel: c.Channel, Evidence: c.Evidence, GivenOn: c.GivenOn.String(),
				Until: c.Until.String()})
		}
	}
	return in
}
