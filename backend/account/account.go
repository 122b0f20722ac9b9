// Package account is who may sign in: users with one role each, the agencies and employers they belong to, login with a second
// factor, and the sessions that keep a login alive.
package account

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// User is one account. A person who needs another role gets it from the security administrator; the account never has two.
type User struct {
	store.Meta
	Username   string    `json:"username"` // lower case, see Normalize
	Name       string    `json:"name"`
	Role       auth.Role `json:"role"`
	Region     cn.Region `json:"region,omitempty"`     // the agency's, for staff
	AgencyID   string    `json:"agencyId,omitempty"`   // staff
	EmployerID string    `json:"employerId,omitempty"` // an employer's people
	ExpertID   string    `json:"expertId,omitempty"`   // a talent's own record; no two accounts share one
	StaffNo    string    `json:"staffNo,omitempty"`    // 工号: who the person is, whatever accounts they have
	AdminNo    string    `json:"adminNo,omitempty"`    // the staff number while the role is one of the three administrators: unique
	Password   string    `json:"password"`             // argon2id
	Disabled   bool      `json:"disabled,omitzero"`
	Demo       bool      `json:"demo,omitzero"` // made for the demonstration: there it opens with one click, see LoginDemo

	TOTP     secret.Field `json:"totp,omitzero"`     // the secret of the second factor
	TOTPOn   bool         `json:"totpOn,omitzero"`   // confirmed with a first code
	TOTPStep int64        `json:"totpStep,omitzero"` // the time step of the last code taken: a code counts once

	// Request is the blind index of the call that made the account with an Idempotency-Key: the call holds a password, so a plain hash of
	// it would be a way around argon2id.
	Request string `json:"request,omitempty"`

	// Epoch moves on when every session of the account must end: disabled, role or password changed, second factor reset. A session
	// remembers the epoch it began in, so one write ends them all.
	Epoch int64 `json:"epoch"`
}

// Principal is the caller this account makes, without a session.
func (u *User) Principal() auth.Principal {
	return auth.Principal{
		UserID: u.ID, Name: u.Name, Role: u.Role, Region: u.Region,
		AgencyID: u.AgencyID, EmployerID: u.EmployerID, ExpertID: u.ExpertID,
	}
}

// The refusals of account management.
var (
	Forbidden       = fault.New(fault.Forbidden, "forbidden", "当前账号没有办理此项业务的权限。")
	InvalidUser     = fault.New(fault.Invalid, "invalid_user", "账号信息不符合要求,请按提示修改。")
	UsernameTaken   = fault.New(fault.Conflict, "username_taken", "该用户名已被使用,请更换。")
	SeparatedDuties = fault.New(fault.Conflict, "separated_duties", "系统、安全、审计管理员须由不同人员担任。")
	OwnAccount      = fault.New(fault.Forbidden, "own_account", "不能对本人账号办理此项业务,请由其他安全管理员办理。")
	RecordTaken     = fault.New(fault.Conflict, "record_taken", "该专家记录已关联其他账号。")
)

var usernameShape = regexp.MustCompile(`^[a-z][a-z0-9]*([._-][a-z0-9]+)*$`)

// Limits of what is typed, in characters.
const (
	minUsername, maxUsername = 3, 32
	maxName, maxStaffNo      = 40, 32
)

// Normalize is how a typed user name is looked up: full-width letters folded, lower case, no space around it.
func Normalize(username string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFKC.String(username)))
}

// check reports every complaint about the account's own fields at once; nil when there is none.
func (u *User) check() error {
	f := InvalidUser
	if n := len(u.Username); n < minUsername || n > maxUsername || !usernameShape.MatchString(u.Username) {
		f = f.At("body.username", "用户名须为 3 至 32 个字符,以字母开头,可含小写字母、数字及分隔用的点、横线、下划线。")
	}
	if !plain(u.Name, maxName) || u.Name == "" {
		f = f.At("body.name", "请填写姓名,不超过 40 个字。")
	}
	if !plain(u.StaffNo, maxStaffNo) {
		f = f.At("body.staffNo", "工号不超过 32 个字符。")
	}
	if administrator(u.Role) && u.StaffNo == "" {
		f = f.At("body.staffNo", "管理员账号须填写工号,以核对三员分立。")
	}
	f = u.checkMembership(f)
	if len(f.Fields) > 0 {
		return f
	}
	return nil
}

func (u *User) checkMembership(f *fault.Error) *fault.Error {
	switch {
	case !u.Role.Known():
		return f.At("body.role", "请选择角色。")
	case u.Principal().Sound():
		return f
	case u.Role.Staff():
		return f.At("body.agencyId", "该角色须隶属一家人才服务机构。")
	case u.Role == auth.Employer:
		return f.At("body.employerId", "该角色须隶属一家用人单位。")
	}
	return f.At("body.role", "该角色不隶属机构或用人单位。")
}

// plain accepts printable text of at most limit characters without space around it.
func plain(s string, limit int) bool {
	return utf8.RuneCountInString(s) <= limit && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsPrint(r)
	})
}

// administrator reports whether the role is one of the three separated ones (三员分立).
func administrator(r auth.Role) bool {
	return r == auth.System || r == auth.Security || r == auth.Auditor
}

// Assignment is a role with what it belongs to.
type Assignment struct {
	Role       auth.Role
	AgencyID   string // staff
	EmployerID string // an employer's people
}

// assign gives the account a role in its place and ends its sessions. An administrator never becomes another kind of administrator:
// whoever ran the system or gave out roles must not audit that.
func (u *User) assign(a Assignment, region cn.Region) error {
	if administrator(u.Role) && administrator(a.Role) && u.Role != a.Role {
		return SeparatedDuties
	}
	u.settle(a, region)
	u.Epoch++
	return u.check()
}

// settle sets role and membership and what follows from them.
func (u *User) settle(a Assignment, region cn.Region) {
	u.Role, u.AgencyID, u.EmployerID, u.Region = a.Role, a.AgencyID, a.EmployerID, region
	u.AdminNo = ""
	if administrator(a.Role) {
		u.AdminNo = u.StaffNo
	}
	if a.Role != auth.Talent {
		u.ExpertID = ""
	}
}

// disable ends the sessions and lets nobody sign in; enable lets them sign in again. Both may be repeated.
func (u *User) disable() { u.Disabled, u.Epoch = true, u.Epoch+1 }

func (u *User) enable() { u.Disabled = false }

// setPassword takes a hash and ends the sessions.
func (u *User) setPassword(hash string) { u.Password, u.Epoch = hash, u.Epoch+1 }

// link joins a talent's account to its expert record.
func (u *User) link(expertID string) error {
	switch {
	case u.Role != auth.Talent:
		return InvalidUser.At("body.expertId", "只有人才账号可以关联专家记录。")
	case u.ExpertID != "" && u.ExpertID != expertID:
		return RecordTaken
	}
	u.ExpertID = expertID
	return nil
}

// resetTOTP forgets the second factor and ends the sessions.
func (u *User) resetTOTP() {
	u.TOTP, u.TOTPOn, u.TOTPStep = secret.Field{}, false, 0
	u.Epoch++
}
