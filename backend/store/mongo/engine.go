// Package mongo is the document store of production, on MongoDB: a collection per collection, the documents of store.Encode value by value.
// It uses single-document operations only, so it behaves the same on a lone mongod, a replica set and a sharded cluster, and it holds no
// lock: what excludes two writers is the rev in the filter of each replace, and the unique indexes.
package mongo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"talentcircle/backend/store"
)

// Options are the limits of an engine; zero values mean the defaults.
type Options struct {
	Timeout time.Duration // of one call; 20 s
	Select  time.Duration // how long to look for a server before a call answers Away; 1.5 s
	Pool    uint64        // connections per server at most; 64
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Select == 0 {
		o.Select = 1500 * time.Millisecond
	}
	if o.Pool == 0 {
		o.Pool = 64
	}
	return o
}

// Engine is one database on a server. It is safe for concurrent use, and finds the server again by itself when that was away.
type Engine struct {
	client  *mongo.Client
	db      *mongo.Database
	version string
	timeout time.Duration
	mu      sync.RWMutex
	specs   map[string]store.Spec
}

var _ store.Engine = (*Engine)(nil)

// Open connects to the database of that name and asks for the server's version; Away when no server answers. The URI says where and as
// whom; concerns are ours: what was acknowledged is on a majority, and what is read was.
func Open(ctx context.Context, uri, database string, opts Options) (*Engine, error) {
	opts = opts.withDefaults()
	client, err := mongo.Connect(options.Client().ApplyURI(uri).
		SetAppName("talent-circle").
		SetReadConcern(readconcern.Majority()).SetWriteConcern(writeconcern.Majority()).SetReadPreference(readpref.Primary()).
		SetRetryReads(true).SetRetryWrites(true).
		SetServerSelectionTimeout(opts.Select).SetConnectTimeout(opts.Select).SetMaxPoolSize(opts.Pool))
	if err != nil {
		return nil, fmt.Errorf("open mongodb: %w", err) // the URI is wrong; the driver's text does not repeat its password
	}
	e := &Engine{client: client, db: client.Database(database), timeout: opts.Timeout, specs: map[string]store.Spec{}}
	if err := e.learnVersion(ctx); err != nil {
		_ = client.Disconnect(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("open mongodb: %w", err)
	}
	return e, nil
}

func (e *Engine) learnVersion(ctx context.Context) error {
	return e.call(ctx, func(ctx context.Context) error {
		var info struct {
			Version string `bson:"version"`
		}
		err := e.db.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&info)
		e.version = info.Version
		return err
	})
}

// call runs one operation within the engine's time and maps its error.
func (e *Engine) call(ctx context.Context, do func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	return mapped(ctx, do(within))
}

// Name is "mongodb" and the version of the server.
func (e *Engine) Name() string { return "mongodb " + e.version }

// Ping asks the primary for a sign of life.
func (e *Engine) Ping(ctx context.Context) error {
	return e.call(ctx, func(ctx context.Context) error { return e.client.Ping(ctx, readpref.Primary()) })
}

// Close waits a moment for the calls under way and closes all connections. Calls after it answer Away.
func (e *Engine) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), e.timeout)
	defer cancel()
	if err := e.client.Disconnect(ctx); err != nil && !closed(err) {
		return err
	}
	return nil
}

// spec finds the declaration of a collection.
func (e *Engine) spec(collection string) (store.Spec, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	spec, ok := e.specs[collection]
	if !ok {
		return spec, fmt.Errorf("store: collection %q was not declared", collection)
	}
	return spec, nil
}

// Ensure makes the indexes that are missing; MongoDB makes a collection with its first. It looks before it asks for any, so that the start
// of another process takes no locks on what is in use.
func (e *Engine) Ensure(ctx context.Context, specs ...store.Spec) error {
	for _, spec := range specs {
		if err := spec.Check(); err != nil {
			return err
		}
	}
	for _, spec := range specs {
		if err := e.call(ctx, func(ctx context.Context) error { return e.ensure(ctx, spec) }); err != nil {
			return fmt.Errorf("collection %s: %w", spec.Name, err)
		}
		e.mu.Lock()
		e.specs[spec.Name] = spec.Merge(e.specs[spec.Name])
		e.mu.Unlock()
	}
	return nil
}

func (e *Engine) ensure(ctx context.Context, spec store.Spec) error {
	view := e.db.Collection(spec.Name).Indexes()
	there, err := view.ListSpecifications(ctx)
	if err != nil {
		return err
	}
	wanted := indexes(spec)
	for _, x := range there {
		delete(wanted, x.Name)
	}
	if len(wanted) == 0 {
		return nil
	}
	_, err = view.CreateMany(ctx, slices.Collect(maps.Values(wanted)))
	return err
}

// indexes turns declarations into MongoDB's, by name. Those that are not unique end in the id, the last sort key of every query.
func indexes(spec store.Spec) map[string]mongo.IndexModel {
	// dueAt is rarely there and its index sparse. It stands alone: with the id beside it, which is always there, it would hold every document.
	due := store.Index{Fields: []string{"dueAt"}}
	models := map[string]mongo.IndexModel{due.Name(): {Keys: bson.D{{Key: "dueAt", Value: int32(1)}}, Options: options.Index().SetName(due.Name()).SetSparse(true)}}
	for _, x := range spec.Indexes {
		keys := bson.D{}
		for _, field := range x.Fields {
			keys = append(keys, bson.E{Key: field, Value: int32(1)})
		}
		opts := options.Index().SetName(x.Name())
		if x.Unique {
			opts.SetUnique(true)
		} else {
			keys = append(keys, bson.E{Key: "_id", Value: int32(1)})
		}
		if x.Optional {
			opts.SetSparse(true)
		}
		models[x.Name()] = mongo.IndexModel{Keys: keys, Options: opts}
	}
	return models
}
