package app

import (
	"context"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/web"
	"talentcircle/config"
)

// TermView is one coded value with its words.
type TermView struct {
	Value  string `json:"value"`
	Label  string `json:"label"`
	Parent string `json:"parent,omitempty"`
	Note   string `json:"note,omitempty"`
}

// CatalogueView is the coded values that forms and filters offer.
type CatalogueView struct {
	web.View
	Regions       []TermView `json:"regions"`
	Cities        []TermView `json:"cities"`
	Industries    []TermView `json:"industries"`
	Series        []TermView `json:"series"`
	Levels        []TermView `json:"levels"`
	Parks         []TermView `json:"parks"`
	Programmes    []TermView `json:"programmes"`
	Availability  []TermView `json:"availability"`
	ObtainedBy    []TermView `json:"obtainedBy"`
	Purposes      []TermView `json:"purposes"`
	Disciplines   []TermView `json:"disciplines"`
	IdentityKinds []TermView `json:"identityKinds"`
	ConsentScopes []TermView `json:"consentScopes" doc:"note 为单独同意的文本"`
}

// AboutView says what this installation runs on and what of it is demonstration.
type AboutView struct {
	web.View
	Version    string     `json:"version"`
	Demo       bool       `json:"demo"`
	Store      EngineView `json:"store"`
	Search     EngineView `json:"search"`
	StartedAt  time.Time  `json:"startedAt"`
	RanAgainst []RanView  `json:"ranAgainst" doc:"各部分实际运行并测试过的环境"`
}

// EngineView is an engine in use.
type EngineView struct {
	Engine string `json:"engine"`
	Note   string `json:"note"`
}

// RanView says what a part was run against.
type RanView struct {
	Part   string `json:"part"`
	Engine string `json:"engine"`
	What   string `json:"what"`
}

// DemoView lists the demonstration's accounts.
type DemoView struct {
	web.View
	OneClick bool              `json:"oneClick"`
	Accounts []DemoAccountView `json:"accounts"`
}

// DemoAccountView is one of them.
type DemoAccountView struct {
	Username string    `json:"username"`
	Label    string    `json:"label"`
	Role     auth.Role `json:"role"`
	Region   cn.Region `json:"region,omitempty"`
}

// offerDemo mounts the list of demonstration accounts, which the login page opens with one click.
func (a *App) offerDemo(r *web.Routes) {
	web.Handle(r, web.Op{Method: "GET", Path: "/demo/accounts", ID: "demoAccounts", Summary: "演示账号", Tag: "demo"}, web.Public(),
		func(context.Context, auth.Principal, *struct{}) (*web.Reply[DemoView], error) {
			if v := a.demo.Load(); v != nil {
				return web.Show(*v), nil
			}
			return web.Show(DemoView{Accounts: []DemoAccountView{}}), nil
		})
}

// OfferDemo sets what the list of demonstration accounts answers.
func (a *App) OfferDemo(v DemoView) { a.demo.Store(&v) }

func (a *App) mount(context.Context) error {
	a.Server = web.New(web.Config{Authenticate: a.Accounts.Authenticate, Log: a.log, Static: a.opts.Static, Fallback: a.plainPages(),
		Version: a.opts.Version, Ready: a.Ready, Now: a.opts.Now})
	r := a.Server.Routes()
	a.Accounts.Mount(r)
	a.Experts.Mount(r)
	a.Recognition.Mount(r)
	web.Handle(r, web.Op{Method: "GET", Path: "/catalogue", ID: "catalogue", Summary: "代码表", Tag: "catalogue", MaxAge: time.Minute}, web.Public(), a.catalogueHTTP)
	web.Handle(r, web.Op{Method: "GET", Path: "/about", ID: "about", Summary: "关于本系统", Tag: "system"}, web.Public(), a.aboutHTTP)
	if a.Config.Demo {
		a.offerDemo(r)
	}
	return a.Server.Check()
}

func (a *App) catalogueHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[CatalogueView], error) {
	v := CatalogueView{Series: views(a.words.series()), Parks: views(terms(a.words.parks)), Programmes: views(terms(a.words.programmes)),
		Disciplines: views(terms(a.words.disciplines)),
		Regions:     labelled(cn.Regions(), cn.Region.Name), Industries: labelled(cn.Industries(), cn.Industry.Label),
		Levels: labelled(cn.Levels(), cn.Level.Label), Availability: labelled(cn.Availabilities(), cn.Availability.Label),
		ObtainedBy: labelled(cn.WaysOfObtaining(), cn.ObtainedBy.Label), Purposes: labelled(cn.Purposes(), cn.Purpose.Label),
		IdentityKinds: labelled(cn.IdentityKinds(), cn.IdentityKind.Label), ConsentScopes: labelled(expert.Scopes(), expert.Scope.Label)}
	for _, d := range cn.Divisions() {
		v.Cities = append(v.Cities, TermView{Value: d.Code, Label: d.Name, Parent: d.Parent(), Note: string(d.Region)})
	}
	for i, s := range expert.Scopes() {
		v.ConsentScopes[i].Note = expert.ConsentText(s)
	}
	return web.Show(v), nil
}

func views(list []expert.Term) []TermView {
	out := make([]TermView, len(list))
	for i, t := range list {
		out[i] = TermView{Value: t.Value, Label: t.Label, Parent: t.Parent, Note: t.Note}
	}
	return out
}

func labelled[T ~string](values []T, label func(T) string) []TermView {
	out := make([]TermView, len(values))
	for i, v := range values {
		out[i] = TermView{Value: string(v), Label: label(v)}
	}
	return out
}

func (a *App) aboutHTTP(context.Context, auth.Principal, *struct{}) (*web.Reply[AboutView], error) {
	return web.Show(AboutView{Version: a.opts.Version, Demo: a.Config.Demo, StartedAt: a.started.UTC(),
		Store: EngineView{Engine: a.DB.Name(), Note: a.storeNote()}, Search: EngineView{Engine: a.index.Name(), Note: a.searchNote()},
		RanAgainst: ranAgainst()}), nil
}

func (a *App) storeNote() string {
	switch {
	case a.Config.StoreNote != "":
		return a.Config.StoreNote
	case a.Config.Store == config.MongoDB:
		return "数据保存在 MongoDB。"
	}
	return "数据保存在本机的一个 SQLite 文件中,无需另装数据库。正式部署使用 MongoDB。"
}

func (a *App) searchNote() string {
	if a.Config.Search == config.Meilisearch {
		return "检索由 Meilisearch 提供。"
	}
	return "检索由内置引擎提供,无需另装服务。正式部署使用 Meilisearch。"
}

// ranAgainst is the same table as in README: what was run against what. It claims nothing that was not run.
func ranAgainst() []RanView {
	return []RanView{
		{Part: "数据库", Engine: "SQLite(内置)", What: "全部测试在此运行。"},
		{Part: "数据库", Engine: "MongoDB", What: "适配器经 MongoDB 线协议在 FerretDB 上通过共用测试套件,尚未在 MongoDB 服务器上运行。"},
		{Part: "检索", Engine: "内置引擎", What: "全部测试在此运行。"},
		{Part: "检索", Engine: "Meilisearch", What: "适配器在模拟服务上通过契约测试,尚未在 Meilisearch 服务器上运行。"},
		{Part: "部署", Engine: "docker-compose.yml", What: "按 Compose 规范校验过格式,尚未实际启动。"},
	}
}
