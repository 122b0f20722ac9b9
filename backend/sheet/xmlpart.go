package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Bounds of one XML part. Spreadsheet programs nest about ten deep; a text of one cell has at most 32,767 characters there, and what is
// longer but still sane is marked on the cell.
const (
	maxDepth = 64
	maxToken = 16 << 20 // bytes
)

var (
	errDeep    = errors.New("elements nested too deep")
	errDoctype = errors.New("document type declaration")
)

// part reads the tokens of one XML part. It resolves no entities but XML's own five, and refuses document type declarations, so nothing
// in the part can make it grow or fetch.
type part struct {
	dec   *xml.Decoder
	meter *meter
	depth int
}

// meter counts bytes: of the part, and of one token. The directory of the archive was checked before; this holds even if it lied.
type meter struct {
	from  io.Reader
	left  int64 // of the part
	token int64 // since the last token
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.left -= int64(n)
	m.token += int64(n)
	switch {
	case m.left < 0:
		return 0, ErrExpands
	case m.token > maxToken:
		return 0, ErrTooLarge
	}
	return n, err
}

func newPart(r io.Reader, most int64) *part {
	m := &meter{from: r, left: most}
	return &part{dec: xml.NewDecoder(m), meter: m}
}

// next gives the next start element, end element or text; io.EOF at the end. Text is valid until the following call.
func (p *part) next() (xml.Token, error) {
	for {
		p.meter.token = 0
		token, err := p.dec.RawToken()
		if err != nil {
			if errors.Is(err, io.EOF) && p.depth > 0 {
				return nil, io.ErrUnexpectedEOF
			}
			return nil, err
		}
		switch token.(type) {
		case xml.StartElement:
			if p.depth++; p.depth > maxDepth {
				return nil, errDeep
			}
			return token, nil
		case xml.EndElement:
			if p.depth--; p.depth < 0 {
				return nil, errors.New("element closed twice")
			}
			return token, nil
		case xml.CharData:
			return token, nil
		case xml.Directive:
			return nil, errDoctype
		}
	}
}

// each visits the start elements with this local name, anywhere in the part.
func (p *part) each(visit func(xml.StartElement) error) error {
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := visit(start); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// text collects characters up to a limit and remembers that there were more.
type text struct {
	b     strings.Builder
	limit int
	over  bool
}

func (t *text) add(data []byte) {
	if room := t.limit - t.b.Len(); len(data) > room {
		data, t.over = data[:max(room, 0)], true
	}
	t.b.Write(data)
}

func (t *text) take() (s string, over bool) {
	s, over = strings.ToValidUTF8(t.b.String(), ""), t.over
	t.b.Reset()
	t.over = false
	return s, over
}
