package account

import (
	"context"
	"net/http"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/web"
)

// refreshCookie holds the refresh token. It goes to the calls below /auth only, never to scripts and never from another site.
const (
	refreshCookie = "talentcircle_refresh"
	refreshPath   = "/api/v1/auth"
	jwksFresh     = time.Minute
)

// Mount registers the routes of accounts.
func (s *Service) Mount(r *web.Routes) {
	s.mountSession(r)
	s.mountUsers(r)

	web.Handle(r, web.Op{Method: "GET", Path: "/agencies", ID: "listAgencies", Summary: "人才服务机构名单", Tag: "accounts"},
		web.Public(), s.agenciesHTTP)
	web.Handle(r, web.Op{Method: "GET", Path: "/employers", ID: "listEmployers", Summary: "用人单位名单", Tag: "accounts"},
		web.Allow(auth.ExpertRegister, auth.ExpertReview, auth.CaseHandle, auth.AccountManage), s.employersHTTP)
	web.Handle(r, web.Op{Method: "GET", Path: "/.well-known/jwks.json", ID: "getJwks", Summary: "签名公钥", Tag: "accounts", Root: true,
		MaxAge: jwksFresh}, web.Public(), s.jwksHTTP)
}

func (s *Service) mountSession(r *web.Routes) {
	op := func(method, path, id, summary string) web.Op {
		return web.Op{Method: method, Path: "/auth" + path, ID: id, Summary: summary, Tag: "auth"}
	}
	web.Handle(r, op("POST", "/login", "login", "登录"), web.Public(), s.loginHTTP)
	web.Handle(r, op("POST", "/refresh", "refresh", "续期"), web.Public(), s.refreshHTTP)
	web.Handle(r, op("POST", "/logout", "logout", "退出登录"), web.Public(), s.logoutHTTP)
	web.Handle(r, op("GET", "/me", "me", "当前账号及其权限"), web.SignedIn(), s.meHTTP)
	web.Handle(r, op("POST", "/password", "changePassword", "修改本人密码"), web.SignedIn(), s.passwordHTTP)
	web.Handle(r, op("POST", "/totp/enrol", "enrolTotp", "登记动态验证码"), web.SignedIn(), s.enrolHTTP)
	web.Handle(r, op("POST", "/totp/confirm", "confirmTotp", "启用动态验证码"), web.SignedIn(), s.confirmHTTP)
	if s.cfg.Demo {
		web.Handle(r, web.Op{Method: "POST", Path: "/demo/login", ID: "demoLogin", Summary: "以演示账号登录", Tag: "demo"},
			web.Public(), s.demoLoginHTTP)
	}
}

func (s *Service) mountUsers(r *web.Routes) {
	op := func(method, path, id, summary string) web.Op {
		return web.Op{Method: method, Path: "/users" + path, ID: id, Summary: summary, Tag: "accounts"}
	}
	create := op("POST", "", "createUser", "新建账号")
	create.Creates = true
	manage := web.Allow(auth.AccountManage)
	web.Handle(r, op("GET", "", "listUsers", "账号名单"), manage, s.usersHTTP)
	web.Handle(r, create, manage, s.createHTTP)
	web.Handle(r, op("GET", "/{id}", "getUser", "账号"), manage, s.userHTTP)
	web.Handle(r, op("POST", "/{id}/disable", "disableUser", "停用账号"), manage, s.verbHTTP(s.Disable))
	web.Handle(r, op("POST", "/{id}/enable", "enableUser", "启用账号并解除锁定"), manage, s.verbHTTP(s.Enable))
	web.Handle(r, op("POST", "/{id}/reset-totp", "resetUserTotp", "重置动态验证码"), manage, s.verbHTTP(s.ResetTOTP))
	web.Handle(r, op("POST", "/{id}/reset-password", "resetUserPassword", "重置密码"), manage, s.resetPasswordHTTP)
	web.Handle(r, op("POST", "/{id}/set-role", "setUserRole", "调整角色"), manage, s.setRoleHTTP)
}

// CookieInput is the cookie of a login.
type CookieInput struct {
	Cookie string `cookie:"talentcircle_refresh"`
}

func (s *Service) cookie(ctx context.Context, token string, until time.Time) *http.Cookie {
	c := &http.Cookie{
		Name: refreshCookie, Value: token, Path: refreshPath, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: web.Encrypted(ctx) || s.cfg.SecureCookie, MaxAge: int(until.Sub(s.now()) / time.Second),
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

func (s *Service) granted(ctx context.Context, g *Grant) *web.Reply[GrantView] {
	return web.Show(viewGrant(g)).Cookie(s.cookie(ctx, g.RefreshToken, g.RefreshUntil))
}

func (s *Service) loginHTTP(ctx context.Context, _ auth.Principal, in *struct {
	Body struct {
		Username string `json:"username" maxLength:"64" doc:"用户名,不区分大小写"`
		Password string `json:"password" maxLength:"256" doc:"密码"`
		OTP      string `json:"otp,omitempty" maxLength:"6" doc:"动态验证码;未启用时不填"`
	}
}) (*web.Reply[GrantView], error) {
	g, err := s.Login(ctx, Credentials{Username: in.Body.Username, Password: in.Body.Password, OTP: in.Body.OTP})
	if err != nil {
		return nil, err
	}
	return s.granted(ctx, g), nil
}

func (s *Service) demoLoginHTTP(ctx context.Context, _ auth.Principal, in *struct {
	Body struct {
		Username string `json:"username" maxLength:"64"`
	}
}) (*web.Reply[GrantView], error) {
	g, err := s.LoginDemo(ctx, in.Body.Username)
	if err != nil {
		return nil, err
	}
	return s.granted(ctx, g), nil
}

func (s *Service) refreshHTTP(ctx context.Context, _ auth.Principal, in *CookieInput) (*web.Reply[GrantView], error) {
	g, err := s.Refresh(ctx, in.Cookie)
	if err != nil {
		return nil, err
	}
	return s.granted(ctx, g), nil
}

func (s *Service) logoutHTTP(ctx context.Context, who auth.Principal, in *CookieInput) (*web.Reply[web.None], error) {
	if err := s.Logout(ctx, who, in.Cookie); err != nil {
		return nil, err
	}
	return web.NoContent().Cookie(s.cookie(ctx, "", s.now())), nil
}

func (s *Service) meHTTP(ctx context.Context, who auth.Principal, _ *struct{}) (*web.Reply[MeView], error) {
	u, err := s.User(ctx, who, who.UserID)
	if err != nil {
		return nil, err
	}
	view, err := s.viewMe(ctx, u)
	if err != nil {
		return nil, err
	}
	return web.Show(view).At(u.Version), nil
}

func (s *Service) passwordHTTP(ctx context.Context, who auth.Principal, in *struct {
	Body struct {
		Password    string `json:"password" maxLength:"256" doc:"现密码"`
		NewPassword string `json:"newPassword" maxLength:"256" doc:"新密码"`
	}
}) (*web.Reply[web.None], error) {
	if err := s.ChangePassword(ctx, who, in.Body.Password, in.Body.NewPassword); err != nil {
		return nil, err
	}
	return web.NoContent(), nil
}

func (s *Service) enrolHTTP(ctx context.Context, who auth.Principal, in *struct {
	Body struct {
		Password string `json:"password" maxLength:"256" doc:"现密码"`
	}
}) (*web.Reply[EnrolmentView], error) {
	e, err := s.EnrolTOTP(ctx, who, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return web.Show(EnrolmentView{Secret: e.Secret, URI: e.URI}), nil
}

func (s *Service) confirmHTTP(ctx context.Context, who auth.Principal, in *struct {
	Body struct {
		OTP string `json:"otp" maxLength:"6" doc:"验证器应用显示的动态验证码"`
	}
}) (*web.Reply[web.None], error) {
	if err := s.ConfirmTOTP(ctx, who, in.Body.OTP); err != nil {
		return nil, err
	}
	return web.NoContent(), nil
}

func (s *Service) usersHTTP(ctx context.Context, who auth.Principal, in *struct {
	web.Paging
	Role     string `query:"role" enum:"talent,employer,clerk,reviewer,coordinator,supervisor,system,security,auditor"`
	AgencyID string `query:"agencyId" maxLength:"64"`
	Username string `query:"username" maxLength:"64" doc:"用户名的开头"`
}) (*web.Reply[web.List[UserView]], error) {
	list, total, err := s.Users(ctx, who, UserQuery{
		Role: auth.Role(in.Role), AgencyID: in.AgencyID, Username: in.Username, Skip: in.Offset(), Limit: in.Limit(),
	})
	if err != nil {
		return nil, err
	}
	return web.Show(web.ListOf(in.Paging, views(list, viewUser), int(total))), nil
}

// AssignmentInput is a role with what it belongs to.
type AssignmentInput struct {
	Role       string `json:"role" enum:"talent,employer,clerk,reviewer,coordinator,supervisor,system,security,auditor"`
	AgencyID   string `json:"agencyId,omitempty" maxLength:"64" doc:"经办、复核、统筹联络岗所属机构"`
	EmployerID string `json:"employerId,omitempty" maxLength:"64" doc:"用人单位账号所属单位"`
}

func (in AssignmentInput) assignment() Assignment {
	return Assignment{Role: auth.Role(in.Role), AgencyID: in.AgencyID, EmployerID: in.EmployerID}
}

func (s *Service) createHTTP(ctx context.Context, who auth.Principal, in *struct {
	web.Idempotency
	Body struct {
		AssignmentInput
		Username string `json:"username" maxLength:"64"`
		Name     string `json:"name" maxLength:"64"`
		Password string `json:"password" maxLength:"256" doc:"初始密码"`
		StaffNo  string `json:"staffNo,omitempty" maxLength:"64" doc:"工号;三类管理员须填写"`
	}
}) (*web.Reply[UserView], error) {
	u, err := s.Create(ctx, who, NewUser{
		Username: in.Body.Username, Name: in.Body.Name, Password: in.Body.Password, StaffNo: in.Body.StaffNo,
		Assignment: in.Body.assignment(), ID: in.NewID(who), Request: in.Hash(),
	})
	if err != nil {
		return nil, err
	}
	return web.Show(viewUser(u)).At(u.Version).Created("/api/v1/users/" + u.ID), nil
}

// UserInput names an account.
type UserInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Service) userHTTP(ctx context.Context, who auth.Principal, in *UserInput) (*web.Reply[UserView], error) {
	return showUser(s.User(ctx, who, in.ID))
}

func (s *Service) verbHTTP(
	verb func(context.Context, auth.Principal, string) (*User, error),
) func(context.Context, auth.Principal, *UserInput) (*web.Reply[UserView], error) {
	return func(ctx context.Context, who auth.Principal, in *UserInput) (*web.Reply[UserView], error) {
		return showUser(verb(ctx, who, in.ID))
	}
}

func (s *Service) resetPasswordHTTP(ctx context.Context, who auth.Principal, in *struct {
	UserInput
	Body struct {
		Password string `json:"password" maxLength:"256" doc:"新密码"`
	}
}) (*web.Reply[UserView], error) {
	return showUser(s.ResetPassword(ctx, who, in.ID, in.Body.Password))
}

func (s *Service) setRoleHTTP(ctx context.Context, who auth.Principal, in *struct {
	UserInput
	Body AssignmentInput
}) (*web.Reply[UserView], error) {
	return showUser(s.SetRole(ctx, who, in.ID, in.Body.assignment()))
}

func showUser(u *User, err error) (*web.Reply[UserView], error) {
	if err != nil {
		return nil, err
	}
	return web.Show(viewUser(u)).At(u.Version), nil
}

func (s *Service) agenciesHTTP(ctx context.Context, _ auth.Principal, _ *struct{}) (*web.Reply[web.Items[AgencyView]], error) {
	list, err := s.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	return web.Show(web.Items[AgencyView](views(list, func(a *Agency) AgencyView {
		return AgencyView{ID: a.ID, Region: a.Region, Name: a.Name, Demo: a.Demo}
	}))), nil
}

func (s *Service) employersHTTP(ctx context.Context, _ auth.Principal, in *struct {
	web.Paging
	Region string `query:"region" enum:"BJ,TJ,HE"`
	Name   string `query:"name" maxLength:"100" doc:"单位名称的开头"`
}) (*web.Reply[web.List[EmployerView]], error) {
	list, total, err := s.Employers(ctx, EmployerQuery{Region: cn.Region(in.Region), Name: in.Name, Skip: in.Offset(), Limit: in.Limit()})
	if err != nil {
		return nil, err
	}
	return web.Show(web.ListOf(in.Paging, views(list, func(e *Employer) EmployerView {
		return EmployerView{ID: e.ID, Region: e.Region, Name: e.Name, CreditCode: e.CreditCode, Demo: e.Demo}
	}), int(total))), nil
}

func (s *Service) jwksHTTP(ctx context.Context, _ auth.Principal, _ *struct{}) (*web.Reply[JWKSView], error) {
	keys := s.ring.PublicKeys(ctx)
	if s.cfg.StatementKeys != nil {
		keys = append(keys, s.cfg.StatementKeys(ctx)...)
	}
	return web.Show(JWKSView{Keys: keys}), nil
}

// views makes a view of each; never nil, so that an empty list is [] and not null.
func views[T any, V web.Shown](list []T, view func(T) V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[i] = view(v)
	}
	return out
}
