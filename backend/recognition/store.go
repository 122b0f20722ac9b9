package recognition

import (
	"context"
	"fmt"

	"talentcircle/backend/cn"
	"talentcircle/backend/store"
)

// The names of the feature's collections, also in change messages.
const (
	CaseCollection      = "recognition_case"
	StatementCollection = "statement"
)

var (
	caseSpec = store.Spec{Name: CaseCollection, Indexes: []store.Index{
		{Fields: []string{"no"}, Unique: true, Optional: true},
		{Fields: []string{"openKey"}, Unique: true, Optional: true},
		{Fields: []string{"holding", "deadline"}},
		{Fields: []string{"applicant", "updatedAt"}},
		{Fields: []string{"state", "deadline"}},
		{Fields: []string{"parties"}, Array: true},
	}}
	statementSpec = store.Spec{Name: StatementCollection, Indexes: []store.Index{
		{Fields: []string{"no"}, Unique: true},
		{Fields: []string{"code"}, Unique: true},
		{Fields: []string{"list", "index"}, Unique: true},
		{Fields: []string{"list", "standing"}},
		{Fields: []string{"holder", "updatedAt"}},
		{Fields: []string{"parties"}, Array: true},
	}}
	linkSpec = store.Spec{Name: "proof_link", Indexes: []store.Index{{Fields: []string{"code"}, Unique: true}}}
	keySpec  = store.Spec{Name: "statement_key", Indexes: []store.Index{{Fields: []string{"issuer", "no"}, Unique: true}}}
)

// Specs declares the feature's collections.
func Specs() []store.Spec { return []store.Spec{caseSpec, statementSpec, linkSpec, keySpec} }

// Posting names the collections whose outboxes hold messages.
func Posting() []string { return []string{caseSpec.Name, statementSpec.Name} }

// takeNo gives the next number of a kind and year: HR-HE-BJ-2026-000045. One count runs through all directions of a year.
func takeNo(ctx context.Context, db *store.DB, kind string, from Origin, to cn.Region, on cn.Day) (string, error) {
	year, _, _ := on.Date()
	n, err := store.Take(ctx, db, fmt.Sprintf("%s-%d", kind, year), 1)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%s-%s-%d-%06d", kind, from, to, year, n), nil
}

// queue is the cases a region has to act on, the most urgent first.
func queueQuery(region cn.Region, skip, limit int) store.Query {
	return store.Query{Where: store.Eq("holding", string(region)), Sort: []store.Order{{Field: "deadline"}}, Skip: skip, Limit: limit}
}

// seenQuery is every case or statement a region may see, the newest first.
func seenQuery(region cn.Region, skip, limit int) store.Query {
	return store.Query{Where: store.Contains("parties", string(region)), Sort: []store.Order{{Field: "_id", Desc: true}}, Skip: skip, Limit: limit}
}

// ownQuery is a person's own cases, the last changed first.
func ownQuery(user string, skip, limit int) store.Query {
	return store.Query{Where: store.Eq("applicant", user), Sort: []store.Order{{Field: "updatedAt", Desc: true}}, Skip: skip, Limit: limit}
}

// silentQuery is the cases that nobody took up before a day.
func silentQuery(before cn.Day) store.Query {
	return store.Query{
		Where: store.And(store.Eq("state", string(Submitted)), store.Range("deadline", nil, before.String())),
		Sort:  []store.Order{{Field: "deadline"}}, Limit: 200,
	}
}

// heldQuery is a person's own statements, the last changed first.
func heldQuery(user string, skip, limit int) store.Query {
	return store.Query{Where: store.Eq("holder", user), Sort: []store.Order{{Field: "updatedAt", Desc: true}}, Skip: skip, Limit: limit}
}

// standingFilter is the statements of one list with one standing.
func standingFilter(list string, standing Standing) store.Filter {
	return store.And(store.Eq("list", list), store.Eq("standing", string(standing)))
}
