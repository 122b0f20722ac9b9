package recognition

import (
	"context"
	"errors"
	"strings"
	"time"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// sees reports whether the caller may look at a statement: its holder, and staff of both regions.
func (s *Statement) sees(who auth.Principal) bool {
	return (who.UserID != "" && who.UserID == s.Holder) || who.Of(s.Issuer) || who.Of(s.Host)
}

// Statement reads a statement with its token for those whom it concerns; statement_not_found for everybody else.
func (s *Service) Statement(ctx context.Context, who auth.Principal, id string) (*Statement, error) {
	st, err := s.statements.Get(ctx, id)
	if err != nil && !errors.Is(err, store.Missing) {
		return nil, err
	}
	if err != nil || !st.sees(who) {
		return nil, errNoStatement
	}
	return st, nil
}

// Statements gives a page of statements: the caller's own, or those of the staff's region; the newest first.
func (s *Service) Statements(ctx context.Context, who auth.Principal, skip, limit int) ([]*Statement, int64, error) {
	q := heldQuery(who.UserID, skip, limit)
	if who.Role.Staff() {
		q = seenQuery(who.Region, skip, limit)
	}
	total, err := s.statements.Count(ctx, q.Where)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.statements.Find(ctx, q)
	return list, total, err
}

// Stand brings a statement to another standing: revoked (final), suspended, or in force again. Only the issuing region's reviewer or coordinator
// may; the host region is refused with an audit entry. Faults: statement_not_found, not_your_statement, stale_version, statement_revoked,
// wrong_state, text_required.
func (s *Service) Stand(ctx context.Context, who auth.Principal, id string, version int64, to Standing, reason string) (*Statement, error) {
	before, err := s.Statement(ctx, who, id)
	if err != nil {
		return nil, err
	}
	action := map[Standing]string{TakenBack: "statement.revoke", OnHold: "statement.suspend", InForce: "statement.resume"}[to]
	if !who.May(auth.StatementRevoke) || !who.Of(before.Issuer) {
		if who.Role.Staff() {
			entry := audit.By(who, before.Issuer, action, StatementCollection+"/"+id)
			entry.No = before.No
			if err := s.audit.Denied(ctx, entry); err != nil {
				return nil, err
			}
		}
		return nil, errNotIssuer
	}
	return s.statements.Update(ctx, id, func(st *Statement) error {
		if st.Version != version {
			return errStale
		}
		if err := st.change(to, who, store.Millis(s.now()), reason); err != nil {
			return err
		}
		st.Emit(s.tell(who, st.Issuer, action, StatementCollection, st.ID, st.No)...)
		return nil
	})
}

// Link makes a code of its own for the holder's statement that ends after so many days (1 to 180). Faults: statement_not_found,
// not_your_statement, link_days_invalid.
func (s *Service) Link(ctx context.Context, who auth.Principal, id string, days int) (*ProofLink, error) {
	st, err := s.Statement(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if who.UserID != st.Holder {
		return nil, errNotIssuer
	}
	if days < minLinkDays || days > maxLinkDays {
		return nil, errDays
	}
	for range 3 {
		link := &ProofLink{Code: credential.NewCode(), Statement: id, Until: store.Millis(s.now().AddDate(0, 0, days))}
		err = s.links.Insert(ctx, link)
		if err == nil {
			return link, nil
		}
		if !errors.Is(err, store.Clash) {
			return nil, err
		}
	}
	return nil, err
}

var errNoList = fault.New(fault.NotFound, "status_list_not_found", "没有该状态列表。")

// StatusList signs the list with this id, such as HE-1-revocation, as it stands now. The bits are made from the statements each time, so there is
// no second truth.
func (s *Service) StatusList(ctx context.Context, id string) (string, error) {
	list, purpose, ok := splitListID(id)
	if !ok {
		return "", errNoList
	}
	standing := TakenBack
	if purpose == "suspension" {
		standing = OnHold
	}
	bits := credential.NewBits()
	err := s.statements.Stream(ctx, standingFilter(list, standing), "", func(st *Statement) error {
		bits.Set(st.Index)
		return nil
	})
	if err != nil {
		return "", err
	}
	region, now := cn.Region(list[:2]), s.now()
	signer, err := s.keys.signer(ctx, region, now)
	if err != nil {
		return "", err
	}
	return credential.SignList(signer, listURL(s.portal, list, purpose), purpose, agencyName(region), bits, now)
}

// splitListID reads "HE-1-revocation".
func splitListID(id string) (list, purpose string, ok bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return "", "", false
	}
	list, purpose = id[:i], id[i+1:]
	ok = (purpose == "revocation" || purpose == "suspension") && len(list) == 4 && list[2:] == "-1" && cn.Region(list[:2]).Valid()
	return list, purpose, ok
}

// VerifyURL is what the QR of a code holds.
func (s *Service) VerifyURL(code credential.Code) string { return s.portal + "/verify/" + string(code) }

// expired reports whether the statement's own life is over.
func (s *Statement) expired(at time.Time) bool { return store.Millis(at) >= s.Until }
