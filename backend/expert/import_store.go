package expert

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"talentcircle/backend/sheet"
	"talentcircle/backend/store"
)

// ImportCollection is the name of the imports' collection; its documents post audit messages.
const ImportCollection = "expert_import"

const (
	importRows   = "expert_import_row"
	importPieces = "expert_import_piece"
)

// Posting names the collections whose outboxes the relay must watch.
func Posting() []string { return []string{Collection, ImportCollection} }

func importSpecs() []store.Spec {
	return []store.Spec{
		{Name: ImportCollection, Indexes: []store.Index{{Fields: []string{"work", "leaseUntil"}}, {Fields: []string{"agencyId", "createdAt"}}}},
		{Name: importRows, Indexes: []store.Index{{Fields: []string{"importId", "status", "row"}}, {Fields: []string{"importId", "row"}}}},
		{Name: importPieces},
	}
}

// filePiece is a piece of an uploaded file, sealed.
type filePiece struct {
	store.Meta
	Sealed []byte `json:"sealed"`
}

// pieceSize keeps a document under 4 MiB once it is sealed and in base64.
const pieceSize = 3 << 20 * 95 / 100

// imports is where imports are kept, and how a worker hears of new work.
type imports struct {
	docs   store.Collection[Import, *Import]
	rows   store.Collection[ImportRow, *ImportRow]
	pieces store.Collection[filePiece, *filePiece]
	wake   chan struct{}

	readBatch, commitBatch int // rows
}

func openImports(db *store.DB) imports {
	return imports{docs: store.On[Import](db, ImportCollection), rows: store.On[ImportRow](db, importRows),
		pieces: store.On[filePiece](db, importPieces), wake: make(chan struct{}, importWorkers),
		readBatch: 200, commitBatch: 100}
}

// poke wakes a worker of this process; those of others look once a second.
func (i imports) poke() {
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

func pieceID(fileID string, n int) string { return fmt.Sprintf("%s.%03d", fileID, n) }
func rowID(importID string, n int) string { return fmt.Sprintf("%s.%07d", importID, n) }

// rowExpert is the id of the record a row becomes, the same however often it is committed.
func rowExpert(importID string, row int) string {
	return uuid.NewHash(sha256.New(), uuid.NameSpaceURL, fmt.Appendf(nil, "import/%s/%d", importID, row), 8).String()
}

// rowRepeat lets a row be committed again. Its hash names the row and not its content: a hash of private values could be tried out.
func rowRepeat(importID string, row int) Repeat {
	return Repeat{ID: rowExpert(importID, row), Hash: fmt.Sprintf("import/%s/%d", importID, row)}
}

// keepFile seals a file piece by piece.
func (s *Service) keepFile(ctx context.Context, file io.ReaderAt, size int64) (id string, pieces int, err error) {
	id = store.NewID()
	buffer := make([]byte, pieceSize)
	for at := int64(0); at < size; at += pieceSize {
		n, err := file.ReadAt(buffer[:min(pieceSize, size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return "", 0, fmt.Errorf("read upload: %w", err)
		}
		name := pieceID(id, pieces)
		if err := s.imports.pieces.Insert(ctx, &filePiece{Meta: store.Meta{ID: name}, Sealed: s.keys.SealBlob(name, buffer[:n])}); err != nil {
			return "", 0, err
		}
		pieces++
	}
	return id, pieces, nil
}

// openFile opens a kept file again.
func (s *Service) openFile(ctx context.Context, i *Import) (*sheet.Book, *bytes.Reader, error) {
	content := make([]byte, 0, i.Size)
	for n := range i.Pieces {
		name := pieceID(i.FileID, n)
		piece, err := s.imports.pieces.Get(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		plain, err := s.keys.OpenBlob(name, piece.Sealed)
		if err != nil {
			return nil, nil, err
		}
		content = append(content, plain...)
	}
	r := bytes.NewReader(content)
	book, err := sheet.Open(r, int64(len(content)), i.FileName, sheet.DefaultLimits())
	return book, r, err
}

// recount counts the rows of an import by what became of them.
func (s *Service) recount(ctx context.Context, importID string) (ImportCounts, error) {
	groups, err := s.imports.rows.GroupCount(ctx, store.Eq("importId", importID), "status")
	if err != nil {
		return ImportCounts{}, err
	}
	var c ImportCounts
	for _, g := range groups {
		switch n := int(g.Count); RowStatus(g.Value) {
		case RowGood:
			c.Good += n
		case RowCommitted:
			c.Good, c.Committed = c.Good+n, n
		case RowRejected:
			c.Bad = n
		case RowSkipped:
			c.Skipped = n
		}
	}
	c.Rows = c.Good + c.Bad
	return c, nil
}
