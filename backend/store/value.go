package store

import (
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

func scalars(values []any) ([]any, error) {
	out := make([]any, len(values))
	for i, v := range values {
		s, err := Scalar(v)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

// Scalar brings a filter value into the form its JSON has in the stores: string, bool, int64, or float64 when the text of the number is
// not that of an int64. Types made from these kinds are taken for their kind; nil stays nil.
func Scalar(v any) (any, error) {
	switch r := reflect.ValueOf(v); {
	case v == nil:
		return nil, nil
	case r.Kind() == reflect.String:
		return r.String(), nil
	case r.Kind() == reflect.Bool:
		return r.Bool(), nil
	case r.CanInt():
		return r.Int(), nil
	case r.CanUint() && r.Uint() <= math.MaxInt64:
		return int64(r.Uint()), nil
	case r.CanFloat() && !math.IsNaN(r.Float()) && !math.IsInf(r.Float(), 0):
		return Number(jsontext.Float(r.Float()).String())
	}
	return nil, fmt.Errorf("%w: a %T is no value to compare with", errQuery, v)
}

// Number reads the text of a JSON number as the stores hold it: int64 when it is one, else float64. It refuses a number neither holds
// exactly. Minus zero is a float.
func Number(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && text != "-0" {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || jsontext.Float(f).String() != text {
		return nil, Refused.Because(fmt.Errorf("number out of range"))
	}
	return f, nil
}
