package recognition

import (
	"context"

	"talentcircle/backend/auth"
	"talentcircle/backend/credential"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// Mount declares the feature's routes.
func (s *Service) Mount(r *web.Routes) {
	web.Handle(r, get("/recognition/decide", "decideRecognition", "查职称互认"), web.Public(), s.decideHTTP)
	web.Handle(r, get("/recognition/compare", "compareRecognition", "三地对照"), web.Public(), s.compareHTTP)
	web.Handle(r, get("/recognition/understand", "understandRecognition", "理解一句话的查询"), web.Public(), s.understandHTTP)
	web.Handle(r, get("/recognition/rules", "listRecognitionRules", "规则及其各个版本"), web.Public(), s.rulesHTTP)
	web.Handle(r, get("/recognition/reasons", "listRefusalReasons", "不予受理和不予认可的理由"), web.Public(), s.reasonsHTTP)
	web.Handle(r, catalogue("/catalogue/title-series", "listTitleSeries", "职称系列目录"), web.Public(), s.seriesHTTP)
	web.Handle(r, catalogue("/catalogue/vocational", "listVocationalQualifications", "职业资格目录"), web.Public(), s.vocationalHTTP)
	web.Handle(r, catalogue("/catalogue/skill-grades", "listSkillGrades", "职业技能等级"), web.Public(), s.gradesHTTP)
	s.mountCases(r)
	s.mountStatements(r)
	s.mountChecks(r)
}

func get(path, id, summary string) web.Op {
	return web.Op{Method: "GET", Path: path, ID: id, Summary: summary, Tag: "recognition"}
}

func post(path, id, summary string) web.Op {
	return web.Op{Method: "POST", Path: path, ID: id, Summary: summary, Tag: "recognition"}
}

func catalogue(path, id, summary string) web.Op {
	op := get(path, id, summary)
	op.Tag = "catalogue"
	return op
}

func (s *Service) decideHTTP(_ context.Context, _ auth.Principal, in *struct{ Asked }) (*web.Reply[Decision], error) {
	d, err := s.Decide(in.Asked)
	if err != nil {
		return nil, err
	}
	return web.Show(*d), nil
}

func (s *Service) compareHTTP(_ context.Context, _ auth.Principal, in *struct{ Asked }) (*web.Reply[Comparison], error) {
	c, err := s.Compare(in.Asked)
	if err != nil {
		return nil, err
	}
	return web.Show(*c), nil
}

func (s *Service) understandHTTP(_ context.Context, _ auth.Principal, in *struct {
	Q string `query:"q" required:"true" doc:"一句话的查询,不超过 200 字"`
}) (*web.Reply[Understanding], error) {
	u, err := s.Understand(in.Q)
	if err != nil {
		return nil, err
	}
	return web.Show(*u), nil
}

func (s *Service) rulesHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[web.Items[RuleView]], error) {
	return web.Show(ruleViews(s.book, s.today())), nil
}

// ReasonView is a reason of a refusal.
type ReasonView struct {
	web.View
	Worded
}

func (s *Service) reasonsHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[web.Items[ReasonView]], error) {
	list := web.Items[ReasonView]{}
	for _, w := range Reasons() {
		list = append(list, ReasonView{Worded: w})
	}
	return web.Show(list), nil
}

func (s *Service) seriesHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[web.Items[SeriesView]], error) {
	return web.Show(seriesViews(s.catalogue)), nil
}

func (s *Service) vocationalHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[web.Items[QualificationView]], error) {
	return web.Show(qualificationViews(s.catalogue)), nil
}

func (s *Service) gradesHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[web.Items[GradeView]], error) {
	return web.Show(gradeViews(s.catalogue)), nil
}

func (s *Service) mountChecks(r *web.Routes) {
	tagged := func(op web.Op) web.Op { op.Tag = "certificates"; return op }
	web.Handle(r, tagged(get("/certificates/{code}", "checkCertificate", "按核验码核验")), web.Public(), s.checkCodeHTTP)
	web.Handle(r, tagged(post("/certificates/verify", "verifyCertificate", "核验核验单文本或者核验码")), web.Public(), s.verifyHTTP)
	qr := tagged(get("/certificates/{code}/qr.svg", "certificateQR", "核验码的二维码"))
	qr.Produces = "image/svg+xml"
	web.HandleFile(r, qr, web.Public(), s.qrHTTP)
	list := tagged(get("/status-lists/{id}", "getStatusList", "签名的状态列表"))
	list.Root, list.Produces = true, "application/vc+jwt"
	web.HandleFile(r, list, web.Public(), s.statusListHTTP)
}

func (s *Service) checkCodeHTTP(ctx context.Context, _ auth.Principal, in *struct {
	Code string `path:"code" maxLength:"300"`
	AsOf string `query:"asOf" maxLength:"10" doc:"按过去某一天的情况核验"`
}) (*web.Reply[CheckView], error) {
	asOf, err := parseAsOf(in.AsOf)
	if err != nil {
		return nil, err
	}
	c, err := s.CheckCode(ctx, in.Code, "", asOf)
	if err != nil {
		return nil, err
	}
	return web.Show(checkView(c)), nil
}

func (s *Service) verifyHTTP(ctx context.Context, _ auth.Principal, in *struct {
	Body struct {
		Credential string `json:"credential" maxLength:"65536" doc:"核验单文本、核验码或者二维码中的地址"`
		Name       string `json:"name,omitempty" maxLength:"60" doc:"持有人全名,答复一致或者不一致"`
	}
}) (*web.Reply[CheckView], error) {
	c, err := s.CheckCredential(ctx, in.Body.Credential, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return web.Show(checkView(c)), nil
}

var errNoCode = fault.New(fault.NotFound, "not_a_code", "不是有效的核验码。")

func (s *Service) qrHTTP(_ context.Context, _ auth.Principal, in *struct {
	Code string `path:"code" maxLength:"60"`
}) (*web.File, error) {
	code, err := credential.ParseCode(in.Code)
	if err != nil {
		return nil, errNoCode
	}
	svg, err := credential.QR(s.VerifyURL(code), "核验二维码")
	if err != nil {
		return nil, err
	}
	return &web.File{Name: "核验码-" + code.String() + ".svg", ContentType: "image/svg+xml", Body: []byte(svg)}, nil
}

func (s *Service) statusListHTTP(ctx context.Context, _ auth.Principal, in *struct {
	ID string `path:"id" maxLength:"40"`
}) (*web.File, error) {
	token, err := s.StatusList(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: in.ID + ".jwt", ContentType: "application/vc+jwt", Body: []byte(token), Inline: true}, nil
}
