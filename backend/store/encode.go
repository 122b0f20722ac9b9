package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"talentcircle/backend/secret"
)

// Encode makes the one stored form of a value: canonical JSON with private fields sealed. No stored type defines its own form, so
// both stores hold the same. It refuses what one of the stores could not hold: keys with dots, zero bytes or a leading $, arrays
// directly inside arrays, numbers that neither int64 nor float64 holds exactly, and documents over MaxDocument.
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

// storable walks the tokens once; Encode's own output is well formed, so only our rules can fail. It also counts the bytes of the BSON
// form, which grows differently from the JSON: an array of digits takes eight times as much.
func storable(body []byte) error {
	const maxBSON = 16 << 20
	dec := jsontext.NewDecoder(bytes.NewBuffer(body))
	for size := 0; size <= maxBSON; {
		kind := dec.PeekKind()
		parent, n := dec.StackIndex(dec.StackDepth())
		if kind == '[' && parent == '[' {
			return Refused.Because(fmt.Errorf("array inside an array at %s", dec.StackPointer()))
		}
		token, err := dec.ReadToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("encoded form: %w", err)
		}
		isName := parent == '{' && n%2 == 0 && kind == '"'
		if bad := refusable(token, isName); bad != nil {
			return Refused.Because(fmt.Errorf("%w at %s", bad, dec.StackPointer()))
		}
		size += bsonSize(token, isName)
		if parent == '[' && kind != ']' {
			size += 2 + len(strconv.FormatInt(n, 10)) // elements carry their index as a name
		}
	}
	return Refused.Because(errors.New("over 16 MiB of BSON"))
}

func refusable(token jsontext.Token, isName bool) error {
	switch {
	case isName:
		if name := token.String(); strings.HasPrefix(name, "$") || strings.ContainsAny(name, ".\x00") {
			return errors.New("key")
		}
	case token.Kind() == '0':
		_, err := Number(token.String())
		return err
	}
	return nil
}

func bsonSize(token jsontext.Token, isName bool) int {
	switch token.Kind() {
	case '"':
		if isName {
			return 2 + len(token.String())
		}
		return 5 + len(token.String())
	case '0':
		return 8
	case 't', 'f':
		return 1
	case '{', '[':
		return 5
	}
	return 0
}
