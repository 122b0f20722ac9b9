package mongo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"go.mongodb.org/mongo-driver/v2/bson"

	"talentcircle/backend/store"
)

// The stored form is the JSON of store.Encode, value by value: an integer that fits is an int64, any other number a double, the order of
// names is kept. So every document comes back as the bytes that went in, and no stored type needs a BSON form of its own.

// toBSON turns an encoded document into BSON.
func toBSON(body []byte) (bson.Raw, error) {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body))
	if dec.PeekKind() != '{' {
		return nil, errors.New("store: an encoded document is a JSON object")
	}
	out, err := appendContainer(make([]byte, 0, len(body)+len(body)/4), dec)
	if err != nil {
		return nil, err
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("store: an encoded document is one JSON object")
	}
	return out, nil
}

// appendContainer writes the object or array at dec: a length, the elements, a zero byte.
func appendContainer(out []byte, dec *jsontext.Decoder) ([]byte, error) {
	open, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	isArray := open.Kind() == '['
	start := len(out)
	out = append(out, 0, 0, 0, 0)
	for i := 0; dec.PeekKind() != ']' && dec.PeekKind() != '}'; i++ {
		name := strconv.Itoa(i)
		if !isArray {
			token, err := dec.ReadToken()
			if err != nil {
				return nil, err
			}
			name = token.String()
		}
		if out, err = appendElement(out, name, dec); err != nil {
			return nil, err
		}
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	out = append(out, 0)
	if len(out)-start > math.MaxInt32 {
		return nil, store.Refused
	}
	binary.LittleEndian.PutUint32(out[start:], uint32(len(out)-start))
	return out, nil
}

// appendElement writes a type byte, the name, and the value at dec.
func appendElement(out []byte, name string, dec *jsontext.Decoder) ([]byte, error) {
	if bytes.IndexByte([]byte(name), 0) >= 0 {
		return nil, store.Refused
	}
	kind := dec.PeekKind()
	at := len(out)
	out = append(append(append(out, 0), name...), 0)
	if kind == '{' || kind == '[' {
		out[at] = byte(map[jsontext.Kind]bson.Type{'{': bson.TypeEmbeddedDocument, '[': bson.TypeArray}[kind])
		return appendContainer(out, dec)
	}
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	value, err := scalarOf(token)
	if err != nil {
		return nil, err
	}
	switch v := value.(type) {
	case nil:
		out[at] = byte(bson.TypeNull)
	case bool:
		out[at] = byte(bson.TypeBoolean)
		out = append(out, map[bool]byte{true: 1}[v])
	case string:
		out[at] = byte(bson.TypeString)
		out = binary.LittleEndian.AppendUint32(out, uint32(len(v)+1))
		out = append(append(out, v...), 0)
	case int64:
		out[at] = byte(bson.TypeInt64)
		out = binary.LittleEndian.AppendUint64(out, uint64(v))
	case float64:
		out[at] = byte(bson.TypeDouble)
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(v))
	}
	return out, nil
}

func scalarOf(token jsontext.Token) (any, error) {
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	}
	return store.Number(token.String())
}

// fromBSON is the inverse of toBSON. It refuses types that toBSON never writes, but for the 32-bit integers other tools like.
func fromBSON(raw bson.Raw) (store.Doc, error) {
	body, err := appendJSON(make([]byte, 0, len(raw)), raw, false)
	if err != nil {
		return store.Doc{}, fmt.Errorf("store: read a document: %w", err)
	}
	doc := store.Doc{Body: body}
	var ok bool
	if doc.ID, ok = raw.Lookup("_id").StringValueOK(); !ok {
		return store.Doc{}, errors.New("store: read a document: its _id is no string")
	}
	if doc.Rev, ok = raw.Lookup("rev").AsInt64OK(); !ok {
		return store.Doc{}, fmt.Errorf("store: read document %s: it has no rev", doc.ID)
	}
	return doc, nil
}

func appendJSON(out []byte, raw bson.Raw, isArray bool) ([]byte, error) {
	elements, err := raw.Elements()
	if err != nil {
		return nil, err
	}
	brackets := map[bool]string{false: "{}", true: "[]"}[isArray]
	out = append(out, brackets[0])
	for i, e := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		if !isArray {
			if out, err = appendText(out, e.Key()); err != nil {
				return nil, err
			}
			out = append(out, ':')
		}
		if out, err = appendValue(out, e.Value()); err != nil {
			return nil, fmt.Errorf("%w at %q", err, e.Key())
		}
	}
	return append(out, brackets[1]), nil
}

func appendValue(out []byte, v bson.RawValue) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument, bson.TypeArray:
		return appendJSON(out, v.Value, v.Type == bson.TypeArray)
	case bson.TypeString:
		return appendText(out, v.StringValue())
	case bson.TypeNull:
		return append(out, "null"...), nil
	}
	text, err := scalarText(v)
	return append(out, text...), err
}

// scalarText is a number or a truth value as JSON has it.
func scalarText(v bson.RawValue) (string, error) {
	switch v.Type {
	case bson.TypeInt64:
		return strconv.FormatInt(v.Int64(), 10), nil
	case bson.TypeInt32:
		return strconv.FormatInt(int64(v.Int32()), 10), nil
	case bson.TypeDouble:
		if f := v.Double(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return jsontext.Float(f).String(), nil
		}
		return "", errors.New("a number without a value")
	case bson.TypeBoolean:
		return strconv.FormatBool(v.Boolean()), nil
	}
	return "", fmt.Errorf("a %s, which no store writes,", v.Type)
}

func appendText(out []byte, s string) ([]byte, error) { return jsontext.AppendQuote(out, s) }
