package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var collectionName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// Check says whether both stores can hold the declaration; the error is a defect of the declaring feature.
func (s Spec) Check() error {
	if !collectionName.MatchString(s.Name) || strings.HasPrefix(s.Name, "sqlite_") || strings.HasPrefix(s.Name, "system") {
		return fmt.Errorf("%w: collection name %q", errQuery, s.Name)
	}
	for _, x := range s.Indexes {
		if err := x.check(); err != nil {
			return fmt.Errorf("collection %s: %w", s.Name, err)
		}
	}
	return nil
}

func (x Index) check() error {
	for _, field := range x.Fields {
		if err := checkField(field); err != nil {
			return err
		}
	}
	switch several := len(x.Fields) > 1; {
	case len(x.Fields) == 0,
		x.Optional && (several || !x.Unique),
		x.Array && (several || x.Unique):
		return fmt.Errorf("%w: index %s", errQuery, x.Name())
	}
	return nil
}

// Name names the index the same on both stores; a changed declaration has a new name.
func (x Index) Name() string {
	kind := "by"
	switch {
	case x.Optional:
		kind = "optional"
	case x.Unique:
		kind = "unique"
	case x.Array:
		kind = "array"
	}
	return kind + ":" + strings.Join(x.Fields, ",")
}

// Merge adds what other declares and s does not.
func (s Spec) Merge(other Spec) Spec {
	merged := Spec{Name: s.Name, Indexes: slices.Clone(s.Indexes)}
	for _, x := range other.Indexes {
		if !slices.ContainsFunc(s.Indexes, func(y Index) bool { return y.Name() == x.Name() }) {
			merged.Indexes = append(merged.Indexes, x)
		}
	}
	return merged
}

// HasArray says whether field was declared as an array.
func (s Spec) HasArray(field string) bool {
	return slices.ContainsFunc(s.Indexes, func(x Index) bool { return x.Array && x.Fields[0] == field })
}

// HasScalar says whether field stands in an index that is not on an array, so it holds one value per document.
func (s Spec) HasScalar(field string) bool {
	return slices.ContainsFunc(s.Indexes, func(x Index) bool { return !x.Array && slices.Contains(x.Fields, field) })
}
