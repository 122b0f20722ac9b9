package web

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
)

func TestIfMatchIsOneStrongVersion(t *testing.T) {
	for header, version := range map[string]int64{`"0"`: 0, `"1"`: 1, `"42"`: 42, `"9223372036854775807"`: math.MaxInt64} {
		got, err := parseIfMatch(header)
		require.NoError(t, err, header)
		require.Equal(t, version, got)
		require.Equal(t, header, ETag(got), "what we send is what we take")
	}
	_, err := parseIfMatch("")
	require.Equal(t, fault.PreconditionRequired, fault.KindOf(err))
	for _, bad := range []string{
		`*`, `W/"3"`, `w/"3"`, `3`, `"3`, `3"`, `""`, `"`, `"03"`, `"00"`, `"-1"`, `"+1"`, `"1 "`, ` "1"`, `"1","2"`, `"1", "1"`, `"a"`, `"1.0"`,
		`"９"`, `"9223372036854775808"`, `"99999999999999999999999"`, `'1'`, "\"1\x00\"",
	} {
		_, err := parseIfMatch(bad)
		require.Equal(t, "if_match_malformed", fault.CodeOf(err), "%q", bad)
		require.Equal(t, fault.Malformed, fault.KindOf(err))
	}
}

func TestPaging(t *testing.T) {
	require.Equal(t, 0, Paging{Page: 1, PageSize: 20}.Offset())
	require.Equal(t, 40, Paging{Page: 3, PageSize: 20}.Offset())
	require.Equal(t, 20, Paging{Page: 3, PageSize: 20}.Limit())
}

func TestFileNames(t *testing.T) {
	for sent, kept := range map[string]string{
		"专家汇总表.xlsx":             "专家汇总表.xlsx",
		`C:\用户\附件1.xlsx`:         "附件1.xlsx",
		"../../etc/passwd":       "passwd",
		"a\r\nSet-Cookie: x.csv": "aSet-Cookie: x.csv",
		"evil\u202Exslx.exe":     "evilxslx.exe",
		"":                       "file",
		"/":                      "file",
		"..":                     "file",
		"\xff\xfe.csv":           ".csv",
	} {
		require.Equal(t, kept, fileName(sent), "%q", sent)
	}
	long := fileName(strings.Repeat("表", 400) + ".xlsx")
	require.Len(t, []rune(long), maxFileName)
	require.True(t, strings.HasSuffix(long, "表.xlsx"), "the ending is kept")
}

func TestDispositionCannotBreakOut(t *testing.T) {
	require.Equal(t, `attachment; filename="___.xlsx"; filename*=UTF-8''%E4%B8%93%E5%AE%B6%E8%A1%A8.xlsx`, disposition("专家表.xlsx"))
	require.Equal(t, `attachment; filename="a_; x=_.csv"; filename*=UTF-8''a%22%3B%20x%3D%22.csv`, disposition("a\"; x=\".csv"))
	require.NotContains(t, disposition("a\r\nX: y"), "\n")
}

func TestIdempotencyKeys(t *testing.T) {
	for _, good := range []string{"a", "0198c0de-7e57-7000-8000-000000000001", `"quoted"`, "!~"} {
		require.True(t, validIdempotencyKey(good), good)
	}
	for _, bad := range []string{"", " ", "a b", "a\tb", "键", "a\x7f", strings.Repeat("k", 201)} {
		require.False(t, validIdempotencyKey(bad), "%q", bad)
	}
	require.True(t, validIdempotencyKey(strings.Repeat("k", 200)))
}

func TestControlCharactersInTextsAreRefused(t *testing.T) {
	for body, at := range map[string]string{
		`{"name":"a\u0000b"}`: "body.name", `{"many":[{"name":"\b"}]}`: "body.many[0].name", `{"a\u001bb":1}`: "body.*", `"\u007f"`: "body",
	} {
		f, ok := fault.As(checkText([]byte(body)))
		require.True(t, ok, body)
		require.Equal(t, "control_character", f.Code)
		require.Equal(t, at, f.Fields[0].Location)
	}
	for _, fine := range []string{`{"bio":"一\n二\t三\r\u000a"}`, `{"a":"\\u0000 \\b \\f"}`, `{"a":"\u00e9"}`, `{"a":"\u0000`, ``, `[`} {
		require.NoError(t, checkText([]byte(fine)), fine)
	}
}
