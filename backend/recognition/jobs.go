package recognition

import (
	"context"
	"time"

	"talentcircle/backend/jobs"
)

// Timed is the feature's timed work: acceptance by silence is written down every hour, so that it stands in the record soon after midnight;
// what anybody sees does not wait for it.
func (s *Service) Timed() []jobs.Timed {
	return []jobs.Timed{{
		Name: "deem-accepted", Every: time.Hour,
		Run: func(ctx context.Context, _ time.Time) error { return s.DeemAccepted(ctx) },
	}}
}
