package sqlite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"talentcircle/backend/store"
)

// statement is SQL text being written, with its arguments in order.
type statement struct {
	strings.Builder
	args []any
}

func (s *statement) write(parts ...string) {
	for _, p := range parts {
		s.WriteString(p)
	}
}

// where writes a checked filter.
func (s *statement) where(spec store.Spec, f store.Filter) error {
	switch f.Op {
	case store.OpAll:
		s.write("1")
	case store.OpAnd:
		return s.parts(spec, f.Parts, " AND ")
	case store.OpOr:
		return s.parts(spec, f.Parts, " OR ")
	case store.OpEq:
		s.write(column(f.Field), " = ?")
		s.args = append(s.args, f.Values[0])
	case store.OpIn:
		return s.in(f)
	case store.OpRange:
		s.span(f)
	case store.OpExists:
		s.write(column(f.Field), map[bool]string{true: " IS NOT NULL", false: " IS NULL"}[f.Values[0].(bool)])
	case store.OpContains:
		s.contains(spec, f)
	default:
		return fmt.Errorf("store: operator %d", f.Op)
	}
	return nil
}

func (s *statement) parts(spec store.Spec, parts []store.Filter, glue string) error {
	for i, part := range parts {
		s.write(map[bool]string{true: "(", false: glue}[i == 0])
		if err := s.where(spec, part); err != nil {
			return err
		}
	}
	s.write(")")
	return nil
}

// in passes the list as one JSON argument, so that lists of any length share one prepared statement.
func (s *statement) in(f store.Filter) error {
	if len(f.Values) == 0 {
		s.write("0")
		return nil
	}
	list, err := jsonList(f.Values)
	if err != nil {
		return err
	}
	s.write(column(f.Field), " IN (SELECT value FROM json_each(?))")
	s.args = append(s.args, list)
	return nil
}

func jsonList(values any) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(values)
	return out.String(), err
}

// span writes a range. Text sorts above every number here, so a range of numbers without an upper end says where text begins.
func (s *statement) span(f store.Filter) {
	lower, upper := f.Values[0], f.Values[1]
	glue := ""
	if lower != nil {
		s.write(column(f.Field), " >= ?")
		s.args = append(s.args, lower)
		glue = " AND "
	}
	_, text := lower.(string)
	if upper == nil && !text {
		upper = ""
	}
	if upper != nil {
		s.write(glue, column(f.Field), " < ?")
		s.args = append(s.args, upper)
	}
	if _, text := upper.(string); text && lower == nil {
		s.write(" AND ", column(f.Field), " >= ''")
	}
}

// contains asks the side table of a declared array, and reads through the documents for any other field.
func (s *statement) contains(spec store.Spec, f store.Filter) {
	if spec.HasArray(f.Field) {
		s.write("id IN (SELECT id FROM ", quote(sideTable(spec.Name, f.Field)), " WHERE value = ?)")
	} else {
		s.write("EXISTS (SELECT 1 FROM ", each("doc", f.Field), " WHERE ", isElement, " AND ", element, " = ?)")
	}
	s.args = append(s.args, elementValue(f.Values[0]))
}

// page writes the whole read of a page.
func (s *statement) page(spec store.Spec, p store.Page) error {
	s.write("SELECT id, rev, doc FROM ", quote(spec.Name), " WHERE ")
	if err := s.where(spec, p.Where); err != nil {
		return err
	}
	for i, key := range p.Sort {
		s.write(map[bool]string{true: " ORDER BY ", false: ", "}[i == 0], column(key.Field), map[bool]string{true: " DESC", false: ""}[key.Desc])
	}
	s.write(" LIMIT ? OFFSET ?")
	s.args = append(s.args, p.Limit, p.Skip)
	return nil
}
