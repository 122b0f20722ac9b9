package ferrettest

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"talentcircle/backend/store"
	"talentcircle/backend/store/mongo"
	"talentcircle/backend/store/storetest"
)

func start(t *testing.T) *Server {
	t.Helper()
	s, err := Start(t.Context(), t.TempDir(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop()) })
	return s
}

func open(t *testing.T, uri, database string, opts mongo.Options) *mongo.Engine {
	t.Helper()
	e, err := mongo.Open(t.Context(), uri, database, opts)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e
}

func TestStoreOnFerretDB(t *testing.T) {
	const atLeast = 60
	ran := storetest.Run(t, func(t *testing.T) store.Engine { return open(t, start(t).URI(), "portal", mongo.Options{}) })
	fmt.Printf("FerretDB: %d cases ran\n", ran)
	require.GreaterOrEqual(t, ran, atLeast)
}

// TestStoreOnMongoDB runs everything against a real server, in a database of its own that is dropped afterwards.
func TestStoreOnMongoDB(t *testing.T) {
	uri := os.Getenv("TALENTCIRCLE_TEST_MONGODB_URI")
	if uri == "" {
		t.Skip("TALENTCIRCLE_TEST_MONGODB_URI is not set")
	}
	database := fmt.Sprintf("tc_storetest_%x", time.Now().UnixNano())
	t.Cleanup(func() {
		client, err := driver.Connect(options.Client().ApplyURI(uri))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, client.Database(database).Drop(ctx))
		require.NoError(t, client.Disconnect(ctx))
	})
	ran := storetest.Run(t, func(t *testing.T) store.Engine { return open(t, uri, database, mongo.Options{}) }, storetest.Large())
	fmt.Printf("MongoDB: %d cases ran\n", ran)
}
