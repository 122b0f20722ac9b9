// Package secret keeps private values private: field encryption, the blind index that finds an identity number without storing it,
// password hashing, and sealing of signing keys under one master key.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
)

// MasterKeySize is the length of the master key in bytes.
const MasterKeySize = 32

// Keys is the key material of one installation, all derived from the master key by HKDF-SHA-256 with a label per use, so that the
// blind index, the fields and the sealed signing keys never share a key.
type Keys struct {
	fields cipher.AEAD
	blind  []byte
	boxes  cipher.AEAD
	blobs  cipher.AEAD
}

// NewKeys derives the keys. master must have MasterKeySize bytes.
func NewKeys(master []byte) (*Keys, error) {
	if len(master) != MasterKeySize {
		return nil, fmt.Errorf("master key has %d bytes, want %d", len(master), MasterKeySize)
	}
	derive := func(label string) ([]byte, error) {
		return hkdf.Key(sha256.New, master, nil, "talentcircle/"+label, 32)
	}
	blind, err := derive("blind-index/1")
	if err != nil {
		return nil, err
	}
	k := &Keys{blind: blind}
	for label, aead := range map[string]*cipher.AEAD{"fields/1": &k.fields, "sealed-keys/1": &k.boxes, "blobs/1": &k.blobs} {
		key, err := derive(label)
		if err != nil {
			return nil, err
		}
		if *aead, err = gcm(key); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// LoadMasterKey reads the key file (base64 of MasterKeySize bytes). With create, a missing file is made with mode 0600; two processes
// starting together get the same key, because only one can make the file.
func LoadMasterKey(path string, create bool) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && create {
		if err := makeMasterKey(path); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, fmt.Errorf("make master key: %w", err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read master key: %w", err)
	}
	key, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != MasterKeySize {
		return nil, fmt.Errorf("master key file %s does not hold base64 of %d bytes", path, MasterKeySize)
	}
	return key, nil
}

// makeMasterKey writes a whole file under another name and links it into place, so that no reader ever sees half a key.
func makeMasterKey(path string) error {
	key := make([]byte, MasterKeySize)
	rand.Read(key)
	f, err := os.CreateTemp(dirOf(path), ".master-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

func dirOf(path string) string {
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i+1]
	}
	return "."
}

const sealedPrefix = "i1." // suite international, key generation 1

// Seal encrypts a private value. kind ("identity", "phone", "email") is bound into the ciphertext, so a value moved to another kind
// of field does not open. An empty plain gives the zero Field.
func (k *Keys) Seal(kind, plain, mask string) Field {
	if plain == "" {
		return Field{}
	}
	return Field{sealed: sealedPrefix + seal(k.fields, []byte(plain), kind), mask: mask}
}

// Open decrypts. Callers show the result only after an access record was written.
func (k *Keys) Open(kind string, f Field) (string, error) {
	if f.Empty() {
		return "", nil
	}
	body, ok := strings.CutPrefix(f.sealed, sealedPrefix)
	if !ok {
		return "", errors.New("secret: unknown suite")
	}
	plain, err := open(k.fields, body, kind)
	return string(plain), err
}

// Blind is the blind index of a value: equal values of one kind have equal indexes, and without the key nothing can be learned or
// tried from it. The caller normalises first.
func (k *Keys) Blind(kind, value string) string {
	mac := hmac.New(sha256.New, k.blind)
	mac.Write([]byte(kind + "\x00" + value))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// SealKey and OpenKey keep signing keys at rest. name is bound into the box.
func (k *Keys) SealKey(name string, key []byte) string { return seal(k.boxes, key, name) }

// OpenKey is the inverse of SealKey; an error means another master key or an altered box.
func (k *Keys) OpenKey(name, box string) ([]byte, error) { return open(k.boxes, box, name) }

// SealBlob encrypts a piece of a file or another larger content at rest. name says which piece of what it is and is bound into it, so
// pieces can't be exchanged.
func (k *Keys) SealBlob(name string, data []byte) []byte {
	nonce := make([]byte, k.blobs.NonceSize(), k.blobs.NonceSize()+len(data)+k.blobs.Overhead())
	rand.Read(nonce)
	return k.blobs.Seal(nonce, nonce, data, []byte(name))
}

// OpenBlob is the inverse of SealBlob; an error means another master key, another name, or an altered content.
func (k *Keys) OpenBlob(name string, sealed []byte) ([]byte, error) {
	if len(sealed) < k.blobs.NonceSize() {
		return nil, errors.New("secret: not a sealed content")
	}
	data, err := k.blobs.Open(nil, sealed[:k.blobs.NonceSize()], sealed[k.blobs.NonceSize():], []byte(name))
	if err != nil {
		return nil, errors.New("secret: does not open with this key")
	}
	return data, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func seal(aead cipher.AEAD, plain []byte, bound string) string {
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, []byte(bound)))
}

func open(aead cipher.AEAD, box, bound string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(box)
	if err != nil || len(raw) < aead.NonceSize() || strings.ContainsAny(box, "\r\n") { // even the strict decoder skips line ends
		return nil, errors.New("secret: not a sealed value")
	}
	plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(bound))
	if err != nil {
		return nil, errors.New("secret: does not open with this key")
	}
	return plain, nil
}
