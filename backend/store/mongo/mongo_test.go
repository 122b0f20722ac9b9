package mongo

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

func TestFaultGoesByCode(t *testing.T) {
	defect := mongo.CommandError{Code: 2, Message: "E11000 duplicate key"}
	for name, c := range map[string]struct {
		err  error
		want *fault.Error
	}{
		"insert clash":           {mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 11000}}}, store.Clash},
		"bulk clash":             {mongo.BulkWriteException{WriteErrors: []mongo.BulkWriteError{{WriteError: mongo.WriteError{Code: 11000}}}}, store.Clash},
		"command clash":          {mongo.CommandError{Code: 11000}, store.Clash},
		"too large":              {mongo.CommandError{Code: 10334}, store.Refused},
		"no primary":             {mongo.CommandError{Code: 10107}, store.Away},
		"stepped down":           {mongo.CommandError{Code: 189}, store.Away},
		"out of time":            {mongo.CommandError{Code: 50}, store.Away},
		"disk full":              {mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 14031}}}, store.Away},
		"majority not reached":   {mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64}}, store.Away},
		"label":                  {mongo.CommandError{Code: 5, Labels: []string{"RetryableWriteError"}}, store.Away},
		"network":                {mongo.CommandError{Labels: []string{"NetworkError"}, Wrapped: errors.New("cut")}, store.Away},
		"not let in":             {mongo.CommandError{Code: 18}, store.Away},
		"disconnected":           {mongo.ErrClientDisconnected, store.Away},
		"deadline of the call":   {context.DeadlineExceeded, store.Away},
		"nothing":                {nil, nil},
		"text means nothing":     {defect, nil},
		"other code is a defect": {mongo.CommandError{Code: 9}, nil},
	} {
		got := mapped(context.Background(), c.err)
		if c.want == nil {
			require.Equal(t, c.err, got, name)
			continue
		}
		require.ErrorIs(t, got, c.want, name)
		require.ErrorContains(t, got, c.err.Error(), name)
	}
}

func TestTheCallersContextComesFirst(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := mapped(ctx, mongo.CommandError{Code: 11000})
	require.ErrorIs(t, err, store.Away)
	require.ErrorIs(t, err, context.Canceled)
}

func TestWhere(t *testing.T) {
	for name, c := range map[string]struct {
		filter store.Filter
		want   string
	}{
		"all":      {store.All(), `{}`},
		"equal":    {store.Eq("a.b", 1), `{"a.b": {"$eq": {"$numberLong":"1"}}}`},
		"in":       {store.In("a", "x", "y"), `{"a": {"$in": ["x","y"]}}`},
		"nothing":  {store.In[string]("a"), `{"a": {"$in": []}}`},
		"range":    {store.Range("a", 1.5, nil), `{"a": {"$gte": {"$numberDouble":"1.5"}}}`},
		"prefix":   {store.Prefix("a", "a.*"), `{"a": {"$gte": "a.*","$lt": "a.+"}}`},
		"exists":   {store.Exists("a", true), `{"a": {"$ne": null}}`},
		"missing":  {store.Exists("a", false), `{"a": {"$eq": null}}`},
		"contains": {store.Contains("a", "x"), `{"a": {"$eq": "x"}}`},
		"and, or":  {store.And(store.Eq("a", true), store.Or(store.Eq("b", "$x"), store.Eq("a", "y"))), `{"$and": [{"a": {"$eq": true}},{"$or": [{"b": {"$eq": "$x"}},{"a": {"$eq": "y"}}]}]}`},
	} {
		checked, err := c.filter.Checked()
		require.NoError(t, err, name)
		got, err := where(checked)
		require.NoError(t, err, name)
		text, err := bson.MarshalExtJSON(got, true, false)
		require.NoError(t, err, name)
		require.JSONEq(t, c.want, string(text), name)
	}
	_, err := where(store.And(store.Eq("a", 1), store.Filter{Op: 99}))
	require.Error(t, err)
}

func TestIndexes(t *testing.T) {
	models := indexes(store.Spec{Name: "experts", Indexes: []store.Index{
		{Fields: []string{"region", "status"}}, {Fields: []string{"email"}, Unique: true, Optional: true}, {Fields: []string{"tags"}, Array: true},
	}})
	keys := map[string]string{}
	for name, m := range models {
		text, err := bson.MarshalExtJSON(m.Keys, false, false)
		require.NoError(t, err)
		keys[name] = string(text)
	}
	require.Equal(t, map[string]string{
		"by:dueAt":         `{"dueAt":1}`,
		"by:region,status": `{"region":1,"status":1,"_id":1}`,
		"optional:email":   `{"email":1}`,
		"array:tags":       `{"tags":1,"_id":1}`,
	}, keys)
}

func TestOpenWithoutAServerIsAway(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := listener.Addr().String()
	require.NoError(t, listener.Close())
	_, err = Open(t.Context(), "mongodb://"+addr, "portal", Options{Select: 50 * time.Millisecond})
	require.ErrorIs(t, err, store.Away)
}

func TestOpenWithAWrongURINamesNoPassword(t *testing.T) {
	for _, uri := range []string{"mongodb://portal:geheim@", "http://portal:geheim@db", "mongodb://portal:ge@heim@db", "mongodb://portal:geheim@db/?tls=maybe", ""} {
		_, err := Open(t.Context(), uri, "portal", Options{})
		require.Error(t, err, uri)
		require.NotContains(t, err.Error(), "heim", uri)
		require.NotErrorIs(t, err, store.Away, "no use in trying again")
	}
}

func TestFromBSONRefusesWhatNoStoreWrites(t *testing.T) {
	for name, d := range map[string]bson.D{
		"a date":           {{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}, {Key: "at", Value: bson.NewDateTimeFromTime(time.Now())}},
		"an object id":     {{Key: "_id", Value: bson.NewObjectID()}, {Key: "rev", Value: int64(1)}},
		"no rev":           {{Key: "_id", Value: "a"}},
		"binary, deep":     {{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}, {Key: "l", Value: bson.A{bson.D{{Key: "b", Value: []byte{1}}}}}},
		"no number at all": {{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}, {Key: "f", Value: 0.0 / zero()}},
	} {
		raw, err := bson.Marshal(d)
		require.NoError(t, err)
		_, err = fromBSON(raw)
		require.Error(t, err, name)
	}
	raw, err := bson.Marshal(bson.D{{Key: "_id", Value: "a"}, {Key: "rev", Value: int32(3)}, {Key: "n", Value: int32(-7)}})
	require.NoError(t, err)
	doc, err := fromBSON(raw)
	require.NoError(t, err)
	require.Equal(t, store.Doc{ID: "a", Rev: 3, Body: []byte(`{"_id":"a","rev":3,"n":-7}`)}, doc)
}

func zero() float64 { return float64(len(strings.TrimSpace(" "))) }
