package web

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
)

type fuzzed struct {
	Name   string            `json:"name"`
	Count  int               `json:"count,omitempty"`
	Inner  *fuzzed           `json:"inner,omitempty"`
	Many   []fuzzed          `json:"many,omitempty"`
	Notes  map[string]string `json:"notes,omitempty"`
	Change Patch[string]     `json:"-"`
}

var shownLocation = regexp.MustCompile(`^body((\.([A-Za-z_][A-Za-z0-9_-]*|\*))|\[[0-9]{1,6}\])*$`)

// FuzzReadJSON: what we accept has no name twice and is UTF-8, and the standard library reads the same from it; what we refuse is
// explained without repeating it.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{
		`{"name":"王建国","count":3,"many":[{"name":"a"}],"notes":{"k":"v"}}`, `{"name":"a","name":"b"}`, `{"Name":"a"}`, `{"name":"a"}x`,
		"{\"name\":\"\xff\"}", `{"notes":{"a":"1","\u0061":"2"}}`, `{"inner":{"inner":{"count":1e99}}}`, `null`, `[`, ``, `{"x":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got fuzzed
		if err := readJSON(data, &got); err != nil {
			explained, ok := fault.As(explainJSON(err))
			require.True(t, ok)
			require.Contains(t, []fault.Kind{fault.Malformed, fault.Invalid}, explained.Kind)
			for _, field := range explained.Fields {
				require.Regexp(t, shownLocation, field.Location)
			}
			return
		}
		require.True(t, utf8.Valid(data))
		require.NoError(t, namesOnce(stdjson.NewDecoder(bytes.NewReader(data))))
		var theirs fuzzed
		require.NoError(t, stdjson.Unmarshal(data, &theirs))
		require.Equal(t, marshal(t, theirs), marshal(t, got))
	})
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := stdjson.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

// namesOnce is an independent check for names given twice, by the standard library's tokens.
func namesOnce(d *stdjson.Decoder) error {
	var names []map[string]bool // one per open object; nil for an array
	expectName := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token {
		case stdjson.Delim('{'):
			names, expectName = append(names, map[string]bool{}), true
			continue
		case stdjson.Delim('['):
			names, expectName = append(names, nil), false
			continue
		case stdjson.Delim('}'), stdjson.Delim(']'):
			names = names[:len(names)-1]
		default:
			if expectName {
				name := token.(string)
				if names[len(names)-1][name] {
					return errors.New("twice: " + name)
				}
				names[len(names)-1][name] = true
				expectName = false
				continue
			}
		}
		expectName = len(names) > 0 && names[len(names)-1] != nil
	}
}

// FuzzIfMatch: what is accepted is exactly what we send as an ETag.
func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{`"3"`, `W/"3"`, `*`, `"03"`, `"9223372036854775808"`, ``, `"`, `"1","2"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		version, err := parseIfMatch(header)
		if err != nil {
			require.Contains(t, []string{"if_match_required", "if_match_malformed"}, fault.CodeOf(err))
			return
		}
		require.GreaterOrEqual(t, version, int64(0))
		require.Equal(t, header, ETag(version))
	})
}

// FuzzBearer: what is accepted is the scheme, one space and a token that can be put back into a header as it is.
func FuzzBearer(f *testing.F) {
	for _, seed := range []string{"Bearer abc", "bearer a.b.c", "Bearer  x", "Basic x", "Bearer a=b", "Bearer ===", "", "Bearer \x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		token, err := parseBearer([]string{header})
		if err != nil {
			require.Equal(t, fault.Unauthenticated, fault.KindOf(err))
			require.Empty(t, token)
			return
		}
		require.NotEmpty(t, token, "a header that is there never means a visitor")
		require.True(t, strings.EqualFold("Bearer "+token, header))
		require.NotContains(t, token, " ")
	})
}

// FuzzNames: names and headers made from what a caller sent stay on one line and within bounds.
func FuzzNames(f *testing.F) {
	f.Add("专家表.xlsx", "br;q=0.5, *;q=0")
	f.Add("a\r\nX: y", "gzip;;q=1,,")
	f.Add("\u202e../..\\x", "identity;q=NaN")
	f.Fuzz(func(t *testing.T, name, accept string) {
		kept := fileName(name)
		require.NotEmpty(t, kept)
		require.True(t, utf8.ValidString(kept))
		require.LessOrEqual(t, utf8.RuneCountInString(kept), maxFileName)
		require.NotContains(t, kept, "/")
		header := disposition(name)
		require.NotRegexp(t, `[^ -~]`, header)
		require.Equal(t, 2, strings.Count(header, `"`))
		require.Regexp(t, `^(\*|[A-Za-z_][A-Za-z0-9_-]{0,63})$`, safeName(name))
		require.Regexp(t, `^[A-Za-z0-9_*.\[\]-]*$`, safeLocation(name))
		for _, coding := range []string{"br", "gzip", ""} {
			quality := encodingQuality([]string{accept}, coding)
			require.False(t, quality < 0 || quality > 1)
		}
	})
}
