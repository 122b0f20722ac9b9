package secret

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func keysOf(t *testing.T, first byte) *Keys {
	t.Helper()
	master := make([]byte, MasterKeySize)
	master[0] = first
	k, err := NewKeys(master)
	require.NoError(t, err)
	return k
}

func TestMasterKeyFileIsMadeOnceByManyStarters(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "master.key")
	const starters = 16
	got := make([][]byte, starters)
	var all sync.WaitGroup
	for i := range starters {
		all.Go(func() {
			key, err := LoadMasterKey(path, true)
			if err == nil {
				got[i] = key
			}
		})
	}
	all.Wait()
	for i := range got {
		require.Len(t, got[i], MasterKeySize)
		require.Equal(t, got[0], got[i], "every starter has the same key")
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1, "no half-made key is left beside it")

	again, err := LoadMasterKey(path, false)
	require.NoError(t, err)
	require.Equal(t, got[0], again)
}

func TestMasterKeyFileIsNeverReplaced(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(make([]byte, MasterKeySize))
	for name, text := range map[string]string{
		"empty":       "",
		"too short":   base64.StdEncoding.EncodeToString(make([]byte, MasterKeySize-1)),
		"too long":    base64.StdEncoding.EncodeToString(make([]byte, MasterKeySize+1)),
		"not base64":  "!" + good[1:],
		"cut":         good[:20],
		"loose bits":  good[:len(good)-2] + "B=",
		"two of them": good + good,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			_, err := LoadMasterKey(path, true)
			require.ErrorContains(t, err, "master key file")
			if text != "" {
				require.NotContains(t, err.Error(), text, "the error must not repeat the key")
			}
			kept, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, text, string(kept))
		})
	}
}

func TestMissingMasterKeyIsMadeOnlyWhenAsked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	_, err := LoadMasterKey(path, false)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoFileExists(t, path)
	_, err = LoadMasterKey(filepath.Join(t.TempDir(), "no", "such", "folder", "master.key"), true)
	require.Error(t, err)
}

func TestMasterKeyFileMayEndInWhiteSpace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", MasterKeySize)))
	require.NoError(t, os.WriteFile(path, []byte("\n "+text+"\r\n"), 0o600))
	key, err := LoadMasterKey(path, false)
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("k", MasterKeySize), string(key))
}

func TestKeysNeedAWholeMasterKey(t *testing.T) {
	for _, size := range []int{0, 1, 16, 31, 33, 64} {
		_, err := NewKeys(make([]byte, size))
		require.Error(t, err, size)
	}
}

func TestFieldOpensOnlyAsItsKindAndUnderItsMasterKey(t *testing.T) {
	mine, other := keysOf(t, 1), keysOf(t, 2)
	f := mine.Seal("phone", "13812345678", "138****5678")
	plain, err := mine.Open("phone", f)
	require.NoError(t, err)
	require.Equal(t, "13812345678", plain)

	_, err = mine.Open("email", f)
	require.Error(t, err)
	_, err = other.Open("phone", f)
	require.Error(t, err)
	require.NotEqual(t, f.sealed, mine.Seal("phone", "13812345678", "138****5678").sealed, "equal values look different at rest")

	for i := range f.sealed { // whatever character is altered, it does not open
		altered := []byte(f.sealed)
		altered[i] ^= 1
		_, err := mine.Open("phone", Field{sealed: string(altered), mask: f.mask})
		require.Error(t, err, i)
	}
	for _, bad := range []string{"i1.", "i1.AAAA", "i2." + f.sealed[3:], f.sealed[3:], f.sealed + "\n"} {
		_, err := mine.Open("phone", Field{sealed: bad})
		require.Error(t, err, bad)
	}
}

func TestEmptyValueIsTheZeroField(t *testing.T) {
	k := keysOf(t, 1)
	f := k.Seal("phone", "", "mask")
	require.True(t, f.Empty())
	require.Equal(t, Field{}, f)
	plain, err := k.Open("phone", f)
	require.NoError(t, err)
	require.Empty(t, plain)
}

func TestBlindIndexIsEqualForEqualValuesOfOneKindOnly(t *testing.T) {
	k := keysOf(t, 1)
	require.Equal(t, k.Blind("identity", "110199198511210069"), k.Blind("identity", "110199198511210069"))
	require.NotEqual(t, k.Blind("identity", "110199198511210069"), k.Blind("identity", "110199198511210070"))
	require.NotEqual(t, k.Blind("identity", "110199198511210069"), k.Blind("phone", "110199198511210069"))
	require.NotEqual(t, k.Blind("identity", "110199198511210069"), keysOf(t, 2).Blind("identity", "110199198511210069"))
	require.NotEqual(t, k.Blind("ab", "c"), k.Blind("a", "bc"), "kind and value do not run into each other")
	require.NotContains(t, k.Blind("identity", "110199198511210069"), "1985")
}

func TestSealedKeyOpensOnlyUnderItsName(t *testing.T) {
	k := keysOf(t, 1)
	box := k.SealKey("tokens/1", []byte("a private key"))
	key, err := k.OpenKey("tokens/1", box)
	require.NoError(t, err)
	require.Equal(t, "a private key", string(key))

	_, err = k.OpenKey("tokens/2", box)
	require.Error(t, err)
	_, err = keysOf(t, 2).OpenKey("tokens/1", box)
	require.Error(t, err)
	_, err = k.OpenKey("tokens/1", box+"\n")
	require.Error(t, err)
	f := k.Seal("tokens/1", "a private key", "")
	_, err = k.OpenKey("tokens/1", strings.TrimPrefix(f.sealed, sealedPrefix))
	require.Error(t, err, "fields and keys are sealed with different keys")
}

func TestSealedBlobOpensOnlyUnderItsName(t *testing.T) {
	k := keysOf(t, 1)
	for _, data := range []string{"", "姓名,证件号码", strings.Repeat("x", 1<<20)} {
		sealed := k.SealBlob("file/1", []byte(data))
		require.NotContains(t, string(sealed), "证件")
		back, err := k.OpenBlob("file/1", sealed)
		require.NoError(t, err)
		require.Equal(t, data, string(back))

		_, err = k.OpenBlob("file/2", sealed)
		require.Error(t, err)
		_, err = keysOf(t, 2).OpenBlob("file/1", sealed)
		require.Error(t, err)
		sealed[len(sealed)-1] ^= 1
		_, err = k.OpenBlob("file/1", sealed)
		require.Error(t, err)
	}
	_, err := k.OpenBlob("file/1", []byte("short"))
	require.Error(t, err)
}
