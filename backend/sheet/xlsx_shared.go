package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// shared is one shared text.
type shared struct {
	text    string
	tooLong bool
}

// readStrings reads the shared texts. Phonetic guides (rPh) stand beside a text and are no part of it.
func (w *workbook) readStrings(name string, limits Limits) error {
	p, closer, err := w.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	item, inText, phonetic, kept := text{limit: limits.Cell}, false, false, int64(0)
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.CharData:
			if inText && !phonetic {
				item.add(t)
			}
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				text, long := item.take()
				if kept += int64(len(text)) + 32; kept > limits.Strings {
					return ErrTooLarge
				}
				w.strings = append(w.strings, shared{unescape(text), long})
			}
		}
	}
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape resolves the format's own escapes of characters that XML can't hold: _x000D_ is a carriage return, _x005F_ an underscore.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil || n < 0x20 && n != '\t' && n != '\n' && n != '\r' || n >= 0xD800 && n <= 0xDFFF {
			return ""
		}
		return string(rune(n))
	})
}

// dateForm says how much of a date a number format shows.
type dateForm int

const (
	noDate dateForm = iota
	wholeDay
	monthOnly
)

// readStyles learns which cell styles show dates.
func (w *workbook) readStyles(name string) error {
	forms := map[string]string{}
	inCells := false
	return w.each(name, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			forms[attr(e, "numFmtId")] = attr(e, "formatCode")
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs", "cellStyleXfs":
			inCells = false
		case "xf":
			if inCells {
				id := attr(e, "numFmtId")
				form := builtinForm(id)
				if code, custom := forms[id]; custom {
					form = formOf(code)
				}
				w.styles = append(w.styles, form)
			}
		}
		return nil
	})
}

// builtinForm knows the numbers that stand for a date format without spelling it out (ECMA-376 part 1, 18.8.30), with the Chinese ones.
func builtinForm(id string) dateForm {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return noDate
	case n == 17, n == 27, n == 36, n == 50, n == 52, n == 55, n == 57: // mmm-yy, yyyy"年"m"月"
		return monthOnly
	case n >= 14 && n <= 16, n == 22, n >= 28 && n <= 31, n == 51, n == 53, n == 54, n == 56, n == 58:
		return wholeDay
	}
	return noDate
}

var notFormat = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// formOf reads a format code. Only a format with a year shows a date: m and d alone also stand for minutes and for colours' names.
func formOf(code string) dateForm {
	code, _, _ = strings.Cut(strings.ToLower(notFormat.ReplaceAllString(code, "")), ";")
	if !strings.ContainsAny(code, "ye") || !strings.Contains(code, "m") || strings.ContainsAny(code, "0#?") && !strings.Contains(code, "yy") {
		return noDate
	}
	if strings.Contains(code, "d") {
		return wholeDay
	}
	return monthOnly
}
