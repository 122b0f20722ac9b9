package mongo

import (
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"talentcircle/backend/store"
)

// where turns a checked filter into MongoDB's. null stands for missing in both directions, as the port has it.
func where(f store.Filter) (bson.D, error) {
	on := func(op string, v any) bson.D { return bson.D{{Key: f.Field, Value: bson.D{{Key: op, Value: v}}}} }
	switch f.Op {
	case store.OpAll:
		return bson.D{}, nil
	case store.OpAnd:
		return parts("$and", f.Parts)
	case store.OpOr:
		return parts("$or", f.Parts)
	case store.OpEq, store.OpContains: // equality with an array field looks at its elements
		return on("$eq", f.Values[0]), nil
	case store.OpIn:
		return on("$in", bson.A(f.Values)), nil
	case store.OpRange:
		ends := bson.D{}
		for i, op := range []string{"$gte", "$lt"} {
			if f.Values[i] != nil {
				ends = append(ends, bson.E{Key: op, Value: f.Values[i]})
			}
		}
		return bson.D{{Key: f.Field, Value: ends}}, nil
	case store.OpExists:
		return on(map[bool]string{true: "$ne", false: "$eq"}[f.Values[0].(bool)], nil), nil
	}
	return nil, fmt.Errorf("store: operator %d", f.Op)
}

func parts(op string, filters []store.Filter) (bson.D, error) {
	list := make(bson.A, len(filters))
	for i, f := range filters {
		part, err := where(f)
		if err != nil {
			return nil, err
		}
		list[i] = part
	}
	return bson.D{{Key: op, Value: list}}, nil
}

// by is a sort.
func by(order []store.Order) bson.D {
	keys := bson.D{}
	for _, o := range order {
		keys = append(keys, bson.E{Key: o.Field, Value: map[bool]int32{false: 1, true: -1}[o.Desc]})
	}
	return keys
}
