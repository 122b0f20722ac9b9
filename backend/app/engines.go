package app

import (
	"context"
	"path/filepath"

	"talentcircle/backend/search"
	"talentcircle/backend/search/embedded"
	"talentcircle/backend/search/meili"
	"talentcircle/backend/store"
	"talentcircle/backend/store/mongo"
	"talentcircle/backend/store/sqlite"
	"talentcircle/config"
)

func openStore(ctx context.Context, cfg config.Config) (store.Engine, error) {
	if cfg.Store == config.MongoDB {
		return mongo.Open(ctx, cfg.MongoDBURI, cfg.MongoDBDatabase, mongo.Options{})
	}
	return sqlite.Open(filepath.Join(cfg.Data, "portal.db"))
}

func openSearch(cfg config.Config, schema *search.Schema) (search.Engine, error) {
	if cfg.Search == config.Meilisearch {
		return meili.Open(meili.Config{URL: cfg.MeilisearchURL, Key: cfg.MeilisearchKey}, schema)
	}
	return embedded.Open(filepath.Join(cfg.Data, "search"), schema)
}
