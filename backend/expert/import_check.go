package expert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"talentcircle/backend/sheet"
	"talentcircle/backend/store"
)

// checking is the dry run over one file.
type checking struct {
	run   *importRun
	plan  *importPlan
	seen  map[string]int // person → the row that is good
	batch []result
	done  int
}

// read is the dry run: it counts the rows, then checks them batch by batch. Taken up again, it checks all rows anew, because a row is
// compared with those above it, and keeps only the results that are not kept yet.
func (r *importRun) read(ctx context.Context) error {
	book, _, err := r.s.openFile(ctx, r.i)
	if err != nil {
		return err
	}
	total := 0
	for row, err := range book.Rows(r.i.Table) {
		if err != nil {
			return err
		}
		if row.Number > r.i.Header {
			total++
		}
	}
	if total == 0 {
		return sheet.ErrEmpty
	}
	if err := r.save(ctx, func(i *Import) { i.Total = total }); err != nil {
		return err
	}
	c := &checking{run: r, plan: planOf(r.i.Columns), seen: map[string]int{}}
	who := r.i.principal(r.i.By)
	for row, err := range book.Rows(r.i.Table) {
		if err != nil {
			return err
		}
		if row.Number <= r.i.Header {
			continue
		}
		c.batch = append(c.batch, r.s.readRow(who, c.plan, row))
		if len(c.batch) == r.s.imports.readBatch {
			if err := c.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := c.flush(ctx); err != nil {
		return err
	}
	counts, err := r.s.recount(ctx, r.i.ID)
	if err != nil {
		return err
	}
	return r.save(ctx, func(i *Import) { i.Counts = counts; i.finish(Checked) })
}

// flush compares a batch with the rows above it and with the register, and keeps the results.
func (c *checking) flush(ctx context.Context) error {
	if len(c.batch) == 0 {
		return nil
	}
	stored, err := c.run.s.registered(ctx, c.batch)
	if err != nil {
		return err
	}
	var fresh []*ImportRow
	for n := range c.batch {
		b := &c.batch[n]
		if b.row.Status == RowGood && b.person != "" {
			c.compare(b, stored)
		}
		if b.row.Row <= c.run.i.ReadTo {
			continue
		}
		row, err := c.run.sealed(b)
		if err != nil {
			return err
		}
		fresh = append(fresh, row)
	}
	if err := c.run.keepRows(ctx, fresh); err != nil {
		return err
	}
	c.done += len(c.batch)
	last := c.batch[len(c.batch)-1].row.Row
	c.batch = c.batch[:0]
	return c.run.save(ctx, func(i *Import) {
		i.Done = max(i.Done, c.done)
		if last > i.ReadTo {
			i.ReadTo = last
			for _, row := range fresh {
				i.Counts.add(row.Status)
			}
		}
	})
}

func (c *ImportCounts) add(status RowStatus) {
	switch status {
	case RowGood:
		c.Good++
	case RowRejected:
		c.Bad++
	case RowSkipped:
		c.Skipped++
	}
	c.Rows = c.Good + c.Bad
}

// compare refuses a person who is in the file or in the register already.
func (c *checking) compare(b *result, stored map[string]string) {
	r := &rowReader{plan: c.plan}
	if no, there := stored[b.person]; there {
		r.complain("identity", "本地区已登记该证件号码的专家(专家编号 "+no+"),请勿重复登记。")
	} else if row, there := c.seen[b.person]; there {
		r.complain("identity", fmt.Sprintf("与第 %d 行的证件号码相同,请核对后只保留一行。", row))
	} else {
		c.seen[b.person] = b.row.Row
		return
	}
	b.row.Status, b.row.Messages = RowRejected, append(r.bad, b.row.Messages...)
}

// registered finds which persons of a batch are in the register, with their numbers.
func (s *Service) registered(ctx context.Context, batch []result) (map[string]string, error) {
	var keys []string
	for _, b := range batch {
		if b.person != "" {
			keys = append(keys, b.person)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	found, err := s.experts.Find(ctx, store.Query{Where: store.In("identityKey", keys...), Limit: len(keys)})
	stored := map[string]string{}
	for _, e := range found {
		stored[e.IdentityKey] = e.No
	}
	return stored, err
}

// sealed makes the stored result of a row; what the row says is sealed, and kept only while it may be committed.
func (r *importRun) sealed(b *result) (*ImportRow, error) {
	row := b.row
	row.ImportID, row.ID = r.i.ID, rowID(r.i.ID, row.Row)
	if row.Status == RowGood {
		plain, err := json.Marshal(b.in)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Row, err)
		}
		row.Sealed = r.s.keys.SealBlob(row.ID, plain)
	}
	return &row, nil
}

// keepRows writes results; those that an earlier worker wrote before it died are left as they are.
func (r *importRun) keepRows(ctx context.Context, rows []*ImportRow) error {
	err := r.s.imports.rows.Insert(ctx, rows...)
	if !errors.Is(err, store.Clash) {
		return err
	}
	for _, row := range rows {
		if err := r.s.imports.rows.Insert(ctx, row); err != nil && !errors.Is(err, store.Clash) {
			return err
		}
	}
	return nil
}
