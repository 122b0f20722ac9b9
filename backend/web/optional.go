package web

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a query or header parameter that may be left out where its zero value means something, such as false or 0. An empty
// value counts as left out.
type Optional[T any] struct {
	Value T
	Given bool
}

// Or gives the value, or other when it was left out.
func (o Optional[T]) Or(other T) T {
	if o.Given {
		return o.Value
	}
	return other
}

// Receiver is where Huma puts the parsed value.
func (o *Optional[T]) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet is called by Huma for a parameter that is there.
func (o *Optional[T]) OnParamSet(given bool, _ any) { o.Given = given }

// Schema is T's own.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	of := *r.Schema(reflect.TypeFor[T](), true, "")
	return &of
}
