package account

import (
	"context"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// GrantView answers a login and its renewal.
type GrantView struct {
	web.View
	AccessToken string     `json:"accessToken" doc:"调用接口时放在 Authorization: Bearer 之后"`
	ExpiresAt   time.Time  `json:"expiresAt" doc:"访问令牌的到期时间"`
	User        CallerView `json:"user"`
}

// CallerView is the signed-in person in short.
type CallerView struct {
	web.View
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Role     auth.Role `json:"role"`
	Region   cn.Region `json:"region,omitempty"`
	AgencyID string    `json:"agencyId,omitempty"`
}

// MeView is the signed-in person with what they may do.
type MeView struct {
	web.View
	ID           string            `json:"id"`
	Username     string            `json:"username"`
	Name         string            `json:"name"`
	Role         auth.Role         `json:"role"`
	Region       cn.Region         `json:"region,omitempty"`
	AgencyID     string            `json:"agencyId,omitempty"`
	AgencyName   string            `json:"agencyName,omitempty"`
	EmployerID   string            `json:"employerId,omitempty"`
	EmployerName string            `json:"employerName,omitempty"`
	ExpertID     string            `json:"expertId,omitempty"`
	SecondFactor bool              `json:"secondFactor" doc:"是否已启用动态验证码"`
	Permissions  []auth.Permission `json:"permissions"`
	Menu         []MenuView        `json:"menu"`
}

// MenuView is one entry of the caller's menu.
type MenuView struct {
	web.View
	Key  string `json:"key"`
	Path string `json:"path"`
}

// UserView is an account as the security administrator sees it.
type UserView struct {
	web.View
	ID           string    `json:"id"`
	Username     string    `json:"username"`
	Name         string    `json:"name"`
	Role         auth.Role `json:"role"`
	Region       cn.Region `json:"region,omitempty"`
	AgencyID     string    `json:"agencyId,omitempty"`
	EmployerID   string    `json:"employerId,omitempty"`
	StaffNo      string    `json:"staffNo,omitempty"`
	Disabled     bool      `json:"disabled"`
	SecondFactor bool      `json:"secondFactor"`
	CreatedAt    time.Time `json:"createdAt"`
	UpdatedAt    time.Time `json:"updatedAt"`
}

// EnrolmentView is shown once, to the owner.
type EnrolmentView struct {
	web.View
	Secret string `json:"secret" doc:"供手工输入的密钥(Base32)"`
	URI    string `json:"uri" doc:"供验证器应用扫描的地址"`
}

// AgencyView is an agency for everybody.
type AgencyView struct {
	web.View
	ID     string    `json:"id"`
	Region cn.Region `json:"region"`
	Name   string    `json:"name"`
	Demo   bool      `json:"demo" doc:"演示数据"`
}

// EmployerView is an employer for staff.
type EmployerView struct {
	web.View
	ID         string    `json:"id"`
	Region     cn.Region `json:"region"`
	Name       string    `json:"name"`
	CreditCode string    `json:"creditCode,omitempty"`
	Demo       bool      `json:"demo" doc:"演示数据"`
}

// JWKSView is RFC 7517.
type JWKSView struct {
	web.View
	Keys []auth.JWK `json:"keys"`
}

func viewGrant(g *Grant) GrantView {
	u := g.User
	return GrantView{
		AccessToken: g.AccessToken, ExpiresAt: g.ExpiresAt.UTC(),
		User: CallerView{ID: u.ID, Name: u.Name, Role: u.Role, Region: u.Region, AgencyID: u.AgencyID},
	}
}

func viewUser(u *User) UserView {
	return UserView{
		ID: u.ID, Username: u.Username, Name: u.Name, Role: u.Role, Region: u.Region, AgencyID: u.AgencyID, EmployerID: u.EmployerID,
		StaffNo: u.StaffNo, Disabled: u.Disabled, SecondFactor: u.TOTPOn, CreatedAt: store.Time(u.CreatedAt), UpdatedAt: store.Time(u.UpdatedAt),
	}
}

// viewMe names what the account belongs to; an organisation that has gone is left without a name.
func (s *Service) viewMe(ctx context.Context, u *User) (MeView, error) {
	v := MeView{
		ID: u.ID, Username: u.Username, Name: u.Name, Role: u.Role, Region: u.Region, AgencyID: u.AgencyID, EmployerID: u.EmployerID,
		ExpertID: u.ExpertID, SecondFactor: u.TOTPOn, Permissions: u.Role.Permissions(),
	}
	for _, item := range menuOf(u.Role) {
		v.Menu = append(v.Menu, MenuView{Key: item.key, Path: item.path})
	}
	if u.AgencyID != "" {
		agency, err := s.Agency(ctx, u.AgencyID)
		if err != nil {
			return v, ignoreMissing(err)
		}
		v.AgencyName = agency.Name
	}
	if u.EmployerID != "" {
		employer, err := s.Employer(ctx, u.EmployerID)
		if err != nil {
			return v, ignoreMissing(err)
		}
		v.EmployerName = employer.Name
	}
	return v, nil
}
