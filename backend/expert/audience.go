package expert

import (
	"slices"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// Audience is as whom a caller sees a record.
type Audience string

// The audiences, from the widest sight to the narrowest.
const (
	Own      Audience = "own"      // the agency that keeps the record
	Self     Audience = "self"     // the person
	InCircle Audience = "circle"   // agencies of the other regions, with consent to Circle
	ToEmp    Audience = "employer" // employers, with consent to Employers
	ToAll    Audience = "public"   // everybody, with consent to Public
	Nobody   Audience = ""         // hidden: as if unknown
)

// audience decides as whom the caller sees the record on that day. It is the only reader of consents besides the index.
func (e *Expert) audience(who auth.Principal, today cn.Day) Audience {
	switch {
	case who.Of(e.Region):
		return Own
	case who.Role == auth.Talent && who.ExpertID != "" && who.ExpertID == e.ID:
		return Self
	case e.Seen() == nil || e.hidesFrom(who):
		return Nobody
	case who.Role.Staff() && e.Shares(Circle, today):
		return InCircle
	case who.Role == auth.Employer && e.Shares(Employers, today):
		return ToEmp
	case e.Shares(Public, today):
		return ToAll
	}
	return Nobody
}

func (e *Expert) hidesFrom(who auth.Principal) bool {
	return who.EmployerID != "" && slices.Contains(e.HiddenFrom, who.EmployerID)
}

// groups are the audiences a record is indexed for; the counterpart of asking.
func (e *Expert) groups(today cn.Day) []string {
	groups := []string{"region:" + string(e.Region)}
	if e.Seen() == nil {
		return groups
	}
	if e.Shares(Circle, today) {
		groups = append(groups, "circle")
	}
	if e.Shares(Employers, today) {
		groups = append(groups, "employers")
	}
	if e.Shares(Public, today) {
		groups = append(groups, "public")
	}
	return groups
}

// asking is the audience a caller's search carries.
func asking(who auth.Principal) search.Audience {
	a := search.Audience{Groups: []string{"public"}}
	switch {
	case who.Role.Staff():
		a.Groups = append(a.Groups, "circle", "region:"+string(who.Region))
	case who.Role == auth.Employer:
		a.Groups = append(a.Groups, "employers")
		a.Self = []string{"employer:" + who.EmployerID}
	}
	return a
}
