// Package store is the document port: typed collections over an engine, one document per atomic write, side effects in the document's
// own outbox, and an append-only log that gives changes one order. It knows no feature. See docs/adr for why there are no
// transactions across documents.
package store
