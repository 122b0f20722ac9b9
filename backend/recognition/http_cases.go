package recognition

import (
	"context"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

func (s *Service) mountCases(r *web.Routes) {
	const one = "/recognition/applications/{id}"
	apply, handle, decide := web.Allow(auth.CaseApply), web.Allow(auth.CaseHandle), web.Allow(auth.CaseDecide)
	look := web.Allow(auth.CaseApply, auth.CaseHandle, auth.CaseDecide)
	create := post("/recognition/applications", "createApplication", "填写互认申请")
	create.Creates = true
	web.Handle(r, create, apply, s.createHTTP)
	web.Handle(r, get("/recognition/applications", "listApplications", "本人的申请,或者本机构的办件"), look, s.listHTTP)
	web.Handle(r, get(one, "getApplication", "查看申请"), look, s.caseHTTP)
	edit := get(one, "editApplication", "修改草稿")
	edit.Method = "PATCH"
	web.Handle(r, edit, apply, s.editHTTP)
	web.Handle(r, post(one+"/submit", "submitApplication", "提交申请"), apply, s.plainHTTP(Submit))
	web.Handle(r, post(one+"/withdraw", "withdrawApplication", "撤回申请"), apply, s.plainHTTP(Withdraw))
	web.Handle(r, post(one+"/accept", "acceptApplication", "受理"), handle, s.plainHTTP(Accept))
	web.Handle(r, post(one+"/request-supplement", "requestSupplement", "一次性告知补正"), handle, s.requestSupplementHTTP)
	web.Handle(r, post(one+"/supplement", "supplementApplication", "补正材料"), apply, s.supplementHTTP)
	web.Handle(r, post(one+"/reject-intake", "rejectIntake", "不予受理"), handle, s.rejectIntakeHTTP)
	web.Handle(r, post(one+"/verify", "verifyApplication", "源头核验"), handle, s.verifyCaseHTTP)
	web.Handle(r, post(one+"/decide", "decideApplication", "作出互认结论"), decide, s.concludeHTTP)
	web.Handle(r, post(one+"/appeal", "appealApplication", "申诉"), apply, s.appealHTTP)
}

// ClaimBody is what an applicant fills in.
type ClaimBody struct {
	Type          Kind          `json:"type,omitempty" enum:"title,vocational,skill"`
	Series        string        `json:"series,omitempty" maxLength:"40"`
	Level         cn.Level      `json:"level,omitempty" enum:"full-senior,associate-senior,intermediate,assistant,entry"`
	Title         string        `json:"title" maxLength:"60" doc:"证书上的名称"`
	Speciality    string        `json:"speciality,omitempty" maxLength:"60"`
	ObtainedBy    cn.ObtainedBy `json:"obtainedBy,omitempty" enum:"review,exam,exam-review,degree-based,employer-review,direct"`
	ObtainedOn    string        `json:"obtainedOn,omitempty" maxLength:"10"`
	Issuer        string        `json:"issuer,omitempty" maxLength:"100"`
	From          Origin        `json:"from" enum:"BJ,TJ,HE,CENTRAL,OTHER"`
	To            cn.Region     `json:"to" enum:"BJ,TJ,HE"`
	Purpose       cn.Purpose    `json:"purpose,omitempty" enum:"promotion,appointment,introduction,selection,services"`
	CertificateNo string        `json:"certificateNo,omitempty" maxLength:"60" doc:"证书编号"`
	Materials     []Material    `json:"materials,omitempty" maxItems:"20"`
}

func (b ClaimBody) claim() Claim {
	return Claim{
		Asked: Asked{Type: b.Type, Series: b.Series, Level: b.Level, Title: b.Title, Speciality: b.Speciality, ObtainedBy: b.ObtainedBy,
			ObtainedOn: b.ObtainedOn, Issuer: b.Issuer, From: b.From, To: b.To, Purpose: b.Purpose},
		CertificateNo: b.CertificateNo, Materials: b.Materials,
	}
}

// ClaimPatch is a merge patch of ClaimBody.
type ClaimPatch struct {
	Type          web.Patch[Kind]          `json:"type,omitzero" enum:"title,vocational,skill"`
	Series        web.Patch[string]        `json:"series,omitzero" maxLength:"40"`
	Level         web.Patch[cn.Level]      `json:"level,omitzero" enum:"full-senior,associate-senior,intermediate,assistant,entry"`
	Title         web.Patch[string]        `json:"title,omitzero" maxLength:"60"`
	Speciality    web.Patch[string]        `json:"speciality,omitzero" maxLength:"60"`
	ObtainedBy    web.Patch[cn.ObtainedBy] `json:"obtainedBy,omitzero" enum:"review,exam,exam-review,degree-based,employer-review,direct"`
	ObtainedOn    web.Patch[string]        `json:"obtainedOn,omitzero" maxLength:"10"`
	Issuer        web.Patch[string]        `json:"issuer,omitzero" maxLength:"100"`
	From          web.Patch[Origin]        `json:"from,omitzero" enum:"BJ,TJ,HE,CENTRAL,OTHER"`
	To            web.Patch[cn.Region]     `json:"to,omitzero" enum:"BJ,TJ,HE"`
	Purpose       web.Patch[cn.Purpose]    `json:"purpose,omitzero" enum:"promotion,appointment,introduction,selection,services"`
	CertificateNo web.Patch[string]        `json:"certificateNo,omitzero" maxLength:"60"`
	Materials     web.Patch[[]Material]    `json:"materials,omitzero" maxItems:"20"`
}

func (p ClaimPatch) apply(c *Claim) {
	p.Type.Apply(&c.Type)
	p.Series.Apply(&c.Series)
	p.Level.Apply(&c.Level)
	p.Title.Apply(&c.Title)
	p.Speciality.Apply(&c.Speciality)
	p.ObtainedBy.Apply(&c.ObtainedBy)
	p.ObtainedOn.Apply(&c.ObtainedOn)
	p.Issuer.Apply(&c.Issuer)
	p.From.Apply(&c.From)
	p.To.Apply(&c.To)
	p.Purpose.Apply(&c.Purpose)
	p.CertificateNo.Apply(&c.CertificateNo)
	p.Materials.Apply(&c.Materials)
}

// OneCase is the input of calls on one case.
type OneCase struct {
	ID string `path:"id" maxLength:"64"`
}

// ChangeCase is the input of calls that change one case.
type ChangeCase struct {
	OneCase
	web.IfMatch
}

func (s *Service) createHTTP(ctx context.Context, who auth.Principal, in *struct {
	web.Idempotency
	Body ClaimBody
}) (*web.Reply[CaseView], error) {
	a, err := s.Create(ctx, who, in.Body.claim(), in.NewID(who), in.Hash())
	if err != nil {
		return nil, err
	}
	return web.Show(s.view(a, who)).At(a.Version).Created("/api/v1/recognition/applications/" + a.ID), nil
}

func (s *Service) listHTTP(ctx context.Context, who auth.Principal, in *struct {
	web.Paging
	Box Box `query:"box" enum:"todo,all,mine" doc:"待办(按期限),或者全部;申请人总是看到本人的"`
}) (*web.Reply[web.List[CaseSummary]], error) {
	list, total, err := s.List(ctx, who, in.Box, in.Offset(), in.Limit())
	if err != nil {
		return nil, err
	}
	views := make([]CaseSummary, len(list))
	for i, a := range list {
		views[i] = s.summary(a)
	}
	return web.Show(web.ListOf(in.Paging, views, int(total))), nil
}

func (s *Service) caseHTTP(ctx context.Context, who auth.Principal, in *OneCase) (*web.Reply[CaseView], error) {
	a, err := s.Get(ctx, who, in.ID)
	return s.reply(a, who, err)
}

func (s *Service) reply(a *Application, who auth.Principal, err error) (*web.Reply[CaseView], error) {
	if err != nil {
		return nil, err
	}
	return web.Show(s.view(a, who)).At(a.Version), nil
}

// change runs one verb.
func (s *Service) change(ctx context.Context, who auth.Principal, in ChangeCase, v Verb, act Act) (*web.Reply[CaseView], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	a, err := s.Act(ctx, who, in.ID, version, v, act)
	return s.reply(a, who, err)
}

func (s *Service) editHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body ClaimPatch
}) (*web.Reply[CaseView], error) {
	a, err := s.Get(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	claim := a.Claim
	in.Body.apply(&claim)
	return s.change(ctx, who, in.ChangeCase, Edit, Act{Claim: &claim})
}

// plainHTTP handles the verbs that are told nothing more.
func (s *Service) plainHTTP(v Verb) func(context.Context, auth.Principal, *ChangeCase) (*web.Reply[CaseView], error) {
	return func(ctx context.Context, who auth.Principal, in *ChangeCase) (*web.Reply[CaseView], error) {
		return s.change(ctx, who, *in, v, Act{})
	}
}

func (s *Service) requestSupplementHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body struct {
		Missing []struct {
			Code string `json:"code" minLength:"1" maxLength:"40"`
			Text string `json:"text,omitempty" maxLength:"200" doc:"规则所列材料可省略"`
		} `json:"missing" minItems:"1" maxItems:"20" doc:"须一次列出全部所缺内容"`
	}
}) (*web.Reply[CaseView], error) {
	var act Act
	for _, m := range in.Body.Missing {
		act.Missing = append(act.Missing, Missing{Code: m.Code, Text: m.Text})
	}
	return s.change(ctx, who, in.ChangeCase, RequestSupplement, act)
}

func (s *Service) supplementHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body struct {
		Materials []Material `json:"materials" minItems:"1" maxItems:"20"`
	}
}) (*web.Reply[CaseView], error) {
	return s.change(ctx, who, in.ChangeCase, Supplement, Act{Materials: in.Body.Materials})
}

// RefusalBody is a reason from the list and the facts in words.
type RefusalBody struct {
	Reason string `json:"reason" maxLength:"40" doc:"理由代码"`
	Text   string `json:"text" maxLength:"500" doc:"情况说明"`
}

func (s *Service) rejectIntakeHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body RefusalBody
}) (*web.Reply[CaseView], error) {
	return s.change(ctx, who, in.ChangeCase, RejectIntake, Act{Reason: in.Body.Reason, Text: in.Body.Text})
}

func (s *Service) verifyCaseHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body struct {
		Result string `json:"result" enum:"pass,fail"`
		Reason string `json:"reason,omitempty" maxLength:"40" doc:"核验不通过时的理由代码"`
		Text   string `json:"text,omitempty" maxLength:"500"`
	}
}) (*web.Reply[CaseView], error) {
	return s.change(ctx, who, in.ChangeCase, Verify, Act{Pass: in.Body.Result == "pass", Reason: in.Body.Reason, Text: in.Body.Text})
}

func (s *Service) concludeHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body struct {
		Result string   `json:"result" enum:"recognized,not_recognized"`
		Met    []string `json:"met,omitempty" maxItems:"20" doc:"已确认满足的条件代码"`
		Reason string   `json:"reason,omitempty" maxLength:"40" doc:"不予认可时的理由代码"`
		Text   string   `json:"text,omitempty" maxLength:"500"`
	}
}) (*web.Reply[CaseView], error) {
	act := Act{Recognized: in.Body.Result == string(Recognized), Met: in.Body.Met, Reason: in.Body.Reason, Text: in.Body.Text}
	return s.change(ctx, who, in.ChangeCase, Conclude, act)
}

func (s *Service) appealHTTP(ctx context.Context, who auth.Principal, in *struct {
	ChangeCase
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"500" doc:"申诉理由"`
	}
}) (*web.Reply[CaseView], error) {
	return s.change(ctx, who, in.ChangeCase, Appeal, Act{Text: in.Body.Text})
}

// parseAsOf reads an optional past day.
func parseAsOf(text string) (cn.Day, error) {
	if text == "" {
		return cn.Day{}, nil
	}
	day, err := cn.ParseDay(text)
	if err != nil || day.IsMonth() {
		return cn.Day{}, fault.New(fault.Invalid, "day_invalid", "日期请按 2026-03-15 填写。").At("query.asOf", "日期请按 2026-03-15 填写。")
	}
	return day, nil
}
