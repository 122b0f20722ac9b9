package web

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"
)

// TestEveryMessageOfHumaIsTranslated reads Huma's own list, so that an upgrade with a new message fails here and not in front of a user.
func TestEveryMessageOfHumaIsTranslated(t *testing.T) {
	theirs := humaMessages(t)
	require.Greater(t, len(theirs), 40)
	words := newTranslator()
	for name, text := range theirs {
		inserted := verb.ReplaceAllLiteralString(text, "7")
		field, ok := words.translate(&huma.ErrorDetail{Location: "body.x", Message: inserted})
		require.True(t, ok, "%s: %q", name, text)
		require.Regexp(t, `\p{Han}`, field.Message, name)
		require.NotRegexp(t, `expected|unexpected|%`, field.Message, name)
	}
}

func humaMessages(t *testing.T) map[string]string {
	t.Helper()
	found, err := build.Import("github.com/danielgtaylor/huma/v2/validation", ".", build.FindOnly)
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(found.Dir, "*.go"))
	require.NoError(t, err)
	texts := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		collectTexts(t, file, texts)
	}
	return texts
}

func collectTexts(t *testing.T, file *ast.File, texts map[string]string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		for i, name := range spec.Names {
			if literal, ok := spec.Values[i].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				texts[name.Name] = text
			}
		}
		return true
	})
}

func TestMessagesNameTheLimitButNeverTheValue(t *testing.T) {
	words := newTranslator()
	for _, c := range []struct{ location, theirs, at, ours string }{
		{"body", "expected required property name to be present", "body.name", "此项必填。"},
		{"body.titles[2]", "expected required property level to be present", "body.titles[2].level", "此项必填。"},
		{"query.page", "expected number >= 1", "query.page", "不得小于 1。"},
		{"body.name", "expected length <= 40", "body.name", "不得超过 40 个字符。"},
		{"body.region", `expected value to be one of "BJ, TJ, HE"`, "body.region", "须为下列值之一:BJ, TJ, HE。"},
		{"body.phone", `expected string to match pattern ^1[0-9]{10}$`, "body.phone", "格式不正确。"},
		{"body.phone", "expected string to be 十一位手机号码", "body.phone", "须为十一位手机号码。"},
		{"body.mail", "expected string to be RFC 5322 email: mail: missing '@' in canary", "body.mail", "须为电子邮箱地址。"},
		{"query.on", "invalid value: canary is no date", "query.on", "格式不正确。"},
		{"body.x", "a message of tomorrow about canary", "body.x", "内容不符合要求。"},
		{"body.canary 1.y", "unexpected property", "body.*.y", "未知的字段。"},
	} {
		field, _ := words.translate(&huma.ErrorDetail{Location: c.location, Message: c.theirs, Value: "canary"})
		require.Equal(t, c.at, field.Location, c.theirs)
		require.Equal(t, c.ours, field.Message, c.theirs)
	}
}

func TestNamesThatCallersMadeUpAreNotShown(t *testing.T) {
	shown := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)
	for _, name := range []string{"name", "If-Match", "a_1"} {
		require.Equal(t, name, safeName(name))
		require.Regexp(t, shown, name)
	}
	for _, name := range []string{"", "110101199003074514", "13800138000", "wang@example.org", "王建国", "a b", "a\nb", "<script>", string(make([]byte, 65))} {
		require.Equal(t, "*", safeName(name), "%q", name)
	}
	require.Equal(t, "body.titles[0].level", safeLocation("body.titles[0].level"))
	require.Equal(t, "body.*", safeLocation("body.x[1234567]"), "an index that long is no index")
}
