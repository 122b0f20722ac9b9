package auth_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
)

var start = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

// key makes a key from one byte, so that every run has the same.
func key(seed byte) auth.Key {
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize)))
	public := private.Public().(ed25519.PublicKey)
	return auth.Key{ID: auth.Thumbprint(public), Public: public, Private: private, CreatedAt: start}
}

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func clerk() auth.Principal {
	return auth.Principal{UserID: "u1", Role: auth.Clerk, Region: cn.Hebei, AgencyID: "he", SessionID: "s1"}
}

func fixture(t *testing.T) (*auth.Issuer, auth.KeySet, *clock, string) {
	t.Helper()
	c := &clock{start}
	issuer, keys := auth.NewIssuer("talentcircle", c.now), auth.KeySet{key('a')}
	token, expires, err := issuer.Issue(keys, clerk())
	require.NoError(t, err)
	require.Equal(t, start.Add(15*time.Minute), expires)
	return issuer, keys, c, token
}

func TestTokenCarriesTheCaller(t *testing.T) {
	issuer, keys, _, _ := fixture(t)
	for _, p := range []auth.Principal{
		clerk(),
		{UserID: "u2", Role: auth.Employer, EmployerID: "e1", SessionID: "s2"},
		{UserID: "u3", Role: auth.Talent, ExpertID: "x1", SessionID: "s3"},
		{UserID: "u4", Role: auth.Talent, SessionID: "s4"},
		{UserID: "u5", Role: auth.Auditor, SessionID: "s5"},
	} {
		named := p
		named.Name = "单示明"
		token, _, err := issuer.Issue(keys, named)
		require.NoError(t, err)
		got, err := issuer.Verify(keys, token)
		require.NoError(t, err)
		require.Equal(t, p, got, "all but the name, which stays out of the token")
	}
}

func TestTokenIsReadableAndDocumented(t *testing.T) {
	_, keys, _, token := fixture(t)
	parts := strings.Split(token, ".")
	var header, body map[string]any
	require.NoError(t, json.Unmarshal(decode(t, parts[0]), &header))
	require.NoError(t, json.Unmarshal(decode(t, parts[1]), &body))
	require.Equal(t, map[string]any{"alg": "EdDSA", "kid": keys[0].ID, "typ": "at+jwt"}, header)
	require.NotEmpty(t, body["jti"])
	delete(body, "jti")
	require.Equal(t, map[string]any{
		"iss": "talentcircle", "aud": []any{"talentcircle"}, "sub": "u1", "iat": float64(start.Unix()),
		"exp": float64(start.Add(15 * time.Minute).Unix()), "role": "clerk", "region": "HE", "agency": "he", "sid": "s1",
	}, body)
}

func TestEveryAlteredCharacterIsRefused(t *testing.T) {
	issuer, keys, _, token := fixture(t)
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=\n"
	for i := range token {
		for _, c := range alphabet {
			if rune(token[i]) == c {
				continue
			}
			_, err := issuer.Verify(keys, token[:i]+string(c)+token[i+1:])
			require.ErrorIs(t, err, auth.TokenInvalid, "position %d, %q", i, c)
		}
	}
	for _, bad := range []string{"", ".", "..", "a.b.c", token + "=", token + "\n", token + ".", "." + token, " " + token, token[:40] + "\r\n" + token[40:],
		token + "." + token, token[:len(token)-1], strings.Repeat("A", 5000), token[:strings.LastIndex(token, ".")+1]} {
		_, err := issuer.Verify(keys, bad)
		require.ErrorIs(t, err, auth.TokenInvalid, "%.60q", bad)
	}
}

func TestTokenTimes(t *testing.T) {
	issuer, keys, c, token := fixture(t)
	for after, want := range map[time.Duration]error{
		0:                               nil,
		15*time.Minute - time.Second:    nil,
		15*time.Minute + 9*time.Second:  nil, // clocks may differ a little
		15*time.Minute + 10*time.Second: auth.TokenExpired,
		24 * time.Hour:                  auth.TokenExpired,
		-9 * time.Second:                nil,
		-11 * time.Second:               auth.TokenInvalid, // issued in the future
	} {
		c.at = start.Add(after)
		_, err := issuer.Verify(keys, token)
		if want == nil {
			require.NoError(t, err, after)
		} else {
			require.ErrorIs(t, err, want, after)
		}
		require.Equal(t, want != nil, fault.KindOf(err) == fault.Unauthenticated)
	}
}

// forged signs any header and claims with the right key, to see what a good signature does not excuse.
func forged(t testing.TB, k auth.Key, change func(header, body map[string]any)) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": "talentcircle", "aud": "talentcircle", "sub": "u1", "jti": "j", "sid": "s1", "role": "clerk", "region": "HE", "agency": "he",
		"iat": start.Unix(), "exp": start.Add(time.Minute).Unix(),
	})
	token.Header["kid"], token.Header["typ"] = k.ID, "at+jwt"
	change(token.Header, token.Claims.(jwt.MapClaims))
	text, err := token.SignedString(k.Private)
	require.NoError(t, err)
	return text
}

func TestGoodSignatureDoesNotExcuseBadClaims(t *testing.T) {
	issuer, keys, _, _ := fixture(t)
	_, err := issuer.Verify(keys, forged(t, keys[0], func(_, _ map[string]any) {}))
	require.NoError(t, err, "the fixture itself is good")

	set := func(name string, v any) func(_, b map[string]any) { return func(_, b map[string]any) { b[name] = v } }
	drop := func(name string) func(_, b map[string]any) { return func(_, b map[string]any) { delete(b, name) } }
	head := func(name string, v any) func(h, _ map[string]any) { return func(h, _ map[string]any) { h[name] = v } }
	past := start.Add(-time.Hour)
	for name, change := range map[string]func(h, b map[string]any){
		"another issuer":        set("iss", "elsewhere"),
		"no issuer":             drop("iss"),
		"another audience":      set("aud", "elsewhere"),
		"no audience":           drop("aud"),
		"no subject":            drop("sub"),
		"the portal itself":     set("sub", "portal:seed"),
		"no id":                 drop("jti"),
		"no session":            drop("sid"),
		"no issue time":         drop("iat"),
		"no end":                drop("exp"),
		"too long a life":       set("exp", start.Add(time.Hour).Unix()),
		"end as text":           set("exp", "later"),
		"not yet":               set("nbf", start.Add(time.Minute).Unix()),
		"unknown role":          set("role", "root"),
		"no role":               drop("role"),
		"staff without region":  drop("region"),
		"staff without agency":  drop("agency"),
		"unknown region":        set("region", "SH"),
		"auditor with a region": set("role", "auditor"),
		"clerk with an expert":  set("expert", "x"),
		"another type":          head("typ", "JWT"),
		"a statement":           head("typ", "vc+jwt"),
		"no type":               func(h, _ map[string]any) { delete(h, "typ") },
		"critical extension":    head("crit", []string{"b64"}),
		"no key id":             func(h, _ map[string]any) { delete(h, "kid") },
		"key id of another":     head("kid", key('b').ID),
		"key id of a kind":      head("kid", 7),
		"expired and foreign":   func(_, b map[string]any) { b["iss"], b["iat"], b["exp"] = "elsewhere", past.Unix(), past.Unix()+60 },
		"expired and unsound":   func(_, b map[string]any) { b["role"], b["iat"], b["exp"] = "root", past.Unix(), past.Unix()+60 },
	} {
		_, err := issuer.Verify(keys, forged(t, keys[0], change))
		require.ErrorIs(t, err, auth.TokenInvalid, name)
	}
}

func TestOnlyOneAlgorithmPerKey(t *testing.T) {
	issuer, keys, _, token := fixture(t)
	body := strings.Split(token, ".")[1]
	for _, alg := range []string{"none", "None", "HS256", "HS512", "RS256", "ES256", "ES512", "PS256", "eddsa", "EdDSA ", "Ed25519", ""} {
		head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + alg + `","kid":"` + keys[0].ID + `","typ":"at+jwt"}`))
		for _, sig := range []string{"", "AAAA", strings.Split(token, ".")[2]} {
			_, err := issuer.Verify(keys, head+"."+body+"."+sig)
			require.ErrorIs(t, err, auth.TokenInvalid, alg)
		}
	}

	confused := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{})
	confused.Header["kid"], confused.Header["typ"] = keys[0].ID, "at+jwt"
	for _, asSecret := range [][]byte{keys[0].Public, []byte(base64.RawURLEncoding.EncodeToString(keys[0].Public))} {
		text, err := confused.SigningString()
		require.NoError(t, err)
		sig, err := jwt.SigningMethodHS256.Sign(text, asSecret)
		require.NoError(t, err)
		_, err = issuer.Verify(keys, text+"."+base64.RawURLEncoding.EncodeToString(sig))
		require.ErrorIs(t, err, auth.TokenInvalid)
	}
}

func TestKeyHistory(t *testing.T) {
	issuer, old, c, token := fixture(t)
	rotated := start.Add(time.Minute)
	retired := old[0]
	retired.RetiredAt = rotated
	keys := auth.KeySet{key('b'), retired}

	c.at = rotated.Add(time.Minute)
	_, err := issuer.Verify(keys, token)
	require.NoError(t, err, "tokens of the former key live on")
	fresh, _, err := issuer.Issue(keys, clerk())
	require.NoError(t, err)
	_, err = issuer.Verify(old, fresh)
	require.ErrorIs(t, err, auth.TokenInvalid)
	require.ErrorIs(t, err, auth.ErrUnknownKey, "the caller may look whether the key is new")

	c.at = rotated.Add(18 * time.Minute)
	stolen := auth.KeySet{retired} // what a thief of the old key can still make
	stolen[0].RetiredAt = time.Time{}
	late, _, err := issuer.Issue(stolen, clerk())
	require.NoError(t, err)
	_, err = issuer.Verify(keys, late)
	require.ErrorIs(t, err, auth.TokenInvalid, "a retired key verifies nothing new")
}

func TestAnotherKeyUnderTheSameID(t *testing.T) {
	issuer, keys, _, token := fixture(t)
	other := key('b')
	other.ID = keys[0].ID
	_, err := issuer.Verify(auth.KeySet{other}, token)
	require.ErrorIs(t, err, auth.TokenInvalid)
	require.NotErrorIs(t, err, auth.ErrUnknownKey)
}

func TestIssueRefusesWhatVerifyWould(t *testing.T) {
	issuer, keys, _, _ := fixture(t)
	for name, p := range map[string]auth.Principal{
		"nobody":               {},
		"the portal itself":    auth.Internal("seed"),
		"staff without region": {UserID: "u", Role: auth.Clerk, SessionID: "s"},
		"unknown role":         {UserID: "u", Role: "root", SessionID: "s"},
		"no session":           {UserID: "u", Role: auth.Talent},
	} {
		_, _, err := issuer.Issue(keys, p)
		require.Error(t, err, name)
	}
	_, _, err := issuer.Issue(nil, clerk())
	require.Error(t, err)
	_, err = issuer.Verify(nil, "a.b.c")
	require.ErrorIs(t, err, auth.TokenInvalid)
}

// The key and its thumbprint are the example of RFC 8037, appendix A.
func TestJWKsShowPublicKeysOnly(t *testing.T) {
	seed := decode(t, "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	set := auth.KeySet{{ID: auth.Thumbprint(public), Public: public, Private: private}, key('a')}
	text, err := json.Marshal(set.JWKs())
	require.NoError(t, err)
	require.Contains(t, string(text), `{"kty":"OKP","crv":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","alg":"EdDSA","use":"sig","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`)
	require.Contains(t, string(text), key('a').ID, "with history")
	require.NotContains(t, string(text), base64.RawURLEncoding.EncodeToString(seed))
	require.NotContains(t, string(text), `"d"`)
}

func decode(t *testing.T, segment string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(segment)
	require.NoError(t, err)
	return b
}

// FuzzVerify: whatever comes, nothing panics and only the very token that was issued is believed.
func FuzzVerify(f *testing.F) {
	c := &clock{start}
	issuer, keys := auth.NewIssuer("talentcircle", c.now), auth.KeySet{key('a')}
	token := forged(f, keys[0], func(_, _ map[string]any) {}) // the same in every process of the fuzzer
	f.Add(token)
	f.Add(token[:len(token)-2])
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := issuer.Verify(keys, text)
		if err == nil {
			require.Equal(t, token, text)
			require.Equal(t, clerk(), got)
			return
		}
		require.ErrorIs(t, err, auth.TokenInvalid)
	})
}
