package secret

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The cost of one argon2id hash: the second recommended setting of the OWASP password storage sheet. Raising it makes old hashes
// stale, see Passwords.Stale.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	saltSize     = 16 // bytes
	hashSize     = 32 // bytes

	atOnce = 2 // hashes at the same time, so that a crowd at the login costs 38 MiB and two cores, not the server
)

// Limits of a stored hash that is read: a damaged or planted one must not take all the memory.
const (
	maxArgonMemory = 256 * 1024 // KiB
	maxArgonTime   = 16
	maxHashText    = 256 // bytes
)

// Passwords hashes and checks passwords, at most two at once in one process; the others wait their turn.
type Passwords struct {
	turns chan struct{}
	dummy string // the hash of nothing anyone can type, for names that don't exist
}

// NewPasswords makes the one Passwords of a process.
func NewPasswords() *Passwords {
	return &Passwords{
		turns: make(chan struct{}, atOnce),
		dummy: hash{memory: argonMemory, time: argonTime, threads: argonThreads, salt: random(saltSize), sum: random(hashSize)}.String(),
	}
}

// Hash makes the PHC string that is stored: $argon2id$v=19$m=19456,t=2,p=1$salt$hash. It fails only when ctx ends while waiting.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	h := hash{memory: argonMemory, time: argonTime, threads: argonThreads, salt: random(saltSize)}
	err := p.turn(ctx, func() { h.sum = h.of(password, hashSize) })
	return h.String(), err
}

// Verify reports whether the password made the stored hash. A hash that can't be read is an error: it means a damaged document.
func (p *Passwords) Verify(ctx context.Context, password, stored string) (bool, error) {
	h, err := parseHash(stored)
	if err != nil {
		return false, err
	}
	same := false
	err = p.turn(ctx, func() { same = subtle.ConstantTimeCompare(h.of(password, uint32(len(h.sum))), h.sum) == 1 })
	return same, err
}

// VerifyNobody costs what Verify costs and never agrees: for a user name that doesn't exist, so that the time of the answer does not
// tell which names do.
func (p *Passwords) VerifyNobody(ctx context.Context, password string) error {
	_, err := p.Verify(ctx, password, p.dummy)
	return err
}

// Stale reports whether a stored hash was made at another cost than today's and should be made again at the next login.
func (p *Passwords) Stale(stored string) bool {
	h, err := parseHash(stored)
	return err != nil || h.memory != argonMemory || h.time != argonTime || h.threads != argonThreads || len(h.sum) != hashSize
}

func (p *Passwords) turn(ctx context.Context, work func()) error {
	select {
	case p.turns <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turns }()
	work()
	return nil
}

// hash is the content of a PHC string.
type hash struct {
	memory, time uint32
	threads      uint8
	salt, sum    []byte
}

// of hashes the password in form NFKC: a Chinese input method gives full-width letters and digits to people who don't see a
// difference, and two keyboards compose accents differently.
func (h hash) of(password string, size uint32) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), h.salt, h.time, h.memory, h.threads, size)
}

func (h hash) String() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", h.memory, h.time, h.threads,
		base64.RawStdEncoding.EncodeToString(h.salt), base64.RawStdEncoding.EncodeToString(h.sum))
}

var errNotAHash = errors.New("secret: not an argon2id hash")

func parseHash(text string) (hash, error) {
	parts := strings.Split(text, "$")
	if len(text) > maxHashText || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v=19" {
		return hash{}, errNotAHash
	}
	var h hash
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return hash{}, errNotAHash
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return hash{}, errNotAHash
	}
	if h.sum, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return hash{}, errNotAHash
	}
	within := h.memory >= 8 && h.memory <= maxArgonMemory && h.time >= 1 && h.time <= maxArgonTime && h.threads >= 1 &&
		len(h.salt) >= 8 && len(h.sum) >= 16
	if !within || h.String() != text { // the text must be exactly what String makes: no second spelling of one hash
		return hash{}, errNotAHash
	}
	return h, nil
}

func random(size int) []byte {
	b := make([]byte, size)
	rand.Read(b)
	return b
}
