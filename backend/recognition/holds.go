package recognition

import (
	"slices"

	"talentcircle/backend/cn"
)

// RecognizedIn lists the regions in which at least one of these titles and qualifications holds on a day without a decision of the host: where
// it was issued, and where the outcome is recognized or recognized_after_verification. What can't be decided, because the name has several
// meanings or the date is too loose, does not count. It is pure.
func RecognizedIn(c *Catalogue, b *Book, held []Asked, on cn.Day) []cn.Region {
	var list []cn.Region
	for _, region := range cn.Regions() {
		if slices.ContainsFunc(held, func(h Asked) bool { return holdsIn(c, b, h, region, on) }) {
			list = append(list, region)
		}
	}
	return list
}

func holdsIn(c *Catalogue, b *Book, held Asked, region cn.Region, on cn.Day) bool {
	if held.From.Region() == region {
		return true
	}
	held.To, held.AsOf, held.TargetSeries, held.Purpose = region, "", "", ""
	q, err := held.Question(on)
	if err != nil {
		return false
	}
	e, err := evaluate(c, b, q)
	if err != nil {
		return false
	}
	outcome := e.choose().outcome()
	return outcome == Recognized || outcome == AfterVerifying
}

// RecognizedIn is the function RecognizedIn on the rules in use.
func (s *Service) RecognizedIn(held []Asked, on cn.Day) []cn.Region {
	return RecognizedIn(s.catalogue, s.book, held, on)
}
