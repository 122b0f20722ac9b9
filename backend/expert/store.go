package expert

import (
	"context"
	"fmt"

	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// Collection is the name of the experts' collection, also in change messages.
const Collection = "expert"

// Specs declares the feature's collections.
func Specs() []store.Spec {
	return append(importSpecs(), []store.Spec{
		{Name: Collection, Indexes: []store.Index{
			{Fields: []string{"no"}, Unique: true},
			{Fields: []string{"identityKey"}, Unique: true, Optional: true},
			{Fields: []string{"region", "status", "updatedAt"}},
			{Fields: []string{"region", "updatedAt"}},
		}},
	}...)
}

type experts = store.Collection[Expert, *Expert]

// nextNos reserves n numbers of a region and year and returns them: JJJ-BJ-2026-000123.
func nextNos(ctx context.Context, db *store.DB, region cn.Region, n int) ([]string, error) {
	year := yearOf(cn.DayOf(db.Now()))
	first, err := store.Take(ctx, db, fmt.Sprintf("expert-%s-%d", region, year), int64(n))
	if err != nil {
		return nil, err
	}
	nos := make([]string, n)
	for i := range nos {
		nos[i] = fmt.Sprintf("JJJ-%s-%d-%06d", region, year, first+int64(i))
	}
	return nos, nil
}
