package store

// A Filter is what both stores can answer in a line: equal, in, range, exists, prefix, contains, and, or. Field names are JSON paths
// with dots ("consent.circle"); they never pass through arrays, except Contains, whose field is an array of scalars. Values are
// strings, booleans, integers or floats, or types made from these. A field holds one kind of value in all documents of a collection
// (numbers are one kind); null counts as missing. The zero Filter matches everything.
type Filter struct {
	Op     Op
	Field  string
	Values []any    // Eq: one; In: any number, none matches nothing; Prefix and Contains: one; Range: lower, upper, nil is open
	Parts  []Filter // And, Or
}

// Op is the operator of a Filter.
type Op int

// The operators.
const (
	OpAll      Op = iota // matches everything
	OpEq                 // the field equals Values[0]; a missing field equals nothing
	OpIn                 // the field equals one of Values
	OpRange              // Values[0] <= field < Values[1], strings or numbers; a nil end is open, with two of them everything matches
	OpExists             // the field is there (Values[0] true) or not (false)
	OpPrefix             // the string field starts with Values[0], byte for byte
	OpContains           // the array field has the element Values[0]
	OpAnd
	OpOr
)

// All matches every document.
func All() Filter { return Filter{} }

// Eq matches documents whose field equals v.
func Eq(field string, v any) Filter { return Filter{Op: OpEq, Field: field, Values: []any{v}} }

// In matches documents whose field equals one of vs; with no vs it matches nothing.
func In[T any](field string, vs ...T) Filter {
	f := Filter{Op: OpIn, Field: field, Values: []any{}}
	for _, v := range vs {
		f.Values = append(f.Values, v)
	}
	return f
}

// Range matches lower <= field < upper; nil leaves an end open.
func Range(field string, lower, upper any) Filter {
	return Filter{Op: OpRange, Field: field, Values: []any{lower, upper}}
}

// Exists matches documents that have the field, or that lack it.
func Exists(field string, there bool) Filter {
	return Filter{Op: OpExists, Field: field, Values: []any{there}}
}

// Prefix matches documents whose string field starts with p.
func Prefix(field, p string) Filter { return Filter{Op: OpPrefix, Field: field, Values: []any{p}} }

// Contains matches documents whose array field has the element v.
func Contains(field string, v any) Filter {
	return Filter{Op: OpContains, Field: field, Values: []any{v}}
}

// And matches documents that all parts match; with no parts, every document.
func And(parts ...Filter) Filter { return Filter{Op: OpAnd, Parts: parts} }

// Or matches documents that some part matches; with no parts, none.
func Or(parts ...Filter) Filter { return Filter{Op: OpOr, Parts: parts} }

// Order is one sort key. The id is always added as the last one, in the direction of the last key, so ties have one order everywhere.
// Strings sort by their bytes (the same on both stores); a missing field sorts before every value, false before true.
type Order struct {
	Field string
	Desc  bool
}

// Query is a Filter with order and page. Limit 0 means DefaultLimit; over MaxLimit is an error. Skip and After exclude each other:
// After is the id of the last document of the page before, and needs the same Where and Sort; the page begins behind that document's
// present place.
type Query struct {
	Where Filter
	Sort  []Order
	Skip  int
	Limit int
	After string
}

// Limits of the port, the same on both stores.
const (
	DefaultLimit = 20
	MaxLimit     = 1000
	MaxDocument  = 12 << 20 // bytes, encoded
)

// Group is one value of a field, as text, and how many documents have it.
type Group struct {
	Value string
	Count int64
}

// Index declares a collection's index. Every declared query names fields that one index serves from the left. Every document has the
// fields of a unique index that is not optional.
type Index struct {
	Fields   []string
	Unique   bool
	Optional bool // unique where the field is there: sparse on MongoDB, partial on SQLite; one field only
	Array    bool // the (single) field is an array of scalars, for Contains
}

// Spec declares a collection: its name (lower_snake_case) and its indexes. The unique index on _id is always there, and one on dueAt.
type Spec struct {
	Name    string
	Indexes []Index
}
