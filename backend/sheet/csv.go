package sheet

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// csvText is the decoded text of a .csv.
type csvText struct {
	text      string
	separator byte
}

const byteOrderMark = "\xEF\xBB\xBF"

// openCSV decodes the file. A file that claims to be text but isn't is refused, by what it most likely is.
func (b *Book) openCSV(r io.ReaderAt, size int64, head []byte) error {
	if err := notText(head); err != nil {
		return err
	}
	content := make([]byte, size)
	if _, err := r.ReadAt(content, 0); err != nil && err != io.EOF {
		return ErrUnreadable.Because(err)
	}
	text, encoding, err := decode(content)
	if err != nil {
		return err
	}
	b.Encoding = encoding
	b.csv = &csvText{text: text, separator: separatorOf(text)}
	if strings.TrimFunc(text, func(r rune) bool { return invisible(r) || r == rune(b.csv.separator) || r == '"' }) == "" {
		return ErrEmpty
	}
	b.tables = []table{{name: "CSV"}}
	return nil
}

// notText recognises by the first bytes what is sent as a table and is none.
func notText(head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return ErrEncoding // UTF-16
	case len(head) >= 4 && (head[1] == 0 && head[3] == 0 || head[0] == 0 && head[2] == 0):
		return ErrEncoding // UTF-16 without its mark
	}
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n"))
	for _, markup := range []string{"<!doctype", "<html", "<?xml", "<table", "<meta", "mime-version:", "{\\rtf", "%pdf-"} {
		if bytes.HasPrefix(start, []byte(markup)) {
			return ErrUnreadable // web pages and XML that programs save as .xls
		}
	}
	return nil
}

// decode reads UTF-8, with or without its mark, and else GB18030.
func decode(content []byte) (text, encoding string, err error) {
	if bytes.IndexFunc(content, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' }) >= 0 {
		return "", "", ErrUnreadable
	}
	if utf8.Valid(content) {
		return string(bytes.TrimPrefix(content, []byte(byteOrderMark))), "UTF-8", nil
	}
	if bytes.HasPrefix(content, []byte(byteOrderMark)) {
		return "", "", ErrEncoding
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) || !gb18030(content) {
		return "", "", ErrEncoding
	}
	return string(decoded), "GB18030", nil
}

// gb18030 checks the byte structure (GB 18030-2022): the decoder replaces some broken ends without a word.
func gb18030(content []byte) bool {
	for i := 0; i < len(content); {
		lead := content[i]
		switch {
		case lead < 0x80:
			i++
		case lead == 0x80 || lead == 0xFF || i+1 >= len(content):
			return false
		case content[i+1] >= 0x40 && content[i+1] != 0x7F && content[i+1] != 0xFF:
			i += 2
		case content[i+1] >= 0x30 && content[i+1] <= 0x39 && i+3 < len(content):
			i += 4
		default:
			return false
		}
	}
	return true
}

// separatorOf takes the sign that stands most often in the first lines; comma when none does.
func separatorOf(text string) byte {
	head := text[:min(len(text), 16<<10)]
	best, most := byte(','), strings.Count(head, ",")
	for _, sign := range []byte{'\t', ';'} {
		if n := strings.Count(head, string(sign)); n > most {
			best, most = sign, n
		}
	}
	return best
}

func (c *csvText) rows(limit int, yield func(Row) (bool, error)) error {
	rest := c.text
	for number := 1; rest != ""; number++ {
		var fields []string
		fields, rest = c.record(rest)
		row := Row{Number: number, Cells: make([]Cell, len(fields))}
		for i, f := range fields {
			row.Cells[i] = csvCell(f, limit)
		}
		if row.Blank() {
			continue
		}
		for n := len(row.Cells); n > 0 && row.Cells[n-1].Text == ""; n-- {
			row.Cells = row.Cells[:n-1]
		}
		if more, err := yield(row); err != nil || !more {
			return err
		}
	}
	return nil
}

// record takes one record off the text, as spreadsheet programs read it: a quoted field may hold separators, line ends and doubled
// quotes; a quote inside an unquoted field is a quote; a quoted field that never ends is closed by the end of the file.
func (c *csvText) record(text string) (fields []string, rest string) {
	for {
		var field string
		field, text = c.field(text)
		fields = append(fields, field)
		switch {
		case text == "":
			return fields, ""
		case text[0] == c.separator:
			text = text[1:]
		default:
			return fields, afterLineEnd(text)
		}
	}
}

func afterLineEnd(text string) string {
	if strings.HasPrefix(text, "\r\n") {
		return text[2:]
	}
	return text[1:]
}

// field takes one field off the text, up to its separator or line end.
func (c *csvText) field(text string) (field, rest string) {
	ends := string([]byte{c.separator, '\r', '\n'})
	if !strings.HasPrefix(text, `"`) {
		if end := strings.IndexAny(text, ends); end >= 0 {
			return text[:end], text[end:]
		}
		return text, ""
	}
	var b strings.Builder
	for text = text[1:]; ; {
		quote := strings.IndexByte(text, '"')
		if quote < 0 {
			return b.String() + text, ""
		}
		b.WriteString(text[:quote])
		text = text[quote+1:]
		if !strings.HasPrefix(text, `"`) {
			break
		}
		b.WriteByte('"')
		text = text[1:]
	}
	if end := strings.IndexAny(text, ends); end >= 0 { // anything between the closing quote and the end belongs to the field
		return b.String() + text[:end], text[end:]
	}
	return b.String() + text, ""
}

var quotedFormula = regexp.MustCompile(`^="([^"]*)"$`)

// csvCell makes a cell of a field. ="0123" is how people keep a program from turning text into a number; anything else after = is a
// formula. An apostrophe before a sign is the one Neutral puts there.
func csvCell(field string, limit int) Cell {
	c := Cell{Text: cut(field, limit), TooLong: len(field) > limit, untyped: true}
	if m := quotedFormula.FindStringSubmatch(c.Text); m != nil {
		c.Text, c.untyped = m[1], false
	} else if strings.HasPrefix(c.Text, "=") && len(c.Text) > 1 {
		c.Formula = true
	}
	if rest, ok := strings.CutPrefix(c.Text, "'"); ok && risky(rest) {
		c.Text = rest
	}
	return c
}
