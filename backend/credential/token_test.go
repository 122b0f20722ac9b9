package credential_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"talentcircle/backend/credential"
)

const issuer = "urn:talentcircle:agency:HE"

var day = time.Date(2026, 3, 2, 1, 30, 0, 0, time.UTC)

type subject struct {
	Name string `json:"name"`
}

func signer(t *testing.T, id string) *credential.Signer {
	t.Helper()
	s, err := credential.NewSigner(id, issuer, day.AddDate(0, -1, 0))
	require.NoError(t, err)
	return s
}

func keys(signers ...*credential.Signer) credential.KeyOf {
	return func(id string) (credential.Key, bool) {
		for _, s := range signers {
			if s.ID == id {
				return s.Key, true
			}
		}
		return credential.Key{}, false
	}
}

func signed(t *testing.T, s *credential.Signer) string {
	t.Helper()
	c := credential.New(issuer, "河北人才服务机构(演示)", "urn:uuid:1", "TitleVerificationStatement", day, day.AddDate(2, 0, 0), subject{Name: "王示远"})
	token, err := s.Sign(credential.TypeCredential, c)
	require.NoError(t, err)
	return token
}

func open(token string, keyOf credential.KeyOf) (credential.Credential[subject], credential.Key, error) {
	var c credential.Credential[subject]
	key, err := credential.Open(token, credential.TypeCredential, keyOf, &c)
	return c, key, err
}

func TestWhatIsSignedIsRead(t *testing.T) {
	s := signer(t, "he-1")
	c, key, err := open(signed(t, s), keys(s))
	require.NoError(t, err)
	require.Equal(t, "王示远", c.Subject.Name)
	require.Equal(t, "2026-03-02T01:30:00Z", c.ValidFrom)
	require.Equal(t, []string{"VerifiableCredential", "TitleVerificationStatement"}, c.Type)
	require.True(t, c.Consistent(key))
	require.True(t, key.Covers(time.Unix(c.Iat, 0)))
}

func TestAnOrdinaryJWTLibraryAcceptsIt(t *testing.T) {
	s := signer(t, "he-1")
	token, err := jwt.Parse(signed(t, s), func(*jwt.Token) (any, error) { return s.Public, nil },
		jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithStrictDecoding(), jwt.WithTimeFunc(func() time.Time { return day }), jwt.WithIssuer(issuer))
	require.NoError(t, err)
	require.Equal(t, "vc+jwt", token.Header["typ"])
}

func TestEveryChangedByteIsRefused(t *testing.T) {
	s := signer(t, "he-1")
	token := signed(t, s)
	for i := range len(token) {
		for bit := range 8 {
			altered := []byte(token)
			altered[i] ^= 1 << bit
			_, _, err := open(string(altered), keys(s))
			require.Error(t, err, "byte %d bit %d", i, bit)
		}
		_, _, err := open(token[:i]+token[i+1:], keys(s))
		require.Error(t, err, "byte %d left out", i)
		for _, more := range []string{"\n", "\r", "=", " ", "A", "."} {
			_, _, err := open(token[:i]+more+token[i:], keys(s))
			require.Error(t, err, "%q put in before byte %d", more, i)
		}
	}
	for _, tail := range []string{"\n", "\r\n", "=", "==", " ", ".", "\x00"} {
		_, _, err := open(token+tail, keys(s))
		require.ErrorIs(t, err, credential.ErrMalformed, "%q behind it", tail)
	}
}

func TestTheLastCharacterHasNoSpareBits(t *testing.T) {
	s := signer(t, "he-1")
	token := signed(t, s)
	for _, last := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		altered := token[:len(token)-1] + string(last)
		if altered == token {
			continue
		}
		_, _, err := open(altered, keys(s))
		require.Error(t, err, "ending in %c", last)
	}
}

func TestForgedHeadersAreRefused(t *testing.T) {
	s, other := signer(t, "he-1"), signer(t, "he-2")
	token := signed(t, s)
	parts := strings.Split(token, ".")
	b64 := base64.RawURLEncoding.EncodeToString
	with := func(header string, signature string) string {
		return b64([]byte(header)) + "." + parts[1] + "." + signature
	}
	hmacKey := with(`{"alg":"HS256","kid":"he-1","typ":"vc+jwt"}`, "")
	mac, err := jwt.SigningMethodHS256.Sign(strings.TrimSuffix(hmacKey, "."), []byte(s.Public))
	require.NoError(t, err)
	foreign := signed(t, other)

	for name, c := range map[string]struct {
		token string
		keys  credential.KeyOf
		want  error
	}{
		"alg none":                      {with(`{"alg":"none","kid":"he-1","typ":"vc+jwt"}`, parts[2]), keys(s), credential.ErrAlgorithm},
		"alg none without signature":    {with(`{"alg":"none","kid":"he-1","typ":"vc+jwt"}`, ""), keys(s), credential.ErrMalformed},
		"the public key as HMAC secret": {with(`{"alg":"HS256","kid":"he-1","typ":"vc+jwt"}`, b64(mac)), keys(s), credential.ErrAlgorithm},
		"a key in the header":           {with(`{"alg":"EdDSA","kid":"he-1","typ":"vc+jwt","jwk":{}}`, parts[2]), keys(s), credential.ErrMalformed},
		"crit":                          {with(`{"alg":"EdDSA","crit":["b64"],"kid":"he-1","typ":"vc+jwt"}`, parts[2]), keys(s), credential.ErrMalformed},
		"alg twice":                     {with(`{"alg":"none","alg":"EdDSA","kid":"he-1","typ":"vc+jwt"}`, parts[2]), keys(s), credential.ErrMalformed},
		"header in another order":       {with(`{"typ":"vc+jwt","alg":"EdDSA","kid":"he-1"}`, parts[2]), keys(s), credential.ErrSignature},
		"another type":                  {with(`{"alg":"EdDSA","kid":"he-1","typ":"at+jwt"}`, parts[2]), keys(s), credential.ErrType},
		"unknown key":                   {foreign, keys(s), credential.ErrKey},
		"signed by another key":         {with(`{"alg":"EdDSA","kid":"he-2","typ":"vc+jwt"}`, parts[2]), keys(s, other), credential.ErrSignature},
		"not three parts":               {parts[0] + "." + parts[1], keys(s), credential.ErrMalformed},
		"too long":                      {parts[0] + "." + strings.Repeat("A", credential.MaxToken) + "." + parts[2], keys(s), credential.ErrMalformed},
		"empty":                         {"", keys(s), credential.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := open(c.token, c.keys)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestAKeyOnlySpeaksForItsIssuerAndItsTime(t *testing.T) {
	s := signer(t, "he-1")
	c := credential.New("urn:talentcircle:agency:BJ", "北京", "urn:uuid:1", "X", day, day.AddDate(1, 0, 0), subject{})
	token, err := s.Sign(credential.TypeCredential, c)
	require.NoError(t, err)
	got, key, err := open(token, keys(s))
	require.NoError(t, err, "the signature itself is good")
	require.False(t, got.Consistent(key))

	s.To = day
	require.True(t, s.Covers(day.Add(-time.Second)))
	require.False(t, s.Covers(day))
	require.False(t, s.Covers(s.From.Add(-time.Second)))
}

func TestEnvelopeAndClaimsMustAgree(t *testing.T) {
	key := signer(t, "he-1").Key
	good := credential.New(issuer, "", "urn:uuid:1", "X", day, day.AddDate(1, 0, 0), subject{})
	require.True(t, good.Consistent(key))
	for name, spoil := range map[string]func(*credential.Credential[subject]){
		"iss":        func(c *credential.Credential[subject]) { c.Issuer.ID = "urn:other" },
		"jti":        func(c *credential.Credential[subject]) { c.Jti = "urn:uuid:2" },
		"exp":        func(c *credential.Credential[subject]) { c.Exp++ },
		"validUntil": func(c *credential.Credential[subject]) { c.ValidTo = "2099-01-01T00:00:00Z" },
		"validFrom":  func(c *credential.Credential[subject]) { c.ValidFrom = "2000-01-01T00:00:00Z" },
		"nbf":        func(c *credential.Credential[subject]) { c.Nbf-- },
	} {
		c := good
		spoil(&c)
		require.False(t, c.Consistent(key), name)
	}
}

func TestASignerComesBackFromItsSeed(t *testing.T) {
	s := signer(t, "he-1")
	again, err := credential.SignerFromSeed(s.ID, s.Issuer, s.From, time.Time{}, s.Seed())
	require.NoError(t, err)
	require.Equal(t, s.Public, again.Public)
	_, err = credential.SignerFromSeed("x", issuer, day, day, []byte("short"))
	require.Error(t, err)
	require.NotContains(t, fmt.Sprintf("%+v", s.JWK()), string(s.Seed()))
}

func TestPeekReadsARefusedToken(t *testing.T) {
	s := signer(t, "he-1")
	var c struct {
		Iss string `json:"iss"`
	}
	require.True(t, credential.Peek(signed(t, s)[:len(signed(t, s))-4]+"AAAA", &c))
	require.Equal(t, issuer, c.Iss)
	require.False(t, credential.Peek("a.b", &c))
}

func FuzzOpen(f *testing.F) {
	s, err := credential.SignerFromSeed("he-1", issuer, day, time.Time{}, make([]byte, 32))
	require.NoError(f, err)
	good, err := s.Sign(credential.TypeCredential, credential.New(issuer, "x", "urn:uuid:1", "X", day, day.AddDate(1, 0, 0), subject{Name: "王"}))
	require.NoError(f, err)
	f.Add(good)
	f.Add("e30.e30.e30")
	f.Fuzz(func(t *testing.T, token string) {
		_, _, err := open(token, keys(s))
		require.Equal(t, token == good, err == nil, "Ed25519 is deterministic: only the one token opens")
		var any map[string]any
		credential.Peek(token, &any)
	})
}
