package account

import "talentcircle/backend/auth"

// menuItem is one entry of the menu. Its words are the UI's; key and path are fixed.
type menuItem struct {
	key, path string
	anyOf     []auth.Permission
}

// menu is the left rail of the console and the account menu, in the order it is shown. A feature adds its row here.
var menu = []menuItem{
	{"todo", "/console", []auth.Permission{auth.ExpertRegister, auth.ExpertReview, auth.CaseHandle}},
	{"search", "/experts", []auth.Permission{auth.ExpertSearch}},
	{"mine", "/me", []auth.Permission{auth.ExpertSelf}},
	{"experts", "/console/experts", []auth.Permission{auth.ExpertRegister, auth.ExpertReview}},
	{"import", "/console/import", []auth.Permission{auth.ExpertRegister}},
	{"review", "/console/review", []auth.Permission{auth.ExpertReview}},
	{"cases", "/console/cases", []auth.Permission{auth.CaseHandle, auth.CaseDecide}},
	{"rules", "/console/rules", []auth.Permission{auth.RuleRead}},
	{"audit", "/console/audit", []auth.Permission{auth.AuditRead}},
	{"users", "/console/users", []auth.Permission{auth.AccountManage}},
	{"system", "/console/system", []auth.Permission{auth.SystemOperate}},
}

// menuOf is what a role sees of the menu.
func menuOf(r auth.Role) []menuItem {
	var own []menuItem
	for _, item := range menu {
		for _, p := range item.anyOf {
			if r.May(p) {
				own = append(own, item)
				break
			}
		}
	}
	return own
}
