package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// The parameters every authenticator app understands: RFC 6238 with SHA-1, six digits, thirty seconds.
const (
	totpSeconds = 30
	totpDigits  = 6
	totpSize    = 20 // bytes of the secret: the length of the hash, RFC 4226 section 4
	totpWindow  = 1  // steps a telephone's clock may be off
	totpKind    = "totp"
	totpIssuer  = "京津冀人才圈"
)

func newTOTP() []byte {
	b := make([]byte, totpSize)
	rand.Read(b)
	return b
}

// totpCode is the code of one time step: RFC 4226 section 5.3.
func totpCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	number := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, number%1_000_000)
}

// totpMatch finds the step whose code was typed, among those later than the last one taken; 0 when there is none.
func totpMatch(secret []byte, typed string, now time.Time, last int64) int64 {
	step, found := now.Unix()/totpSeconds, int64(0)
	for s := step - totpWindow; s <= step+totpWindow; s++ {
		if subtle.ConstantTimeCompare([]byte(totpCode(secret, s)), []byte(typed)) == 1 && s > last {
			found = s
		}
	}
	return found
}

// totpURI is what the QR code for the authenticator app says.
func totpURI(username string, secret []byte) string {
	q := url.Values{"secret": {totpText(secret)}, "issuer": {totpIssuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + totpIssuer + ":" + username, RawQuery: q.Encode()}).String()
}

// totpText is the secret as it is typed by hand.
func totpText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}
