package recognition

import (
	"fmt"
	"strings"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// Statement is a verification statement (职称互认核验单): what was verified at the source and where it holds. It is never a title certificate. Its
// id is that of its case. The signed token does not change; whether it still holds is in History.
type Statement struct {
	store.Meta
	No       string          `json:"no"`   // HS-HE-BJ-2026-000012
	Code     credential.Code `json:"code"` // for checking; says nothing and can't be guessed
	Token    string          `json:"token"`
	Issuer   cn.Region       `json:"issuer"` // the home agency: it alone revokes, suspends and resumes
	Host     cn.Region       `json:"host"`
	Parties  []string        `json:"parties"`
	Holder   string          `json:"holder"` // user id
	ExpertID string          `json:"expertId"`
	Subject  Subject         `json:"subject"`
	From     int64           `json:"from"`  // ms, from when it is valid
	Until    int64           `json:"until"` // ms, until when
	Standing Standing        `json:"standing"`
	History  []Change        `json:"history,omitempty"` // newest last
	List     string          `json:"list"`              // of bits, such as HE-1
	Index    int             `json:"index"`             // its place in the list, drawn at random
}

// Standing is whether the issuer upholds a statement.
type Standing string

// The standings; revoked is final.
const (
	InForce   Standing = "valid"
	OnHold    Standing = "suspended"
	TakenBack Standing = "revoked"
)

// Change is one change of standing.
type Change struct {
	At     int64     `json:"at"` // ms
	To     Standing  `json:"to"`
	Role   auth.Role `json:"role"`
	Reason string    `json:"reason"`
}

// Subject is what a statement says, as it stands in the signed token.
type Subject struct {
	Kind       Kind      `json:"kind"`
	Statement  string    `json:"statementNo"`
	Case       string    `json:"caseNo"`
	Name       string    `json:"name"`
	Title      string    `json:"title"` // an older name first
	Series     string    `json:"series,omitempty"`
	SeriesName string    `json:"seriesName,omitempty"`
	Level      cn.Level  `json:"level,omitempty"`
	LevelName  string    `json:"levelName,omitempty"`
	Speciality string    `json:"speciality,omitempty"`
	Obtained   string    `json:"obtainedOn,omitempty"`
	IssuedIn   Origin    `json:"issuedIn"`
	ValidIn    cn.Region `json:"validIn"`
	Outcome    Outcome   `json:"outcome"`
	Rule       string    `json:"rule"`
	Version    int       `json:"ruleVersion"`
	NoteText   string    `json:"note"`
}

// KindOfStatement is the type of the credential.
const KindOfStatement = "TitleVerificationStatement"

const statementNote = "本单为职称互认核验单,不是职称证书。" + AppointmentNote + Disclaimer

var (
	errNoStatement = fault.New(fault.NotFound, "statement_not_found", "未找到该核验单。")
	errNotIssuer   = fault.New(fault.Forbidden, "not_your_statement", "核验单只能由出具地人才服务机构撤销、暂停或者恢复。")
	errRevoked     = fault.New(fault.Conflict, "statement_revoked", "核验单已撤销,撤销后不能恢复或者再次变更。")
	errStanding    = fault.New(fault.Conflict, "wrong_state", "核验单的当前状态不能办理此操作。")
	errDays        = fault.New(fault.Invalid, "link_days_invalid", "核验链接的有效期应为1至180天。").At("body.days", "请填写1至180。")
)

// issuerURI names an agency in tokens; it does not change with the portal's address.
func issuerURI(region cn.Region) string { return "urn:talentcircle:agency:" + string(region) }

// agencyName is what printed statements and public answers call the issuing agency.
func agencyName(region cn.Region) string { return region.Name() + "人才服务机构(演示)" }

// subjectOf writes what a finished case says.
func subjectOf(a *Application, no string) Subject {
	d := a.Decision
	s := Subject{
		Kind: d.Asked.Type, Statement: no, Case: a.No, Name: a.HolderName, Title: d.Shown,
		Series: d.Asked.Series, SeriesName: d.Asked.SeriesLabel, Level: d.Asked.Level, LevelName: d.Asked.LevelLabel,
		Speciality: a.Claim.Speciality, Obtained: d.Obtained, IssuedIn: d.From, ValidIn: d.To, Outcome: d.Outcome, NoteText: statementNote,
	}
	if d.Rule != nil {
		s.Rule, s.Version = d.Rule.ID, d.Rule.Version
	}
	return s
}

// sign makes the token. portal is the public address, for the status lists.
func (s *Statement) sign(signer *credential.Signer, portal string) error {
	c := credential.New(signer.Issuer, agencyName(s.Issuer), statementURN(s.ID), KindOfStatement, store.Time(s.From), store.Time(s.Until), s.Subject)
	for _, purpose := range []string{"revocation", "suspension"} {
		list := listURL(portal, s.List, purpose)
		c.Status = append(c.Status, credential.Entry{
			ID: fmt.Sprintf("%s#%d", list, s.Index), Type: "BitstringStatusListEntry", Purpose: purpose, Index: fmt.Sprint(s.Index), List: list,
		})
	}
	token, err := signer.Sign(credential.TypeCredential, c)
	s.Token = token
	return err
}

func statementURN(id string) string { return "urn:uuid:" + id }

func statementID(urn string) string {
	id, ok := strings.CutPrefix(urn, "urn:uuid:")
	if !ok {
		return ""
	}
	return id
}

func listURL(portal, list, purpose string) string {
	return portal + "/status-lists/" + list + "-" + purpose
}

// standingAt is the standing at a moment; before it was issued there is none.
func (s *Statement) standingAt(at time.Time) Standing {
	ms, now := store.Millis(at), InForce
	for _, c := range s.History {
		if c.At <= ms {
			now = c.To
		}
	}
	return now
}

// change brings the statement to another standing: revoking is final, only what is suspended is resumed.
func (s *Statement) change(to Standing, who auth.Principal, at int64, reason string) error {
	switch {
	case s.Standing == TakenBack:
		return errRevoked
	case s.Standing == to, to == InForce && s.Standing != OnHold:
		return errStanding
	case strings.TrimSpace(reason) == "":
		return errText
	}
	s.Standing = to
	s.History = append(s.History, Change{At: at, To: to, Role: who.Role, Reason: reason})
	return nil
}

// ProofLink is a code of its own for one statement that ends by itself: what a holder hands to somebody for a while.
type ProofLink struct {
	store.Meta
	Code      credential.Code `json:"code"`
	Statement string          `json:"statement"` // id
	Until     int64           `json:"until"`     // ms
}

// Limits of a proof link, in days.
const (
	minLinkDays = 1
	maxLinkDays = 180
)
