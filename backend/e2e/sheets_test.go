package e2e_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// smallestWorkbook is the parts of an .xlsx without its table.
func smallestWorkbook() map[string]string {
	return map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	}
}

func packed(t testing.TB, parts map[string]string, more func(*zip.Writer)) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range parts {
		part, err := z.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(part, content)
		require.NoError(t, err)
	}
	if more != nil {
		more(z)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

// workbookBomb is an .xlsx of about so many bytes whose table unpacks to some hundred times as much. With lie its directory says that it
// unpacks to a little only.
func workbookBomb(t testing.TB, size int, lie bool) []byte {
	t.Helper()
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestCompression)
	require.NoError(t, err)
	io.WriteString(w, `<worksheet><sheetData><row r="1">`)
	block := bytes.Repeat([]byte("<c><v>1</v></c>"), 1<<16)
	write := func() []byte {
		start := deflated.Len()
		w.Write(block)
		require.NoError(t, w.Flush())
		return bytes.Clone(deflated.Bytes()[start:])
	}
	write()
	again := write() // packed against a window that is the same from now on, so it may be repeated
	unpacked := uint64(2 * len(block))
	for deflated.Len() < size {
		deflated.Write(again)
		unpacked += uint64(len(block))
	}
	require.NoError(t, w.Close())
	if lie {
		unpacked = 40 << 20
	}
	return packed(t, smallestWorkbook(), func(z *zip.Writer) {
		part, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: unpacked,
			CompressedSize64: uint64(deflated.Len())})
		require.NoError(t, err)
		_, err = part.Write(deflated.Bytes())
		require.NoError(t, err)
	})
}

// entityWorkbook is an .xlsx whose texts would grow by entities.
func entityWorkbook(t testing.TB) []byte {
	parts := smallestWorkbook()
	parts["xl/sharedStrings.xml"] = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`
	parts["xl/worksheets/sheet1.xml"] = `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`
	return packed(t, parts, nil)
}
