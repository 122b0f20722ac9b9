package embedded

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"talentcircle/backend/search"
)

// A snapshot is the magic, the format and tokenizer versions, the schema's fingerprint, the seq, the tombstones, the segments with
// their living documents, and a checksum (CRC-32C) over all before it. Numbers are little-endian; lists begin with their length.
// What can be made from the rest is not in it.
const (
	magic         = "TCSEARCH"
	formatVersion = 1
	formatName    = "1"
)

var errDamaged = errors.New("the file is damaged")

// castagnoli is the checksum that processors compute themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fingerprint changes with anything in the schema that changes the index.
func fingerprint(schema *search.Schema) [sha256.Size]byte {
	text, err := json.Marshal(schema)
	if err != nil {
		panic("embedded: a schema is plain data: " + err.Error())
	}
	return sha256.Sum256(text)
}

// writeSnapshot writes beside the old file and then takes its place, so that there is always a whole one.
func writeSnapshot(path string, schema *search.Schema, v *view, gone []tombstone) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".snapshot-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err = errors.Join(encodeSnapshot(f, schema, v, gone), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func encodeSnapshot(to io.Writer, schema *search.Schema, v *view, gone []tombstone) error {
	sum := crc32.New(castagnoli)
	e := &encoder{w: bufio.NewWriterSize(io.MultiWriter(to, sum), 1<<20), sum: sum}
	print := fingerprint(schema)
	e.raw([]byte(magic))
	e.uint(formatVersion)
	e.uint(search.TokenizerVersion)
	e.raw(print[:])
	e.uint(uint64(v.seq))
	e.uint(uint64(len(gone)))
	for _, t := range gone {
		e.bytes([]byte(t.id))
		e.uint(uint64(t.rev))
	}
	e.uint(uint64(len(v.segments)))
	for i, s := range v.segments {
		e.segment(s)
		list(e, v.live[i])
	}
	if err := e.w.Flush(); err != nil {
		return err
	}
	_, err := to.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

// encoder keeps its first error in the writer, which refuses everything after it.
type encoder struct {
	w   *bufio.Writer
	sum hash.Hash32
	buf []byte
}

func (e *encoder) raw(b []byte)   { _, _ = e.w.Write(b) } // the writer keeps the error for Flush
func (e *encoder) uint(v uint64)  { e.raw(binary.LittleEndian.AppendUint64(e.buf[:0], v)) }
func (e *encoder) bytes(b []byte) { e.uint(uint64(len(b))); e.raw(b) }

// list writes numbers of a fixed size, a block at a time.
func list[T uint8 | uint16 | uint32 | uint64 | int64](e *encoder, values []T) {
	e.uint(uint64(len(values)))
	const block = 4096
	for len(values) > 0 {
		n := min(block, len(values))
		e.buf, _ = binary.Append(e.buf[:0], binary.LittleEndian, values[:n]) // fixed-size numbers always encode
		e.raw(e.buf)
		values = values[n:]
	}
}

func (e *encoder) table(t table) {
	e.bytes(t.text)
	list(e, t.ends)
}

func (e *encoder) columns(cs []column) {
	e.uint(uint64(len(cs)))
	for _, c := range cs {
		e.table(c.dict)
		list(e, c.from)
		list(e, c.codes)
	}
}

func (e *encoder) postings(p *postings) {
	list(e, p.keys)
	list(e, p.ends)
	list(e, p.docs)
	list(e, p.impact)
}

func (e *encoder) segment(s *segment) {
	e.uint(uint64(s.n))
	e.table(s.ids)
	list(e, s.revs)
	e.bytes(s.texts)
	list(e, s.textEnd)
	e.columns(s.columns)
	e.uint(uint64(len(s.numbers)))
	for _, c := range s.numbers {
		list(e, c.values)
		list(e, c.there)
	}
	e.columns(s.lexicons)
	e.postings(&s.han)
	e.table(s.words)
	e.postings(&s.wordPost)
	e.table(s.names.keys)
	list(e, s.names.docs)
	list(e, s.names.kind)
	list(e, s.names.ends)
}

// readSnapshot reads a file that this program wrote for this schema; an error means that the index must be rebuilt.
func readSnapshot(path string, schema *search.Schema) (*view, tombstones, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, tombstones{}, err
	}
	return decodeSnapshot(data, schema)
}

func decodeSnapshot(data []byte, schema *search.Schema) (*view, tombstones, error) {
	gone := newTombstones()
	if len(data) < len(magic)+4 || string(data[:len(magic)]) != magic {
		return nil, gone, errDamaged
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.Checksum(body, castagnoli) != sum {
		return nil, gone, errDamaged
	}
	d := &decoder{rest: body[len(magic):]}
	if f, t := d.uint(), d.uint(); f != formatVersion || t != search.TokenizerVersion {
		return nil, gone, fmt.Errorf("it was written by another version (%d, %d)", f, t)
	}
	if string(d.raw(sha256.Size)) != string(fingerprintBytes(schema)) {
		return nil, gone, errors.New("the schema has changed")
	}
	v := &view{seq: int64(d.uint())}
	for range d.length(16) {
		id := string(d.bytes())
		gone.put(id, int64(d.uint()))
	}
	for range d.length(8) {
		s := d.segment()
		live := bitset(decodeList[uint64](d))
		if d.bad || !valid(s, schema) || !validBits(live, s.n) || s.derive() != nil {
			return nil, gone, errDamaged
		}
		v.segments, v.live = append(v.segments, s), append(v.live, live)
	}
	if d.bad || len(d.rest) > 0 || v.seq < 0 {
		return nil, gone, errDamaged
	}
	return v, gone, nil
}

func fingerprintBytes(schema *search.Schema) []byte {
	print := fingerprint(schema)
	return print[:]
}

// decoder reads what encoder wrote; once something does not fit it is bad and gives zeros.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) raw(n int) []byte {
	if d.bad || n < 0 || n > len(d.rest) {
		d.bad = true
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) uint() uint64 {
	b := d.raw(8)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint64(b)
}

// length reads how many things of at least size bytes follow; never more than there is room for.
func (d *decoder) length(size int) int {
	n := d.uint()
	if n > uint64(len(d.rest)/size) {
		d.bad = true
		return 0
	}
	return int(n)
}

func (d *decoder) bytes() []byte { return d.raw(d.length(1)) }

func decodeList[T uint8 | uint16 | uint32 | uint64 | int64](d *decoder) []T {
	var zero T
	size := binary.Size(zero)
	n := d.length(size)
	b := d.raw(n * size)
	out := make([]T, n)
	if _, err := binary.Decode(b, binary.LittleEndian, out); err != nil {
		d.bad = true
	}
	return out
}

func (d *decoder) table() table { return table{text: d.bytes(), ends: decodeList[uint32](d)} }

func (d *decoder) columns() []column {
	var out []column
	for range d.length(8) {
		out = append(out, column{dict: d.table(), from: decodeList[uint32](d), codes: decodeList[uint32](d)})
	}
	return out
}

func (d *decoder) postings() postings {
	return postings{keys: decodeList[uint64](d), ends: decodeList[uint32](d), docs: decodeList[uint16](d), impact: decodeList[uint8](d)}
}

func (d *decoder) segment() *segment {
	s := &segment{n: d.length(1), ids: d.table(), revs: decodeList[int64](d), texts: d.bytes(), textEnd: decodeList[uint32](d)}
	s.columns = d.columns()
	for range d.length(8) {
		s.numbers = append(s.numbers, numbers{values: decodeList[int64](d), there: decodeList[uint64](d)})
	}
	s.lexicons = d.columns()
	s.han = d.postings()
	s.words = d.table()
	s.wordPost = d.postings()
	s.names = nameIndex{keys: d.table(), docs: decodeList[uint16](d), kind: decodeList[uint8](d), ends: decodeList[uint32](d)}
	return s
}
