package web

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Patch is one member of a merge patch (RFC 7396): left out, null, or a value. Tag it `json:"name,omitzero"`, so that it is optional;
// limits such as maxLength go on the field as usual.
type Patch[T any] struct {
	Given  bool // the member was there
	Remove bool // it was null: the value is to be removed
	Value  T
}

// Set makes a given value, for tests and for calls from inside.
func Set[T any](value T) Patch[T] { return Patch[T]{Given: true, Value: value} }

// Removed makes a null.
func Removed[T any]() Patch[T] { return Patch[T]{Given: true, Remove: true} }

// Apply writes the change into the field: nothing when left out, the zero value for null.
func (p Patch[T]) Apply(field *T) {
	if p.Given {
		*field = p.Value
	}
}

// IsZero makes omitzero leave an absent member out.
func (p Patch[T]) IsZero() bool { return !p.Given }

// UnmarshalJSONFrom is called only for a member that is there.
func (p *Patch[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	*p = Patch[T]{Given: true}
	if dec.PeekKind() == 'n' {
		p.Remove = true
		return dec.SkipValue()
	}
	return json.UnmarshalDecode(dec, &p.Value)
}

// MarshalJSONTo is the inverse, so that Go clients and tests can send patches.
func (p Patch[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	if !p.Given || p.Remove {
		return enc.WriteToken(jsontext.Null)
	}
	return json.MarshalEncode(enc, p.Value)
}

// removable marks, in the API document, a member that null removes; for references it is the only mark, because a reference can't be
// nullable there.
const removable = "x-null-removes"

// Schema is T's own, and null.
func (p Patch[T]) Schema(r huma.Registry) *huma.Schema {
	of := *r.Schema(reflect.TypeFor[T](), true, "")
	of.Nullable = of.Ref == ""
	of.Extensions = map[string]any{removable: true}
	return &of
}
