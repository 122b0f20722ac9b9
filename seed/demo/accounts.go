package demo

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"talentcircle/backend/account"
	"talentcircle/backend/app"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// Accounts is what the demo prints: everybody's user name, and the one password.
type Accounts struct {
	Users    []Account
	Password string
}

// Account is one demo account.
type Account struct {
	Username string
	Name     string
	Role     auth.Role
	Region   cn.Region
}

// Print lists the accounts for the terminal.
func (a *Accounts) Print() string {
	var b strings.Builder
	fmt.Fprintf(&b, "演示账号(密码均为 %s):\n", a.Password)
	for _, u := range a.Users {
		fmt.Fprintf(&b, "  %-16s %s\n", u.Username, u.Name)
	}
	return b.String()
}

// View is what the login page offers.
func (a *Accounts) View() app.DemoView {
	v := app.DemoView{OneClick: true}
	for _, u := range a.Users {
		v.Accounts = append(v.Accounts, app.DemoAccountView{Username: u.Username, Label: u.Name, Role: u.Role, Region: u.Region})
	}
	return v
}

// Ids are fixed, so that records point at the same people in every demo.
func agencyID(r cn.Region) string               { return "demo-agency-" + strings.ToLower(string(r)) }
func userID(r cn.Region, role auth.Role) string { return "demo-" + username(r, role) }
func username(r cn.Region, role auth.Role) string {
	return strings.ToLower(string(r)) + "." + string(role)
}

func staffName(r cn.Region, role auth.Role) string {
	return r.Name() + map[auth.Role]string{auth.Clerk: "经办", auth.Reviewer: "复核", auth.Coordinator: "统筹联络"}[role] + "(演示)"
}

// Employers of the cast. The second of Tianjin is a listed subsidiary of the first.
const (
	beijingEmployer = "demo-employer-bj"
	tianjinEmployer = "demo-employer-tj"
	tianjinDaughter = "demo-employer-tj-sub"
	hebeiEmployer   = "demo-employer-he"
	talentAccount   = "demo-talent"
	talentRecord    = "demo-cast-wang"
)

func ensureAccounts(ctx context.Context, a *app.App) (*Accounts, error) {
	password, err := password(a.Config.Data, a.Config.DemoPassword)
	if err != nil {
		return nil, err
	}
	me := auth.Internal("demo")
	if err := ensureOrganisations(ctx, a, me); err != nil {
		return nil, err
	}
	list := &Accounts{Password: password}
	add := func(id, username, name string, to account.Assignment, region cn.Region) {
		if err != nil {
			return
		}
		_, err = a.Accounts.EnsureUser(ctx, me, account.NewUser{ID: id, Username: username, Name: name, Password: password,
			StaffNo: "演示-" + username, Assignment: to})
		list.Users = append(list.Users, Account{Username: username, Name: name, Role: to.Role, Region: region})
	}
	for _, r := range cn.Regions() {
		for _, role := range []auth.Role{auth.Clerk, auth.Reviewer, auth.Coordinator} {
			add(userID(r, role), username(r, role), staffName(r, role), account.Assignment{Role: role, AgencyID: agencyID(r)}, r)
		}
	}
	add("demo-supervisor", "supervisor", "监督岗(演示)", account.Assignment{Role: auth.Supervisor}, "")
	add("demo-employer", "employer", "天津示例材料研究院(虚构)", account.Assignment{Role: auth.Employer, EmployerID: tianjinEmployer}, "")
	add("demo-employer.b", "employer.b", "北京示例智能制造有限公司(虚构)", account.Assignment{Role: auth.Employer, EmployerID: beijingEmployer}, "")
	add(talentAccount, "talent", "王示远(演示)", account.Assignment{Role: auth.Talent}, "")
	add("demo-sysadmin", "sysadmin", "系统管理员(演示)", account.Assignment{Role: auth.System}, "")
	add("demo-secadmin", "secadmin", "安全管理员(演示)", account.Assignment{Role: auth.Security}, "")
	add("demo-auditor", "auditor", "审计管理员(演示)", account.Assignment{Role: auth.Auditor}, "")
	if err == nil {
		err = a.Accounts.LinkRecord(ctx, me, talentAccount, talentRecord)
	}
	return list, err
}

func ensureOrganisations(ctx context.Context, a *app.App, me auth.Principal) error {
	var errs []error
	for _, r := range cn.Regions() {
		_, err := a.Accounts.EnsureAgency(ctx, me, account.Agency{Meta: store.Meta{ID: agencyID(r)}, Region: r, Name: r.Name() + "人才服务机构(演示)", Demo: true})
		errs = append(errs, err)
	}
	for _, e := range []account.Employer{
		{Meta: store.Meta{ID: beijingEmployer}, Region: cn.Beijing, Name: "北京示例智能制造有限公司(虚构)", CreditCode: "91110108MA00000070"},
		{Meta: store.Meta{ID: tianjinDaughter}, Region: cn.Tianjin, Name: "天津示例材料科技有限公司(虚构)"},
		{Meta: store.Meta{ID: tianjinEmployer}, Region: cn.Tianjin, Name: "天津示例材料研究院(虚构)", CreditCode: "1212000040000000XY", Subsidiaries: []string{tianjinDaughter}},
		{Meta: store.Meta{ID: hebeiEmployer}, Region: cn.Hebei, Name: "河北示例工程学会(虚构)", CreditCode: "51130000MJ000000X8"},
	} {
		e.Demo = true
		_, err := a.Accounts.EnsureEmployer(ctx, me, e)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// password is the configured one, or a random one that is kept in the data folder, readable by its owner only.
func password(data, configured string) (string, error) {
	if configured != "" {
		return configured, nil
	}
	path := filepath.Join(data, "demo-accounts.txt")
	text, err := os.ReadFile(path)
	if err == nil {
		if p := strings.TrimSpace(string(text)); p != "" {
			return p, nil
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	raw := make([]byte, 10)
	rand.Read(raw)
	p := "Demo-" + strings.ToLower(base32.StdEncoding.EncodeToString(raw)) + "-1"
	return p, os.WriteFile(path, []byte(p+"\n"), 0o600)
}
