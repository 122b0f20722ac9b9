package sqlite

import (
	"context"
	"fmt"
	"strings"

	"talentcircle/backend/store"
)

// Ensure makes the tables and indexes in one transaction, so that two processes starting at once do not meet.
func (e *Engine) Ensure(ctx context.Context, specs ...store.Spec) error {
	for _, spec := range specs {
		if err := spec.Check(); err != nil {
			return err
		}
	}
	err := e.write(ctx, func(ctx context.Context, w *session) error {
		return w.transaction(ctx, func() error {
			for _, spec := range specs {
				if err := ensure(ctx, w, spec); err != nil {
					return fmt.Errorf("collection %s: %w", spec.Name, err)
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, spec := range specs {
		e.specs[spec.Name] = spec.Merge(e.specs[spec.Name])
	}
	return nil
}

func ensure(ctx context.Context, w *session, spec store.Spec) error {
	table := quote(spec.Name)
	// A table with a rowid: the documents are long, and without one they would sit in the tree that every lookup walks (measured: gets
	// three times slower, grouped counts 200 times).
	ddl := []string{
		"CREATE TABLE IF NOT EXISTS " + table + " (id TEXT NOT NULL PRIMARY KEY, rev INTEGER NOT NULL, doc TEXT NOT NULL)",
		index(spec.Name, store.Index{Fields: []string{"dueAt"}}, " WHERE "+column("dueAt")+" IS NOT NULL"),
	}
	for _, x := range spec.Indexes {
		switch {
		case x.Array: // below
		case x.Optional:
			ddl = append(ddl, index(spec.Name, x, " WHERE "+column(x.Fields[0])+" IS NOT NULL"))
		default:
			ddl = append(ddl, index(spec.Name, x, ""))
		}
	}
	for _, text := range ddl {
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	for _, x := range spec.Indexes {
		if x.Array {
			if err := ensureArray(ctx, w, spec.Name, x.Fields[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// index writes the statement for an index. Those that are not unique end in the id, the last sort key of every query.
func index(table string, x store.Index, where string) string {
	var columns []string
	for _, field := range x.Fields {
		columns = append(columns, column(field))
	}
	kind := "UNIQUE INDEX"
	if !x.Unique {
		kind = "INDEX"
		columns = append(columns, "id")
	}
	return fmt.Sprintf("CREATE %s IF NOT EXISTS %s ON %s (%s)%s", kind, quote(table+"/"+x.Name()), quote(table), strings.Join(columns, ", "), where)
}

// ensureArray makes the side table that answers Contains: a row for each element of the array in each document. Triggers keep it within
// the statement that writes the document, so it can't disagree with it.
func ensureArray(ctx context.Context, w *session, table, field string) error {
	side, name := quote(sideTable(table, field)), quote(table)
	var there int
	err := w.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", sideTable(table, field)).Scan(&there)
	if err != nil || there > 0 {
		return err
	}
	remove := fmt.Sprintf("DELETE FROM %s WHERE id = OLD.id AND value IN (SELECT %s FROM %s WHERE %s);", side, element, each("OLD.doc", field), isElement)
	add := fmt.Sprintf("INSERT INTO %s SELECT DISTINCT %s, NEW.id FROM %s WHERE %s;", side, element, each("NEW.doc", field), isElement)
	changed := fmt.Sprintf("json_extract(OLD.doc, %[1]s) IS NOT json_extract(NEW.doc, %[1]s)", path(field))
	for _, text := range []string{
		fmt.Sprintf("CREATE TABLE %s (value NOT NULL, id TEXT NOT NULL, PRIMARY KEY (value, id)) WITHOUT ROWID", side),
		fmt.Sprintf("CREATE TRIGGER %s AFTER INSERT ON %s BEGIN %s END", quote(table+"/"+field+"/insert"), name, add),
		fmt.Sprintf("CREATE TRIGGER %s AFTER DELETE ON %s BEGIN %s END", quote(table+"/"+field+"/delete"), name, remove),
		fmt.Sprintf("CREATE TRIGGER %s AFTER UPDATE OF doc ON %s WHEN %s BEGIN %s %s END", quote(table+"/"+field+"/update"), name, changed, remove, add),
		fmt.Sprintf("INSERT INTO %s SELECT DISTINCT %s, %s.id FROM %s, %s WHERE %s", side, element, name, name, each("doc", field), isElement),
	} {
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func sideTable(table, field string) string { return table + "/" + field }

// element is the value of a row of json_each; json_each gives true and false as numbers, so they become blobs, which nothing else is.
const (
	element   = "CASE type WHEN 'true' THEN x'01' WHEN 'false' THEN x'00' ELSE value END"
	isElement = "type NOT IN ('null', 'array', 'object')"
)

// elementValue is v as element gives it.
func elementValue(v any) any {
	switch v {
	case true:
		return []byte{1}
	case false:
		return []byte{0}
	}
	return v
}

func each(doc, field string) string { return "json_each(" + doc + ", " + path(field) + ")" }

// column is the SQL of a field. An index serves a query only when both repeat its text exactly, so this is the only place that writes it.
func column(field string) string {
	switch field {
	case "_id":
		return "id"
	case "rev":
		return "rev"
	}
	return "json_extract(doc, " + path(field) + ")"
}

// path is the JSON path of a field as an SQL string; store.Filter.Checked and store.Spec.Check have refused quotes and backslashes.
func path(field string) string { return `'$."` + strings.ReplaceAll(field, ".", `"."`) + `"'` }

func quote(name string) string { return `"` + name + `"` }
