package recognition

import (
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// ShownStatement is what anybody with the code may read: the name is masked.
type ShownStatement struct {
	No         string    `json:"no"`
	Name       string    `json:"name" doc:"脱敏"`
	Type       Kind      `json:"type"`
	Title      string    `json:"title" doc:"名称,曾用名称在前"`
	Series     string    `json:"series,omitempty"`
	SeriesName string    `json:"seriesLabel,omitempty"`
	Level      cn.Level  `json:"level,omitempty"`
	LevelName  string    `json:"levelLabel,omitempty"`
	Speciality string    `json:"speciality,omitempty"`
	Obtained   string    `json:"obtainedOn,omitempty"`
	From       Origin    `json:"from"`
	FromLabel  string    `json:"fromLabel"`
	To         cn.Region `json:"to"`
	ToLabel    string    `json:"toLabel"`
	Outcome    Outcome   `json:"outcome"`
	Rule       string    `json:"rule"`
	Version    int       `json:"ruleVersion"`
	Issuer     string    `json:"issuer"`
	IssuedAt   time.Time `json:"issuedAt"`
	ValidUntil time.Time `json:"validUntil"`
	Note       string    `json:"note"`
}

func shown(st *Statement) ShownStatement {
	s := st.Subject
	return ShownStatement{
		No: st.No, Name: cn.MaskName(s.Name), Type: s.Kind, Title: s.Title, Series: s.Series, SeriesName: s.SeriesName, Level: s.Level,
		LevelName: s.LevelName, Speciality: s.Speciality, Obtained: s.Obtained, From: s.IssuedIn, FromLabel: s.IssuedIn.Label(),
		To: s.ValidIn, ToLabel: s.ValidIn.Name(), Outcome: s.Outcome, Rule: s.Rule, Version: s.Version, Issuer: agencyName(st.Issuer),
		IssuedAt: store.Time(st.From), ValidUntil: store.Time(st.Until), Note: s.NoteText,
	}
}

// CheckView is the answer of the public check.
type CheckView struct {
	web.View
	Status    Status          `json:"status"`
	Message   string          `json:"message" doc:"结论的一句话说明"`
	AsOf      time.Time       `json:"asOf" doc:"按何时的情况核验"`
	Checks    []CheckLine     `json:"checks"`
	NameMatch string          `json:"nameMatch,omitempty" doc:"填写姓名时:一致或者不一致"`
	Statement *ShownStatement `json:"statement"`
}

func checkView(c *Checkup) CheckView {
	v := CheckView{Status: c.Status, Message: c.Status.Sentence(), AsOf: c.AsOf.UTC(), Checks: c.Checks, NameMatch: c.NameMatch}
	if c.Statement != nil {
		s := shown(c.Statement)
		v.Statement = &s
	}
	return v
}

// ChangeView is one change of standing.
type ChangeView struct {
	At     time.Time `json:"at"`
	To     Standing  `json:"to"`
	Role   auth.Role `json:"role"`
	Reason string    `json:"reason"`
}

// StatementView is a statement for its holder and the agencies of both regions.
type StatementView struct {
	web.View
	ShownStatement
	ID         string       `json:"id"`
	HolderName string       `json:"holderName"`
	CaseNo     string       `json:"caseNo"`
	Status     Standing     `json:"status"`
	Expired    bool         `json:"expired"`
	Code       string       `json:"code" doc:"核验码"`
	VerifyURL  string       `json:"verifyUrl"`
	QR         string       `json:"qr" doc:"二维码图片的地址"`
	Credential string       `json:"credential" doc:"签名的核验单文本(vc+jwt)"`
	History    []ChangeView `json:"history"`
	Can        []string     `json:"can" doc:"revoke, suspend, resume, link"`
	Version    int64        `json:"version"`
}

func (s *Service) statementView(st *Statement, who auth.Principal) StatementView {
	v := StatementView{
		ShownStatement: shown(st), ID: st.ID, HolderName: st.Subject.Name, CaseNo: st.Subject.Case, Status: st.Standing, Expired: st.expired(s.now()),
		Code: st.Code.String(), VerifyURL: s.VerifyURL(st.Code), QR: "/api/v1/certificates/" + string(st.Code) + "/qr.svg", Credential: st.Token,
		History: []ChangeView{}, Can: []string{}, Version: st.Version,
	}
	for _, c := range st.History {
		v.History = append(v.History, ChangeView{At: store.Time(c.At), To: c.To, Role: c.Role, Reason: c.Reason})
	}
	if who.May(auth.StatementRevoke) && who.Of(st.Issuer) {
		switch st.Standing {
		case InForce:
			v.Can = append(v.Can, "suspend", "revoke")
		case OnHold:
			v.Can = append(v.Can, "resume", "revoke")
		}
	}
	if who.UserID == st.Holder {
		v.Can = append(v.Can, "link")
	}
	return v
}

// LinkView is a proof link.
type LinkView struct {
	web.View
	Code  string    `json:"code"`
	URL   string    `json:"url"`
	Until time.Time `json:"until"`
}
