package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
	"talentcircle/backend/sheet"
)

// workbook packs parts into an .xlsx; what is not given gets a minimal form.
func workbook(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml":     `<sst><si><t>甲</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`,
	}
	for name, content := range parts {
		all[name] = content
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range all {
		if content == "" {
			continue
		}
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(w, content)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func replacePart(t testing.TB, file []byte, part, old, with string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range r.File {
		from, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(from)
		require.NoError(t, err)
		if f.Name == part {
			require.Contains(t, string(content), old)
			content = bytes.Replace(content, []byte(old), []byte(with), 1)
		}
		w, err := z.Create(f.Name)
		require.NoError(t, err)
		w.Write(content)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

// sheetOf is a workbook whose table has this inside sheetData.
func sheetOf(t testing.TB, rows string) []byte {
	return workbook(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"})
}

func drain(content []byte, name string, limits sheet.Limits) error {
	b, err := sheet.Open(bytes.NewReader(content), int64(len(content)), name, limits)
	if err != nil {
		return err
	}
	for i := range b.Tables() {
		for _, err := range b.Rows(i) {
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func TestWhatIsNoTableIsRefusedInWords(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	whole := workbook(t, nil)
	encryptedEntry := bytes.Clone(whole)
	for i := 0; i+10 < len(encryptedEntry); i++ { // set bit 0 of the flags in every header of the directory
		if bytes.HasPrefix(encryptedEntry[i:], []byte("PK\x01\x02")) {
			encryptedEntry[i+8] |= 1
		}
	}
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"nothing":             {nil, "sheet_empty"},
		"white space":         {[]byte(" \r\n,,\n\"\"\n"), "sheet_empty"},
		"no tables":           {workbook(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), "sheet_empty"},
		"old format":          {[]byte(ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"), "sheet_old_format"},
		"encrypted":           {[]byte(ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "sheet_encrypted"},
		"encrypted entries":   {encryptedEntry, "sheet_encrypted"},
		"binary workbook":     {workbook(t, map[string]string{"_rels/.rels": `<R><Relationship Type="/officeDocument" Target="xl/workbook.bin"/></R>`}), "sheet_old_format"},
		"another office file": {workbook(t, map[string]string{"[Content_Types].xml": ""}), "sheet_unreadable"},
		"half a file":         {whole[:len(whole)/2], "sheet_unreadable"},
		"a picture":           {append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...), "sheet_unreadable"},
		"a web page":          {[]byte("\xEF\xBB\xBF\n<html><table><tr><td>甲</td></tr></table></html>"), "sheet_unreadable"},
		"UTF-16":              {[]byte("\xFF\xFE\x0D\x59\x0D\x54\x2C\x00"), "sheet_encoding"},
		"UTF-16 unmarked":     {[]byte("a\x00,\x00b\x00\r\x00\n\x00"), "sheet_encoding"},
		"no encoding":         {[]byte("\xFF\xFA,\x81\n"), "sheet_encoding"},
		"cut character":       {[]byte("\xD0\xD5\xC3"), "sheet_encoding"},
		"marked but not":      {[]byte("\xEF\xBB\xBF\xD0\xD5,\xC3\xFB"), "sheet_encoding"},
		"zeroes":              {[]byte("甲,乙\n\x00\x00"), "sheet_unreadable"},
		"doctype":             {workbook(t, map[string]string{"xl/sharedStrings.xml": `<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>`}), "sheet_unreadable"},
		"unknown entity":      {workbook(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>&a;</t></si></sst>`}), "sheet_unreadable"},
		"other encoding":      {workbook(t, map[string]string{"xl/sharedStrings.xml": `<?xml version="1.0" encoding="GBK"?><sst/>`}), "sheet_unreadable"},
		"deep":                {sheetOf(t, strings.Repeat("<a>", 100)), "sheet_unreadable"},
		"ends early":          {sheetOf(t, "<row><c><v>1"), "sheet_unreadable"},
		"text that is not":    {sheetOf(t, `<row r="1"><c t="s"><v>9</v></c></row>`), "sheet_unreadable"},
		"rows backwards":      {sheetOf(t, `<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>`), "sheet_unreadable"},
		"cells backwards":     {sheetOf(t, `<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "sheet_unreadable"},
		"far column":          {sheetOf(t, `<row r="1"><c r="XFD1"><v>1</v></c></row>`), "sheet_too_large"},
		"giant token":         {sheetOf(t, `<row r="1"><c r="A1" t="`+hardToPack(17<<20)+`"><v>1</v></c></row>`), "sheet_too_large"},
	} {
		err := drain(c.content, "a.xlsx", sheet.DefaultLimits())
		require.Equal(t, c.code, fault.CodeOf(err), "%s: %v", name, err)
		f, _ := fault.As(err)
		require.True(t, strings.HasSuffix(f.Message, "。"), name)
	}
}

func TestLimitsHold(t *testing.T) {
	limits := sheet.DefaultLimits()
	limits.File, limits.Rows, limits.Columns = 1000, 2, 3
	require.Equal(t, "sheet_too_large", fault.CodeOf(drain(make([]byte, 1001), "a", limits)))
	require.NoError(t, drain([]byte("a,b,c\n\n1,2,3\n"), "a", limits))
	require.Equal(t, "sheet_too_large", fault.CodeOf(drain([]byte("a\nb\nc\n"), "a", limits)))
	require.Equal(t, "sheet_too_large", fault.CodeOf(drain([]byte("a,b,c,d\n"), "a", limits)))

	limits = sheet.DefaultLimits()
	limits.Strings = 100
	many := strings.Repeat("<si><t>甲</t></si>", 10)
	require.Equal(t, "sheet_too_large", fault.CodeOf(drain(workbook(t, map[string]string{"xl/sharedStrings.xml": "<sst>" + many + "</sst>"}), "a", limits)))
	limits.Parts = 3
	require.Equal(t, "sheet_expands_too_much", fault.CodeOf(drain(workbook(t, nil), "a", limits)))
}

// bomb is an .xlsx of about the given size whose table unpacks to a thousand times as much. With lie the directory says that it unpacks
// to a little only.
func bomb(t *testing.T, packed int, lie bool) []byte {
	t.Helper()
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestCompression)
	require.NoError(t, err)
	io.WriteString(w, "<worksheet><sheetData><row>")
	block := bytes.Repeat([]byte("<c><v>1</v></c>"), 1<<16)
	write := func() []byte {
		start := deflated.Len()
		w.Write(block)
		require.NoError(t, w.Flush())
		return bytes.Clone(deflated.Bytes()[start:])
	}
	write()
	again := write() // packed against a window that is the same from now on, so it may be repeated
	size := uint64(27 + 2*len(block))
	for deflated.Len() < packed {
		deflated.Write(again)
		size += uint64(len(block))
	}
	require.NoError(t, w.Close())

	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range map[string]string{
		"[Content_Types].xml":        `<Types/>`,
		"_rels/.rels":                `<R><Relationship Type="/officeDocument" Target="xl/workbook.xml"/></R>`,
		"xl/workbook.xml":            `<w><sheet name="表" id="r1"/></w>`,
		"xl/_rels/workbook.xml.rels": `<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>`,
	} {
		part, err := z.Create(name)
		require.NoError(t, err)
		io.WriteString(part, content)
	}
	h := &zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: size, CompressedSize64: uint64(deflated.Len())}
	if lie {
		h.UncompressedSize64 = 40 << 20
	}
	raw, err := z.CreateRaw(h)
	require.NoError(t, err)
	_, err = raw.Write(deflated.Bytes())
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return out.Bytes()
}

func TestATenMegabyteFileThatExpandsToGigabytesIsRefusedWithLittleMemory(t *testing.T) {
	for _, lie := range []bool{false, true} {
		file := bomb(t, 9<<20, lie)
		require.Less(t, len(file), 10<<20)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := drain(file, "a.xlsx", sheet.DefaultLimits())
		runtime.ReadMemStats(&after)
		code := fault.CodeOf(err)
		require.Contains(t, []string{"sheet_expands_too_much", "sheet_too_large", "sheet_unreadable"}, code, fmt.Sprint(lie))
		if !lie {
			require.Equal(t, "sheet_expands_too_much", code)
		}
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20), "allocated in all")
	}
}

func TestOverlappingPartsCountAsOftenAsTheyAreListed(t *testing.T) {
	part := strings.Repeat("a", 1<<20)
	parts := map[string]string{}
	for i := range 40 {
		parts[fmt.Sprintf("xl/media/%d", i)] = part
	}
	limits := sheet.DefaultLimits()
	limits.Expanded = 32 << 20
	require.Equal(t, "sheet_expands_too_much", fault.CodeOf(drain(workbook(t, parts), "a", limits)))
}

// hardToPack is a text that packs to about half its size.
func hardToPack(size int) string {
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, size)
	for i := range text {
		text[i] = "0123456789abcdef"[random.IntN(16)]
	}
	return string(text)
}
