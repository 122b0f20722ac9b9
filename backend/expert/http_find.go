package expert

import (
	"context"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/search"
	"talentcircle/backend/web"
)

type findIn struct {
	Q            string   `query:"q" maxLength:"10000" doc:"检索词:姓名(汉字或拼音)、单位、研究方向、职称"`
	Region       []string `query:"region,explode" enum:"BJ,TJ,HE" doc:"地区"`
	City         []string `query:"city,explode" doc:"行政区划代码"`
	Industry     []string `query:"industry,explode" doc:"产业领域"`
	Discipline   []string `query:"discipline,explode" doc:"学科代码"`
	Series       []string `query:"series,explode" doc:"职称系列"`
	Level        []string `query:"level,explode" enum:"full-senior,associate-senior,intermediate,assistant,entry,senior" doc:"层级;senior 为正高与副高"`
	Title        []string `query:"title,explode" doc:"职称名称"`
	Programme    []string `query:"programme,explode" doc:"人才计划"`
	RecognizedIn []string `query:"recognizedIn,explode" enum:"BJ,TJ,HE" doc:"职称可用地区"`
	Availability []string `query:"availability,explode" doc:"合作方式"`
	Park         []string `query:"park,explode" doc:"合作园区"`
	Status       []string `query:"status,explode" enum:"draft,submitted,returned,rejected,published,suspended,lapsed,withdrawn,removed" doc:"状态;仅本地区机构"`
	Sort         string   `query:"sort" enum:"relevance,updated" default:"relevance" doc:"排序"`
	Literal      bool     `query:"literal" doc:"按原文检索,不理解地区、园区、职称等词"`
	web.Paging
}

func (in *findIn) question() Question {
	return Question{Text: in.Q, Sort: in.Sort, Page: in.Page, PageSize: in.PageSize, Literal: in.Literal, Filters: map[string][]string{
		"region": in.Region, "city": in.City, "industry": in.Industry, "discipline": in.Discipline, "series": in.Series, "level": in.Level,
		"title": in.Title, "programme": in.Programme, "recognizedIn": in.RecognizedIn, "availability": in.Availability, "park": in.Park,
		"status": in.Status}}
}

// HitView is one hit: the record's card, what was matched and why.
type HitView struct {
	Common
	Status     Status            `json:"status,omitempty"`
	Highlights map[string]string `json:"highlights" doc:"字段原文,已转义,命中处以 <em> 标出"`
	Why        []string          `json:"why" doc:"命中说明"`
}

// FacetView is one value of a facet.
type FacetView struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// InterpretedView is one piece of the query that was understood.
type InterpretedView struct {
	Kind   string   `json:"kind"`
	Text   string   `json:"text"`
	Field  string   `json:"field,omitempty"`
	Value  string   `json:"value,omitempty"`
	Values []string `json:"values,omitempty" doc:"全部取值:职称连同曾用名称"`
	Label  string   `json:"label,omitempty"`
}

// FindView is a page of hits.
type FindView struct {
	web.View
	Hits        []HitView              `json:"hits"`
	Total       int                    `json:"total"`
	Facets      map[string][]FacetView `json:"facets"`
	Page        int                    `json:"page"`
	PageSize    int                    `json:"pageSize"`
	Interpreted []InterpretedView      `json:"interpreted"`
	TookMicros  int64                  `json:"tookMicros"`
}

func (s *Service) findHTTP(ctx context.Context, who auth.Principal, in *findIn) (*web.Reply[FindView], error) {
	start := time.Now()
	found, res, err := s.Find(ctx, who, in.question())
	if err != nil {
		return nil, err
	}
	v := FindView{Hits: []HitView{}, Total: res.Total, Facets: s.facetViews(res.Facets), Page: in.Page, PageSize: in.PageSize, Interpreted: []InterpretedView{}}
	for _, f := range found {
		v.Hits = append(v.Hits, s.hitView(f))
	}
	for _, i := range res.Interpreted {
		v.Interpreted = append(v.Interpreted, InterpretedView(i))
	}
	v.TookMicros = time.Since(start).Microseconds()
	return web.Show(v), nil
}

func (s *Service) hitView(f Found) HitView {
	h := HitView{Common: s.common(f.Expert, f.As), Highlights: f.Hit.Highlights, Why: nonNil(f.Hit.Why)}
	if h.Highlights == nil {
		h.Highlights = map[string]string{}
	}
	if f.As == Own {
		h.Status = f.Expert.Status
	}
	return h
}

func (s *Service) facetViews(counted map[string][]search.FacetCount) map[string][]FacetView {
	out := map[string][]FacetView{}
	for field, values := range counted {
		list := make([]FacetView, len(values))
		for i, v := range values {
			list[i] = FacetView{Value: v.Value, Label: s.words.valueLabel(field, v.Value), Count: v.Count}
		}
		out[field] = list
	}
	return out
}

// valueLabel names a value of a search field.
func (v *Vocabulary) valueLabel(field, value string) string {
	switch field {
	case "region", "recognizedIn":
		return cn.Region(value).Name()
	case "city":
		if d, ok := cn.DivisionByCode(value); ok {
			return d.Name
		}
	case "industry":
		return cn.Industry(value).Label()
	case "level":
		return cn.Level(value).Label()
	case "availability":
		return cn.Availability(value).Label()
	case "series":
		return label(v.Series, value)
	case "park":
		return label(v.Parks, value)
	case "programme":
		return label(v.Programmes, value)
	case "discipline":
		return label(v.Disciplines, value)
	case "status":
		return Status(value).Label()
	}
	return value
}

// SuggestView is the completions of a prefix.
type SuggestView struct {
	web.View
	Items []SuggestionView `json:"items"`
}

// SuggestionView is one completion.
type SuggestionView struct {
	Text  string `json:"text"`
	Field string `json:"field"`
	Label string `json:"label"`
	ID    string `json:"id,omitempty"`
}

func (s *Service) suggestHTTP(ctx context.Context, who auth.Principal, in *struct {
	Q string `query:"q" required:"true" minLength:"1" maxLength:"100" doc:"已输入的文字"`
}) (*web.Reply[SuggestView], error) {
	list, err := s.Suggest(ctx, who, in.Q)
	if err != nil {
		return nil, err
	}
	v := SuggestView{Items: []SuggestionView{}}
	for _, x := range list {
		v.Items = append(v.Items, SuggestionView{Text: x.Text, Field: x.Field, Label: fieldLabel(x.Field), ID: x.ID})
	}
	return web.Show(v), nil
}
