package demo

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"go.yaml.in/yaml/v3"

	"talentcircle/backend/app"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/expert"
	"talentcircle/backend/fault"
)

//go:embed cast.yaml
var castFile []byte

// player is one person of the cast.
type player struct {
	Scene   string    `json:"scene"`
	Region  cn.Region `json:"in"`
	Key     string    `json:"key"`
	Share   []string  `json:"share"`
	Hide    []string  `json:"hide"`
	Then    string    `json:"then"`
	Because string    `json:"because"`
	expert.Input
}

func cast() ([]player, error) {
	var raw []any
	if err := yaml.Unmarshal(castFile, &raw); err != nil {
		return nil, fmt.Errorf("cast.yaml: %w", err)
	}
	text, err := json.Marshal(raw) // the record's names are those of the API, so it is read as the API reads it
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var list []player
	if err := dec.Decode(&list); err != nil {
		return nil, fmt.Errorf("cast.yaml: %w", err)
	}
	return list, nil
}

func seedCast(ctx context.Context, a *app.App) error {
	players, err := cast()
	if err != nil {
		return err
	}
	byRegion := map[cn.Region]*batch{}
	for n, p := range players {
		b := byRegion[p.Region]
		if b == nil {
			b = &batch{region: p.Region}
			byRegion[p.Region] = b
		}
		b.add("cast-"+p.Key, p.record(n))
	}
	for _, region := range cn.Regions() {
		if err := byRegion[region].admit(ctx, a); err != nil {
			return err
		}
	}
	for _, p := range players {
		if err := p.after(ctx, a); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

// record completes what the file leaves out: an identity number, and the consents in full.
func (p player) record(n int) expert.Input {
	in := p.Input
	if in.Identity == "" {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		in.Identity = castIdentity(r, p.Region, in.Birth, in.Gender != "female", n)
		in.Birth = ""
	}
	in.Gender = ""
	in.Email = "cast." + p.Key + "@example.invalid"
	in.Consents = consents(p.Share)
	return in
}

func castIdentity(r *rand.Rand, region cn.Region, birth string, male bool, n int) string {
	body := identityNumber(r, region, 1970, male, n)
	if digits := strings.ReplaceAll(birth, "-", ""); len(digits) == 8 {
		body = body[:6] + digits + body[14:17]
	}
	return body[:17] + checkDigit(body[:17])
}

// after plays what happened to the person since: hidden from employers, suspended, withdrawn.
func (p player) after(ctx context.Context, a *app.App) error {
	id := "demo-cast-" + p.Key
	if len(p.Hide) > 0 {
		if err := a.Experts.HideFrom(ctx, staff(p.Region, auth.Clerk), id, []string{tianjinEmployer, tianjinDaughter}); err != nil {
			return err
		}
	}
	verb := map[string]expert.Verb{"suspend": expert.Suspend, "withdraw": expert.Withdraw}[p.Then]
	if verb == "" {
		return nil
	}
	_, failed, err := a.Experts.ActMany(ctx, staff(p.Region, auth.Reviewer), []string{id}, verb, expert.Because{Text: p.Because})
	if err == nil && !alreadyDone(failed[id]) {
		err = failed[id]
	}
	return err
}

// alreadyDone tells that an earlier, interrupted run got this far.
func alreadyDone(err error) bool { return err == nil || fault.CodeOf(err) == "wrong_state" }
