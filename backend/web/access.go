package web

import (
	"strings"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
)

// Access says who may call a route. It is an argument of every route; its zero value refuses to mount, so a route without a decision
// about access stops the start.
type Access struct {
	rule        accessRule
	permissions []auth.Permission
}

type accessRule int

const (
	undecided accessRule = iota
	public
	signedIn
	allowed
)

// The two refusals of Access. A visitor is asked to sign in; somebody signed in is told that it is not theirs to do.
var (
	unauthenticated = fault.New(fault.Unauthenticated, "unauthenticated", "请先登录。")
	forbidden       = fault.New(fault.Forbidden, "forbidden", "当前账号没有办理此项业务的权限。")
)

// Public lets everybody in. A caller who shows a token is still verified, and a bad token is refused.
func Public() Access { return Access{rule: public} }

// SignedIn lets every role in, but no visitor.
func SignedIn() Access { return Access{rule: signedIn} }

// Allow lets in who holds any of the permissions. Without a permission it refuses to mount.
func Allow(permissions ...auth.Permission) Access {
	if len(permissions) == 0 {
		return Access{}
	}
	return Access{rule: allowed, permissions: append([]auth.Permission(nil), permissions...)}
}

// String is how the access matrix writes it: "public", "signed-in", or the permissions joined by " | ".
func (a Access) String() string {
	switch a.rule {
	case public:
		return "public"
	case signedIn:
		return "signed-in"
	case allowed:
		names := make([]string, len(a.permissions))
		for i, p := range a.permissions {
			names[i] = string(p)
		}
		return strings.Join(names, " | ")
	}
	return "undecided"
}

// admit gives nil, or the refusal for this caller.
func (a Access) admit(who auth.Principal) error {
	if a.rule == public {
		return nil
	}
	if who.Anonymous() {
		return unauthenticated
	}
	if a.rule == signedIn {
		return nil
	}
	for _, p := range a.permissions {
		if who.May(p) {
			return nil
		}
	}
	return forbidden
}
