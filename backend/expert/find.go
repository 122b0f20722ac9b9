package expert

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/search"
)

// Question is a search of the register: text and filters as API.md names them.
type Question struct {
	Text     string
	Filters  map[string][]string // by value field of Schema; level also takes "senior"
	Sort     string              // relevance, updated
	Page     int
	PageSize int
	Literal  bool
}

// Found is one hit with the record as the caller may see it.
type Found struct {
	Expert *Expert
	As     Audience
	Hit    search.Hit
}

// facets are counted for every search; status only for the own agency's list.
var facets = []string{"region", "city", "industry", "series", "level", "programme", "park", "availability", "recognizedIn"}

var expertNo = regexp.MustCompile(`^(?i)JJJ-(BJ|TJ|HE)-\d{4}-\d{6}$`)

// Find searches as the caller may see. The index decides who may be found; each hit is then read from the store and checked once
// more, so a record that was hidden a moment ago is not shown.
func (s *Service) Find(ctx context.Context, who auth.Principal, q Question) ([]Found, search.Result, error) {
	req := search.Request{Text: q.Text, Audience: asking(who), Facets: facets, Page: q.Page, PageSize: q.PageSize, Literal: q.Literal}
	if no := strings.ToUpper(strings.TrimSpace(q.Text)); expertNo.MatchString(no) {
		req.Text = ""
		req.Where = append(req.Where, search.Condition{Field: "no", Values: []string{no}})
	}
	if q.Sort == "updated" || (q.Sort == "" || q.Sort == "relevance") && strings.TrimSpace(req.Text) == "" {
		req.Sort = "-updated"
	}
	for field, values := range q.Filters {
		if len(values) > 0 {
			req.Where = append(req.Where, search.Condition{Field: field, Values: expand(field, values)})
		}
	}
	if who.Role.Staff() && len(q.Filters["status"]) > 0 { // a status is the own agency's business
		req.Where = append(req.Where, search.Condition{Field: "region", Values: []string{string(who.Region)}})
		req.Facets = append(slices.Clone(facets), "status")
	} else if len(q.Filters["status"]) > 0 {
		return nil, search.Result{}, search.BadQuery.At("query.status", "仅本地区人才服务机构可按状态筛选。")
	}
	res, err := s.index.Search(ctx, req)
	if err != nil {
		return nil, res, err
	}
	found, err := s.read(ctx, who, res.Hits)
	return found, res, err
}

func (s *Service) read(ctx context.Context, who auth.Principal, hits []search.Hit) ([]Found, error) {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	records, err := s.experts.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]*Expert{}
	for _, e := range records {
		byID[e.ID] = e
	}
	found := make([]Found, 0, len(hits))
	for _, h := range hits {
		if e := byID[h.ID]; e != nil {
			if as := e.audience(who, s.today()); as != Nobody {
				found = append(found, Found{Expert: e, As: as, Hit: h})
			}
		}
	}
	return found, nil
}

// expand turns the group senior into its two levels.
func expand(field string, values []string) []string {
	if field != "level" || !slices.Contains(values, "senior") {
		return values
	}
	return append(slices.Clone(values), string(cn.FullSenior), string(cn.AssociateSenior))
}

// Suggest completes a typed prefix from what the caller may find.
func (s *Service) Suggest(ctx context.Context, who auth.Principal, prefix string) ([]search.Suggestion, error) {
	return s.index.Suggest(ctx, search.Completion{Text: prefix, Audience: asking(who)})
}
