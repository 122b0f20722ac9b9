package secret

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"
)

func TestPasswordRoundTrip(t *testing.T) {
	ctx, p := context.Background(), NewPasswords()
	stored, err := p.Hash(ctx, "Grün-Haus 北京 42")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$"), stored)
	require.False(t, p.Stale(stored))

	again, err := p.Hash(ctx, "Grün-Haus 北京 42")
	require.NoError(t, err)
	require.NotEqual(t, stored, again, "each hash has a salt of its own")

	for typed, want := range map[string]bool{
		"Grün-Haus 北京 42":           true,
		"Gru\u0308n-Haus 北京 42":     true, // composed on another keyboard
		"Grün-Haus 北京 \uff14\uff12": true, // full-width digits of an input method
		"Grün-Haus 北京 43":           false,
		"grün-Haus 北京 42":           false,
		"Grün-Haus 北京 42 ":          false,
		"":                          false,
		"Grün-Haus 北京 42\x00oops":   false,
	} {
		ok, err := p.Verify(ctx, typed, stored)
		require.NoError(t, err)
		require.Equal(t, want, ok, "%q", typed)
	}
}

func TestHashMadeElsewhereIsReadAndCalledStale(t *testing.T) {
	h := hash{memory: 64, time: 1, threads: 2, salt: []byte("somesalt")}
	h.sum = argon2.IDKey([]byte("password"), h.salt, 1, 64, 2, 24) // the reference library's own parameters
	p := NewPasswords()
	ok, err := p.Verify(context.Background(), "password", h.String())
	require.NoError(t, err)
	require.True(t, ok)
	require.True(t, p.Stale(h.String()))
}

func TestDamagedHashesAreErrorsNotRefusals(t *testing.T) {
	p := NewPasswords()
	good, err := p.Hash(context.Background(), "x")
	require.NoError(t, err)
	parts := strings.Split(good, "$")
	rest := "$" + parts[4] + "$" + parts[5]
	for _, bad := range []string{
		"", "x", "$argon2id", "plain text",
		"$argon2i$v=19$m=19456,t=2,p=1" + rest,
		"$argon2id$v=16$m=19456,t=2,p=1" + rest,
		"$argon2id$v=19$m=4294967295,t=2,p=1" + rest,
		"$argon2id$v=19$m=19456,t=4294967295,p=1" + rest,
		"$argon2id$v=19$m=19456,t=0,p=1" + rest,
		"$argon2id$v=19$m=19456,t=2,p=0" + rest,
		"$argon2id$v=19$m=19456,t=2,p=1,x=1" + rest,
		"$argon2id$v=19$m=19456,t=2,p=01" + rest,
		"$argon2id$v=19$m=19456,t=2,p=1$" + parts[4] + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$" + parts[4] + "$" + parts[5] + "\n",
		"$argon2id$v=19$m=19456,t=2,p=1$" + parts[4] + "$" + strings.Repeat("A", 400),
		good[:len(good)-2], good + "=", good + "$",
	} {
		_, err := p.Verify(context.Background(), "x", bad)
		require.ErrorIs(t, err, errNotAHash, bad)
		require.True(t, p.Stale(bad), bad)
	}
}

func TestNobodyIsNeverVerified(t *testing.T) {
	p := NewPasswords()
	require.NoError(t, p.VerifyNobody(context.Background(), "anything"))
	own, err := parseHash(p.dummy)
	require.NoError(t, err)
	require.EqualValues(t, argonMemory, own.memory, "the dummy must cost what a real hash costs")
	require.EqualValues(t, argonTime, own.time)
	require.Len(t, own.sum, hashSize)
}

func TestAtMostTwoPasswordsAtOnce(t *testing.T) {
	p := NewPasswords()
	var running, most atomic.Int32
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			_ = p.turn(context.Background(), func() {
				n := running.Add(1)
				for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
				}
				argon2.IDKey([]byte("x"), []byte("somesalt"), 1, 1024, 1, 16)
				running.Add(-1)
			})
		})
	}
	all.Wait()
	require.LessOrEqual(t, most.Load(), int32(atOnce))
}

func TestWaitingForATurnEndsWithTheRequest(t *testing.T) {
	p := NewPasswords()
	for range atOnce {
		p.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := p.Hash(ctx, "x")
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, p.VerifyNobody(ctx, "x"), context.Canceled)
}

func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxMjM0NTY3OA$c29tZXNhbHQxMjM0NTY3OHNvbWVzYWx0MTIzNDU2Nzg")
	f.Add("$argon2id$v=19$m=9,t=1,p=255$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHash(text)
		if err != nil {
			return
		}
		require.Equal(t, text, h.String())
		require.LessOrEqual(t, h.memory, uint32(maxArgonMemory))
		require.LessOrEqual(t, h.time, uint32(maxArgonTime))
	})
}
