package expert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// commit writes the good rows batch by batch. The id of each record follows from import and row, so a batch that was written but not
// yet marked when a worker died is found again and not doubled.
func (r *importRun) commit(ctx context.Context) error {
	counts, err := r.s.recount(ctx, r.i.ID)
	if err != nil {
		return err
	}
	for {
		if err := r.save(ctx, func(i *Import) { i.Counts, i.Done = counts, i.Total-(counts.Good-counts.Committed) }); err != nil {
			return err
		}
		rows, err := r.goodRows(ctx)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return r.complete(ctx)
		}
		marks, err := r.commitRows(ctx, rows)
		if err != nil {
			return err
		}
		for _, m := range marks {
			counts.settled(m)
		}
	}
}

// complete counts once more from the rows, and ends the import.
func (r *importRun) complete(ctx context.Context) error {
	counts, err := r.s.recount(ctx, r.i.ID)
	if err != nil {
		return err
	}
	return r.save(ctx, func(i *Import) { i.Counts = counts; i.finish(Committed) })
}

// settled moves a good row to where it ended.
func (c *ImportCounts) settled(m mark) {
	if m.expert != "" {
		c.Committed++
		return
	}
	c.Good--
	c.Bad++
}

func (r *importRun) goodRows(ctx context.Context) ([]*ImportRow, error) {
	return r.s.imports.rows.Find(ctx, store.Query{Limit: r.s.imports.commitBatch, Sort: []store.Order{{Field: "row"}},
		Where: store.And(store.Eq("importId", r.i.ID), store.Eq("status", string(RowGood)))})
}

// commitRows registers one batch on the same path as the form, submits what is complete, and marks the rows.
func (r *importRun) commitRows(ctx context.Context, rows []*ImportRow) (map[string]mark, error) {
	who := r.i.principal(*r.i.Commits)
	inputs, repeats := make([]Input, len(rows)), make([]Repeat, len(rows))
	for n, row := range rows {
		plain, err := r.s.keys.OpenBlob(row.ID, row.Sealed)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(plain, &inputs[n]); err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Row, err)
		}
		repeats[n] = rowRepeat(r.i.ID, row.Row)
	}
	made, faults, err := r.s.CreateMany(ctx, who, ByImport, inputs, repeats)
	if err != nil {
		return nil, err
	}
	marks, drafts := map[string]mark{}, []string{}
	for n, row := range rows {
		switch f, isFault := fault.As(faults[n]); {
		case faults[n] == nil:
			marks[row.ID] = mark{expert: made[n].ID}
			if made[n].Status == Draft && made[n].complete() == nil {
				drafts = append(drafts, made[n].ID)
			}
		case isFault && (f.Kind == fault.Invalid || f.Kind == fault.Conflict):
			marks[row.ID] = mark{refused: r.complaints(faults[n])}
		default:
			return nil, faults[n]
		}
	}
	if err := r.submit(ctx, drafts); err != nil {
		return nil, err
	}
	return marks, r.markRows(ctx, marks)
}

// submit sends complete records to review. One that somebody changed meanwhile is theirs to submit.
func (r *importRun) submit(ctx context.Context, ids []string) error {
	_, failed, err := r.s.ActMany(ctx, r.i.principal(*r.i.Commits), ids, Submit, Because{})
	if err != nil {
		return err
	}
	for _, why := range failed {
		if f, ok := fault.As(why); !ok || f.Kind == fault.Unavailable {
			return why
		}
	}
	return nil
}

// complaints turns what the register says now into messages: a rule or the register changed since the dry run.
func (r *importRun) complaints(err error) []RowMessage {
	reader := &rowReader{plan: planOf(r.i.Columns)}
	reader.take(err)
	if len(reader.bad) == 0 {
		reader.bad = []RowMessage{{At: -1, Text: Sentence(err)}}
	}
	return reader.bad
}

// mark is what became of a row: a record, or complaints.
type mark struct {
	expert  string
	refused []RowMessage
}

func (r *importRun) markRows(ctx context.Context, marks map[string]mark) error {
	ids := make([]string, 0, len(marks))
	for id := range marks {
		ids = append(ids, id)
	}
	_, failed, err := r.s.imports.rows.AmendMany(ctx, ids, func(row *ImportRow) error {
		m := marks[row.ID]
		row.Sealed = nil
		if m.expert == "" {
			row.Status, row.Messages = RowRejected, m.refused
			return nil
		}
		row.Status, row.ExpertID = RowCommitted, m.expert
		return nil
	})
	if err != nil {
		return err
	}
	for id, why := range failed {
		return fmt.Errorf("row %s was not marked: %w", id, why)
	}
	return nil
}

// settle ends an import that was cancelled while it was being committed: rows whose records were written but not yet marked are found by
// their ids, so that the counts are true.
func (r *importRun) settle(ctx context.Context) error {
	rows, err := r.goodRows(ctx)
	if err != nil {
		return err
	}
	marks := map[string]mark{}
	for _, row := range rows {
		e, err := r.s.experts.Get(ctx, rowExpert(r.i.ID, row.Row))
		if errors.Is(err, store.Missing) {
			continue
		}
		if err != nil {
			return err
		}
		marks[row.ID] = mark{expert: e.ID}
	}
	if len(marks) > 0 {
		if err := r.markRows(ctx, marks); err != nil {
			return err
		}
	}
	counts, err := r.s.recount(ctx, r.i.ID)
	if err != nil {
		return err
	}
	return r.save(ctx, func(i *Import) { i.Counts = counts; i.finish(ImportCancelled) })
}
