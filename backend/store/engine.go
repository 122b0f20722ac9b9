package store

import (
	"context"

	"talentcircle/backend/fault"
)

// Engine is the adapter seam: encoded documents in, encoded documents out, one atomic write per document. The two that ship are
// store/sqlite and store/mongo; storetest holds both to the same behaviour. An engine knows no feature and no rule.
//
// Every method honours ctx. Errors are faults: Clash, Lost, Missing, Refused and Away below; anything else is a defect, such as a
// collection that was not declared to Ensure. When ctx ended the error is Away with ctx's error as its cause.
type Engine interface {
	// Name is what the start-up line and 关于本系统 say: "sqlite" or "mongodb", with a version.
	Name() string
	// Ensure makes collections and indexes that are missing; it may run again at any time, and it never removes. Clash when the
	// documents that are there break a new unique key. A process declares every collection it uses.
	Ensure(ctx context.Context, specs ...Spec) error
	// Get returns the documents that exist, in the order of ids, as often as they are named; missing ones are left out.
	Get(ctx context.Context, collection string, ids ...string) ([]Doc, error)
	// Insert writes new documents in order and stops at the first that clashes: those before it stay on MongoDB, none stays on
	// SQLite. So a caller that inserts several must be able to insert them again.
	Insert(ctx context.Context, collection string, docs ...Doc) error
	// Replace writes each document where {id, prev rev} still holds, in no order. Those not written are named in failed, with Lost or Clash; the
	// others are written: in one transaction on SQLite, each by itself on MongoDB, whose bulk reply counts the matches but does not
	// name them. With an error it is not known what was written on MongoDB; nothing was on SQLite.
	Replace(ctx context.Context, collection string, swaps ...Swap) (failed map[string]error, err error)
	// Delete removes the document where {id, rev} holds; Lost when it does not.
	Delete(ctx context.Context, collection, id string, rev int64) error
	// Find returns one page of matches in the query's order; Missing when the document that q.After names is gone.
	Find(ctx context.Context, collection string, q Query) ([]Doc, error)
	// Count counts the matches.
	Count(ctx context.Context, collection string, where Filter) (int64, error)
	// GroupCount counts documents by the value of a scalar field, or by the elements of an array field, where a document counts once
	// for each different element; most frequent first, ties by the bytes of the value. Documents without the field are not counted.
	GroupCount(ctx context.Context, collection string, where Filter, field string) ([]Group, error)
	// Ping answers whether the store can be used now.
	Ping(ctx context.Context) error
	Close() error
}

// Doc is one encoded document: canonical JSON made by Encode, whose _id and rev are repeated beside it for the adapters.
type Doc struct {
	ID   string
	Rev  int64
	Body []byte
}

// Swap is one compare-and-set: put Doc in place of the document with Doc.ID whose rev is Prev.
type Swap struct {
	Doc  Doc
	Prev int64
}

// The faults of the port. Compare with errors.Is.
var (
	// Clash: some unique key (or the id) is taken. Which one is not said; read to learn it.
	Clash = fault.New(fault.Conflict, "unique_clash", "已存在相同的记录。")
	// Missing: no document with that id.
	Missing = fault.New(fault.NotFound, "not_found", "未找到该记录。")
	// Lost: the document changed since it was read, more often than Update retries.
	Lost = fault.New(fault.Conflict, "write_conflict", "记录正被他人修改,请稍后重试。")
	// Refused: the document can't be stored: over MaxDocument, a key with a dot or a leading $, a nested array.
	Refused = fault.New(fault.Invalid, "document_refused", "内容超出可保存的范围。")
	// Away: the store can't be reached or can't write now.
	Away = fault.New(fault.Unavailable, "store_unavailable", "数据库暂不可用,请稍后重试。")
)
