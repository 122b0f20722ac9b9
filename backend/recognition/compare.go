package recognition

import (
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// Comparison is one question answered for the three regions side by side.
type Comparison struct {
	web.View
	Asked   Choice         `json:"asked"`
	From    Origin         `json:"from"`
	AsOf    cn.Day         `json:"asOf"`
	Regions []RegionAnswer `json:"regions"`
}

// RegionAnswer is the answer for one region. When the rules of that region need a more precise date, Decision is null and the stretches of
// time are offered.
type RegionAnswer struct {
	To       cn.Region      `json:"to"`
	Label    string         `json:"label"`
	Decision *Decision      `json:"decision"`
	Message  string         `json:"message,omitempty"`
	Choices  []PeriodChoice `json:"choices,omitempty"`
}

// Compare answers a question for each region; its own To is not looked at. Faults as Decide, but for obtained_on_imprecise, which is part of
// the answer.
func (s *Service) Compare(asked Asked) (*Comparison, error) {
	var c Comparison
	for _, region := range cn.Regions() {
		asked.To = region
		q, err := asked.Question(s.today())
		if err != nil {
			return nil, err
		}
		answer := RegionAnswer{To: region, Label: region.Name()}
		answer.Decision, err = Decide(s.catalogue, s.book, q)
		if f, ok := fault.As(err); ok && f.Code == errSplit.Code {
			answer.Message = f.Message
			answer.Choices, _ = f.Choices.(web.Items[PeriodChoice])
		} else if err != nil {
			return nil, err
		}
		if object, err := s.catalogue.Resolve(q.Ask); err == nil {
			c.Asked, c.From, c.AsOf = s.catalogue.choice(object), q.From, q.AsOf
		}
		c.Regions = append(c.Regions, answer)
	}
	return &c, nil
}
