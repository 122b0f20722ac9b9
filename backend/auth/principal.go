// Package auth says who calls and what the role may do, and issues and verifies the tokens that carry it. It knows no record.
package auth

import "talentcircle/backend/cn"

// Principal is the caller of one request. Every service method takes it as a parameter; nothing fetches it from a context.
// The zero value is the anonymous visitor.
type Principal struct {
	UserID     string
	Name       string
	Role       Role
	Region     cn.Region // the agency's region for staff; empty for the others
	AgencyID   string    // staff
	EmployerID string    // employers
	ExpertID   string    // talents whose record is linked
}

// Anonymous reports whether nobody is signed in.
func (p Principal) Anonymous() bool { return p.UserID == "" }

// May reports whether the caller's role holds the permission.
func (p Principal) May(perm Permission) bool { return p.Role.May(perm) }

// Of reports whether the caller is staff of that region.
func (p Principal) Of(region cn.Region) bool {
	return p.Role.Staff() && p.Region == region && region != ""
}

// Internal is the portal itself, for timed work and seeding. It is never made from a token.
func Internal(job string) Principal {
	return Principal{UserID: "portal:" + job, Name: "系统", Role: System}
}
