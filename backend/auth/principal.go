// Package auth says who calls and what the role may do, and issues and verifies the tokens that carry it. It knows no record.
package auth

import (
	"strings"

	"talentcircle/backend/cn"
)

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
	SessionID  string    // the login this call belongs to; empty for the portal itself
}

// Anonymous reports whether nobody is signed in.
func (p Principal) Anonymous() bool { return p.UserID == "" }

// May reports whether the caller's role holds the permission.
func (p Principal) May(perm Permission) bool { return p.Role.May(perm) }

// Of reports whether the caller is staff of that region.
func (p Principal) Of(region cn.Region) bool {
	return p.Role.Staff() && p.Region == region && region != ""
}

// Sound reports whether role, region and memberships fit each other: staff belong to an agency of one region, an employer's people to
// an employer, a talent perhaps to a record, and nobody else to anything. Accounts and tokens that are not sound are refused.
func (p Principal) Sound() bool {
	if !p.Role.Known() {
		return false
	}
	staff, employer := p.Role.Staff(), p.Role == Employer
	return p.Region.Valid() == staff && (p.Region != "") == staff && (p.AgencyID != "") == staff &&
		(p.EmployerID != "") == employer && (p.ExpertID == "" || p.Role == Talent)
}

const internalPrefix = "portal:"

// Internal is the portal itself, for timed work, seeding and the command line. It is never made from a token.
func Internal(job string) Principal {
	return Principal{UserID: internalPrefix + job, Name: "系统", Role: System}
}

// IsInternal reports whether the caller is the portal itself.
func (p Principal) IsInternal() bool { return strings.HasPrefix(p.UserID, internalPrefix) }
