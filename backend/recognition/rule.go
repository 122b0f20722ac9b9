package recognition

import (
	"slices"
	"strings"

	"talentcircle/backend/cn"
)

// Any is the from and to of a rule that holds for every direction.
const Any = "ANY"

// Rule says what holds in one direction, in versions of which at most one is in force on a day. Versions are only ever added: each comes
// into force after the day it was signed, so an answer as of a past day never changes.
type Rule struct {
	ID       string    `yaml:"id"`
	Name     string    `yaml:"name"`
	Kind     Kind      `yaml:"kind"`
	From     Origin    `yaml:"from"`
	To       cn.Region `yaml:"to"`
	Priority int       `yaml:"priority"` // of two that apply the higher wins; then the lower id
	Versions []Version `yaml:"versions"`
}

// Version is one wording of a rule.
type Version struct {
	Number     int    `yaml:"version"`
	SignedOn   cn.Day `yaml:"signedOn"`
	ForceFrom  cn.Day `yaml:"inForceFrom"`
	ForceUntil cn.Day `yaml:"inForceUntil"` // last day; zero: until a later version
	Repealed   bool   `yaml:"repealed"`     // from ForceFrom on the rule is no more
	Clause     string `yaml:"clause"`

	// What it is about; left out, a criterion holds for everything.
	Series        []string        `yaml:"series"`
	Levels        []cn.Level      `yaml:"levels"`
	Names         []string        `yaml:"names"`
	ObtainedBy    []cn.ObtainedBy `yaml:"obtainedBy"`
	ObtainedFrom  cn.Day          `yaml:"obtainedFrom"`
	ObtainedUntil cn.Day          `yaml:"obtainedUntil"`
	CoversEarlier bool            `yaml:"coversEarlier"` // also what was obtained before it came into force
	Exam          string          `yaml:"exam"`          // of vocational qualifications: national, provincial
	SeriesChange  bool            `yaml:"seriesChange"`  // about use in another series than the title's own

	// What follows.
	Outcome      Outcome      `yaml:"outcome"`
	Conditions   []string     `yaml:"conditions"` // codes
	Purposes     []cn.Purpose `yaml:"purposes"`   // what it takes effect for
	NotFor       []string     `yaml:"notFor"`     // codes
	Documents    []string     `yaml:"documents"`  // codes of what an application must hold
	PromisedDays int          `yaml:"promisedDays"`
	ValidMonths  int          `yaml:"validMonths"` // of a statement
	Because      string       `yaml:"because"`     // of not_recognized
	Instead      string       `yaml:"instead"`     // what to do then
}

// obtainedRange is when the object must have been obtained; a zero end is open.
func (v *Version) obtainedRange() (from, until cn.Day) {
	if v.ObtainedFrom.IsZero() && !v.CoversEarlier {
		return v.ForceFrom, v.ObtainedUntil
	}
	return v.ObtainedFrom, v.ObtainedUntil
}

// inForce is the version that holds on a day; nil when none does. known is the version a reader should be told about instead.
func (r *Rule) inForce(on cn.Day) (now, known *Version) {
	for i := range r.Versions {
		v := &r.Versions[i]
		if v.ForceFrom.After(on) {
			if now == nil && known == nil {
				known = v // the first that is to come
			}
			break
		}
		now, known = v, v
	}
	if now != nil && (now.Repealed || (!now.ForceUntil.IsZero() && on.After(now.ForceUntil))) {
		now = nil
	}
	return now, known
}

// leads reports whether the rule is about this kind and direction.
func (r *Rule) leads(kind Kind, from Origin, to cn.Region) bool {
	return r.Kind == kind && (r.From == Any || r.From == from) && (r.To == Any || r.To == to)
}

// Book is the rules with the wording of their codes. It is read once and never changed, so it may be shared.
type Book struct {
	Conditions words     `yaml:"conditions"`
	Effects    words     `yaml:"effects"`
	NotFor     words     `yaml:"notFor"`
	Documents  words     `yaml:"documents"`
	Statutory  Statutory `yaml:"statutory"`
	Rules      []Rule    `yaml:"rules"`

	routes map[route][]*Rule // by direction, the winning ones first
}

type words map[string]string

// Statutory is the limit a law sets for a decision, shown for reference beside the promised one.
type Statutory struct {
	Days      int    `yaml:"days"`      // working days
	Reference string `yaml:"reference"` // id of the document
	Article   string `yaml:"article"`
}

type route struct {
	kind Kind
	from Origin
	to   cn.Region
}

// along lists the rules about a direction, those that win over others first.
func (b *Book) along(kind Kind, from Origin, to cn.Region) []*Rule {
	return b.routes[route{kind, from, to}]
}

// version finds a version by the rule's id and number; nil when there is none.
func (b *Book) version(id string, number int) *Version {
	for i := range b.Rules {
		if b.Rules[i].ID != id {
			continue
		}
		for j := range b.Rules[i].Versions {
			if v := &b.Rules[i].Versions[j]; v.Number == number {
				return v
			}
		}
	}
	return nil
}

// compile sorts the rules into their directions.
func (b *Book) compile() {
	b.routes = map[route][]*Rule{}
	for i := range b.Rules {
		r := &b.Rules[i]
		for _, from := range origins() {
			for _, to := range cn.Regions() {
				if r.leads(r.Kind, from, to) {
					key := route{r.Kind, from, to}
					b.routes[key] = append(b.routes[key], r)
				}
			}
		}
	}
	for _, rules := range b.routes {
		slices.SortStableFunc(rules, func(a, b *Rule) int {
			if a.Priority != b.Priority {
				return b.Priority - a.Priority
			}
			return strings.Compare(a.ID, b.ID)
		})
	}
}

func origins() []Origin {
	return []Origin{Origin(cn.Beijing), Origin(cn.Tianjin), Origin(cn.Hebei), Central, Other}
}
