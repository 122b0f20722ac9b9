package store

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"talentcircle/backend/secret"
)

// Encode makes the one stored form of a value: canonical JSON with private fields sealed. No stored type defines its own form, so
// both stores hold the same. It refuses what MongoDB could not hold: keys with dots or a leading $, arrays directly inside arrays, and
// documents over MaxDocument.
func Encode(v Stored) (Doc, error) {
	body, err := json.Marshal(v, secret.Stored(), json.OmitZeroStructFields(false), json.Deterministic(true))
	if err != nil {
		return Doc{}, fmt.Errorf("encode %T: %w", v, err)
	}
	if len(body) > MaxDocument {
		return Doc{}, Refused
	}
	if err := storable(body); err != nil {
		return Doc{}, err
	}
	m := v.meta()
	return Doc{ID: m.ID, Rev: m.Rev, Body: body}, nil
}

// Decode reads a stored form back.
func Decode(d Doc, into Stored) error {
	if err := json.Unmarshal(d.Body, into, secret.FromStored()); err != nil {
		return fmt.Errorf("decode %T %s: %w", into, d.ID, err)
	}
	return nil
}

// storable walks the tokens once; Encode's own output is well formed, so only our three rules can fail.
func storable(body []byte) error {
	dec := jsontext.NewDecoder(strings.NewReader(string(body)))
	for {
		kind := dec.PeekKind()
		if kind == '[' {
			if parent, _ := dec.StackIndex(dec.StackDepth()); parent == '[' {
				return Refused.Because(fmt.Errorf("array inside an array at %s", dec.StackPointer()))
			}
		}
		token, err := dec.ReadToken()
		if err != nil {
			return nil // io.EOF: the whole document was read
		}
		if kind == '"' {
			if parent, n := dec.StackIndex(dec.StackDepth()); parent == '{' && n%2 == 1 { // an odd count: this string was a name
				if name := token.String(); strings.HasPrefix(name, "$") || strings.Contains(name, ".") {
					return Refused.Because(fmt.Errorf("key at %s", dec.StackPointer()))
				}
			}
		}
	}
}
