// Package expert is the joint senior-expert database: registering, reviewing, consenting, finding. A record has an owner region; only
// that region's agency changes it, and admitting it takes a person who had no hand in what is admitted.
package expert

import (
	"talentcircle/backend/cn"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// Expert is one record of the register. Facts is the working copy; Admitted is what everybody but the own agency sees.
type Expert struct {
	store.Meta
	No       string    `json:"no"`     // JJJ-BJ-2026-000123, permanent
	Region   cn.Region `json:"region"` // owner
	AgencyID string    `json:"agencyId"`
	Status   Status    `json:"status"`
	Source   Source    `json:"source"`
	Demo     bool      `json:"demo,omitzero"`

	Facts    Facts   `json:"facts"`
	Admitted *Facts  `json:"admitted,omitempty"`
	Pending  bool    `json:"pending,omitzero"` // Facts differ from Admitted
	Private  Private `json:"private"`
	// IdentityKey is region and blind index of the identity number: one record per person and region.
	IdentityKey string `json:"identityKey,omitempty"`

	Consents     []Consent   `json:"consents,omitempty"`
	HiddenFrom   []string    `json:"hiddenFrom,omitempty"`   // employer ids
	RecognizedIn []cn.Region `json:"recognizedIn,omitempty"` // written by recognition

	CreatedBy      string   `json:"createdBy"`
	EditedBy       []string `json:"editedBy,omitempty"` // since the last admission
	SubmittedBy    string   `json:"submittedBy,omitempty"`
	AdmittedBy     string   `json:"admittedBy,omitempty"`
	AdmittedAt     int64    `json:"admittedAt,omitzero"` // ms
	SuspendedUntil cn.Day   `json:"suspendedUntil,omitzero"`
	Reasons        []Reason `json:"reasons,omitempty"` // of returns, rejections, suspensions, removals; newest last

	// RequestHash is of the call or import row that made the record; repeating it finds the record instead of making another.
	RequestHash string `json:"requestHash,omitempty"`
}

// Status is where a record stands in its life.
type Status string

// The states of API.md.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Returned  Status = "returned"
	Rejected  Status = "rejected"
	Published Status = "published" // 在库
	Suspended Status = "suspended"
	Lapsed    Status = "lapsed"
	Withdrawn Status = "withdrawn"
	Removed   Status = "removed"
)

// Statuses lists all states in the order of a record's life.
func Statuses() []Status {
	return []Status{Draft, Submitted, Returned, Rejected, Published, Suspended, Lapsed, Withdrawn, Removed}
}

// Label is the word for the state at the counter.
func (s Status) Label() string {
	return map[Status]string{Draft: "草稿", Submitted: "待复核", Returned: "退回修改", Rejected: "审核不通过", Published: "在库",
		Suspended: "暂停", Lapsed: "超期未确认", Withdrawn: "已退库", Removed: "已清退"}[s]
}

// Source says how a record came in.
type Source string

// The ways in.
const (
	ByClerk  Source = "clerk"
	ByImport Source = "import"
)

// Facts are what a record says about a person, without what is private. They are compared and admitted as a whole.
type Facts struct {
	Name           string          `json:"name"`
	FormerNames    []string        `json:"formerNames,omitempty"`
	LatinName      string          `json:"latinName,omitempty"`
	Gender         string          `json:"gender,omitempty"` // male, female
	Employer       string          `json:"employer,omitempty"`
	EmployerCode   string          `json:"employerCode,omitempty"` // unified social credit code
	Department     string          `json:"department,omitempty"`
	Position       string          `json:"position,omitempty"`
	City           string          `json:"city,omitempty"` // division code
	Industries     []string        `json:"industries,omitempty"`
	Disciplines    []string        `json:"disciplines,omitempty"` // GB/T 13745 codes
	Fields         []string        `json:"fields,omitempty"`      // 研究方向
	Bio            string          `json:"bio,omitempty"`
	Titles         []Title         `json:"titles,omitempty"`
	Qualifications []Qualification `json:"qualifications,omitempty"`
	Programmes     []Programme     `json:"programmes,omitempty"`
	Park           string          `json:"park,omitempty"`
	Availability   []string        `json:"availability,omitempty"`
	WillingRegions []cn.Region     `json:"willingRegions,omitempty"`
	Languages      []string        `json:"languages,omitempty"`
}

// Title is a professional title held. Its key is (series, level, name), never the name alone; Name is the present name, Former the one
// on the certificate when that is an older one.
type Title struct {
	Series     string `json:"series"`
	Level      string `json:"level"`
	Name       string `json:"name"`
	Former     string `json:"former,omitempty"`
	Speciality string `json:"speciality,omitempty"`
	ObtainedBy string `json:"obtainedBy,omitempty"`
	ObtainedOn cn.Day `json:"obtainedOn,omitzero"` // a month alone stays a month
	Issuer     string `json:"issuer,omitempty"`    // BJ, TJ, HE, CENTRAL, OTHER
	Committee  string `json:"committee,omitempty"`
}

// Qualification is a vocational qualification or a skill grade.
type Qualification struct {
	Type       string `json:"type"` // vocational, skill
	Name       string `json:"name"`
	Level      string `json:"level,omitempty"`
	ObtainedOn cn.Day `json:"obtainedOn,omitzero"`
	Issuer     string `json:"issuer,omitempty"`
}

// Programme is a talent programme the person was selected for.
type Programme struct {
	Programme string `json:"programme"`
	Year      int    `json:"year,omitzero"`
}

// Private is what only the own agency may see, and only masked unless a purpose is stated.
type Private struct {
	IdentityKind string       `json:"identityKind,omitempty"`
	Identity     secret.Field `json:"identity,omitzero"`
	Birth        cn.Day       `json:"birth,omitzero"`
	Phone        secret.Field `json:"phone,omitzero"`
	Email        secret.Field `json:"email,omitzero"`
}

// Reason says why a record was returned, rejected, suspended or removed.
type Reason struct {
	At     int64    `json:"at"` // ms
	By     string   `json:"by"` // name of the person
	Action string   `json:"action"`
	Text   string   `json:"text"`
	Fields []string `json:"fields,omitempty"`
}

// Limits of one record.
const (
	maxName    = 50  // runes
	maxText    = 200 // runes of a short field
	maxBio     = 5000
	maxList    = 20
	maxReasons = 50
)

// Seen is the facts others may see: the admitted ones; nil while nothing was admitted or the record left the register.
func (e *Expert) Seen() *Facts {
	switch e.Status {
	case Published, Submitted, Returned:
		return e.Admitted
	}
	return nil
}
