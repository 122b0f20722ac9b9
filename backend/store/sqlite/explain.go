package sqlite

import (
	"context"
	"database/sql"
	"strings"

	"talentcircle/backend/store"
)

// Explain is SQLite's plan for a query, a line per step: "SEARCH … USING INDEX …" is served by an index, "SCAN …" without one reads
// every document, "USE TEMP B-TREE FOR ORDER BY" sorts all matches. The planner keeps no statistics here, so a plan does not depend
// on what is stored and a test may rest on it. With q.After it is the plan of the page after that document.
func (e *Engine) Explain(ctx context.Context, collection string, q store.Query) (string, error) {
	spec, err := e.spec(collection)
	if err != nil {
		return "", err
	}
	pages, err := spec.Pages(q, func(id string) (store.Doc, error) { return e.one(ctx, collection, id) })
	if err != nil {
		return "", err
	}
	var plan []string
	for _, p := range pages {
		var s statement
		s.write("EXPLAIN QUERY PLAN ")
		if err := s.page(spec, p); err != nil {
			return "", err
		}
		err := e.each(ctx, s.String(), s.args, func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			plan = append(plan, detail)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return strings.Join(plan, "\n"), nil
}

// Indexed says whether the plan is served by indexes: what is asked for is searched, not read through, and the order is the index's. The
// features' tests ask it for each declared query. Without a filter, reading through an index in its order is all there is to ask.
func (e *Engine) Indexed(ctx context.Context, collection string, q store.Query) (indexed bool, plan string, err error) {
	plan, err = e.Explain(ctx, collection, q)
	if err != nil {
		return false, "", err
	}
	where, err := q.Where.Checked()
	if err != nil {
		return false, "", err
	}
	for step := range strings.SplitSeq(plan, "\n") {
		scan := strings.HasPrefix(step, "SCAN "+collection) && (where.Op != store.OpAll || !strings.Contains(step, " USING "))
		if scan || strings.Contains(step, "TEMP B-TREE") {
			return false, plan, nil
		}
	}
	return true, plan, nil
}
