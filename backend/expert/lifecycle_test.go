package expert

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// may is the life cycle as the rules are written down at the counter: role of the owning agency, verb, states. What is not here is
// refused.
var may = map[auth.Role]map[Verb][]Status{
	auth.Clerk: {
		Edit:     {Draft, Returned, Published, Lapsed},
		Submit:   {Draft, Returned, Published, Lapsed},
		Recall:   {Submitted},
		Withdraw: {Draft, Submitted, Returned, Published, Suspended, Lapsed},
	},
	auth.Reviewer: {
		Publish:  {Submitted},
		Return:   {Submitted},
		Reject:   {Submitted},
		Suspend:  {Published},
		Resume:   {Suspended},
		Withdraw: {Draft, Submitted, Returned, Published, Suspended, Lapsed},
	},
	auth.Coordinator: {
		Suspend: {Published},
		Resume:  {Suspended},
		Remove:  {Published, Suspended, Lapsed},
	},
}

func TestEveryStateVerbRoleAndRegion(t *testing.T) {
	for _, status := range Statuses() {
		for _, verb := range Verbs() {
			for _, role := range append(auth.Roles(), auth.Visitor) {
				for _, region := range append(cn.Regions(), "") {
					who := auth.Principal{UserID: "someone-else", Role: role, Region: region}
					e := &Expert{Region: cn.Hebei, Status: status, Pending: true, CreatedBy: "creator", SubmittedBy: "submitter", EditedBy: []string{"editor"}}
					want := region == cn.Hebei && slices.Contains(may[role][verb], status)
					require.Equal(t, want, e.allows(verb, who) == nil, fmt.Sprintf("%s %s as %s of %s", verb, status, role, region))
				}
			}
		}
	}
}

func TestWhoHadAHandInItDoesNotReviewIt(t *testing.T) {
	for name, e := range map[string]*Expert{
		"created":                   {CreatedBy: "r"},
		"edited":                    {EditedBy: []string{"x", "r"}},
		"submitted":                 {SubmittedBy: "r"},
		"edited an admitted record": {Admitted: &Facts{}, EditedBy: []string{"r"}},
	} {
		e.Region, e.Status = cn.Hebei, Submitted
		for _, verb := range []Verb{Publish, Return, Reject} {
			require.ErrorIs(t, e.allows(verb, auth.Principal{UserID: "r", Role: auth.Reviewer, Region: cn.Hebei}), errOtherHands, name)
			require.NoError(t, e.allows(verb, auth.Principal{UserID: "s", Role: auth.Reviewer, Region: cn.Hebei}), name)
		}
	}
	old := &Expert{Region: cn.Hebei, Status: Submitted, Admitted: &Facts{}, CreatedBy: "r", SubmittedBy: "c", EditedBy: []string{"c"}}
	require.NoError(t, old.allows(Publish, auth.Principal{UserID: "r", Role: auth.Reviewer, Region: cn.Hebei}),
		"who created the record long ago may review somebody else's edit")
}

func TestAnEditedRecordGoesOnShowingWhatWasAdmitted(t *testing.T) {
	clerk := auth.Principal{UserID: "c", Role: auth.Clerk, Region: cn.Hebei}
	reviewer := auth.Principal{UserID: "r", Name: "复核", Role: auth.Reviewer, Region: cn.Hebei}
	e := &Expert{Region: cn.Hebei, Status: Draft, Facts: Facts{Name: "王示远"}, CreatedBy: "c"}
	require.Nil(t, e.Seen())
	require.NoError(t, e.submit(clerk))
	require.NoError(t, e.publish(reviewer, 1))
	require.ErrorIs(t, e.submit(clerk), errUnchanged)

	e.Facts.Employer, e.Pending = "河北示例工程学会(虚构)", true
	require.NoError(t, e.submit(clerk))
	require.Empty(t, e.Seen().Employer)
	require.ErrorIs(t, e.review(Return, reviewer, Reason{Text: " "}), errReason)
	require.NoError(t, e.review(Return, reviewer, Reason{Text: "请补充单位证明。"}))
	require.Empty(t, e.Seen().Employer)
	require.NoError(t, e.submit(clerk))
	require.NoError(t, e.review(Reject, reviewer, Reason{Text: "单位信息不实。"}))
	require.Equal(t, Published, e.Status, "rejecting a change leaves the admitted record in force")
	require.Empty(t, e.Facts.Employer)
	require.False(t, e.Pending)
}

func TestRecallGoesBackToWhereItCameFrom(t *testing.T) {
	clerk := auth.Principal{UserID: "c", Role: auth.Clerk, Region: cn.Hebei}
	e := &Expert{Region: cn.Hebei, Status: Submitted}
	require.NoError(t, e.recall(clerk))
	require.Equal(t, Draft, e.Status)
	e = &Expert{Region: cn.Hebei, Status: Submitted, Admitted: &Facts{}, Pending: true}
	require.NoError(t, e.recall(clerk))
	require.Equal(t, Published, e.Status)
}

func TestAudienceFollowsConsentRegionAndHiding(t *testing.T) {
	today := cn.MustDay("2026-06-30")
	agree := func(scopes ...Scope) (out []Consent) {
		for _, s := range scopes {
			out = append(out, Consent{Scope: s, GivenOn: cn.MustDay("2026-01-01")})
		}
		return out
	}
	admitted := func(c ...Consent) *Expert {
		e := &Expert{Meta: store.Meta{ID: "x"}, Region: cn.Hebei, Status: Published, Admitted: &Facts{}, Consents: c, HiddenFrom: []string{"emp-hidden"}}
		return e
	}
	own := auth.Principal{UserID: "1", Role: auth.Clerk, Region: cn.Hebei}
	other := auth.Principal{UserID: "2", Role: auth.Reviewer, Region: cn.Beijing}
	employer := auth.Principal{UserID: "3", Role: auth.Employer, EmployerID: "emp"}
	hidden := auth.Principal{UserID: "4", Role: auth.Employer, EmployerID: "emp-hidden"}
	self := auth.Principal{UserID: "5", Role: auth.Talent, ExpertID: "x"}
	visitor, auditor := auth.Principal{}, auth.Principal{UserID: "6", Role: auth.Auditor}

	for name, c := range map[string]struct {
		e    *Expert
		want map[*auth.Principal]Audience
	}{
		"no consent":     {admitted(), map[*auth.Principal]Audience{&own: Own, &other: Nobody, &employer: Nobody, &hidden: Nobody, &self: Self, &visitor: Nobody, &auditor: Nobody}},
		"circle":         {admitted(agree(Circle)...), map[*auth.Principal]Audience{&own: Own, &other: InCircle, &employer: Nobody, &visitor: Nobody}},
		"employers":      {admitted(agree(Employers)...), map[*auth.Principal]Audience{&other: Nobody, &employer: ToEmp, &hidden: Nobody, &visitor: Nobody}},
		"public":         {admitted(agree(Public)...), map[*auth.Principal]Audience{&other: ToAll, &employer: ToAll, &hidden: Nobody, &visitor: ToAll, &auditor: ToAll}},
		"not begun":      {admitted(Consent{Scope: Public, GivenOn: cn.MustDay("2026-07-01")}), map[*auth.Principal]Audience{&visitor: Nobody}},
		"last day":       {admitted(Consent{Scope: Public, GivenOn: cn.MustDay("2026-01-01"), Until: today}), map[*auth.Principal]Audience{&visitor: ToAll}},
		"over":           {admitted(Consent{Scope: Public, GivenOn: cn.MustDay("2026-01-01"), Until: cn.MustDay("2026-06-29")}), map[*auth.Principal]Audience{&visitor: Nobody}},
		"withdrawn":      {admitted(Consent{Scope: Public, GivenOn: cn.MustDay("2026-01-01"), Withdrawn: 1}), map[*auth.Principal]Audience{&visitor: Nobody}},
		"never admitted": {&Expert{Region: cn.Hebei, Status: Submitted, Consents: agree(Circle, Employers, Public)}, map[*auth.Principal]Audience{&own: Own, &other: Nobody, &employer: Nobody, &visitor: Nobody}},
		"suspended":      {&Expert{Region: cn.Hebei, Status: Suspended, Admitted: &Facts{}, Consents: agree(Circle, Employers, Public)}, map[*auth.Principal]Audience{&own: Own, &other: Nobody, &visitor: Nobody}},
	} {
		for who, want := range c.want {
			require.Equal(t, want, c.e.audience(*who, today), "%s as %s %s", name, who.Role, who.UserID)
			found := false // what the index would answer must agree
			for _, g := range asking(*who).Groups {
				found = found || slices.Contains(c.e.groups(today), g)
			}
			if who != &hidden && want != Self {
				require.Equal(t, want != Nobody, found, "index: %s as %s", name, who.Role)
			}
		}
	}
}
