package expert

import (
	"context"

	"talentcircle/backend/auth"
	"talentcircle/backend/store"
)

// HideFrom hides the record from these employers whatever was consented to; it replaces the list. For the person, and for the own
// agency on the person's word. The employer learns nothing: the record is unknown to it.
func (s *Service) HideFrom(ctx context.Context, who auth.Principal, id string, employers []string) error {
	_, err := s.experts.Update(ctx, id, func(e *Expert) error {
		as := e.audience(who, s.today())
		if as != Self && (as != Own || who.Role != auth.Clerk) {
			return errForbidden
		}
		e.HiddenFrom = employers
		s.note(e, who, "expert.hide", store.Millis(s.db.Now()), "hiddenFrom")
		return nil
	})
	return gone(err)
}
