package auth

// Role is what a signed-in person does here. The zero value is the visitor.
type Role string

// The nine roles of API.md and the visitor. system, security and auditor are the three separated administrators (三员分立): no one
// holds two of them.
const (
	Visitor     Role = ""
	Talent      Role = "talent"
	Employer    Role = "employer"
	Clerk       Role = "clerk"       // 经办
	Reviewer    Role = "reviewer"    // 复核
	Coordinator Role = "coordinator" // 统筹联络岗
	Supervisor  Role = "supervisor"  // 监督岗 (of draws)
	System      Role = "system"
	Security    Role = "security"
	Auditor     Role = "auditor"
)

// Roles lists the roles that can sign in, in the order menus show them.
func Roles() []Role {
	return []Role{Talent, Employer, Clerk, Reviewer, Coordinator, Supervisor, System, Security, Auditor}
}

// Permission names one thing a role may do. Which record it may do it to is checked by the feature, which knows owner and region.
type Permission string

// The permissions. A feature adds its own here, so that the whole table can be read in one place.
const (
	ExpertSearch    Permission = "expert.search"    // see the register as far as the audience allows
	ExpertRegister  Permission = "expert.register"  // create, edit, submit, recall, import in the own region
	ExpertReview    Permission = "expert.review"    // admit, return, reject in the own region
	ExpertSuspend   Permission = "expert.suspend"   // suspend, resume, remove in the own region
	ExpertSelf      Permission = "expert.self"      // one's own record
	CaseApply       Permission = "case.apply"       // apply for recognition of one's own title
	CaseHandle      Permission = "case.handle"      // intake, supplement, acceptance, verification (home agency)
	CaseDecide      Permission = "case.decide"      // decision (host agency)
	RuleRead        Permission = "rule.read"        // rules with drafts
	RuleWrite       Permission = "rule.write"       // draft and sign rules
	StatementRevoke Permission = "statement.revoke" // revoke, suspend, resume a statement of the own region
	AuditRead       Permission = "audit.read"       // the audit log
	AccountManage   Permission = "account.manage"   // users and their roles (security administrator)
	SystemOperate   Permission = "system.operate"   // engines, jobs, dead letters (system administrator)
	DrawSupervise   Permission = "draw.supervise"   // confirm draws
	ContactExperts  Permission = "contact.request"  // ask an expert for contact
)

// table is the role table; menus and the access matrix are made from it.
var table = map[Role][]Permission{
	Talent:      {ExpertSearch, ExpertSelf, CaseApply},
	Employer:    {ExpertSearch, ContactExperts},
	Clerk:       {ExpertSearch, ExpertRegister, CaseHandle},
	Reviewer:    {ExpertSearch, ExpertReview, CaseHandle, CaseDecide, StatementRevoke},
	Coordinator: {ExpertSearch, ExpertSuspend, CaseHandle, CaseDecide, RuleRead, RuleWrite, StatementRevoke},
	Supervisor:  {ExpertSearch, DrawSupervise},
	System:      {SystemOperate},
	Security:    {AccountManage},
	Auditor:     {AuditRead},
}

// Permissions lists what the role may do, in the table's order.
func (r Role) Permissions() []Permission { return append([]Permission(nil), table[r]...) }

// Known reports whether r is one of the nine roles.
func (r Role) Known() bool { _, ok := table[r]; return ok }

// Staff reports whether r works for one region's agency.
func (r Role) Staff() bool { return r == Clerk || r == Reviewer || r == Coordinator }

// May reports whether the role holds the permission.
func (r Role) May(p Permission) bool {
	for _, has := range table[r] {
		if has == p {
			return true
		}
	}
	return false
}
