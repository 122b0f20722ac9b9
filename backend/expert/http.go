package expert

import (
	"context"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/web"
)

// Mount declares the feature's routes.
func (s *Service) Mount(r *web.Routes) {
	s.mountImports(r)
	register, review := web.Allow(auth.ExpertRegister), web.Allow(auth.ExpertReview)
	web.Handle(r, op("GET", "/experts", "findExperts", "检索专家"), web.Public(), s.findHTTP)
	web.Handle(r, op("GET", "/experts/suggest", "suggestExperts", "检索联想"), web.Public(), s.suggestHTTP)
	web.Handle(r, web.Op{Method: "POST", Path: "/experts", ID: "createExpert", Summary: "登记专家", Tag: "experts", Creates: true}, register, s.createHTTP)
	web.Handle(r, op("GET", "/experts/{id}", "getExpert", "查看专家"), web.Public(), s.getHTTP)
	web.Handle(r, op("PATCH", "/experts/{id}", "editExpert", "修改专家信息"), register, s.editHTTP)
	web.Handle(r, op("GET", "/experts/{id}/diff", "diffExpert", "与在库信息比较"), web.SignedIn(), s.diffHTTP)
	web.Handle(r, op("GET", "/experts/{id}/history", "expertHistory", "办理记录"), web.SignedIn(), s.historyHTTP)
	for _, v := range []struct {
		verb    Verb
		summary string
		access  web.Access
	}{
		{Submit, "送审", register}, {Recall, "撤回送审", register}, {Publish, "审核入库", review},
		{Resume, "恢复", web.Allow(auth.ExpertReview, auth.ExpertSuspend)},
	} {
		web.Handle(r, op("POST", "/experts/{id}/"+string(v.verb), string(v.verb)+"Expert", v.summary), v.access, s.verbHTTP(v.verb))
	}
	web.Handle(r, op("POST", "/experts/{id}/suspend", "suspendExpert", "暂停"), web.Allow(auth.ExpertReview, auth.ExpertSuspend), s.suspendHTTP)
	for _, v := range []struct {
		verb    Verb
		summary string
		access  web.Access
	}{
		{Return, "退回修改", review}, {Reject, "审核不通过", review}, {Withdraw, "退库", web.Allow(auth.ExpertRegister, auth.ExpertReview)},
		{Remove, "清退", web.Allow(auth.ExpertSuspend)},
	} {
		web.Handle(r, op("POST", "/experts/{id}/"+string(v.verb), string(v.verb)+"Expert", v.summary), v.access, s.reasonHTTP(v.verb))
	}
}

func op(method, path, id, summary string) web.Op {
	return web.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: "experts"}
}

func (s *Service) createHTTP(ctx context.Context, who auth.Principal, in *struct {
	web.Idempotency
	Body Input
}) (*web.Reply[View], error) {
	e, err := s.Create(ctx, who, in.Body, Repeat{ID: in.NewID(who), Hash: in.Hash()})
	if err != nil {
		return nil, err
	}
	return web.Show(s.view(e, Own, who)).At(e.Version).Created("/api/v1/experts/" + e.ID), nil
}

// ByID is the path of one record.
type ByID struct {
	ID string `path:"id" maxLength:"64" doc:"专家标识"`
}

func (s *Service) getHTTP(ctx context.Context, who auth.Principal, in *ByID) (*web.Reply[View], error) {
	e, as, err := s.Get(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return web.Show(s.view(e, as, who)).At(e.Version), nil
}

func (s *Service) editHTTP(ctx context.Context, who auth.Principal, in *struct {
	ByID
	web.IfMatch
	Body Patch
}) (*web.Reply[View], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return s.shown(who)(s.Edit(ctx, who, in.ID, version, in.Body))
}

// shown turns the result of a verb into a reply to the own agency.
func (s *Service) shown(who auth.Principal) func(*Expert, error) (*web.Reply[View], error) {
	return func(e *Expert, err error) (*web.Reply[View], error) {
		if err != nil {
			return nil, err
		}
		return web.Show(s.view(e, e.audience(who, s.today()), who)).At(e.Version), nil
	}
}

type verbIn struct {
	ByID
	web.IfMatch
}

func (s *Service) verbHTTP(v Verb) func(context.Context, auth.Principal, *verbIn) (*web.Reply[View], error) {
	return func(ctx context.Context, who auth.Principal, in *verbIn) (*web.Reply[View], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		return s.shown(who)(s.Act(ctx, who, in.ID, version, v, Because{}))
	}
}

type reasonIn struct {
	ByID
	web.IfMatch
	Body struct {
		Reason string   `json:"reason" minLength:"1" maxLength:"1000" doc:"理由"`
		Fields []string `json:"fields,omitempty" maxItems:"50" doc:"涉及的栏目"`
	}
}

func (s *Service) reasonHTTP(v Verb) func(context.Context, auth.Principal, *reasonIn) (*web.Reply[View], error) {
	return func(ctx context.Context, who auth.Principal, in *reasonIn) (*web.Reply[View], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		return s.shown(who)(s.Act(ctx, who, in.ID, version, v, Because{Text: in.Body.Reason, Fields: in.Body.Fields}))
	}
}

func (s *Service) suspendHTTP(ctx context.Context, who auth.Principal, in *struct {
	ByID
	web.IfMatch
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"理由"`
		Until  cn.Day `json:"until,omitzero" doc:"暂停至;不填则至恢复为止"`
	}
}) (*web.Reply[View], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	if !in.Body.Until.IsZero() && !in.Body.Until.After(s.today()) {
		return nil, ErrInvalid.At("body.until", "暂停截止日应晚于今天。")
	}
	return s.shown(who)(s.Act(ctx, who, in.ID, version, Suspend, Because{Text: in.Body.Reason, Until: in.Body.Until}))
}

// DiffView is what changed since the last admission.
type DiffView struct {
	web.View
	Items []Difference `json:"items"`
}

func (s *Service) diffHTTP(ctx context.Context, who auth.Principal, in *ByID) (*web.Reply[DiffView], error) {
	e, as, err := s.Get(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	if as != Own && as != Self {
		return nil, errForbidden
	}
	return web.Show(DiffView{Items: s.diff(e)}), nil
}

// HistoryView is what happened to a record.
type HistoryView struct {
	web.View
	Items []HistoryItem `json:"items"`
}

// HistoryItem is one step.
type HistoryItem struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Role   auth.Role `json:"role"`
	Action string    `json:"action"`
	Label  string    `json:"label"`
	Fields []string  `json:"fields,omitempty"`
	Denied bool      `json:"denied,omitempty"`
}

func (s *Service) historyHTTP(ctx context.Context, who auth.Principal, in *ByID) (*web.Reply[HistoryView], error) {
	entries, err := s.History(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	v := HistoryView{Items: []HistoryItem{}}
	for _, e := range entries {
		item := HistoryItem{At: time.UnixMilli(e.At).UTC(), By: e.ByName, Role: e.Role, Action: e.Action, Label: actionLabel(e.Action), Fields: e.Fields, Denied: e.Denied}
		v.Items = append(v.Items, item)
	}
	return web.Show(v), nil
}

func actionLabel(action string) string {
	labels := map[string]string{"expert.create": "登记", "expert.import": "批量登记", "expert.edit": "修改", "expert.submit": "送审", "expert.recall": "撤回送审",
		"expert.publish": "审核入库", "expert.return": "退回修改", "expert.reject": "审核不通过", "expert.suspend": "暂停", "expert.resume": "恢复",
		"expert.hide": "设置不对其展示的单位", "expert.withdraw": "退库", "expert.remove": "清退"}
	if l, ok := labels[action]; ok {
		return l
	}
	return action
}
