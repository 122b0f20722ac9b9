package credential_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/stretchr/testify/require"

	"talentcircle/backend/credential"
)

func TestAListHoldsExactlyTheBitsThatWereSet(t *testing.T) {
	bits := credential.NewBits()
	for _, i := range []int{0, 9, credential.ListSize - 1} {
		bits.Set(i)
	}
	s := signer(t, "he-1")
	token, err := credential.SignList(s, "https://x.example/status-lists/HE-1-revocation", "revocation", "河北", bits, day)
	require.NoError(t, err)

	var c credential.Credential[struct {
		TTL     int64  `json:"ttl"`
		Encoded string `json:"encodedList"`
	}]
	key, err := credential.Open(token, credential.TypeCredential, keys(s), &c)
	require.NoError(t, err)
	require.True(t, c.Consistent(key))
	require.Equal(t, int64(300_000), c.Subject.TTL)
	require.Equal(t, int64(300), c.Exp-c.Iat)

	packed, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(c.Subject.Encoded, "u"))
	require.NoError(t, err)
	r, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	raw, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Len(t, raw, credential.ListSize/8)
	require.Equal(t, byte(0x80), raw[0], "index 0 is the leftmost bit")
	require.Equal(t, byte(0x40), raw[1])
	require.Equal(t, byte(0x01), raw[len(raw)-1])
	require.True(t, credential.Bits(raw).Has(9))
	require.False(t, credential.Bits(raw).Has(10))
}

func TestAListIsSignedAfreshAndEveryChangedByteIsRefused(t *testing.T) {
	s := signer(t, "he-1")
	at := func(now time.Time) string {
		token, err := credential.SignList(s, "https://x.example/l", "suspension", "河北", credential.NewBits(), now)
		require.NoError(t, err)
		return token
	}
	token := at(day)
	require.NotEqual(t, token, at(day.Add(time.Minute)))
	for i := range len(token) {
		altered := []byte(token)
		altered[i] ^= 1
		_, _, err := open(string(altered), keys(s))
		require.Error(t, err, "byte %d", i)
	}
}

// The path is drawn back into modules and compared with the encoder's own, so a shifted or mirrored drawing shows.
func TestTheQRDrawsEveryModule(t *testing.T) {
	const url = "https://portal.example/verify/7K2MQ9ZX0TR411ABC"
	svg, err := credential.QR(url, `核验码 <"&'>`)
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal([]byte(svg), new(struct{ XMLName xml.Name })))
	require.NotContains(t, svg, "<script")

	want, err := qr.Encode(url, qr.Q, qr.Auto)
	require.NoError(t, err)
	size := want.Bounds().Dx()
	drawn := map[[2]int]bool{}
	path := svg[strings.LastIndex(svg, `d="`):]
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(path, -1) {
		x, y, w := number(t, m[1]), number(t, m[2]), number(t, m[3])
		require.Equal(t, m[3], m[4])
		for i := range w {
			drawn[[2]int{x + i - 4, y - 4}] = true
		}
	}
	for y := range size {
		for x := range size {
			r, _, _, _ := want.At(x, y).RGBA()
			require.Equal(t, r == 0, drawn[[2]int{x, y}], "module %d,%d", x, y)
		}
	}
}

func TestTooMuchForAQRIsAnError(t *testing.T) {
	_, err := credential.QR(strings.Repeat("x", 5000), "")
	require.Error(t, err)
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	require.NoError(t, err)
	return n
}
