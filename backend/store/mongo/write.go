package mongo

import (
	"context"
	"errors"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"golang.org/x/sync/errgroup"

	"talentcircle/backend/store"
)

// Insert implements store.Engine: in order, up to the first that clashes.
func (e *Engine) Insert(ctx context.Context, collection string, docs ...store.Doc) error {
	c, err := e.collection(collection)
	if err != nil || len(docs) == 0 {
		return err
	}
	list := make([]any, len(docs))
	for i, d := range docs {
		if list[i], err = toBSON(d.Body); err != nil {
			return err
		}
	}
	return e.call(ctx, func(ctx context.Context) error {
		_, err := c.InsertMany(ctx, list, options.InsertMany().SetOrdered(true))
		return err
	})
}

// parallel is how many replaces of one call are under way at once.
const parallel = 8

// Replace implements store.Engine. Each document is a command of its own: the reply to a bulk of them counts the matches without
// naming them, and reading back can't tell our write from another's that looks the same.
func (e *Engine) Replace(ctx context.Context, collection string, swaps ...store.Swap) (map[string]error, error) {
	c, err := e.collection(collection)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	failed := map[string]error{}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for _, swap := range swaps {
		group.Go(func() error {
			switch err := e.replace(within, c, swap); {
			case errors.Is(err, store.Lost), errors.Is(err, store.Clash):
				mu.Lock()
				defer mu.Unlock()
				failed[swap.Doc.ID] = err
				return nil
			default:
				return err
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return failed, nil
}

func (e *Engine) replace(ctx context.Context, c *mongo.Collection, swap store.Swap) error {
	doc, err := toBSON(swap.Doc.Body)
	if err != nil {
		return err
	}
	var result *mongo.UpdateResult
	err = e.call(ctx, func(ctx context.Context) (err error) {
		result, err = c.ReplaceOne(ctx, at(swap.Doc.ID, swap.Prev), doc)
		return err
	})
	if err == nil && result.MatchedCount == 0 {
		return store.Lost
	}
	return err
}

// Delete implements store.Engine.
func (e *Engine) Delete(ctx context.Context, collection, id string, rev int64) error {
	c, err := e.collection(collection)
	if err != nil {
		return err
	}
	var result *mongo.DeleteResult
	err = e.call(ctx, func(ctx context.Context) (err error) {
		result, err = c.DeleteOne(ctx, at(id, rev))
		return err
	})
	if err == nil && result.DeletedCount == 0 {
		return store.Lost
	}
	return err
}

// at is the document with that id, while it has that rev.
func at(id string, rev int64) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: rev}}
}

func (e *Engine) collection(name string) (*mongo.Collection, error) {
	if _, err := e.spec(name); err != nil {
		return nil, err
	}
	return e.db.Collection(name), nil
}
