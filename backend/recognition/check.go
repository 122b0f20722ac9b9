package recognition

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/store"
)

// Status is what the public check answers.
type Status string

// The statuses of API.md.
const (
	StatusValid       Status = "valid"
	StatusSuspended   Status = "suspended"
	StatusRevoked     Status = "revoked"
	StatusExpired     Status = "expired"
	StatusExpiredLink Status = "expired_link"
	StatusInvalid     Status = "invalid"
	StatusNotFound    Status = "not_found"
	StatusNotCovered  Status = "not_covered"
)

// Statuses lists all statuses.
func Statuses() []Status {
	return []Status{StatusValid, StatusSuspended, StatusRevoked, StatusExpired, StatusExpiredLink, StatusInvalid, StatusNotFound, StatusNotCovered}
}

// Sentence is what the status means for the person who checks.
func (s Status) Sentence() string {
	switch s {
	case StatusValid:
		return "该核验单真实,目前有效。"
	case StatusSuspended:
		return "该核验单真实,但已被出具机构暂停使用,恢复前请勿采信。"
	case StatusRevoked:
		return "该核验单已被出具机构撤销,不能再作为依据。"
	case StatusExpired:
		return "该核验单真实,但已超过有效期,请持有人重新办理核验;原证书的效力不受影响。"
	case StatusExpiredLink:
		return "该核验链接已过期,请向持有人索取新的链接或者核验码。"
	case StatusInvalid:
		return "核验未通过:内容有误或者被改动,请核对后重试,仍不通过的请勿采信。"
	case StatusNotFound:
		return "未查到该核验码对应的核验单,请核对核验码。"
	case StatusNotCovered:
		return "不在本页核验范围。本页只核验本平台出具的职称互认核验单,职称证书、职业资格证书和技能等级证书请到发证机关的渠道查询。"
	}
	return ""
}

// Result is the result of one check.
type Result string

// The results.
const (
	Pass       Result = "pass"
	Fail       Result = "fail"
	NotChecked Result = "not_checked"
)

// Checkup is the whole answer of a public check.
type Checkup struct {
	Status    Status
	Checks    []CheckLine
	Statement *Statement // nil unless it was found and its signature is good
	AsOf      time.Time
	NameMatch string // 一致, 不一致, or empty when no name was given
}

// CheckLine is one thing that was looked at.
type CheckLine struct {
	Name   string `json:"name"`
	Result Result `json:"result"`
	Detail string `json:"detail"`
}

// checkNames are the checks in the order in which they are made and shown.
var checkNames = [...]string{"form", "link", "signature", "issuer", "dates", "status", "name"}

// inspection is a public check on its way.
type inspection struct {
	at     time.Time
	name   string // typed by the person who checks
	result map[string]CheckLine
	status Status
	found  *Statement
	match  string
}

func newInspection(at time.Time, name string) *inspection {
	return &inspection{at: at, name: cn.CleanName(name), result: map[string]CheckLine{}}
}

func (i *inspection) say(name string, result Result, detail string) {
	i.result[name] = CheckLine{Name: name, Result: result, Detail: detail}
}

// end keeps the first status that was reached.
func (i *inspection) end(status Status) {
	if i.status == "" {
		i.status = status
	}
}

func (i *inspection) checkup() *Checkup {
	c := &Checkup{Status: i.status, Statement: i.found, AsOf: i.at, NameMatch: i.match}
	for _, name := range checkNames {
		line, made := i.result[name]
		if !made {
			line = CheckLine{Name: name, Result: NotChecked, Detail: "未检查。"}
		}
		c.Checks = append(c.Checks, line)
	}
	return c
}

// CheckCode answers for what somebody typed or scanned: a verification code, or the address in a QR. asOf (zero: now) asks how things stood at
// the end of a day. It fails only when the store does.
func (s *Service) CheckCode(ctx context.Context, text, name string, asOf cn.Day) (*Checkup, error) {
	i := newInspection(s.checkTime(asOf), name)
	code, err := credential.ParseCode(codeIn(text))
	if err != nil {
		i.refuseForm(text, err)
		return i.checkup(), nil
	}
	i.say("form", Pass, "核验码书写正确。")
	st, err := s.byCode(ctx, i, code)
	if err != nil || st == nil {
		return i.checkup(), err
	}
	s.inspect(ctx, i, st, st.Token)
	return i.checkup(), nil
}

// CheckCredential answers for a statement's own signed text; a code or an address is understood as well.
func (s *Service) CheckCredential(ctx context.Context, text, name string) (*Checkup, error) {
	text = strings.TrimSpace(text)
	if strings.Count(text, ".") != 2 || strings.Contains(text, "/") {
		return s.CheckCode(ctx, text, name, cn.Day{})
	}
	i := newInspection(s.now(), name)
	var c credential.Credential[Subject]
	if _, err := credential.Open(text, credential.TypeCredential, s.keys.keyOf(ctx), &c); err != nil {
		i.refuseToken(text, err)
		return i.checkup(), nil
	}
	st, err := s.statements.Get(ctx, statementID(c.Jti))
	if errors.Is(err, store.Missing) || (err == nil && st.Token != text) {
		i.say("form", Pass, "格式正确。")
		i.say("signature", Pass, "签名正确。")
		i.say("status", Fail, "平台没有该核验单的记录。")
		i.end(StatusNotFound)
		return i.checkup(), nil
	}
	if err != nil {
		return nil, err
	}
	i.say("form", Pass, "格式正确。")
	s.inspect(ctx, i, st, text)
	return i.checkup(), nil
}

// checkTime is the end of a past day, or now.
func (s *Service) checkTime(asOf cn.Day) time.Time {
	now := s.now()
	if asOf.IsZero() {
		return now
	}
	if end := asOf.Last().AddDays(1).Time().Add(-time.Second); end.Before(now) {
		return end
	}
	return now
}

// byCode finds a statement by its own code or by a proof link; nil ends the check.
func (s *Service) byCode(ctx context.Context, i *inspection, code credential.Code) (*Statement, error) {
	st, err := s.statements.First(ctx, store.Eq("code", string(code)))
	if err == nil || !errors.Is(err, store.Missing) {
		return st, err
	}
	link, err := s.links.First(ctx, store.Eq("code", string(code)))
	if errors.Is(err, store.Missing) {
		i.say("status", Fail, "没有该核验码。")
		i.end(StatusNotFound)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if store.Millis(i.at) >= link.Until {
		i.say("link", Fail, "链接有效期至 "+cn.DayOf(store.Time(link.Until)).String()+",已过期。")
		i.end(StatusExpiredLink)
		return nil, nil
	}
	i.say("link", Pass, "链接在有效期内。")
	return s.statements.Get(ctx, link.Statement)
}

// inspect makes the checks that need the statement.
func (s *Service) inspect(ctx context.Context, i *inspection, st *Statement, token string) {
	var c credential.Credential[Subject]
	key, err := credential.Open(token, credential.TypeCredential, s.keys.keyOf(ctx), &c)
	if err != nil {
		i.say("signature", Fail, "签名不正确,内容可能被改动。")
		i.end(StatusInvalid)
		return
	}
	i.say("signature", Pass, "签名正确,内容未被改动。")
	if !c.Consistent(key) || !key.Covers(time.Unix(c.Iat, 0)) || key.Issuer != issuerURI(st.Issuer) || statementID(c.Jti) != st.ID {
		i.say("issuer", Fail, "出具机构与签名密钥不符。")
		i.end(StatusInvalid)
		return
	}
	i.say("issuer", Pass, "由"+agencyName(st.Issuer)+"出具。")
	if store.Millis(i.at) < st.From {
		i.say("dates", Fail, "所查时间尚未出具该核验单。")
		i.end(StatusNotFound)
		return
	}
	i.found = st
	i.checkStanding(st)
	i.checkDates(st)
	i.checkName(st)
	i.end(StatusValid)
}

// checkStanding comes before the dates: that a statement was revoked matters more than that it has also expired.
func (i *inspection) checkStanding(st *Statement) {
	switch st.standingAt(i.at) {
	case TakenBack:
		i.say("status", Fail, "已撤销。")
		i.end(StatusRevoked)
	case OnHold:
		i.say("status", Fail, "已暂停使用。")
		i.end(StatusSuspended)
	default:
		i.say("status", Pass, "未被撤销或者暂停。")
	}
}

func (i *inspection) checkDates(st *Statement) {
	from, until := cn.DayOf(store.Time(st.From)), cn.DayOf(store.Time(st.Until))
	switch {
	case st.expired(i.at):
		i.say("dates", Fail, "有效期至 "+until.String()+",已过期。")
		i.end(StatusExpired)
	default:
		i.say("dates", Pass, "有效期 "+from.String()+" 至 "+until.String()+"。")
	}
}

func (i *inspection) checkName(st *Statement) {
	switch {
	case i.name == "":
		i.say("name", NotChecked, "未填写姓名。")
	case cn.Fold(i.name) == cn.Fold(cn.CleanName(st.Subject.Name)):
		i.match = "一致"
		i.say("name", Pass, "姓名一致。")
	default:
		i.match = "不一致"
		i.say("name", Fail, "姓名不一致。")
	}
}

// refuseForm tells what is no code of ours: a typing error, or a number of another kind.
func (i *inspection) refuseForm(text string, why error) {
	switch {
	case ourNumber.MatchString(strings.TrimSpace(text)):
		i.say("form", Fail, "这是编号,不是核验码。核验码印在核验单二维码下方。")
		i.end(StatusInvalid)
	case foreignNumber(text):
		i.say("form", NotChecked, "不是本平台的核验码。")
		i.end(StatusNotCovered)
	case errors.Is(why, credential.ErrMistyped):
		i.say("form", Fail, "核验码有误,可能输错了字符,请逐组核对。")
		i.end(StatusInvalid)
	default:
		i.say("form", Fail, "不是核验码。核验码为17位数字和字母,分四组印在核验单上。")
		i.end(StatusInvalid)
	}
}

// refuseToken tells a forged or spoilt statement from a signed text of somebody else.
func (i *inspection) refuseToken(token string, why error) {
	var claims struct {
		Iss string `json:"iss"`
	}
	ours := credential.Peek(token, &claims) && strings.HasPrefix(claims.Iss, "urn:talentcircle:")
	if errors.Is(why, credential.ErrKey) && claims.Iss != "" && !ours {
		i.say("issuer", NotChecked, "不是本平台机构出具。")
		i.end(StatusNotCovered)
		return
	}
	if errors.Is(why, credential.ErrMalformed) {
		i.say("form", Fail, "不是完整的核验单文本。")
	} else {
		i.say("signature", Fail, "签名不正确,内容可能被改动。")
	}
	i.end(StatusInvalid)
}

// codeIn takes the code out of the address of a QR.
func codeIn(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.LastIndex(text, "/verify/"); i >= 0 {
		text = text[i+len("/verify/"):]
	}
	text, _, _ = strings.Cut(text, "?")
	text, _, _ = strings.Cut(text, "#")
	return text
}

var (
	// ourNumber is a number people quote, which is no code.
	ourNumber = regexp.MustCompile(`(?i)^(HR|HS|SJ|JJJ)-[A-Z-]+-\d{4}-\d{6}$`)
	// certificateNumber matches skill certificates (letter or two and 20 or 21 digits), old vocational certificates (16 digits), identity numbers
	// and the looser patterns of title certificates (a few letters, then at least 8 digits).
	certificateNumber = regexp.MustCompile(`^(?i)([A-Z]{1,2}\d{20,21}|\d{15,18}|\d{17}X|[A-Z]{1,4}\d{8,20})$`)
)

// foreignNumber reports a number of a document this portal does not issue. A code of ours is never all digits but by a chance of one in
// millions of millions, and then its check character tells.
func foreignNumber(text string) bool {
	plain := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, cn.Fold(strings.TrimSpace(text)))
	return certificateNumber.MatchString(plain)
}
