package credential

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
)

// MaxToken is the longest token that is read, in bytes.
const MaxToken = 64 << 10

// Why a token was refused. Compare with errors.Is.
var (
	ErrMalformed = errors.New("credential: not a signed token")
	ErrAlgorithm = errors.New("credential: not the algorithm of this key")
	ErrType      = errors.New("credential: another kind of token")
	ErrKey       = errors.New("credential: unknown key")
	ErrSignature = errors.New("credential: the signature does not fit")
)

// header is all that a token of ours has in its header. Anything more (crit, jwk, jku, x5u) is refused, not ignored.
type header struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ"`
}

// Sign makes a compact token of type typ over the claims.
func (s *Signer) Sign(typ string, claims any) (string, error) {
	head, err := json.Marshal(header{Alg: s.Alg, Kid: s.ID, Typ: typ})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(claims, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	signature, err := method(s.Alg).Sign(signed, s.private)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// KeyOf finds a key by its id.
type KeyOf func(id string) (Key, bool)

// Open checks a token's form, type, algorithm and signature and decodes the claims into claims. It does not look at dates, issuer or
// status: those are checks of their own, because a reader wants to know which one failed. The key that signed is returned also
// when the signature does not fit.
func Open(token, typ string, keyOf KeyOf, claims any) (Key, error) {
	parts, err := split(token)
	if err != nil {
		return Key{}, err
	}
	var head header
	if err := json.Unmarshal(parts[0], &head, json.RejectUnknownMembers(true)); err != nil {
		return Key{}, ErrMalformed
	}
	if head.Typ != typ {
		return Key{}, ErrType
	}
	key, ok := keyOf(head.Kid)
	if !ok {
		return Key{}, ErrKey
	}
	verifier := method(key.Alg)
	if verifier == nil || head.Alg != key.Alg {
		return key, ErrAlgorithm
	}
	signed := token[:strings.LastIndexByte(token, '.')]
	if err := verifier.Verify(signed, parts[2], key.Public); err != nil {
		return key, ErrSignature
	}
	if err := json.Unmarshal(parts[1], claims); err != nil {
		return key, ErrMalformed
	}
	return key, nil
}

// Peek decodes the claims without any check, only to say in words whose token a refused one pretends to be.
func Peek(token string, claims any) bool {
	parts, err := split(token)
	return err == nil && json.Unmarshal(parts[1], claims) == nil
}

// split decodes the three parts. Go's decoder skips line breaks even in strict mode, so the alphabet is checked first.
func split(token string) (parts [3][]byte, err error) {
	if len(token) > MaxToken || strings.Count(token, ".") != 2 {
		return parts, ErrMalformed
	}
	for i, text := range strings.Split(token, ".") {
		if text == "" || strings.IndexFunc(text, notBase64URL) >= 0 {
			return parts, ErrMalformed
		}
		if parts[i], err = base64.RawURLEncoding.Strict().DecodeString(text); err != nil {
			return parts, ErrMalformed
		}
	}
	return parts, nil
}

func notBase64URL(r rune) bool {
	return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}
