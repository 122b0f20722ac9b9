package mongo

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"talentcircle/backend/store"
)

// Get implements store.Engine.
func (e *Engine) Get(ctx context.Context, collection string, ids ...string) ([]store.Doc, error) {
	c, err := e.collection(collection)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	found, err := e.find(ctx, c, store.Page{Where: store.In("_id", ids...)})
	if err != nil {
		return nil, err
	}
	byID := make(map[string]store.Doc, len(found))
	for _, d := range found {
		byID[d.ID] = d
	}
	docs := found[:0]
	for _, id := range ids {
		if d, ok := byID[id]; ok {
			docs = append(docs, d)
		}
	}
	return docs, nil
}

// Find implements store.Engine.
func (e *Engine) Find(ctx context.Context, collection string, q store.Query) ([]store.Doc, error) {
	spec, err := e.spec(collection)
	if err != nil {
		return nil, err
	}
	pages, err := spec.Pages(q, func(id string) (store.Doc, error) {
		docs, err := e.Get(ctx, collection, id)
		if err != nil {
			return store.Doc{}, err
		}
		if len(docs) == 0 {
			return store.Doc{}, store.Missing
		}
		return docs[0], nil
	})
	if err != nil {
		return nil, err
	}
	var docs []store.Doc
	for _, p := range pages {
		if p.Limit -= len(docs); p.Limit == 0 {
			break
		}
		more, err := e.find(ctx, e.db.Collection(collection), p)
		if err != nil {
			return nil, err
		}
		docs = append(docs, more...)
	}
	return docs, nil
}

// find reads one page; all matches when it has no limit.
func (e *Engine) find(ctx context.Context, c *mongo.Collection, p store.Page) (docs []store.Doc, err error) {
	filter, err := where(p.Where)
	if err != nil {
		return nil, err
	}
	opts := options.Find().SetSkip(int64(p.Skip)).SetLimit(int64(p.Limit))
	if p.Limit > 0 {
		opts.SetBatchSize(int32(p.Limit)) // else the server sends 101 and waits to be asked for the rest
	}
	if len(p.Sort) > 0 {
		opts.SetSort(by(p.Sort))
	}
	raws, err := e.all(ctx, func(ctx context.Context) (*mongo.Cursor, error) { return c.Find(ctx, filter, opts) })
	if err != nil {
		return nil, err
	}
	docs = make([]store.Doc, len(raws))
	for i, raw := range raws {
		if docs[i], err = fromBSON(raw); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// all runs a read and fetches what it finds. Decoding is left to the caller: an error of it is ours and not the server's.
func (e *Engine) all(ctx context.Context, read func(context.Context) (*mongo.Cursor, error)) (raws []bson.Raw, err error) {
	err = e.call(ctx, func(ctx context.Context) error {
		cursor, err := read(ctx)
		if err != nil {
			return err
		}
		return cursor.All(ctx, &raws)
	})
	return raws, err
}

// Count implements store.Engine.
func (e *Engine) Count(ctx context.Context, collection string, f store.Filter) (n int64, err error) {
	c, filter, err := e.filtered(collection, f)
	if err != nil {
		return 0, err
	}
	err = e.call(ctx, func(ctx context.Context) error {
		n, err = c.CountDocuments(ctx, filter)
		return err
	})
	return n, err
}

func (e *Engine) filtered(collection string, f store.Filter) (*mongo.Collection, bson.D, error) {
	c, err := e.collection(collection)
	if err != nil {
		return nil, nil, err
	}
	if f, err = f.Checked(); err != nil {
		return nil, nil, err
	}
	filter, err := where(f)
	return c, filter, err
}

// GroupCount implements store.Engine.
func (e *Engine) GroupCount(ctx context.Context, collection string, f store.Filter, field string) (groups []store.Group, err error) {
	there, err := store.Exists(field, true).Checked()
	if err != nil {
		return nil, err
	}
	c, filter, err := e.filtered(collection, f)
	if err != nil {
		return nil, err
	}
	spec, err := e.spec(collection)
	if err != nil {
		return nil, err
	}
	present, err := where(there)
	if err != nil {
		return nil, err
	}
	pipeline := groupPipeline(filter, present, field, spec.HasScalar(field))
	raws, err := e.all(ctx, func(ctx context.Context) (*mongo.Cursor, error) { return c.Aggregate(ctx, pipeline) })
	if err != nil {
		return nil, err
	}
	for _, raw := range raws {
		g, err := groupOf(raw)
		if err != nil {
			return nil, err
		}
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b store.Group) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return groups, nil
}

// groupPipeline counts a scalar at once; what may be an array is unwound and counted once per document and element.
func groupPipeline(filter, present bson.D, field string, scalar bool) bson.A {
	stage := func(name string, body any) bson.D { return bson.D{{Key: name, Value: body}} }
	count := func(by any) bson.D {
		return stage("$group", bson.D{{Key: "_id", Value: by}, {Key: "n", Value: bson.D{{Key: "$sum", Value: int32(1)}}}})
	}
	if scalar {
		return bson.A{stage("$match", bson.D{{Key: "$and", Value: bson.A{filter, present}}}), count("$" + field)}
	}
	return bson.A{
		stage("$match", filter),
		stage("$unwind", "$"+field),
		stage("$match", present),
		count(bson.D{{Key: "doc", Value: "$_id"}, {Key: "value", Value: "$" + field}}),
		count("$_id.value"),
	}
}

func groupOf(raw bson.Raw) (g store.Group, err error) {
	g.Count, _ = raw.Lookup("n").AsInt64OK()
	value := raw.Lookup("_id")
	if s, ok := value.StringValueOK(); ok {
		g.Value = s
		return g, nil
	}
	g.Value, err = scalarText(value)
	return g, err
}
