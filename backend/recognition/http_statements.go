package recognition

import (
	"context"

	"talentcircle/backend/auth"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

func (s *Service) mountStatements(r *web.Routes) {
	const one = "/recognition/statements/{id}"
	look, revoke := web.Allow(auth.CaseApply, auth.CaseHandle, auth.CaseDecide), web.Allow(auth.StatementRevoke)
	web.Handle(r, get("/recognition/statements", "listStatements", "核验单"), look, s.statementsHTTP)
	web.Handle(r, get(one, "getStatement", "查看核验单"), look, s.statementHTTP)
	web.Handle(r, post(one+"/revoke", "revokeStatement", "撤销核验单"), revoke, s.standHTTP(TakenBack))
	web.Handle(r, post(one+"/suspend", "suspendStatement", "暂停使用核验单"), revoke, s.standHTTP(OnHold))
	web.Handle(r, post(one+"/resume", "resumeStatement", "恢复核验单"), revoke, s.standHTTP(InForce))
	link := post(one+"/links", "createProofLink", "开具限期核验链接")
	link.Status = 201
	web.Handle(r, link, web.Allow(auth.CaseApply), s.linkHTTP)
}

func (s *Service) statementsHTTP(ctx context.Context, who auth.Principal, in *struct{ web.Paging }) (*web.Reply[web.List[StatementView]], error) {
	list, total, err := s.Statements(ctx, who, in.Offset(), in.Limit())
	if err != nil {
		return nil, err
	}
	views := make([]StatementView, len(list))
	for i, st := range list {
		views[i] = s.statementView(st, who)
	}
	return web.Show(web.ListOf(in.Paging, views, int(total))), nil
}

func (s *Service) statementHTTP(ctx context.Context, who auth.Principal, in *OneCase) (*web.Reply[StatementView], error) {
	st, err := s.Statement(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return web.Show(s.statementView(st, who)).At(st.Version), nil
}

type standIn struct {
	ChangeCase
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"理由"`
	}
}

func (s *Service) standHTTP(to Standing) func(context.Context, auth.Principal, *standIn) (*web.Reply[StatementView], error) {
	return func(ctx context.Context, who auth.Principal, in *standIn) (*web.Reply[StatementView], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		st, err := s.Stand(ctx, who, in.ID, version, to, in.Body.Reason)
		if err != nil {
			return nil, err
		}
		return web.Show(s.statementView(st, who)).At(st.Version), nil
	}
}

func (s *Service) linkHTTP(ctx context.Context, who auth.Principal, in *struct {
	OneCase
	Body struct {
		Days int `json:"days" minimum:"1" maximum:"180" doc:"有效天数"`
	}
}) (*web.Reply[LinkView], error) {
	link, err := s.Link(ctx, who, in.ID, in.Body.Days)
	if err != nil {
		return nil, err
	}
	return web.Show(LinkView{Code: link.Code.String(), URL: s.VerifyURL(link.Code), Until: store.Time(link.Until)}), nil
}
