package recognition

import (
	"context"
	"strings"
	"time"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/jobs"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// Service is the use cases of recognition.
type Service struct {
	db         *store.DB
	now        func() time.Time
	portal     string
	catalogue  *Catalogue
	book       *Book
	calendar   *cn.Calendar
	audit      *audit.Log
	holder     func(context.Context, auth.Principal, string) (Holder, error)
	keys       *keyring
	cases      store.Collection[Application, *Application]
	statements store.Collection[Statement, *Statement]
	links      store.Collection[ProofLink, *ProofLink]
}

// Holder is what recognition needs to know of a person.
type Holder struct {
	Name     string // in full
	Identity string // masked
}

// Deps is what recognition needs from the house.
type Deps struct {
	DB        *store.DB
	Secrets   *secret.Keys
	Audit     *audit.Log
	Catalogue *Catalogue
	Book      *Book
	Calendar  *cn.Calendar
	// Holder reads the person behind a record for the person itself; a fault when there is no record.
	Holder func(ctx context.Context, who auth.Principal, expertID string) (Holder, error)
	// PublicURL is the portal's address in QR codes and status lists, without a slash at the end.
	PublicURL string
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, now: d.DB.Now, portal: strings.TrimRight(d.PublicURL, "/"), catalogue: d.Catalogue, book: d.Book, calendar: d.Calendar,
		audit: d.Audit, holder: d.Holder, keys: newKeyring(d.DB, d.Secrets),
		cases:      store.On[Application](d.DB, caseSpec.Name),
		statements: store.On[Statement](d.DB, statementSpec.Name),
		links:      store.On[ProofLink](d.DB, linkSpec.Name),
	}
}

// At is the same service with another clock: seeding plays cases with it as they went on past days, through the same verbs.
func (s *Service) At(now func() time.Time) *Service {
	other := *s
	other.now = now
	return &other
}

func (s *Service) today() cn.Day { return cn.DayOf(s.now()) }

func (s *Service) moment(who auth.Principal) moment {
	now := s.now()
	return moment{who: who, at: now, day: cn.DayOf(now), cal: s.calendar}
}

// Decide answers a question as of its day; without one, as of today. Faults as the function Decide.
func (s *Service) Decide(asked Asked) (*Decision, error) {
	q, err := asked.Question(s.today())
	if err != nil {
		return nil, err
	}
	return Decide(s.catalogue, s.book, q)
}

// Understand reads a question in plain words.
func (s *Service) Understand(text string) (*Understanding, error) {
	return s.catalogue.Understand(text)
}

// Catalogue gives the catalogue the answers rest on.
func (s *Service) Catalogue() *Catalogue { return s.catalogue }

// Book gives the rules the answers rest on.
func (s *Service) Book() *Book { return s.book }

// PublicKeys lists the keys that verify statements, with history.
func (s *Service) PublicKeys(ctx context.Context) ([]credential.JWK, error) {
	return s.keys.publicKeys(ctx)
}

// tell makes the outbox messages of a change: the audit entry in the acting region's log, and the change that readers follow.
func (s *Service) tell(who auth.Principal, region cn.Region, action, collection, id, no string) []store.Message {
	now := store.Millis(s.now())
	if who.Role.Staff() {
		region = who.Region
	}
	entry := audit.By(who, region, action, collection+"/"+id)
	entry.No = no
	return []store.Message{audit.Message(entry, now), jobs.Changed(collection, id, now)}
}
