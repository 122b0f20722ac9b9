package account

import (
	"context"
	"slices"

	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// Agencies lists all agencies in the order of their regions.
func (s *Service) Agencies(ctx context.Context) ([]*Agency, error) {
	var list []*Agency
	for _, region := range cn.Regions() {
		there, err := s.agencies.Find(ctx, store.Query{
			Where: store.Eq("region", string(region)), Sort: []store.Order{{Field: "name"}}, Limit: store.MaxLimit,
		})
		if err != nil {
			return nil, err
		}
		list = append(list, there...)
	}
	return list, nil
}

// Agency reads one; store.Missing when there is none.
func (s *Service) Agency(ctx context.Context, id string) (*Agency, error) {
	return s.agencies.Get(ctx, id)
}

// Employer reads one; store.Missing when there is none.
func (s *Service) Employer(ctx context.Context, id string) (*Employer, error) {
	return s.employers.Get(ctx, id)
}

// EmployerByName finds an employer by its exact name; store.Missing when there is none.
func (s *Service) EmployerByName(ctx context.Context, name string) (*Employer, error) {
	return s.employers.First(ctx, store.Eq("name", name))
}

// EmployerQuery narrows the list of employers; empty fields do not.
type EmployerQuery struct {
	Region cn.Region
	Name   string // its beginning
	Skip   int
	Limit  int
}

func (q EmployerQuery) filter() store.Filter {
	var parts []store.Filter
	if q.Region != "" {
		parts = append(parts, store.Eq("region", string(q.Region)))
	}
	if q.Name != "" {
		parts = append(parts, store.Prefix("name", q.Name))
	}
	return store.And(parts...)
}

// Employers lists employers by name, with how many there are in all.
func (s *Service) Employers(ctx context.Context, q EmployerQuery) (list []*Employer, total int64, err error) {
	where := q.filter()
	if total, err = s.employers.Count(ctx, where); err != nil {
		return nil, 0, err
	}
	list, err = s.employers.Find(ctx, store.Query{Where: where, Sort: []store.Order{{Field: "name"}}, Skip: q.Skip, Limit: q.Limit})
	return list, total, err
}

// WithSubsidiaries gives an employer and all it lists below it, at any depth: an expert who hides from one hides from all of them.
// An employer that is not there has nothing below it.
func (s *Service) WithSubsidiaries(ctx context.Context, id string) ([]string, error) {
	all, level := []string{id}, []string{id}
	for len(level) > 0 {
		found, err := s.employers.GetMany(ctx, level)
		if err != nil {
			return nil, err
		}
		level = nil
		for _, e := range found {
			for _, below := range e.Subsidiaries {
				if !slices.Contains(all, below) { // also ends a circle of owners
					all, level = append(all, below), append(level, below)
				}
			}
		}
	}
	return all, nil
}
