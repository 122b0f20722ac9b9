package secret

import (
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Field is a private value at rest in memory: sealed, with the mask beside it. Its text, JSON and log form is the mask; only
// store.Encode, through Stored, writes the sealed form. The zero Field is an absent value.
type Field struct {
	sealed string // suite and key id, nonce, ciphertext: see Keys.Seal
	mask   string
}

// Empty reports whether there is no value.
func (f Field) Empty() bool { return f.sealed == "" }

// IsZero makes omitzero leave an absent value out.
func (f Field) IsZero() bool { return f.sealed == "" }

// Mask is what may be shown: 138****5678.
func (f Field) Mask() string { return f.mask }

// String gives the mask, so a log line or a message does.
func (f Field) String() string { return f.mask }

// GoString gives the mask to %#v, which would print the fields of the struct.
func (f Field) GoString() string { return "secret.Field(" + f.mask + ")" }

// MarshalText gives the mask, so every ordinary encoder does.
func (f Field) MarshalText() ([]byte, error) { return []byte(f.mask), nil }

// LogValue gives the mask to slog.
func (f Field) LogValue() slog.Value { return slog.StringValue(f.mask) }

// sealedForm is how store.Encode writes a Field.
type sealedForm struct {
	Sealed string `json:"sealed"`
	Mask   string `json:"mask"`
}

// Stored is the encoder option that writes sealed forms. Only store.Encode may use it; arch_test checks.
func Stored() json.Options {
	return json.WithMarshalers(json.MarshalToFunc(func(enc *jsontext.Encoder, f Field) error {
		return json.MarshalEncode(enc, sealedForm{Sealed: f.sealed, Mask: f.mask})
	}))
}

// FromStored is the decoder option for Stored's form.
func FromStored() json.Options {
	return json.WithUnmarshalers(json.UnmarshalFromFunc(func(dec *jsontext.Decoder, f *Field) error {
		var s sealedForm
		if err := json.UnmarshalDecode(dec, &s); err != nil {
			return err
		}
		*f = Field{sealed: s.Sealed, mask: s.Mask}
		return nil
	}))
}
