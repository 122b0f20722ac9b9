package mongo

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"talentcircle/backend/store"
)

// anyValue draws what store.Encode lets through: no array directly in an array, no dot, dollar or zero byte in a name.
func anyValue(depth int, inArray bool) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.String().AsAny(),
		rapid.Float64().Filter(func(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }).AsAny(),
	}
	if depth > 0 {
		name := rapid.String().Filter(func(s string) bool { return !strings.HasPrefix(s, "$") && !strings.ContainsAny(s, ".\x00") })
		kinds = append(kinds, rapid.MapOfN(name, rapid.Deferred(func() *rapid.Generator[any] { return anyValue(depth-1, false) }), 0, 5).AsAny())
		if !inArray {
			kinds = append(kinds, rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[any] { return anyValue(depth-1, true) }), 0, 5).AsAny())
		}
	}
	return rapid.OneOf(kinds...)
}

type bag struct {
	store.Meta
	Bag map[string]any `json:"bag"`
}

func TestEveryEncodedDocumentComesBackByteForByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := &bag{Meta: store.Meta{ID: rapid.String().Draw(t, "id"), Rev: rapid.Int64().Draw(t, "rev")}, Bag: map[string]any{"v": anyValue(3, false).Draw(t, "v")}}
		doc, err := store.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := toBSON(doc.Body)
		if err != nil {
			t.Fatalf("%s: %v", doc.Body, err)
		}
		if err := raw.Validate(); err != nil {
			t.Fatalf("%s: %v", doc.Body, err)
		}
		back, err := fromBSON(raw)
		if err != nil {
			t.Fatalf("%s: %v", doc.Body, err)
		}
		if string(back.Body) != string(doc.Body) || back.ID != doc.ID || back.Rev != doc.Rev {
			t.Fatalf("%s came back as %s", doc.Body, back.Body)
		}
	})
}

func TestToBSONIsWhatTheDriverMakes(t *testing.T) {
	body := `{"_id":"a","rev":1,"n":-9223372036854775808,"f":0.1,"t":true,"e":"","u":"京\u0000\"","o":{"l":[1,"x",{"y":null},{}],"e":[]}}`
	got, err := toBSON([]byte(body))
	require.NoError(t, err)
	want, err := bson.Marshal(bson.D{
		{Key: "_id", Value: "a"}, {Key: "rev", Value: int64(1)}, {Key: "n", Value: int64(math.MinInt64)}, {Key: "f", Value: 0.1}, {Key: "t", Value: true}, {Key: "e", Value: ""}, {Key: "u", Value: "京\x00\""},
		{Key: "o", Value: bson.D{{Key: "l", Value: bson.A{int64(1), "x", bson.D{{Key: "y", Value: nil}}, bson.D{}}}, {Key: "e", Value: bson.A{}}}},
	})
	require.NoError(t, err)
	require.Equal(t, bson.Raw(want), got)
}

func TestToBSONRefuses(t *testing.T) {
	for _, body := range []string{``, `[]`, `1`, `{"a":`, `{"a":1}{}`, `{"a":1,"a":2}`, `{"a":1e999}`, `{"a":9223372036854775809}`, `{"a\u0000":1}`, `{"a":"` + "\xff" + `"}`, `{"a":[1,}`} {
		_, err := toBSON([]byte(body))
		require.Error(t, err, body)
	}
}

// FuzzToBSON: whatever text is taken comes back with the same meaning, and canonical text byte for byte.
func FuzzToBSON(f *testing.F) {
	for _, seed := range []string{`{"_id":"a","rev":1}`, `{"_id":"a","rev":1,"l":[{"a":[]}],"n":1e-7}`, `{ "_id" : "\u00e9", "rev": -0, "x": 1.0 }`, `{"a":[[1]]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		raw, err := toBSON(body)
		if err != nil {
			return
		}
		require.NoError(t, raw.Validate())
		back, err := appendJSON(nil, raw, false)
		require.NoError(t, err)
		canonical := jsontext.Value(append([]byte(nil), body...))
		require.NoError(t, canonical.Compact())
		again, err := toBSON(back)
		require.NoError(t, err)
		require.Equal(t, raw, again, "a second round changes nothing")
		var was, is any
		require.NoError(t, json.Unmarshal(canonical, &was))
		require.NoError(t, json.Unmarshal(back, &is))
		require.Equal(t, was, is)
	})
}

// FuzzFromBSON: no bytes make it panic, and what it takes is JSON.
func FuzzFromBSON(f *testing.F) {
	seed, err := toBSON([]byte(`{"_id":"a","rev":1,"l":[{"a":[true,null]}],"n":1e-7}`))
	require.NoError(f, err)
	f.Add([]byte(seed))
	f.Add([]byte(strconv.Itoa(5)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := fromBSON(raw)
		if err == nil {
			require.True(t, jsontext.Value(doc.Body).IsValid(), "%s", doc.Body)
		}
	})
}

// TestTheSizeThatEncodeCountsIsTheSizeOfTheBSON makes the longest list of digits that fits MongoDB's limit, and one digit more.
func TestTheSizeThatEncodeCountsIsTheSizeOfTheBSON(t *testing.T) {
	const limit = 16 << 20
	digits := make([]int, 1_500_000)
	encode := func(n int) (store.Doc, error) {
		return store.Encode(&bag{Meta: store.Meta{ID: "a", Rev: 1}, Bag: map[string]any{"l": digits[:n], "o": map[string]bool{"t": true}}})
	}
	size := func(n int) int {
		doc, err := encode(n)
		require.NoError(t, err)
		raw, err := toBSON(doc.Body)
		require.NoError(t, err)
		return len(raw)
	}
	n, total := 0, size(0)
	for next := total; next <= limit; n++ {
		total = next
		next += 1 + len(strconv.Itoa(n)) + 1 + 8 // type, index as a name, zero byte, int64
	}
	require.Equal(t, total, size(n-1))
	_, err := encode(n)
	require.ErrorIs(t, err, store.Refused)
}
