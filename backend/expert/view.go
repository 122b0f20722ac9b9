package expert

import (
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// Coded is a coded value with its label.
type Coded struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// TitleView is a title as it is shown; Shown names the old title first: 教授级高级工程师(现称 正高级工程师).
type TitleView struct {
	Series          string `json:"series"`
	SeriesLabel     string `json:"seriesLabel"`
	Level           string `json:"level"`
	LevelLabel      string `json:"levelLabel"`
	Name            string `json:"name"`
	FormerName      string `json:"formerName,omitempty"`
	Shown           string `json:"shown"`
	Speciality      string `json:"speciality,omitempty"`
	ObtainedBy      string `json:"obtainedBy,omitempty"`
	ObtainedByLabel string `json:"obtainedByLabel,omitempty"`
	ObtainedOn      cn.Day `json:"obtainedOn,omitzero"`
	Issuer          string `json:"issuer,omitempty"`
	Committee       string `json:"committee,omitempty" doc:"仅本机构与本人"`
}

// ProgrammeView is a programme with its name.
type ProgrammeView struct {
	Programme string `json:"programme"`
	Label     string `json:"label"`
	Year      int    `json:"year,omitempty"`
}

// QualificationView is a vocational qualification or skill grade as it is shown.
type QualificationView struct {
	Type       string `json:"type"`
	Name       string `json:"name"`
	Level      string `json:"level,omitempty"`
	ObtainedOn cn.Day `json:"obtainedOn,omitzero"`
	Issuer     string `json:"issuer,omitempty"`
}

// ConsentView is a consent as the own agency and the person see it.
type ConsentView struct {
	Scope       Scope      `json:"scope"`
	Label       string     `json:"label"`
	Channel     string     `json:"channel"`
	Evidence    string     `json:"evidence,omitempty"`
	GivenOn     cn.Day     `json:"givenOn"`
	Until       cn.Day     `json:"until,omitzero"`
	WithdrawnOn *time.Time `json:"withdrawnOn,omitempty"`
	InForce     bool       `json:"inForce"`
	TextVersion string     `json:"textVersion"`
}

// ReasonView is a reason as it is shown.
type ReasonView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Action string    `json:"action"`
	Text   string    `json:"text"`
	Fields []string  `json:"fields,omitempty"`
}

// Common is what every audience that may see the record sees: the admitted facts, or the working copy for the own agency.
type Common struct {
	ID             string              `json:"id"`
	No             string              `json:"no"`
	Name           string              `json:"name"`
	Region         cn.Region           `json:"region"`
	Audience       Audience            `json:"audience"`
	Demo           bool                `json:"demo"`
	Employer       string              `json:"employer,omitempty"`
	Department     string              `json:"department,omitempty"`
	Position       string              `json:"position,omitempty"`
	City           string              `json:"city,omitempty"`
	CityLabel      string              `json:"cityLabel,omitempty"`
	Industries     []Coded             `json:"industries"`
	Disciplines    []Coded             `json:"disciplines"`
	Fields         []string            `json:"fields"`
	Bio            string              `json:"bio,omitempty"`
	Titles         []TitleView         `json:"titles"`
	Qualifications []QualificationView `json:"qualifications"`
	Programmes     []ProgrammeView     `json:"programmes"`
	Park           *Coded              `json:"park,omitempty"`
	Availability   []Coded             `json:"availability"`
	WillingRegions []cn.Region         `json:"willingRegions"`
	Languages      []string            `json:"languages"`
	RecognizedIn   []cn.Region         `json:"recognizedIn"`
	UpdatedAt      time.Time           `json:"updatedAt"`
}

// View is one record. What follows Common is for the own agency and the person, and left out for everybody else; private values are
// masks.
type View struct {
	web.View
	Common
	Status       Status        `json:"status,omitempty"`
	StatusLabel  string        `json:"statusLabel,omitempty"`
	FormerNames  []string      `json:"formerNames,omitempty"`
	LatinName    string        `json:"latinName,omitempty"`
	Gender       string        `json:"gender,omitempty"`
	Birth        cn.Day        `json:"birth,omitzero"`
	IdentityKind string        `json:"identityKind,omitempty"`
	Identity     string        `json:"identity,omitempty" doc:"掩码"`
	Phone        string        `json:"phone,omitempty" doc:"掩码"`
	Email        string        `json:"email,omitempty" doc:"掩码"`
	EmployerCode string        `json:"employerCode,omitempty"`
	Consents     []ConsentView `json:"consents,omitempty"`
	Pending      bool          `json:"pending,omitempty"`
	Reasons      []ReasonView  `json:"reasons,omitempty"`
	Can          []Verb        `json:"can,omitempty"`
	Source       Source        `json:"source,omitempty"`
	AdmittedAt   *time.Time    `json:"admittedAt,omitempty"`
	CreatedAt    *time.Time    `json:"createdAt,omitempty"`
	SuspendedTo  cn.Day        `json:"suspendedUntil,omitzero"`
	Version      int64         `json:"version,omitempty"`
}

// view makes the view of a record for an audience.
func (s *Service) view(e *Expert, as Audience, who auth.Principal) View {
	v := View{Common: s.common(e, as)}
	if as != Own && as != Self {
		return v
	}
	f := &e.Facts
	v.Status, v.StatusLabel, v.Version, v.Can, v.Pending, v.Source = e.Status, e.Status.Label(), e.Version, e.Can(who), e.Pending, e.Source
	v.FormerNames, v.LatinName, v.Gender, v.EmployerCode = f.FormerNames, f.LatinName, f.Gender, f.EmployerCode
	p := e.Private
	v.IdentityKind, v.Birth, v.Identity, v.Phone, v.Email = p.IdentityKind, p.Birth, p.Identity.Mask(), p.Phone.Mask(), p.Email.Mask()
	v.SuspendedTo = e.SuspendedUntil
	v.CreatedAt, v.AdmittedAt = moment(e.CreatedAt), moment(e.AdmittedAt)
	for _, c := range e.Consents {
		v.Consents = append(v.Consents, ConsentView{Scope: c.Scope, Label: c.Scope.Label(), Channel: c.Channel, Evidence: c.Evidence, GivenOn: c.GivenOn,
			Until: c.Until, WithdrawnOn: moment(c.Withdrawn), InForce: c.inForce(s.today()), TextVersion: c.TextVersion})
	}
	for _, r := range e.Reasons {
		v.Reasons = append(v.Reasons, ReasonView{At: store.Time(r.At), By: r.By, Action: r.Action, Text: r.Text, Fields: r.Fields})
	}
	return v
}

// common lists what the audience reads. The own agency and the person read the working copy, everybody else what was admitted.
func (s *Service) common(e *Expert, as Audience) Common {
	f := e.Seen()
	if as == Own || as == Self {
		f = &e.Facts
	}
	c := Common{ID: e.ID, No: e.No, Name: f.Name, Region: e.Region, Audience: as, Demo: e.Demo, Employer: f.Employer, Department: f.Department,
		Position: f.Position, City: f.City, Fields: nonNil(f.Fields), Bio: f.Bio, WillingRegions: nonNil(f.WillingRegions),
		Languages: nonNil(f.Languages), RecognizedIn: nonNil(e.RecognizedIn), UpdatedAt: store.Time(e.UpdatedAt)}
	if d, ok := cn.DivisionByCode(f.City); ok {
		c.CityLabel = d.Name
	}
	if f.Park != "" {
		c.Park = &Coded{Value: f.Park, Label: label(s.words.Parks, f.Park)}
	}
	c.Industries = coded(f.Industries, func(v string) string { return cn.Industry(v).Label() })
	c.Disciplines = coded(f.Disciplines, func(v string) string { return label(s.words.Disciplines, v) })
	c.Availability = coded(f.Availability, func(v string) string { return cn.Availability(v).Label() })
	c.Titles, c.Qualifications, c.Programmes = []TitleView{}, []QualificationView{}, []ProgrammeView{}
	for _, t := range f.Titles {
		v := s.titleView(t)
		if as == Own || as == Self {
			v.Committee = t.Committee
		}
		c.Titles = append(c.Titles, v)
	}
	for _, q := range f.Qualifications {
		c.Qualifications = append(c.Qualifications, QualificationView(q))
	}
	for _, p := range f.Programmes {
		c.Programmes = append(c.Programmes, ProgrammeView{Programme: p.Programme, Label: label(s.words.Programmes, p.Programme), Year: p.Year})
	}
	return c
}

func (s *Service) titleView(t Title) TitleView {
	return TitleView{Series: t.Series, SeriesLabel: label(s.words.Series, t.Series), Level: t.Level, LevelLabel: cn.Level(t.Level).Label(),
		Name: t.Name, FormerName: t.Former, Shown: t.Shown(), Speciality: t.Speciality, ObtainedBy: t.ObtainedBy,
		ObtainedByLabel: cn.ObtainedBy(t.ObtainedBy).Label(), ObtainedOn: t.ObtainedOn, Issuer: t.Issuer}
}

// Shown is the name to print: the certificate's own, with today's in brackets when the certificate bears a former one.
func (t Title) Shown() string {
	if t.Former == "" {
		return t.Name
	}
	return t.Former + "(现称 " + t.Name + ")"
}

func coded(values []string, name func(string) string) []Coded {
	out := make([]Coded, len(values))
	for i, v := range values {
		out[i] = Coded{Value: v, Label: name(v)}
	}
	return out
}

func moment(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	t := store.Time(ms)
	return &t
}

func nonNil[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
