package sqlite_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/store"
	"talentcircle/backend/store/storetest"
)

func TestPlans(t *testing.T) {
	engine := storetest.SQLite(t)
	require.NoError(t, engine.Ensure(t.Context(), store.LogSpec, store.Spec{Name: "experts", Indexes: []store.Index{
		{Fields: []string{"region", "status", "updatedAt"}},
		{Fields: []string{"name"}},
		{Fields: []string{"email"}, Unique: true, Optional: true},
		{Fields: []string{"region", "no"}, Unique: true},
		{Fields: []string{"tags"}, Array: true},
	}}))
	desc := func(field string) []store.Order { return []store.Order{{Field: field, Desc: true}} }
	list := store.And(store.Eq("region", "BJ"), store.Eq("status", "published"))
	require.NoError(t, engine.Insert(t.Context(), "experts", store.Doc{
		ID: "a", Rev: 1, Body: []byte(`{"_id":"a","rev":1,"region":"BJ","status":"published","updatedAt":5,"name":"单示明"}`),
	}))
	for name, c := range map[string]struct {
		collection string
		query      store.Query
		indexed    bool
		uses       string
	}{
		"all by id":              {"experts", store.Query{}, true, "sqlite_autoindex_experts_1"},
		"equal and sorted":       {"experts", store.Query{Where: list, Sort: desc("updatedAt")}, true, "by:region,status,updatedAt"},
		"the page after":         {"experts", store.Query{Where: list, Sort: desc("updatedAt"), After: "a"}, true, "by:region,status,updatedAt"},
		"sorted by all three":    {"experts", store.Query{Where: list, Sort: []store.Order{{Field: "region"}, {Field: "status"}, {Field: "updatedAt"}}}, true, "by:region,status,updatedAt"},
		"range":                  {"experts", store.Query{Where: store.And(list, store.Range("updatedAt", 5, nil)), Sort: desc("updatedAt")}, true, "by:region,status,updatedAt"},
		"prefix":                 {"experts", store.Query{Where: store.Prefix("name", "单"), Sort: []store.Order{{Field: "name"}}}, true, "by:name"},
		"optional unique":        {"experts", store.Query{Where: store.Eq("email", "a@example.cn")}, true, "optional:email"},
		"optional unique, in":    {"experts", store.Query{Where: store.And(store.In("email", "a@example.cn", "b@example.cn")), Sort: []store.Order{{Field: "email"}}}, true, "optional:email"},
		"unique of two":          {"experts", store.Query{Where: store.And(store.Eq("region", "BJ"), store.Eq("no", "1"))}, true, "unique:region,no"},
		"contains":               {"experts", store.Query{Where: store.Contains("tags", "钢铁")}, true, "experts/tags"},
		"due":                    {"experts", store.Query{Where: store.Range("dueAt", nil, 9), Sort: []store.Order{{Field: "dueAt"}}}, true, "by:dueAt"},
		"log, last":              {"log", store.Query{Where: store.Eq("log", "changes"), Sort: desc("seq"), Limit: 1}, true, "unique:log,seq"},
		"log, read":              {"log", store.Query{Where: store.And(store.Eq("log", "changes"), store.Range("seq", 7, nil)), Sort: []store.Order{{Field: "seq"}}}, true, "unique:log,seq"},
		"log, message":           {"log", store.Query{Where: store.And(store.Eq("log", "changes"), store.Eq("messageId", "m"))}, true, "unique:log,messageId"},
		"stream from":            {"experts", store.Query{Where: store.Range("_id", "a\x00", nil)}, true, "sqlite_autoindex_experts_1"},
		"field without index":    {"experts", store.Query{Where: store.Eq("employer", "x"), Sort: desc("employer")}, false, ""},
		"sort without index":     {"experts", store.Query{Where: list, Sort: desc("employer")}, false, "TEMP B-TREE"},
		"index not from left":    {"experts", store.Query{Where: store.Eq("status", "x"), Sort: desc("updatedAt")}, false, ""},
		"contains, not declared": {"experts", store.Query{Where: store.Contains("fields", "x"), Sort: desc("employer")}, false, ""},
	} {
		indexed, plan, err := engine.Indexed(t.Context(), c.collection, c.query)
		require.NoError(t, err, name)
		require.Equal(t, c.indexed, indexed, "%s: %s", name, plan)
		require.Contains(t, plan, c.uses, name)
	}
	_, _, err := engine.Indexed(t.Context(), "unknown", store.Query{})
	require.Error(t, err)
}
