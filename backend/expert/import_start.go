package expert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"talentcircle/backend/audit"
	"talentcircle/backend/auth"
	"talentcircle/backend/sheet"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

// Upload is a file as it was sent.
type Upload struct {
	Content io.ReaderAt
	Name    string
	Size    int64
}

// StartImport takes a table in for its dry run. What is wrong with the file as a whole is refused at once: faults of sheet.Open, and
// import_no_header, not_your_record, idempotency_key_reused.
func (s *Service) StartImport(ctx context.Context, who auth.Principal, file Upload, repeat Repeat) (*Import, error) {
	if who.Role != auth.Clerk || !who.Region.Valid() {
		return nil, errForbidden
	}
	if repeat.ID != "" {
		if before, err := s.imports.docs.Get(ctx, repeat.ID); err == nil {
			return before, before.sameRequest(repeat)
		}
	}
	i, err := plannedImport(file)
	if err != nil {
		return nil, err
	}
	now := store.Millis(s.db.Now())
	i.ID, i.Reused, i.Region, i.AgencyID = repeat.ID, repeat.Hash, who.Region, who.AgencyID
	if i.ID == "" {
		i.ID = store.NewID()
	}
	i.By = Operator{UserID: who.UserID, Name: who.Name}
	i.State, i.Work, i.Since = Reading, workRead, now
	if i.FileID, i.Pieces, err = s.keepFile(ctx, file.Content, file.Size); err != nil {
		return nil, err
	}
	s.noteImport(i, who, "import.start", now)
	if err := s.imports.docs.Insert(ctx, i); err != nil {
		if !errors.Is(err, store.Clash) {
			return nil, err
		}
		before, err := s.imports.docs.Get(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		return before, before.sameRequest(repeat)
	}
	s.imports.poke()
	return i, nil
}

func (i *Import) sameRequest(repeat Repeat) error {
	if i.Reused != repeat.Hash {
		return web.Reused
	}
	return nil
}

func (s *Service) noteImport(i *Import, who auth.Principal, action string, now int64) {
	i.Emit(audit.Message(audit.By(who, i.Region, action, "imports/"+i.ID), now))
}

// plannedImport opens the file and finds the table and the columns to read.
func plannedImport(file Upload) (*Import, error) {
	book, err := sheet.Open(file.Content, file.Size, file.Name, sheet.DefaultLimits())
	if err != nil {
		return nil, err
	}
	i := &Import{FileName: hideNumbers(file.Name), Size: file.Size}
	found, empty := false, true
	for at, name := range book.Tables() {
		if book.Hidden(at) {
			i.Notes = append(i.Notes, fmt.Sprintf("工作表“%s”已隐藏,未读取。", hideNumbers(name)))
			continue
		}
		head, err := book.Head(at, sheet.HeaderDepth)
		if err != nil {
			return nil, err
		}
		empty = empty && len(head) == 0
		header, ok := sheet.FindHeader(head, wantedColumns(), 2)
		if _, named := header.Columns["name"]; !ok || !named || found {
			if len(head) > 0 && name != sheet.GuideName && name != sheet.CodesName {
				i.Notes = append(i.Notes, fmt.Sprintf("工作表“%s”未读取:每个文件只读取第一个有表头的工作表。", hideNumbers(name)))
			}
			continue
		}
		found = true
		i.plan(at, header)
	}
	switch {
	case empty:
		return nil, sheet.ErrEmpty
	case !found:
		return nil, errNoHeader
	}
	return i, nil
}

// plan keeps where the columns stand, and notes which are not taken over.
func (i *Import) plan(table int, h sheet.Header) {
	i.Table, i.Header = table, h.Row
	for _, c := range importColumns() {
		if at, ok := h.Columns[c.key]; ok {
			i.Columns = append(i.Columns, ImportColumn{Header: hideNumbers(h.Names[at]), Field: c.key, At: at})
		}
	}
	slices.SortFunc(i.Columns, func(a, b ImportColumn) int { return a.At - b.At })
	columns := func(at []int) string {
		var names []string
		for _, n := range at {
			names = append(names, "“"+hideNumbers(h.Names[n])+"”")
		}
		return strings.Join(names, "、")
	}
	if len(h.Unknown) > 0 {
		i.Notes = append(i.Notes, "以下各列未识别,不会导入:"+columns(h.Unknown)+"。")
	}
	if len(h.Twice) > 0 {
		i.Notes = append(i.Notes, "以下各列与前面的列重复,不会导入:"+columns(h.Twice)+"。")
	}
}

// GetImport reads an import of the own agency; import_not_found for everybody else.
func (s *Service) GetImport(ctx context.Context, who auth.Principal, id string) (*Import, error) {
	i, err := s.imports.docs.Get(ctx, id)
	if errors.Is(err, store.Missing) || err == nil && !i.visible(who) {
		return nil, errNoImport
	}
	return i, err
}

// Imports lists the agency's imports, newest first.
func (s *Service) Imports(ctx context.Context, who auth.Principal, page, size int) ([]*Import, int, error) {
	if !who.Role.Staff() {
		return nil, 0, errForbidden
	}
	where := store.Eq("agencyId", who.AgencyID)
	total, err := s.imports.docs.Count(ctx, where)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.imports.docs.Find(ctx, store.Query{Where: where, Sort: []store.Order{{Field: "createdAt", Desc: true}}, Skip: (page - 1) * size, Limit: size})
	return list, int(total), err
}

// ImportRows lists results in the order of the file; status "" lists all.
func (s *Service) ImportRows(ctx context.Context, who auth.Principal, id string, status RowStatus, page, size int) ([]*ImportRow, int, error) {
	if _, err := s.GetImport(ctx, who, id); err != nil {
		return nil, 0, err
	}
	where := store.Eq("importId", id)
	if status != "" {
		where = store.And(where, store.Eq("status", string(status)))
	}
	total, err := s.imports.rows.Count(ctx, where)
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.imports.rows.Find(ctx, store.Query{Where: where, Sort: []store.Order{{Field: "row"}}, Skip: (page - 1) * size, Limit: size})
	return rows, int(total), err
}

// CommitImport begins writing the good rows; it may be repeated. Faults: import_not_found, import_not_ready, import_cancelled,
// import_failed, import_nothing_good.
func (s *Service) CommitImport(ctx context.Context, who auth.Principal, id string) (*Import, error) {
	return s.actOnImport(ctx, who, id, "import.commit", func(i *Import) (bool, error) {
		changed, err := i.commit(who)
		i.Since, i.SinceN = store.Millis(s.db.Now()), 0
		return changed, err
	})
}

// CancelImport stops an import; it may be repeated. What was committed stays. Faults: import_not_found, import_committed.
func (s *Service) CancelImport(ctx context.Context, who auth.Principal, id string) (*Import, error) {
	return s.actOnImport(ctx, who, id, "import.cancel", (*Import).cancel)
}

var errSame = errors.New("nothing to change")

func (s *Service) actOnImport(ctx context.Context, who auth.Principal, id, action string, act func(*Import) (bool, error)) (*Import, error) {
	before, err := s.GetImport(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if who.Role != auth.Clerk {
		return nil, errForbidden
	}
	i, err := s.imports.docs.Update(ctx, id, func(i *Import) error {
		before = i
		changed, err := act(i)
		if err != nil {
			return err
		}
		if !changed {
			return errSame
		}
		s.noteImport(i, who, action, store.Millis(s.db.Now()))
		return nil
	})
	if errors.Is(err, errSame) {
		return before, nil
	}
	if err == nil {
		s.imports.poke()
	}
	return i, err
}
