package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// Algorithm is the one signature algorithm of these keys, by its JOSE name.
const Algorithm = "EdDSA"

// Key is one Ed25519 signing key. RetiredAt is zero for the current key, otherwise when its successor took over.
type Key struct {
	ID        string // RFC 7638 thumbprint of the public key
	Public    ed25519.PublicKey
	Private   ed25519.PrivateKey
	CreatedAt time.Time
	RetiredAt time.Time
}

// KeySet is the keys of one use, newest first; the first one signs.
type KeySet []Key

// Current is the key that signs; the zero Key when the set is empty.
func (s KeySet) Current() Key {
	if len(s) == 0 {
		return Key{}
	}
	return s[0]
}

// Find looks a key up by its id.
func (s KeySet) Find(id string) (Key, bool) {
	for _, k := range s {
		if k.ID == id {
			return k, true
		}
	}
	return Key{}, false
}

// JWK is the public half of a key as RFC 8037 writes it. It holds nothing private.
type JWK struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	ID        string `json:"kid"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
	X         string `json:"x"`
}

// JWKs lists the public keys with their history, newest first.
func (s KeySet) JWKs() []JWK {
	list := make([]JWK, len(s))
	for i, k := range s {
		list[i] = JWK{Type: "OKP", Curve: "Ed25519", ID: k.ID, Algorithm: Algorithm, Use: "sig", X: base64.RawURLEncoding.EncodeToString(k.Public)}
	}
	return list
}

// Thumbprint is the key id: RFC 7638 over the members that RFC 8037 requires, in their fixed order.
func Thumbprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64.RawURLEncoding.EncodeToString(public) + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
