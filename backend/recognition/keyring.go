package recognition

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"talentcircle/backend/cn"
	"talentcircle/backend/credential"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
)

// signingKey is an agency's key for statements, sealed under the master key. Everything that matters is bound into the box, and the public
// half is taken from the opened seed, so somebody who can write to the database still can't plant a key.
type signingKey struct {
	store.Meta        // the id is the kid
	Issuer     string `json:"issuer"`
	No         int64  `json:"no"`   // of the issuer, from 1
	From       int64  `json:"from"` // ms
	To         int64  `json:"to,omitzero"`
	Box        string `json:"box"`
}

func (k *signingKey) boxName() string {
	return fmt.Sprintf("statement-key/%s/%s/%d", k.ID, k.Issuer, k.From)
}

// keyring is the keys of all agencies as this process knows them. It is shared by every copy of the service.
type keyring struct {
	keys    store.Collection[signingKey, *signingKey]
	secrets *secret.Keys

	mu    sync.Mutex
	known map[string]*credential.Signer
}

func newKeyring(db *store.DB, secrets *secret.Keys) *keyring {
	return &keyring{keys: store.On[signingKey](db, keySpec.Name), secrets: secrets, known: map[string]*credential.Signer{}}
}

// signer is the newest key of a region that covers the moment; it is made when there is none. Two processes that make one at once agree
// by the key's number.
func (k *keyring) signer(ctx context.Context, region cn.Region, at time.Time) (*credential.Signer, error) {
	for range 3 {
		all, err := k.read(ctx)
		if err != nil {
			return nil, err
		}
		var best *credential.Signer
		var count int64
		for _, s := range all {
			if s.Issuer != issuerURI(region) {
				continue
			}
			count++
			if s.Covers(at) && (best == nil || s.From.After(best.From)) {
				best = s
			}
		}
		if best != nil {
			return best, nil
		}
		if err := k.make(ctx, region, count+1, at); err != nil && !errors.Is(err, store.Clash) {
			return nil, err
		}
	}
	return nil, store.Lost
}

func (k *keyring) make(ctx context.Context, region cn.Region, no int64, from time.Time) error {
	from = from.UTC().Truncate(time.Second)
	doc := &signingKey{Meta: store.Meta{ID: store.NewID()}, Issuer: issuerURI(region), No: no, From: store.Millis(from)}
	s, err := credential.NewSigner(doc.ID, doc.Issuer, from)
	if err != nil {
		return err
	}
	doc.Box = k.secrets.SealKey(doc.boxName(), s.Seed())
	return k.keys.Insert(ctx, doc)
}

// read opens every key of every agency: a handful.
func (k *keyring) read(ctx context.Context) ([]*credential.Signer, error) {
	docs, err := k.keys.Find(ctx, store.Query{Sort: []store.Order{{Field: "issuer"}, {Field: "no"}}, Limit: store.MaxLimit})
	if err != nil {
		return nil, err
	}
	var all []*credential.Signer
	for _, doc := range docs {
		seed, err := k.secrets.OpenKey(doc.boxName(), doc.Box)
		if err != nil {
			return nil, fmt.Errorf("statement key %s: %w", doc.ID, err)
		}
		var to time.Time
		if doc.To != 0 {
			to = store.Time(doc.To)
		}
		s, err := credential.SignerFromSeed(doc.ID, doc.Issuer, store.Time(doc.From), to, seed)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range all {
		k.known[s.ID] = s
	}
	return all, nil
}

// keyOf looks a key up by its id; an id of the right form that is not known is looked for once more in the store, because another process may
// just have made it.
func (k *keyring) keyOf(ctx context.Context) credential.KeyOf {
	return func(id string) (credential.Key, bool) {
		if s := k.cached(id); s != nil {
			return s.Key, true
		}
		if len(id) != len(store.NewID()) {
			return credential.Key{}, false
		}
		if _, err := k.read(ctx); err != nil {
			return credential.Key{}, false
		}
		if s := k.cached(id); s != nil {
			return s.Key, true
		}
		return credential.Key{}, false
	}
}

func (k *keyring) cached(id string) *credential.Signer {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known[id]
}

// publicKeys lists the public halves, the newest first.
func (k *keyring) publicKeys(ctx context.Context) ([]credential.JWK, error) {
	all, err := k.read(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b *credential.Signer) int { return b.From.Compare(a.From) })
	list := make([]credential.JWK, len(all))
	for i, s := range all {
		list[i] = s.JWK()
	}
	return list, nil
}
