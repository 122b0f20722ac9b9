package expert

import (
	"context"
	"errors"

	"talentcircle/backend/cn"
	"talentcircle/backend/jobs"
	"talentcircle/backend/search"
	"talentcircle/backend/store"
)

// Schema says what of a record can be found: only what the widest audience of a record may read. Private values, former names and
// reasons are in no index.
func Schema() *search.Schema {
	return &search.Schema{
		Index: "experts",
		Text: []search.TextField{
			{Name: "name", Label: "姓名", Weight: 10, Person: true, Suggest: true},
			{Name: "titles", Label: "职称", Weight: 6, Suggest: true},
			{Name: "fields", Label: "研究方向", Weight: 5, Suggest: true},
			{Name: "employer", Label: "工作单位", Weight: 4, Suggest: true},
			{Name: "programmes", Label: "人才计划", Weight: 3},
			{Name: "disciplines", Label: "学科", Weight: 2},
			{Name: "position", Label: "职务", Weight: 2},
			{Name: "bio", Label: "个人简介", Weight: 1},
		},
		Values: []search.ValueField{
			{Name: "region", Facet: true}, {Name: "city", Facet: true}, {Name: "industry", Facet: true}, {Name: "discipline", Facet: true},
			{Name: "series", Facet: true}, {Name: "level", Facet: true}, {Name: "title"}, {Name: "programme", Facet: true},
			{Name: "recognizedIn", Facet: true}, {Name: "availability", Facet: true}, {Name: "park", Facet: true},
			{Name: "status", Facet: true}, {Name: "no"},
		},
		Numbers: []string{"updated"},
	}
}

// fieldLabel names a text field in words.
func fieldLabel(name string) string {
	f, _ := Schema().TextField(name)
	return f.Label
}

// doc makes the search document of a record as of today: the admitted facts when there are some in force, else the working copy,
// which only the own region can find.
func (s *Service) doc(e *Expert, today cn.Day) *search.Doc {
	f := e.Seen()
	if f == nil {
		f = &e.Facts
	}
	d := &search.Doc{ID: e.ID, Rev: e.Rev, Audience: e.groups(today), Text: map[string][]string{}, Values: map[string][]string{},
		Numbers: map[string]int64{"updated": e.UpdatedAt}}
	for _, id := range e.HiddenFrom {
		d.HiddenFrom = append(d.HiddenFrom, "employer:"+id)
	}
	for _, t := range f.Titles {
		d.Text["titles"] = append(d.Text["titles"], t.Shown(), t.Speciality)
		d.Values["series"] = append(d.Values["series"], t.Series)
		d.Values["level"] = append(d.Values["level"], t.Level)
		d.Values["title"] = append(d.Values["title"], t.Name)
		if t.Former != "" {
			d.Values["title"] = append(d.Values["title"], t.Former)
		}
	}
	for _, q := range f.Qualifications {
		d.Text["titles"] = append(d.Text["titles"], q.Name)
	}
	for _, p := range f.Programmes {
		d.Text["programmes"] = append(d.Text["programmes"], label(s.words.Programmes, p.Programme))
		d.Values["programme"] = append(d.Values["programme"], p.Programme)
	}
	for _, code := range f.Disciplines {
		d.Text["disciplines"] = append(d.Text["disciplines"], label(s.words.Disciplines, code))
	}
	d.Text["name"], d.Text["employer"], d.Text["position"] = []string{f.Name}, []string{f.Employer}, []string{f.Position}
	d.Text["fields"], d.Text["bio"] = f.Fields, []string{f.Bio}
	d.Values["region"], d.Values["status"], d.Values["no"] = []string{string(e.Region)}, []string{string(e.Status)}, []string{e.No}
	d.Values["city"], d.Values["park"] = some(f.City), some(f.Park)
	d.Values["industry"], d.Values["discipline"], d.Values["availability"] = f.Industries, f.Disciplines, f.Availability
	for _, r := range e.RecognizedIn {
		d.Values["recognizedIn"] = append(d.Values["recognizedIn"], string(r))
	}
	return d
}

func some(v string) []string {
	if v == "" {
		return nil
	}
	return []string{v}
}

// Follower keeps the index of this process equal to the store: it rebuilds when the engine holds nothing it can trust, and from then
// on reads the log of changes.
func (s *Service) Follower() jobs.Follower {
	return jobs.Follower{Log: s.log, DB: s.db, Name: "expert index", Start: s.startIndex, Handle: s.indexChanges}
}

func (s *Service) startIndex(ctx context.Context) (int64, error) {
	seq, err := s.index.Seq(ctx)
	if err != nil || seq > 0 {
		return seq, err
	}
	return s.Reindex(ctx)
}

const indexBatch = 1000

// Reindex puts every record into the index again and returns the seq of the change log the index then holds at least.
func (s *Service) Reindex(ctx context.Context) (int64, error) {
	head, err := store.OpenLog(s.db, jobs.ChangeLog).Head(ctx)
	if err != nil {
		return 0, err
	}
	today, batch := s.today(), []search.Change{}
	flush := func() error {
		err := s.index.Apply(ctx, 0, batch...)
		batch = batch[:0]
		return err
	}
	err = s.Stream(ctx, "", func(e *Expert) error {
		batch = append(batch, search.Change{ID: e.ID, Rev: e.Rev, Put: s.doc(e, today)})
		if len(batch) < indexBatch {
			return nil
		}
		return flush()
	})
	if err := errors.Join(err, flush()); err != nil {
		return 0, err
	}
	return head, s.index.Apply(ctx, head)
}

// indexChanges looks up what the changed records are now and puts that into the index.
func (s *Service) indexChanges(ctx context.Context, upTo int64, changes []jobs.Change) error {
	today, seen := s.today(), map[string]bool{}
	var ids []string
	for _, c := range changes {
		if c.Collection == Collection && !seen[c.ID] {
			seen[c.ID] = true
			ids = append(ids, c.ID)
		}
	}
	found, err := s.experts.GetMany(ctx, ids)
	if err != nil {
		return err
	}
	var batch []search.Change
	for _, e := range found {
		delete(seen, e.ID)
		batch = append(batch, search.Change{ID: e.ID, Rev: e.Rev, Put: s.doc(e, today)})
	}
	for id := range seen {
		batch = append(batch, search.Change{ID: id, Rev: 1 << 62})
	}
	return s.index.Apply(ctx, upTo, batch...)
}

// ReindexByDay puts records whose consents begin or end around now into the index again: a consent that ran out yesterday must not be
// found today. For the daily job.
func (s *Service) ReindexByDay(ctx context.Context) error {
	today := s.today()
	var batch []search.Change
	err := s.Stream(ctx, "", func(e *Expert) error {
		for _, c := range e.Consents {
			if !c.Until.IsZero() || c.GivenOn == today {
				batch = append(batch, search.Change{ID: e.ID, Rev: e.Rev, Put: s.doc(e, today)})
				break
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	seq, err := s.index.Seq(ctx)
	if err != nil {
		return err
	}
	return s.index.Apply(ctx, seq, batch...)
}
