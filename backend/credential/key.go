// Package credential signs statements and reads them back: JWTs with a key history, verification codes that people type, the QR that
// carries them, and the bit lists that say which statements were revoked or suspended. It knows no title and no agency.
//
// Reading is strict, because a lenient reader is how forgeries pass: only the base64url alphabet without line breaks or padding, no
// spare bits in the last character, one algorithm per key, no header a signer of ours does not write, no duplicate member anywhere.
package credential

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// EdDSA is the one algorithm of the international suite (RFC 8037, Ed25519).
const EdDSA = "EdDSA"

// Key is a public key that verifies one issuer's signatures made in [From, To).
type Key struct {
	ID     string // kid
	Issuer string // the URI in iss: a signature by this key proves nothing about another issuer
	Alg    string
	Public ed25519.PublicKey
	From   time.Time
	To     time.Time // zero while the key is in use
}

// Covers reports whether the key was in use at t.
func (k Key) Covers(t time.Time) bool {
	return !t.Before(k.From) && (k.To.IsZero() || t.Before(k.To))
}

// Signer is a key with its private half.
type Signer struct {
	Key
	private ed25519.PrivateKey
}

// NewSigner makes a fresh key in use from the given time.
func NewSigner(id, issuer string, from time.Time) (*Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed)
	return SignerFromSeed(id, issuer, from, time.Time{}, seed)
}

// SignerFromSeed restores a key from the 32 bytes Seed gave.
func SignerFromSeed(id, issuer string, from, to time.Time, seed []byte) (*Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("credential: seed of key %s has %d bytes, want %d", id, len(seed), ed25519.SeedSize)
	}
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	return &Signer{Key: Key{ID: id, Issuer: issuer, Alg: EdDSA, Public: public, From: from, To: to}, private: private}, nil
}

// Seed is the private half, to be sealed before it is stored and never shown.
func (s *Signer) Seed() []byte { return s.private.Seed() }

// method is the signing method of one algorithm; nil when there is none, and for "none".
func method(alg string) jwt.SigningMethod {
	if alg != EdDSA {
		return nil
	}
	return jwt.SigningMethodEdDSA
}

// JWK is one key of a published key set (RFC 7517, RFC 8037). Issuer, From and To are members of our own: a reader that does not know
// them still verifies the signature.
type JWK struct {
	Kty    string `json:"kty"`
	Crv    string `json:"crv"`
	X      string `json:"x"`
	Kid    string `json:"kid"`
	Alg    string `json:"alg"`
	Use    string `json:"use"`
	Issuer string `json:"iss,omitempty"`
	From   int64  `json:"nbf,omitempty"` // seconds since 1970
	To     int64  `json:"exp,omitempty"`
}

// JWK is the published form of the key.
func (k Key) JWK() JWK {
	j := JWK{
		Kty: "OKP", Crv: "Ed25519", X: base64.RawURLEncoding.EncodeToString(k.Public),
		Kid: k.ID, Alg: k.Alg, Use: "sig", Issuer: k.Issuer, From: k.From.Unix(),
	}
	if !k.To.IsZero() {
		j.To = k.To.Unix()
	}
	return j
}
