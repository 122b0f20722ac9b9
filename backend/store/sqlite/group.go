package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"talentcircle/backend/store"
)

// GroupCount implements store.Engine.
func (e *Engine) GroupCount(ctx context.Context, collection string, where store.Filter, field string) ([]store.Group, error) {
	spec, err := e.spec(collection)
	if err != nil {
		return nil, err
	}
	there, err := store.Exists(field, true).Checked()
	if err != nil {
		return nil, err
	}
	if where, err = where.Checked(); err != nil {
		return nil, err
	}
	var s statement
	if err := s.groups(spec, where, there); err != nil {
		return nil, err
	}
	var groups []store.Group
	err = e.each(ctx, s.String(), s.args, func(rows *sql.Rows) error {
		var v any
		var g store.Group
		if err := rows.Scan(&v, &g.Count); err != nil {
			return err
		}
		g.Value = groupText(v)
		groups = append(groups, g)
		return nil
	})
	if err == nil && spec.HasScalar(field) {
		err = e.nameBooleans(ctx, spec, field, groups)
	}
	slices.SortFunc(groups, func(a, b store.Group) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return groups, err
}

// groups chooses between the side table of a declared array, the index of a declared scalar, and reading through the documents.
func (s *statement) groups(spec store.Spec, where, there store.Filter) error {
	table, field := quote(spec.Name), there.Field
	switch {
	case spec.HasArray(field):
		s.write("SELECT value, count(*) FROM ", quote(sideTable(spec.Name, field)))
		if where.Op != store.OpAll {
			s.write(" WHERE id IN (SELECT id FROM ", table, " WHERE ")
			if err := s.where(spec, where); err != nil {
				return err
			}
			s.write(")")
		}
		s.write(" GROUP BY value")
		return nil
	case spec.HasScalar(field):
		s.write("SELECT ", column(field), ", count(*) FROM ", table, " WHERE ")
		if err := s.parts(spec, []store.Filter{where, there}, " AND "); err != nil {
			return err
		}
		s.write(" GROUP BY 1")
		return nil
	}
	s.write("SELECT ", element, ", count(DISTINCT matches.n) FROM (SELECT rowid AS n, doc FROM ", table, " WHERE ")
	if err := s.where(spec, where); err != nil {
		return err
	}
	s.write(") AS matches, ", each("doc", field), " WHERE ", isElement, " GROUP BY 1")
	return nil
}

// nameBooleans turns 0 and 1 into false and true where the field holds booleans: json_extract, and so the index, does not tell them apart.
// A field holds one kind of value, so one document decides.
func (e *Engine) nameBooleans(ctx context.Context, spec store.Spec, field string, groups []store.Group) error {
	if slices.ContainsFunc(groups, func(g store.Group) bool { return g.Value != "0" && g.Value != "1" }) {
		return nil
	}
	kind := ""
	text := "SELECT json_type(doc, " + path(field) + ") FROM " + quote(spec.Name) + " WHERE " + column(field) + " IS NOT NULL LIMIT 1"
	err := e.each(ctx, text, nil, func(rows *sql.Rows) error { return rows.Scan(&kind) })
	for i := range groups {
		if kind == "true" || kind == "false" {
			groups[i].Value = strconv.FormatBool(groups[i].Value == "1")
		}
	}
	return err
}

func groupText(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return jsontext.Float(v).String()
	case []byte:
		return strconv.FormatBool(v[0] == 1)
	}
	return v.(string)
}
