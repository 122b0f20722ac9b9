package recognition_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/fault"
	"talentcircle/backend/recognition"
)

func (h *house) check(text, name string) *recognition.Checkup {
	h.t.Helper()
	c, err := h.CheckCredential(h.ctx, text, name)
	require.NoError(h.t, err)
	return c
}

func (h *house) checkOn(code credential.Code, day string) recognition.Status {
	h.t.Helper()
	c, err := h.CheckCode(h.ctx, code.String(), "", cn.MustDay(day))
	require.NoError(h.t, err)
	return c.Status
}

// result tells the result of one check.
func result(c *recognition.Checkup, name string) recognition.Result {
	for _, line := range c.Checks {
		if line.Name == name {
			return line.Result
		}
	}
	return "absent"
}

func (h *house) stand(when string, st *recognition.Statement, to recognition.Standing) *recognition.Statement {
	h.t.Helper()
	h.now = at(when)
	after, err := h.Stand(h.ctx, staff(cn.Tianjin, auth.Reviewer), st.ID, st.Version, to, "来信反映,经核实。")
	require.NoError(h.t, err)
	return after
}

func TestEachStatusIsAnsweredForWhatItIs(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	never := credential.NewCode()
	typo := []byte(st.Code)
	typo[3] = map[bool]byte{true: '7', false: '8'}[typo[3] == '8']
	for name, c := range map[string]struct {
		text string
		want recognition.Status
	}{
		"the code":                     {st.Code.String(), recognition.StatusValid},
		"the code as typed":            {strings.ToLower(string(st.Code)), recognition.StatusValid},
		"the address in the QR":        {"https://portal.example/verify/" + string(st.Code), recognition.StatusValid},
		"the signed text":              {st.Token, recognition.StatusValid},
		"a code that was never given":  {never.String(), recognition.StatusNotFound},
		"a typing error":               {string(typo), recognition.StatusInvalid},
		"the statement's number":       {st.No, recognition.StatusInvalid},
		"the case's number":            {"HR-TJ-BJ-2026-000001", recognition.StatusInvalid},
		"an expert's number":           {"JJJ-BJ-2026-000123", recognition.StatusInvalid},
		"a skill certificate":          {"Y000112000000202610001234"[:22], recognition.StatusNotCovered},
		"an old vocational one":        {"1512003000400123", recognition.StatusNotCovered},
		"a title certificate":          {"HN20190110001", recognition.StatusNotCovered},
		"an identity number":           {"12019919720606005X", recognition.StatusNotCovered},
		"nonsense":                     {"<script>alert(1)</script>", recognition.StatusInvalid},
		"nothing":                      {"", recognition.StatusInvalid},
		"three parts that are no text": {"a.b.c", recognition.StatusInvalid},
	} {
		got := h.check(c.text, "")
		require.Equal(t, c.want, got.Status, name)
		require.Equal(t, c.want == recognition.StatusValid, got.Statement != nil, name)
		require.Len(t, got.Checks, 7)
	}
}

func TestEveryStatusHasASentenceOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range recognition.Statuses() {
		require.NotEmpty(t, s.Sentence(), s)
		require.False(t, seen[s.Sentence()], s)
		seen[s.Sentence()] = true
	}
	require.Len(t, seen, 8)
}

func TestRevokingIsFinalAndThePastStays(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	st = h.stand("2026-03-16 09:00", st, recognition.TakenBack)
	require.Equal(t, recognition.StatusRevoked, h.check(string(st.Code), "").Status)
	require.Equal(t, recognition.StatusValid, h.checkOn(st.Code, "2026-03-15"))
	require.Equal(t, recognition.StatusRevoked, h.checkOn(st.Code, "2026-03-16"))
	require.Equal(t, recognition.StatusNotFound, h.checkOn(st.Code, "2026-03-01"), "not yet issued")
	require.Equal(t, recognition.StatusRevoked, h.checkOn(st.Code, "2030-01-01"), "a day to come is as today")
	for _, to := range []recognition.Standing{recognition.InForce, recognition.OnHold, recognition.TakenBack} {
		_, err := h.Stand(h.ctx, staff(cn.Tianjin, auth.Reviewer), st.ID, st.Version, to, "改判。")
		require.Equal(t, "statement_revoked", fault.CodeOf(err), to)
	}
}

func TestSuspendingIsReversible(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	_, err := h.Stand(h.ctx, staff(cn.Tianjin, auth.Reviewer), st.ID, st.Version, recognition.InForce, "恢复。")
	require.Equal(t, "wrong_state", fault.CodeOf(err))
	st = h.stand("2026-04-01 09:00", st, recognition.OnHold)
	require.Equal(t, recognition.StatusSuspended, h.check(string(st.Code), "").Status)
	st = h.stand("2026-05-06 09:00", st, recognition.InForce)
	require.Equal(t, recognition.StatusValid, h.check(string(st.Code), "").Status)
	require.Equal(t, recognition.StatusSuspended, h.checkOn(st.Code, "2026-04-15"))
	require.Len(t, st.History, 2)
}

func TestOnlyTheIssuersReviewersChangeAStatement(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	for who, code := range map[auth.Principal]string{
		staff(cn.Tianjin, auth.Clerk):       "not_your_statement",
		staff(cn.Beijing, auth.Reviewer):    "not_your_statement",
		staff(cn.Beijing, auth.Coordinator): "not_your_statement",
		talent():                            "not_your_statement",
		staff(cn.Hebei, auth.Reviewer):      "statement_not_found",
		{}:                                  "statement_not_found",
		{UserID: "s", Role: auth.System}:    "statement_not_found",
	} {
		_, err := h.Stand(h.ctx, who, st.ID, st.Version, recognition.OnHold, "试一试。")
		require.Equal(t, code, fault.CodeOf(err), who.UserID)
	}
	_, err := h.Stand(h.ctx, staff(cn.Tianjin, auth.Coordinator), st.ID, st.Version+1, recognition.OnHold, "暂停。")
	require.Equal(t, "stale_version", fault.CodeOf(err))
	_, err = h.Stand(h.ctx, staff(cn.Tianjin, auth.Coordinator), st.ID, st.Version, recognition.OnHold, " ")
	require.Equal(t, "text_required", fault.CodeOf(err))
	_, err = h.Stand(h.ctx, staff(cn.Tianjin, auth.Coordinator), st.ID, st.Version, recognition.OnHold, "暂停。")
	require.NoError(t, err)

	h.relay()
	entries, err := h.audit.History(h.ctx, cn.Tianjin, recognition.StatementCollection+"/"+st.ID, 20)
	require.NoError(t, err)
	got := actions(entries)
	slices.Sort(got)
	require.Equal(t, []string{"statement.issue", "statement.suspend", "statement.suspend denied", "statement.suspend denied", "statement.suspend denied"}, got)
}

func TestAStatementEnds(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	h.now = at("2028-03-02 09:59")
	require.Equal(t, recognition.StatusValid, h.check(string(st.Code), "").Status)
	h.now = at("2028-03-02 10:00")
	require.Equal(t, recognition.StatusExpired, h.check(string(st.Code), "").Status)
	require.Equal(t, recognition.StatusExpired, h.check(st.Token, "").Status)
	h.stand("2028-03-03 09:00", st, recognition.TakenBack)
	require.Equal(t, recognition.StatusRevoked, h.check(string(st.Code), "").Status, "revoked weighs more than expired")
}

func TestAProofLinkEndsByItself(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	link, err := h.Link(h.ctx, talent(), st.ID, 7)
	require.NoError(t, err)
	require.NotEqual(t, st.Code, link.Code)
	c := h.check(string(link.Code), "")
	require.Equal(t, recognition.StatusValid, c.Status)
	require.Equal(t, recognition.Pass, result(c, "link"))
	h.now = at("2026-03-09 10:00")
	c = h.check(string(link.Code), "")
	require.Equal(t, recognition.StatusExpiredLink, c.Status)
	require.Nil(t, c.Statement)
	require.Equal(t, recognition.StatusValid, h.check(string(st.Code), "").Status)

	for _, days := range []int{-1, 0, 181} {
		_, err := h.Link(h.ctx, talent(), st.ID, days)
		require.Equal(t, "link_days_invalid", fault.CodeOf(err))
	}
	_, err = h.Link(h.ctx, staff(cn.Tianjin, auth.Reviewer), st.ID, 7)
	require.Equal(t, "not_your_statement", fault.CodeOf(err))
}

func TestAllChecksAreListedAndTheNameIsCompared(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	for name, want := range map[string]struct {
		match  string
		result recognition.Result
	}{
		"陈示海": {"一致", recognition.Pass}, " 陈 示 海 ": {"一致", recognition.Pass}, "陳示海": {"一致", recognition.Pass},
		"陈示": {"不一致", recognition.Fail}, "陈*海": {"不一致", recognition.Fail}, "": {"", recognition.NotChecked},
	} {
		c := h.check(string(st.Code), name)
		require.Equal(t, want.match, c.NameMatch, name)
		require.Equal(t, want.result, result(c, "name"), name)
		for _, line := range []string{"form", "signature", "issuer", "dates", "status"} {
			require.Equal(t, recognition.Pass, result(c, line), line)
		}
	}
	require.Empty(t, h.check(credential.NewCode().String(), "陈示海").NameMatch, "nothing is said about a name without a statement")
}

func TestEveryChangedByteOfAStatementIsRefused(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	for i := range len(st.Token) {
		altered := []byte(st.Token)
		altered[i] ^= 1
		c := h.check(string(altered), "陈示海")
		require.NotEqual(t, recognition.StatusValid, c.Status, "byte %d", i)
		require.Nil(t, c.Statement)
		require.Empty(t, c.NameMatch)
	}
	last := st.Token[len(st.Token)-1]
	for _, other := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		if byte(other) != last {
			require.Equal(t, recognition.StatusInvalid, h.check(st.Token[:len(st.Token)-1]+string(other), "").Status)
		}
	}
}

func TestForgeriesAreRefused(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	parts := strings.Split(st.Token, ".")
	head := func(text string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(text)) + "." + parts[1] + "." + parts[2]
	}
	require.Equal(t, recognition.StatusInvalid, h.check(head(`{"alg":"none","kid":"x","typ":"vc+jwt"}`), "").Status)

	stranger, err := credential.NewSigner("0190a5b6-0000-7000-8000-000000000001", "https://other.example", h.now)
	require.NoError(t, err)
	foreign, err := stranger.Sign(credential.TypeCredential, credential.New(stranger.Issuer, "外部机构", "urn:x", "Y", h.now, h.now.Add(time.Hour), struct{}{}))
	require.NoError(t, err)
	require.Equal(t, recognition.StatusNotCovered, h.check(foreign, "").Status, "somebody else's credential")

	stranger.Issuer = "urn:talentcircle:agency:TJ"
	posing, err := stranger.Sign(credential.TypeCredential, credential.New(stranger.Issuer, "天津", "urn:uuid:"+st.ID, "Y", h.now, h.now.Add(time.Hour), struct{}{}))
	require.NoError(t, err)
	require.Equal(t, recognition.StatusInvalid, h.check(posing, "").Status, "poses as ours with a key that is not")

	list, err := h.StatusList(h.ctx, "TJ-1-revocation")
	require.NoError(t, err)
	require.Equal(t, recognition.StatusNotFound, h.check(list, "").Status, "a list of ours is no statement")
}

func TestStatementsOutliveTheProcess(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	h.Service = h.open()
	require.Equal(t, recognition.StatusValid, h.check(st.Token, "").Status)
	_, next := h.issuedFor("2026-03-03 10:00", "工程师")
	require.Equal(t, kidOf(t, st.Token), kidOf(t, next.Token), "the same key goes on signing")
	keys, err := h.PublicKeys(h.ctx)
	require.NoError(t, err)
	require.Len(t, keys, 1)
	require.Equal(t, "urn:talentcircle:agency:TJ", keys[0].Issuer)
}

func (h *house) issuedFor(when, title string) (*recognition.Application, *recognition.Statement) {
	h.t.Helper()
	c := claim(cn.ByReview)
	c.Title, c.Level = title, ""
	a := h.submitted(when, c)
	a = h.act("", staff(cn.Tianjin, auth.Clerk), a, recognition.Accept, recognition.Act{})
	a = h.act("", staff(cn.Tianjin, auth.Clerk), a, recognition.Verify, recognition.Act{Pass: true})
	st, err := h.Statement(h.ctx, talent(), a.ID)
	require.NoError(h.t, err)
	return a, st
}

func kidOf(t *testing.T, token string) string {
	t.Helper()
	head, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	require.NoError(t, err)
	return string(head)
}

func TestStatusListsAreMadeFromTheStatements(t *testing.T) {
	h := newHouse(t)
	_, first := h.issued("2026-03-02 10:00")
	_, second := h.issuedFor("2026-03-02 11:00", "工程师")
	h.issuedFor("2026-03-02 12:00", "正高级工程师")
	h.stand("2026-03-16 09:00", first, recognition.TakenBack)
	h.stand("2026-03-17 09:00", second, recognition.OnHold)
	require.Equal(t, []int{first.Index}, h.bits("TJ-1-revocation"))
	require.Equal(t, []int{second.Index}, h.bits("TJ-1-suspension"))
	require.Empty(t, h.bits("BJ-1-revocation"))
	for _, id := range []string{"", "TJ", "TJ-1", "TJ-1-colour", "XX-1-revocation", "TJ-2-revocation", "TJ-1-revocation-x", "-revocation"} {
		_, err := h.StatusList(h.ctx, id)
		require.Equal(t, "status_list_not_found", fault.CodeOf(err), id)
	}
}

// bits reads a published list as a verifier would and tells which indexes are set.
func (h *house) bits(id string) []int {
	h.t.Helper()
	token, err := h.StatusList(h.ctx, id)
	require.NoError(h.t, err)
	var c credential.Credential[struct {
		ID      string `json:"id"`
		Purpose string `json:"statusPurpose"`
		Encoded string `json:"encodedList"`
	}]
	keys, err := h.PublicKeys(h.ctx)
	require.NoError(h.t, err)
	key, err := credential.Open(token, credential.TypeCredential, func(kid string) (credential.Key, bool) {
		for _, k := range keys {
			if k.Kid == kid {
				x, err := base64.RawURLEncoding.DecodeString(k.X)
				return credential.Key{ID: kid, Issuer: k.Issuer, Alg: k.Alg, Public: x}, err == nil
			}
		}
		return credential.Key{}, false
	}, &c)
	require.NoError(h.t, err)
	require.True(h.t, c.Consistent(key))
	require.Equal(h.t, "https://portal.example/status-lists/"+id, c.ID)
	require.True(h.t, strings.HasSuffix(id, c.Subject.Purpose))
	packed, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(c.Subject.Encoded, "u"))
	require.NoError(h.t, err)
	r, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(h.t, err)
	raw, err := io.ReadAll(r)
	require.NoError(h.t, err)
	var set []int
	for i := range credential.ListSize {
		if credential.Bits(raw).Has(i) {
			set = append(set, i)
		}
	}
	return set
}

func TestTheTokenPointsToItsListsAndHoldsNoIdentityNumber(t *testing.T) {
	h := newHouse(t)
	_, st := h.issued("2026-03-02 10:00")
	var c credential.Credential[recognition.Subject]
	require.True(t, credential.Peek(st.Token, &c))
	require.Equal(t, "urn:uuid:"+st.ID, c.ID)
	require.Equal(t, "天津人才服务机构(演示)", c.Issuer.Name)
	require.Len(t, c.Status, 2)
	require.Equal(t, "https://portal.example/status-lists/TJ-1-revocation", c.Status[0].List)
	require.Contains(t, c.Subject.NoteText, "不是职称证书")
	require.Contains(t, c.Subject.NoteText, recognition.Disclaimer)
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(st.Token, ".")[1])
	require.NoError(t, err)
	for _, private := range []string{"0057", "120***", "TJ201600001", string(st.Code)} {
		require.NotContains(t, string(payload), private)
	}
}
