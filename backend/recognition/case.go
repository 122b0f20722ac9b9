package recognition

import (
	"slices"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// Application is one case: somebody asks that a title be recognised in another region. The home agency (which issued the title) takes it in
// and verifies at the source; the host agency (where it is to be used) decides, when the outcome needs a decision.
type Application struct {
	store.Meta
	No          string    `json:"no,omitempty"` // HR-HE-BJ-2026-000045, given with the receipt
	State       State     `json:"state"`
	Applicant   string    `json:"applicant"` // user id
	ExpertID    string    `json:"expertId"`
	HolderName  string    `json:"holderName"`
	Identity    string    `json:"identity,omitempty"` // masked
	Claim       Claim     `json:"claim"`
	Home        cn.Region `json:"home"`
	Host        cn.Region `json:"host"`
	Decision    *Decision `json:"decision,omitempty"` // as of the day of submission
	ValidMonths int       `json:"validMonths,omitzero"`

	ReceivedOn   cn.Day        `json:"receivedOn,omitzero"`
	Notice       *Notice       `json:"notice,omitempty"`
	SuppliedOn   cn.Day        `json:"suppliedOn,omitzero"`
	AcceptedOn   cn.Day        `json:"acceptedOn,omitzero"`
	Deemed       bool          `json:"deemed,omitzero"` // accepted because nobody said anything in time
	Verification *Verification `json:"verification,omitempty"`
	Conclusion   *Conclusion   `json:"conclusion,omitempty"`
	Appeal       *Objection    `json:"appeal,omitempty"`
	Issue        bool          `json:"issue,omitzero"` // a statement is to be issued; its id is the case's
	Timeline     []Event       `json:"timeline,omitempty"`

	// For the queues: who has to act, until when, and who may look.
	Holding  string   `json:"holding,omitempty"` // BJ, TJ, HE, applicant; empty when closed
	Deadline cn.Day   `json:"deadline,omitzero"` // provisional where the calendar is not published
	Parties  []string `json:"parties,omitempty"` // the regions that see it
	OpenKey  string   `json:"openKey,omitempty"` // one open case per person, title and region of use
	Hash     string   `json:"hash,omitempty"`    // of the creating request, for repeated ones
	Settled  bool     `json:"-"`                 // settle changed something
}

// State is where a case stands.
type State string

// The states of API.md.
const (
	Draft               State = "draft"
	Submitted           State = "submitted"
	SupplementRequested State = "supplement_requested"
	Accepted            State = "accepted"
	IntakeRejected      State = "intake_rejected"
	Verified            State = "verified"
	Decided             State = "decided"
	Withdrawn           State = "withdrawn"
	Appealed            State = "appealed"
)

// States lists all states in the order of a case's life.
func States() []State {
	return []State{Draft, Submitted, SupplementRequested, Accepted, IntakeRejected, Verified, Decided, Withdrawn, Appealed}
}

// Label is the word for the state at the counter.
func (s State) Label() string {
	return map[State]string{Draft: "草稿", Submitted: "已收件", SupplementRequested: "待补正", Accepted: "已受理", IntakeRejected: "不予受理",
		Verified: "已核验", Decided: "已作结论", Withdrawn: "已撤回", Appealed: "申诉中"}[s]
}

// Claim is what the applicant says about the title, and what is handed in.
type Claim struct {
	Asked
	CertificateNo string     `json:"certificateNo,omitempty"`
	Materials     []Material `json:"materials,omitempty"`
}

// Material is one document that was handed in, by its code in the rule.
type Material struct {
	Code string `json:"code"`
	Note string `json:"note,omitempty"`
}

// Notice is the one notice of all that is missing (一次性告知补正).
type Notice struct {
	On      cn.Day    `json:"on"`
	Missing []Missing `json:"missing"`
}

// Missing is one thing the applicant is to supply.
type Missing struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Verification is what the home agency found at the source.
type Verification struct {
	On   cn.Day `json:"on"`
	By   string `json:"by"` // user id
	Pass bool   `json:"pass"`
	Note string `json:"note,omitempty"`
}

// Conclusion ends a case.
type Conclusion struct {
	On         cn.Day    `json:"on"`
	By         string    `json:"by"` // user id
	Region     cn.Region `json:"region"`
	Stage      Stage     `json:"stage"`
	Recognized bool      `json:"recognized"`
	Met        []string  `json:"met,omitempty"` // codes of the conditions the host confirmed
	Reason     string    `json:"reason,omitempty"`
	Text       string    `json:"text,omitempty"`
	Final      bool      `json:"final,omitzero"` // reached after an appeal
}

// Stage is the step at which a case ended, and which an appeal opens again.
type Stage string

// The stages.
const (
	AtIntake       Stage = "intake"
	AtVerification Stage = "verification"
	AtDecision     Stage = "decision"
)

// Objection is an appeal against a conclusion; another person of the same agency looks again.
type Objection struct {
	On      cn.Day     `json:"on"`
	Text    string     `json:"text"`
	Against Conclusion `json:"against"`
}

// Event is one line of the timeline.
type Event struct {
	At     int64     `json:"at"` // ms
	Action string    `json:"action"`
	Party  Party     `json:"party"`
	Region cn.Region `json:"region,omitempty"`
	Role   auth.Role `json:"role,omitempty"`
	Text   string    `json:"text"`
	Due    Due       `json:"due,omitzero"`
}

// Party is in which capacity somebody acts in a case.
type Party string

// The parties; the portal itself acts when a time limit passes.
const (
	ByApplicant Party = "applicant"
	ByHome      Party = "home"
	ByHost      Party = "host"
	ByPortal    Party = "portal"
)

// partiesOf says in which capacities the caller may look at the case; none: it does not exist for them. Agencies see it once it was handed in.
func (a *Application) partiesOf(who auth.Principal) []Party {
	var list []Party
	if who.UserID != "" && who.UserID == a.Applicant {
		list = append(list, ByApplicant)
	}
	if a.ReceivedOn.IsZero() {
		return list
	}
	if who.Of(a.Home) {
		list = append(list, ByHome)
	}
	if who.Of(a.Host) {
		list = append(list, ByHost)
	}
	return list
}

// Closed reports that nobody has to act any more; an appeal may still open it.
func (a *Application) Closed() bool {
	switch a.State {
	case Withdrawn, Decided, IntakeRejected:
		return true
	case Verified:
		return !a.Decision.HostDecides
	}
	return false
}

// note adds a line to the timeline.
func (a *Application) note(m moment, action Verb, party Party, text string, due Due) {
	region := m.who.Region
	a.Timeline = append(a.Timeline, Event{At: store.Millis(m.at), Action: string(action), Party: party, Region: region, Role: m.who.Role, Text: text, Due: due})
}

// queue brings the fields of the queues up to date after a change.
func (a *Application) queue(cal *cn.Calendar) {
	a.Parties = nil
	if !a.ReceivedOn.IsZero() {
		a.Parties = slices.Compact([]string{string(a.Home), string(a.Host)})
	}
	a.Holding, a.Deadline = a.holding(), cn.Day{}
	if a.Holding != "" {
		a.Deadline = a.clocks(cal).Next.sortDay()
	}
	if a.Closed() {
		a.OpenKey = ""
	}
}

const holdingApplicant = "applicant"

// holding says who has to act.
func (a *Application) holding() string {
	switch {
	case a.Closed():
		return ""
	case a.State == Draft, a.State == SupplementRequested:
		return holdingApplicant
	case a.State == Verified, a.State == Appealed && a.Appeal.Against.Stage == AtDecision:
		return string(a.Host)
	}
	return string(a.Home)
}
