package store

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Lookup reads a scalar out of an encoded document: string, bool, int64, float64, or nil when it is null or not there. An array or
// an object is an error: there is no order between them.
func Lookup(body []byte, field string) (any, error) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body))
	steps := strings.Split(field, ".")
	for i, step := range steps {
		if dec.PeekKind() != '{' {
			return nil, nil
		}
		found, err := enter(dec, step)
		if err != nil {
			return nil, fmt.Errorf("store: look up %q: %w", field, err)
		}
		if !found {
			return nil, nil
		}
		if i == len(steps)-1 {
			return scalarAt(dec, field)
		}
	}
	return nil, nil
}

// enter moves into the object at dec, to the value of name.
func enter(dec *jsontext.Decoder, name string) (bool, error) {
	if _, err := dec.ReadToken(); err != nil {
		return false, err
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return false, err
		}
		if token.String() == name {
			return true, nil
		}
		if err := dec.SkipValue(); err != nil {
			return false, err
		}
	}
	return false, nil
}

func scalarAt(dec *jsontext.Decoder, field string) (any, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return nil, fmt.Errorf("store: look up %q: %w", field, err)
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case '"':
		return token.String(), nil
	case 't', 'f':
		return token.Bool(), nil
	case '0':
		return Number(token.String())
	}
	return nil, fmt.Errorf("%w: %q holds no scalar", errQuery, field)
}
