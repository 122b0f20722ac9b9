package backend_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// arrows is the house as data: a package may import what stands after it, and nothing else of ours. The leaves come first.
var arrows = map[string][]string{
	"backend/fault":      {},
	"backend/cn":         {"backend/fault"},
	"backend/sheet":      {"backend/fault", "backend/cn"},
	"backend/secret":     {"backend/fault"},
	"backend/auth":       {"backend/fault", "backend/cn"},
	"backend/credential": {"backend/fault", "backend/auth"},

	"backend/store":           {"backend/fault", "backend/secret"},
	"backend/store/sqlite":    {"backend/store", "backend/fault"},
	"backend/store/mongo":     {"backend/store", "backend/fault"},
	"backend/store/storetest": {"backend/store", "backend/store/sqlite", "backend/fault", "backend/secret"},

	"backend/search":               {"backend/fault", "backend/cn"},
	"backend/search/embedded":      {"backend/search", "backend/fault", "backend/cn"},
	"backend/search/meili":         {"backend/search", "backend/fault", "backend/cn"},
	"backend/search/meili/standin": {},
	"backend/search/searchtest":    {"backend/search", "backend/fault", "backend/cn"},

	"backend/jobs":  {"backend/fault", "backend/store"},
	"backend/audit": {"backend/fault", "backend/cn", "backend/auth", "backend/store", "backend/jobs"},
	"backend/web":   {"backend/fault", "backend/cn", "backend/auth", "backend/secret", "backend/store"},

	"backend/account":     features(),
	"backend/expert":      features("backend/account", "backend/sheet"),
	"backend/recognition": features("backend/account", "backend/expert", "backend/credential"),

	"seed":            {},
	"config":          {},
	"frontend-static": {},
}

// features may use every leaf and port, and the features named.
func features(others ...string) []string {
	return append([]string{"backend/fault", "backend/cn", "backend/secret", "backend/auth", "backend/store", "backend/search", "backend/web",
		"backend/jobs", "backend/audit"}, others...)
}

// knowsAll are the packages above the features: they may import anything of ours.
var knowsAll = []string{"backend/app", "backend/e2e", "seed/demo", "cmd/portal"}

// drivers says which packages alone may import a library.
var drivers = map[string][]string{
	"github.com/gin-gonic/gin":            {"backend/web"},
	"github.com/danielgtaylor/huma":       {"backend/web"},
	"modernc.org/sqlite":                  {"backend/store/sqlite"},
	"go.mongodb.org/mongo-driver":         {"backend/store/mongo"},
	"github.com/meilisearch":              {"backend/search/meili"},
	"github.com/blevesearch/vellum":       {"backend/search/embedded"},
	"github.com/xuri/excelize":            {"backend/sheet"},
	"github.com/mozillazg/go-pinyin":      {"backend/cn"},
	"github.com/longbridgeapp/opencc":     {"backend/cn"},
	"github.com/boombuler/barcode":        {"backend/credential"},
	"github.com/golang-jwt/jwt":           {"backend/auth", "backend/credential", "backend/search/meili"},
	"golang.org/x/crypto/argon2":          {"backend/secret"},
	"github.com/prometheus/client_golang": {"backend/web"},
}

type file struct {
	pkg, name string
	test      bool
	imports   []string
	source    string
}

func TestArrowsPointDown(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || slices.Contains(knowsAll, f.pkg) {
			continue
		}
		allowed, known := arrows[f.pkg]
		if !known {
			t.Errorf("%s: package %s has no row in arrows", f.name, f.pkg)
			continue
		}
		for _, imported := range f.imports {
			if ours, ok := strings.CutPrefix(imported, "talentcircle/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s: the arrow points the wrong way", f.name, ours)
			}
		}
	}
}

func TestEachDriverStaysInItsAdapter(t *testing.T) {
	for _, f := range sources(t) {
		for _, imported := range f.imports {
			for library, homes := range drivers {
				if strings.HasPrefix(imported, library) && !slices.Contains(homes, f.pkg) && !f.test {
					t.Errorf("%s imports %s, which belongs to %v", f.name, imported, homes)
				}
			}
		}
	}
}

func TestHumaRegistersInOneFileAndOnlyEncodeWritesSealedForms(t *testing.T) {
	once := map[string][]string{}
	for _, f := range sources(t) {
		for _, call := range []string{"huma.Register(", "secret.Stored()", "secret.FromStored()"} {
			if !f.test && strings.Contains(f.source, call) {
				once[call] = append(once[call], f.name)
			}
		}
		if !f.test && strings.Contains(f.source, "\nfunc init()") {
			t.Errorf("%s has an init function", f.name)
		}
	}
	require.Len(t, once["huma.Register("], 1)
	require.Equal(t, []string{"backend/store/encode.go"}, once["secret.Stored()"])
	require.Equal(t, []string{"backend/store/encode.go"}, once["secret.FromStored()"])
}

func TestNoPackageIsAGrabBag(t *testing.T) {
	for _, f := range sources(t) {
		for _, word := range []string{"model", "dto", "repository", "handler", "impl", "util", "utils", "helper", "helpers", "manager", "common", "misc"} {
			if path.Base(f.pkg) == word || strings.TrimSuffix(path.Base(f.name), ".go") == word {
				t.Errorf("%s: call it by what it holds", f.name)
			}
		}
	}
}

// sources reads every Go file of this module.
func sources(t *testing.T) []file {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	var files []file
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipFolder(root, p, d.Name())
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		f, err := read(root, p)
		files = append(files, f)
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func skipFolder(root, p, name string) error {
	nested, _ := filepath.Glob(filepath.Join(p, "go.mod"))
	if p != root && (len(nested) > 0 || strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata") {
		return filepath.SkipDir
	}
	return nil
}

func read(root, p string) (file, error) {
	rel, err := filepath.Rel(root, p)
	if err != nil {
		return file{}, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
	if err != nil {
		return file{}, err
	}
	f := file{name: filepath.ToSlash(rel), pkg: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(p, "_test.go")}
	for _, i := range parsed.Imports {
		f.imports = append(f.imports, strings.Trim(i.Path.Value, `"`))
	}
	text, err := readText(p)
	f.source = text
	return f, err
}

func readText(p string) (string, error) {
	text, err := os.ReadFile(p)
	return string(text), err
}
