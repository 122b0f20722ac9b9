package account

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// What signing keys are for. A key of one use never opens as a key of another.
const (
	ForTokens     = "tokens"
	ForStatements = "statements"
)

// signingKey is one key of one use, sealed under the master key. Its public half is not stored: it is taken from the opened key, so
// that somebody who can write to the database still can't plant a key of their own.
type signingKey struct {
	store.Meta
	Use string `json:"use"`
	No  int64  `json:"no"`  // from 1; the highest signs
	Box string `json:"box"` // the Ed25519 seed
}

// Ring is the keys of one use as this process knows them: made once for all processes, rotated by any of them, never forgotten.
type Ring struct {
	db      *store.DB
	secrets *secret.Keys
	use     string

	mu     sync.Mutex
	keys   auth.KeySet
	readAt time.Time
}

// How old a process's knowledge of the keys may be: ordinarily, and when a token names a key it does not know.
const (
	ringFresh   = 30 * time.Second
	ringRecheck = 5 * time.Second
)

// SigningKeys reads the keys of one use and makes the first when there is none; processes that start together agree on one. A key
// that does not open is an error: it means another master key, and making a new one would hide that.
func SigningKeys(ctx context.Context, db *store.DB, secrets *secret.Keys, use string) (*Ring, error) {
	r := &Ring{db: db, secrets: secrets, use: use}
	keys, err := r.read(ctx)
	if err == nil && len(keys) == 0 {
		if err = r.make(ctx, 1); err == nil {
			keys, err = r.read(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	r.keep(keys)
	return r, nil
}

// Keys gives the keys, newest first, looking again when the last look is half a minute old. While the store is away the keys known
// serve on.
func (r *Ring) Keys(ctx context.Context) auth.KeySet { return r.known(ctx, ringFresh) }

// recheck is Keys for a token whose key is unknown here: another process may just have made it.
func (r *Ring) recheck(ctx context.Context) auth.KeySet { return r.known(ctx, ringRecheck) }

func (r *Ring) known(ctx context.Context, fresh time.Duration) auth.KeySet {
	r.mu.Lock()
	keys, now := r.keys, r.db.Now()
	look := now.Sub(r.readAt) >= fresh
	if look {
		r.readAt = now // one caller looks; the others go on with what is known
	}
	r.mu.Unlock()
	if !look {
		return keys
	}
	if read, err := r.read(ctx); err == nil && len(read) > 0 {
		r.keep(read)
		return read
	}
	return keys
}

// Rotate makes a new current key; the former ones stay to verify. Of two processes that rotate together one makes the key and both
// use it.
func (r *Ring) Rotate(ctx context.Context) (auth.Key, error) {
	newest, err := r.docs().First(ctx, store.Eq("use", r.use), store.Order{Field: "no", Desc: true})
	if err != nil {
		return auth.Key{}, err
	}
	if err := r.make(ctx, newest.No+1); err != nil {
		return auth.Key{}, err
	}
	keys, err := r.read(ctx)
	if err != nil {
		return auth.Key{}, err
	}
	r.keep(keys)
	return keys.Current(), nil
}

func (r *Ring) docs() store.Collection[signingKey, *signingKey] {
	return store.On[signingKey](r.db, signingKeySpec.Name)
}

func (r *Ring) keep(keys auth.KeySet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys, r.readAt = keys, r.db.Now()
}

// make stores a key under this number; when another process was faster its key stands.
func (r *Ring) make(ctx context.Context, no int64) error {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed)
	err := r.docs().Insert(ctx, &signingKey{Use: r.use, No: no, Box: r.secrets.SealKey(boxName(r.use, no), seed)})
	if errors.Is(err, store.Clash) {
		return nil
	}
	return err
}

func boxName(use string, no int64) string { return fmt.Sprintf("signing-key/%s/%d", use, no) }

func (r *Ring) read(ctx context.Context) (auth.KeySet, error) {
	stored, err := r.docs().Find(ctx, store.Query{
		Where: store.Eq("use", r.use),
		Sort:  []store.Order{{Field: "no", Desc: true}},
		Limit: store.MaxLimit,
	})
	if err != nil {
		return nil, err
	}
	keys := make(auth.KeySet, len(stored))
	for i, s := range stored {
		seed, err := r.secrets.OpenKey(boxName(s.Use, s.No), s.Box)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, fmt.Errorf("signing key %s does not open; is it the master key it was sealed with? %w", boxName(s.Use, s.No), err)
		}
		private := ed25519.NewKeyFromSeed(seed)
		public := private.Public().(ed25519.PublicKey)
		keys[i] = auth.Key{ID: auth.Thumbprint(public), Public: public, Private: private, CreatedAt: store.Time(s.CreatedAt)}
		if i > 0 {
			keys[i].RetiredAt = keys[i-1].CreatedAt
		}
	}
	return keys, nil
}

// PublicKeys is what the key list shows of the ring.
func (r *Ring) PublicKeys(ctx context.Context) []auth.JWK { return r.Keys(ctx).JWKs() }
