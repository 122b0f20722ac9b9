package credential

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"time"
)

// ListSize is the number of entries of a status list: the least that Bitstring Status List v1.0 allows, so that one index hides among
// many.
const ListSize = 131_072

// ListLife is how long a list may be used before it must be fetched again (the standard's default ttl).
const ListLife = 5 * time.Minute

// Bits is a status list: bit i, counted from the left, belongs to index i.
type Bits []byte

// NewBits makes a list of ListSize entries, all clear.
func NewBits() Bits { return make(Bits, ListSize/8) }

// Set sets the bit of an index; an index outside the list is a defect of the caller and panics.
func (b Bits) Set(index int) { b[index/8] |= 0x80 >> (index % 8) }

// Has reports whether the bit of an index is set.
func (b Bits) Has(index int) bool { return b[index/8]&(0x80>>(index%8)) != 0 }

// Encode is the multibase form of the standard: "u", then base64url of the gzipped bits.
func (b Bits) Encode() (string, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(b); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return "u" + base64.RawURLEncoding.EncodeToString(packed.Bytes()), nil
}

// list is the subject of a status-list credential.
type list struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Encoded string `json:"encodedList"`
	TTL     int64  `json:"ttl"` // ms
}

// SignList signs the list as it stands now. id is where it is published; purpose is "revocation" or "suspension".
func SignList(s *Signer, id, purpose, issuerName string, bits Bits, now time.Time) (string, error) {
	encoded, err := bits.Encode()
	if err != nil {
		return "", fmt.Errorf("pack status list: %w", err)
	}
	subject := list{ID: id + "#list", Type: "BitstringStatusList", Purpose: purpose, Encoded: encoded, TTL: ListLife.Milliseconds()}
	c := New(s.Issuer, issuerName, id, "BitstringStatusListCredential", now, now.Add(ListLife), subject)
	return s.Sign(TypeCredential, c)
}
