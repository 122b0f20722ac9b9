package sqlite_test

import (
	"testing"

	"talentcircle/backend/store"
	"talentcircle/backend/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Engine { return storetest.SQLite(t) }, storetest.Large())
}
