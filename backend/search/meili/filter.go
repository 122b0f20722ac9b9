package meili

import (
	"slices"
	"strconv"
	"strings"

	"talentcircle/backend/search"
)

// quote makes a value of a filter. The backslash must be escaped before the quote: the server's parser takes escapes off twice, and a
// lone backslash before the end would let the value out of its quotes.
var quote = func() func(string) string {
	r := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	return func(v string) string { return `"` + r.Replace(v) + `"` }
}()

// nothing matches no document.
const nothing = "NOT " + fieldID + " EXISTS"

func in(field string, values []string) string {
	if len(values) == 0 {
		return nothing
	}
	return field + " IN [" + quoted(values) + "]"
}

func notIn(field string, values []string) string { return field + " NOT IN [" + quoted(values) + "]" }

func quoted(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = quote(v)
	}
	return strings.Join(out, ", ")
}

// filter gives the parts of a query's filter, which all must hold, leaving out the conditions on one value field, or on
// anyField. The audience stands
// first and alone, so that nothing in another part can weaken it. Field names come from the schema, never from a caller.
func (e *Engine) filter(q search.Query, without string) []string {
	out := []string{in(fieldAudience, q.Audience.Groups)}
	if len(q.Audience.Self) > 0 {
		out = append(out, notIn(fieldHidden, q.Audience.Self))
	}
	if len(q.Exclude) > 0 {
		out = append(out, notIn(fieldID, q.Exclude))
	}
	for _, c := range q.Where {
		if c.Field == without || without == anyField {
			continue
		}
		if _, ok := e.schema.Value(c.Field); ok {
			out = append(out, in(prefixValue+c.Field, c.Values))
			continue
		}
		if !slices.Contains(e.schema.Numbers, c.Field) {
			out = append(out, nothing)
			continue
		}
		if c.From != nil {
			out = append(out, prefixNumber+c.Field+" >= "+strconv.FormatInt(*c.From, 10))
		}
		if c.To != nil {
			out = append(out, prefixNumber+c.Field+" <= "+strconv.FormatInt(*c.To, 10))
		}
	}
	return out
}
