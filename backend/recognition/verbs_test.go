package recognition

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

// variant is a state in which the verbs can differ: the same word in API.md may stand for several.
type variant string

const (
	vDraft          variant = "draft"
	vSubmitted      variant = "submitted"
	vSupplied       variant = "submitted after supplement"
	vLate           variant = "submitted, limit over"
	vSupplement     variant = "supplement_requested"
	vSupplyOver     variant = "supplement_requested, limit over"
	vAccepted       variant = "accepted"
	vIntakeRejected variant = "intake_rejected"
	vVerifiedAuto   variant = "verified, statement follows"
	vVerified       variant = "verified, host decides"
	vSourceRefused  variant = "decided: refused at the source"
	vRefused        variant = "decided: refused by the host"
	vGranted        variant = "decided: recognised"
	vFinal          variant = "decided: refused after appeal"
	vAppealOver     variant = "decided: refused, appeal limit over"
	vWithdrawn      variant = "withdrawn"
	vAppealIntake   variant = "appealed: intake"
	vAppealSource   variant = "appealed: verification"
	vAppealDecision variant = "appealed: decision"
)

// allowed is the procedure as it is written down at the counter: who may do what, where it leads. Codes after "!" are refusals other than
// wrong_state. Actors: a applicant; h, H home clerk, home reviewer or coordinator; G host reviewer or coordinator; g host clerk.
var allowed = map[variant]map[Verb]string{
	vDraft:          {Edit: "a draft", Submit: "a submitted", Withdraw: "a withdrawn"},
	vSubmitted:      {RequestSupplement: "hH supplement_requested", Accept: "hH accepted", RejectIntake: "hH intake_rejected", Withdraw: "a withdrawn"},
	vSupplied:       {RequestSupplement: "hH !supplement_already_requested", Accept: "hH accepted", RejectIntake: "hH intake_rejected", Withdraw: "a withdrawn"},
	vLate:           {RequestSupplement: "hH !deemed_accepted", RejectIntake: "hH !deemed_accepted", Verify: "hH verified", Withdraw: "a withdrawn"},
	vSupplement:     {Supplement: "a submitted", RejectIntake: "hH !supply_period_running", Withdraw: "a withdrawn"},
	vSupplyOver:     {Supplement: "a submitted", RejectIntake: "hH intake_rejected", Withdraw: "a withdrawn"},
	vAccepted:       {Verify: "hH verified", Withdraw: "a withdrawn"},
	vIntakeRejected: {Appeal: "a appealed"},
	vVerifiedAuto:   {},
	vVerified:       {Conclude: "G decided", Withdraw: "a withdrawn"},
	vSourceRefused:  {Appeal: "a appealed"},
	vRefused:        {Appeal: "a appealed"},
	vGranted:        {Appeal: "a !nothing_to_appeal"},
	vFinal:          {Appeal: "a !appeal_closed"},
	vAppealOver:     {Appeal: "a !appeal_closed"},
	vWithdrawn:      {},
	vAppealIntake:   {Accept: "H accepted", RejectIntake: "H intake_rejected"},
	vAppealSource:   {Verify: "H verified"},
	vAppealDecision: {Conclude: "G decided"},
}

// mayEver is who may do a verb in some state: in another state they are told wrong_state, all others that it is not theirs.
var mayEver = map[Verb]string{
	Edit: "a", Submit: "a", RequestSupplement: "hH", Supplement: "a", Accept: "hH", RejectIntake: "hH", Verify: "hH", Conclude: "G", Withdraw: "a", Appeal: "a",
}

type actor struct {
	sign string // as in allowed; "-" sees the case but may do nothing, "" does not see it
	who  auth.Principal
}

// actors is every role in every region, the applicant, another talent and a visitor. The case is HE to BJ.
func actors() []actor {
	list := []actor{
		{"a", auth.Principal{UserID: "applicant", Role: auth.Talent, ExpertID: "e"}},
		{"", auth.Principal{UserID: "other", Role: auth.Talent, ExpertID: "f"}},
		{"", auth.Principal{}},
	}
	sign := map[string]string{
		"HE clerk": "h", "HE reviewer": "H", "HE coordinator": "H", "BJ clerk": "g", "BJ reviewer": "G", "BJ coordinator": "G",
	}
	for _, role := range auth.Roles() {
		for _, region := range append(cn.Regions(), "") {
			if role == auth.Talent {
				continue
			}
			who := auth.Principal{UserID: fmt.Sprintf("%s-%s", region, role), Role: role, Region: region, AgencyID: string(region)}
			list = append(list, actor{sign[fmt.Sprintf("%s %s", region, role)], who})
		}
	}
	return list
}

type bench struct {
	t         *testing.T
	catalogue *Catalogue
	book      *Book
	cal       *cn.Calendar
	service   *Service
}

func newBench(t *testing.T) *bench {
	files := os.DirFS("../../seed")
	c, err := LoadCatalogue(files)
	require.NoError(t, err)
	b, err := LoadBook(files, "rules/demo.yaml", c)
	require.NoError(t, err)
	days, err := os.ReadFile("../../seed/catalogue/calendar.yaml")
	require.NoError(t, err)
	cal, err := cn.ParseCalendar(days)
	require.NoError(t, err)
	return &bench{t: t, catalogue: c, book: b, cal: cal, service: &Service{catalogue: c, book: b, calendar: cal}}
}

func (b *bench) moment(day string, who auth.Principal) moment {
	d := cn.MustDay(day)
	return moment{who: who, at: d.Time().Add(10 * time.Hour), day: d, cal: b.cal}
}

var (
	applicant    = auth.Principal{UserID: "applicant", Role: auth.Talent, ExpertID: "e"}
	homeClerk    = auth.Principal{UserID: "first-clerk", Role: auth.Clerk, Region: cn.Hebei}
	homeReviewer = auth.Principal{UserID: "first-reviewer", Role: auth.Reviewer, Region: cn.Hebei}
	hostReviewer = auth.Principal{UserID: "first-host", Role: auth.Reviewer, Region: cn.Beijing}
)

// claimOf is a claim whose statement follows by itself (HE to BJ), or one that the host decides (HE to TJ, conditional).
func claimOf(hostDecides bool) Claim {
	if hostDecides {
		return Claim{Asked: Asked{Title: "高级工程师", From: "HE", To: cn.Tianjin}}
	}
	return Claim{Asked: Asked{Title: "高级工程师", From: "HE", To: cn.Beijing}}
}

func (b *bench) do(a *Application, day string, who auth.Principal, v Verb, in Act) {
	b.t.Helper()
	m := b.moment(day, who)
	a.settle(b.cal, m.day)
	require.NoError(b.t, a.allows(v, m))
	in.judge, in.no = b.service.judge, "HR-HE-BJ-2026-000001"
	require.NoError(b.t, a.act(v, m, in))
}

func (b *bench) newCase(hostDecides bool) *Application {
	a := &Application{State: Draft, Applicant: "applicant", ExpertID: "e", HolderName: "王示远"}
	require.NoError(b.t, a.edit(claimOf(hostDecides)))
	return a
}

var refusal = Act{Reason: "not_genuine", Text: "查无此证。"}

// inState plays a case into a variant; the day of looking at it is returned with it.
func (b *bench) inState(v variant) (*Application, string) {
	host := slices.Contains([]variant{vVerified, vRefused, vGranted, vFinal, vAppealOver, vAppealDecision}, v)
	a := b.newCase(host)
	granted := Act{Recognized: true, Met: []string{"same_speciality", "employer_in_region"}}
	hostWho := hostReviewer
	hostWho.Region = a.Host
	steps := map[variant][]func(){}
	submit := func() { b.do(a, "2026-06-01", applicant, Submit, Act{}) }
	ask := func() {
		b.do(a, "2026-06-02", homeClerk, RequestSupplement, Act{Missing: []Missing{{Code: "identity"}}})
	}
	supply := func() {
		b.do(a, "2026-06-03", applicant, Supplement, Act{Materials: []Material{{Code: "identity"}}})
	}
	accept := func() { b.do(a, "2026-06-04", homeClerk, Accept, Act{}) }
	rejectIntake := func() { b.do(a, "2026-06-04", homeReviewer, RejectIntake, refusal) }
	verify := func() { b.do(a, "2026-06-05", homeReviewer, Verify, Act{Pass: true}) }
	refuseSource := func() { b.do(a, "2026-06-05", homeReviewer, Verify, refusal) }
	refuse := func() { b.do(a, "2026-06-08", hostWho, Conclude, refusal) }
	grant := func() { b.do(a, "2026-06-08", hostWho, Conclude, granted) }
	appeal := func() { b.do(a, "2026-06-09", applicant, Appeal, Act{Text: "请复核。"}) }
	again := func() {
		other := hostWho
		other.UserID = "second-host"
		b.do(a, "2026-06-09", other, Conclude, refusal)
	}
	withdraw := func() { b.do(a, "2026-06-04", applicant, Withdraw, Act{}) }
	steps[vSubmitted], steps[vLate] = []func(){submit}, []func(){submit}
	steps[vSupplement], steps[vSupplyOver] = []func(){submit, ask}, []func(){submit, ask}
	steps[vSupplied] = []func(){submit, ask, supply}
	steps[vAccepted], steps[vWithdrawn] = []func(){submit, accept}, []func(){submit, withdraw}
	steps[vIntakeRejected], steps[vAppealIntake] = []func(){submit, rejectIntake}, []func(){submit, rejectIntake, appeal}
	steps[vVerifiedAuto], steps[vVerified] = []func(){submit, accept, verify}, []func(){submit, accept, verify}
	steps[vSourceRefused], steps[vAppealSource] = []func(){submit, accept, refuseSource}, []func(){submit, accept, refuseSource, appeal}
	steps[vRefused], steps[vAppealOver] = []func(){submit, accept, verify, refuse}, []func(){submit, accept, verify, refuse}
	steps[vGranted] = []func(){submit, accept, verify, grant}
	steps[vAppealDecision] = []func(){submit, accept, verify, refuse, appeal}
	steps[vFinal] = []func(){submit, accept, verify, refuse, appeal, again}
	for _, step := range steps[v] {
		step()
	}
	day := map[variant]string{vSubmitted: "2026-06-02", vLate: "2026-06-09", vSupplyOver: "2026-06-25", vAppealOver: "2026-07-08"}[v]
	if day == "" {
		day = "2026-06-10"
	}
	return a, day
}

// inputs that make each verb succeed when it is allowed.
func goodInput(v Verb) Act {
	switch v {
	case Edit:
		claim := claimOf(false)
		return Act{Claim: &claim}
	case RequestSupplement:
		return Act{Missing: []Missing{{Code: "title_certificate"}}}
	case Supplement:
		return Act{Materials: []Material{{Code: "identity"}}}
	case RejectIntake:
		return refusal
	case Verify:
		return Act{Pass: true}
	case Conclude:
		return Act{Recognized: true, Met: []string{"same_speciality", "employer_in_region"}}
	case Appeal:
		return Act{Text: "请复核。"}
	}
	return Act{}
}

func TestEveryStateVerbRoleAndRegion(t *testing.T) {
	b := newBench(t)
	n := 0
	for state, verbs := range allowed {
		for _, v := range Verbs() {
			for _, who := range actors() {
				a, day := b.inState(state)
				host := a.Host
				a.Host = cn.Beijing // one table for both kinds of case
				m := b.moment(day, who.who)
				a.settle(b.cal, m.day)
				name := fmt.Sprintf("%s: %s by %s of %q", state, v, who.who.UserID, who.who.Region)
				err := a.allows(v, m)
				require.Equal(t, expected(state, verbs, v, who), fault.CodeOf(orNone(err)), name)
				require.Equal(t, err == nil, slices.Contains(a.Can(m), v), name)
				n++
				if err != nil {
					continue
				}
				in := goodInput(v)
				in.judge, in.no = b.service.judge, "HR-HE-BJ-2026-000002"
				a.Host = host
				require.NoError(t, a.act(v, m, in), name)
				require.Equal(t, leadsTo(verbs[v]), string(a.State), name)
				require.Equal(t, a.Closed(), a.Holding == "", name)
			}
		}
	}
	require.Equal(t, 19*10*len(actors()), n)
}

func orNone(err error) error {
	if err == nil {
		return fault.New(fault.Invalid, "", "")
	}
	return err
}

// expected reads the table.
func expected(state variant, verbs map[Verb]string, v Verb, who actor) string {
	sees := who.sign == "a" || (who.sign != "" && state != vDraft)
	if !sees {
		return "application_not_found"
	}
	if !slices.Contains([]byte(mayEver[v]), who.sign[0]) {
		return "not_your_case"
	}
	row, listed := verbs[v]
	if !listed {
		return "wrong_state"
	}
	signs, result := row[:slices.Index([]byte(row), ' ')], leadsTo(row)
	if !slices.Contains([]byte(signs), who.sign[0]) {
		return "not_your_case"
	}
	if result[0] == '!' {
		return result[1:]
	}
	return ""
}

func leadsTo(row string) string { return row[slices.Index([]byte(row), ' ')+1:] }

func TestTheSamePersonNeverLooksAgain(t *testing.T) {
	b := newBench(t)
	a, day := b.inState(vAppealIntake)
	require.Equal(t, "same_person", fault.CodeOf(a.allows(Accept, b.moment(day, homeReviewer))))
	a, day = b.inState(vAppealSource)
	require.Equal(t, "same_person", fault.CodeOf(a.allows(Verify, b.moment(day, homeReviewer))))
	a, day = b.inState(vAppealDecision)
	host := hostReviewer
	host.Region = a.Host
	require.Equal(t, "same_person", fault.CodeOf(a.allows(Conclude, b.moment(day, host))))
}

// A central unit's title has no home agency among the three: the region of use takes it in, verifies and decides, by two persons.
func TestACentralTitleIsHandledWhereItIsUsedByTwoPersons(t *testing.T) {
	b := newBench(t)
	a := &Application{State: Draft, Applicant: "applicant", ExpertID: "e"}
	require.NoError(t, a.edit(Claim{Asked: Asked{Title: "高级工程师", From: Central, To: cn.Tianjin}}))
	require.Equal(t, cn.Tianjin, a.Home)
	clerk := auth.Principal{UserID: "tj-1", Role: auth.Reviewer, Region: cn.Tianjin}
	b.do(a, "2026-06-01", applicant, Submit, Act{})
	b.do(a, "2026-06-02", clerk, Accept, Act{})
	b.do(a, "2026-06-03", clerk, Verify, Act{Pass: true})
	require.Equal(t, []string{"TJ"}, a.Parties)
	require.Equal(t, "same_person", fault.CodeOf(a.allows(Conclude, b.moment("2026-06-04", clerk))))
	other := clerk
	other.UserID = "tj-2"
	b.do(a, "2026-06-04", other, Conclude, Act{Recognized: true, Met: []string{"same_speciality", "employer_in_region"}})
	require.True(t, a.Issue)
}

func TestInputsOfVerbsAreHeldToTheirRules(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct {
		in   variant
		who  auth.Principal
		verb Verb
		act  Act
		code string
	}{
		"nothing is missing":               {vSubmitted, homeClerk, RequestSupplement, Act{}, "missing_required"},
		"a missing thing without words":    {vSubmitted, homeClerk, RequestSupplement, Act{Missing: []Missing{{Code: "other"}}}, "missing_required"},
		"the same thing twice":             {vSubmitted, homeClerk, RequestSupplement, Act{Missing: []Missing{{Code: "identity"}, {Code: "identity"}}}, "missing_required"},
		"half of what was asked for":       {vSupplement, applicant, Supplement, Act{Materials: []Material{{Code: "title_certificate"}}}, "supplement_incomplete"},
		"refused at intake without words":  {vSubmitted, homeClerk, RejectIntake, Act{Reason: "not_in_scope"}, "reason_required"},
		"refused for a reason not listed":  {vSubmitted, homeClerk, RejectIntake, Act{Reason: "whim", Text: "不想办。"}, "reason_required"},
		"failed at the source, no reason":  {vAccepted, homeClerk, Verify, Act{}, "reason_required"},
		"refused by the host, no reason":   {vVerified, hostReviewer, Conclude, Act{Met: []string{"same_speciality"}}, "reason_required"},
		"recognised with a condition open": {vVerified, hostReviewer, Conclude, Act{Recognized: true, Met: []string{"same_speciality"}}, "conditions_open"},
		"an appeal without words":          {vRefused, applicant, Appeal, Act{Text: " "}, "text_required"},
	} {
		t.Run(name, func(t *testing.T) {
			a, day := b.inState(c.in)
			if c.who.Region == cn.Beijing {
				c.who.Region = a.Host
			}
			before := a.State
			m := b.moment(day, c.who)
			require.NoError(t, a.allows(c.verb, m))
			c.act.judge = b.service.judge
			require.Equal(t, c.code, fault.CodeOf(a.act(c.verb, m, c.act)))
			require.Equal(t, before, a.State)
		})
	}
}
