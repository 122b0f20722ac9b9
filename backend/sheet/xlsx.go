package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"talentcircle/backend/fault"
)

// workbook is an opened .xlsx: its parts, and what all tables share.
type workbook struct {
	parts    map[string]*zip.File
	most     int64 // bytes that one part may unpack to
	strings  []shared
	styles   []dateForm // by cell style
	since904 bool       // dates count from 1904
	loaded   bool       // strings and styles were read
	root     string     // the workbook part
	related  map[string]string
}

func (b *Book) openXLSX(r io.ReaderAt, size int64) error {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return ErrUnreadable.Because(err)
	}
	w := &workbook{parts: map[string]*zip.File{}, most: b.limits.Expanded}
	if err := w.admit(archive.File, b.limits); err != nil {
		return err
	}
	b.xlsx = w
	if err := w.findRoot(); err != nil {
		return unreadable(err)
	}
	b.tables, err = w.readTables()
	if err != nil {
		return unreadable(err)
	}
	if len(b.tables) == 0 {
		return ErrEmpty
	}
	return nil
}

// bulky is the unpacked size from which the ratio counts: small parts of repeated text pack very well.
const bulky = 16 << 20

// admit checks the directory of the archive before anything is unpacked. That the declared sizes are true is seen while unpacking:
// archive/zip stops at the declared size, and meter counts besides.
func (w *workbook) admit(files []*zip.File, limits Limits) error {
	if len(files) > limits.Parts {
		return ErrExpands
	}
	var total uint64
	for _, f := range files {
		if f.Flags&1 != 0 {
			return ErrEncrypted
		}
		size, packed := f.UncompressedSize64, f.CompressedSize64
		if total += size; size > uint64(limits.Expanded) || total > uint64(limits.Expanded) ||
			size > bulky && size/max(packed, 1) > uint64(limits.Ratio) {
			return ErrExpands
		}
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if _, twice := w.parts[name]; twice {
			return ErrUnreadable.Because(errors.New("two parts of one name"))
		}
		w.parts[name] = f
	}
	return nil
}

// open gives the tokens of a part; what is not there is a broken file.
func (w *workbook) open(name string) (*part, io.Closer, error) {
	f := w.parts[name]
	if f == nil {
		return nil, nil, errors.New("missing part")
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return newPart(r, w.most), r, nil
}

// each visits the start elements of a part.
func (w *workbook) each(name string, visit func(xml.StartElement) error) error {
	p, closer, err := w.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	return p.each(visit)
}

// findRoot finds the workbook part through the package's relationships.
func (w *workbook) findRoot() error {
	if w.parts["[Content_Types].xml"] == nil {
		return errors.New("not an office file")
	}
	err := w.each("_rels/.rels", func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attr(e, "Type"), "/officeDocument") {
			w.root = strings.TrimPrefix(attr(e, "Target"), "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if strings.HasSuffix(w.root, ".bin") {
		return ErrOldFormat
	}
	w.related = map[string]string{}
	relations := path.Join(path.Dir(w.root), "_rels", path.Base(w.root)+".rels")
	return w.each(relations, func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := attr(e, "Target")
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(target, "/")
		} else {
			target = path.Join(path.Dir(w.root), target)
		}
		w.related[attr(e, "Id")] = target
		switch kind := attr(e, "Type"); {
		case strings.HasSuffix(kind, "/sharedStrings"):
			w.related["strings"] = target
		case strings.HasSuffix(kind, "/styles"):
			w.related["styles"] = target
		}
		return nil
	})
}

func (w *workbook) readTables() ([]table, error) {
	var tables []table
	err := w.each(w.root, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			w.since904 = truth(attr(e, "date1904"))
		case "sheet":
			target := w.related[attr(e, "id")]
			if w.parts[target] != nil && strings.Contains(target, "worksheets/") { // not a chart
				tables = append(tables, table{name: attr(e, "name"), part: target, hidden: strings.HasSuffix(strings.ToLower(attr(e, "state")), "hidden")})
			}
		}
		return nil
	})
	return tables, err
}

func truth(value string) bool { return value == "1" || value == "true" || value == "on" }

// load reads what all tables share, once.
func (w *workbook) load(limits Limits) error {
	if w.loaded {
		return nil
	}
	if name := w.related["styles"]; w.parts[name] != nil {
		if err := w.readStyles(name); err != nil {
			return err
		}
	}
	if name := w.related["strings"]; w.parts[name] != nil {
		if err := w.readStrings(name, limits); err != nil {
			return err
		}
	}
	w.loaded = true
	return nil
}

// unreadable keeps the faults of this package and makes one of everything else, which only a broken file can cause.
func unreadable(err error) error {
	if _, ok := fault.As(err); ok || err == nil {
		return err
	}
	return ErrUnreadable.Because(err)
}
