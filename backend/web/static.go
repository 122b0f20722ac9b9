package web

import (
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// staticFiles is the built UI, read into memory once: what is not in the table does not exist, so no path leads anywhere else.
type staticFiles struct{ files map[string]*staticFile }

// staticFile is one file with its compressed forms, which the build laid next to it as name.br and name.gz.
type staticFile struct {
	contentType string
	immutable   bool
	forms       []staticForm // in the order we prefer: br, gzip, identity
}

type staticForm struct {
	encoding string
	body     []byte
	etag     string
}

const indexPage = "index.html"

// contentTypes is our own table: the system's differs from machine to machine.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8", ".json": "application/json", ".map": "application/json", ".txt": "text/plain; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp",
	".gif": "image/gif", ".ico": "image/x-icon", ".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf",
	".webmanifest": "application/manifest+json", ".wasm": "application/wasm", ".xml": "application/xml", ".pdf": "application/pdf",
}

func (s *Server) loadStatic() *staticFiles {
	t := &staticFiles{files: map[string]*staticFile{}}
	if s.cfg.Static == nil {
		return t
	}
	err := fs.WalkDir(s.cfg.Static, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name != "." && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || compressedForm(name) != "" {
			return nil
		}
		return t.load(s.cfg.Static, name)
	})
	if err != nil {
		s.problem("web: static UI: %w", err)
	}
	return t
}

func compressedForm(name string) string {
	switch path.Ext(name) {
	case ".br":
		return "br"
	case ".gz":
		return "gzip"
	}
	return ""
}

func (t *staticFiles) load(from fs.FS, name string) error {
	body, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	f := &staticFile{contentType: contentTypes[path.Ext(name)], immutable: strings.HasPrefix(name, "assets/")}
	if f.contentType == "" {
		f.contentType = "application/octet-stream"
	}
	sum := sha256.Sum256(body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	for _, ending := range []string{".br", ".gz"} {
		if compressed, err := fs.ReadFile(from, name+ending); err == nil && len(compressed) < len(body) {
			f.forms = append(f.forms, staticForm{compressedForm(ending), compressed, `"` + tag + `-` + ending[1:] + `"`})
		}
	}
	f.forms = append(f.forms, staticForm{"", body, `"` + tag + `"`})
	t.files[name] = f
	return nil
}

func (t *staticFiles) present() bool { return t.files[indexPage] != nil }

// serve answers a GET and reports false when there is nothing. A path without a file belongs to the UI's router, except below
// assets/, where a page instead of a missing script would only confuse.
func (t *staticFiles) serve(w http.ResponseWriter, r *http.Request) bool {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" {
		name = indexPage
	}
	f := t.files[name]
	if f == nil {
		if strings.HasPrefix(name, "assets/") || !acceptsHTML(r.Header.Get("Accept")) {
			return false
		}
		f = t.files[indexPage]
	}
	f.write(w, r)
	return true
}

func (f *staticFile) write(w http.ResponseWriter, r *http.Request) {
	form := f.choose(r.Header.Values("Accept-Encoding"))
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("ETag", form.etag)
	if len(f.forms) > 1 {
		header.Set("Vary", "Accept-Encoding")
	}
	header.Set("Cache-Control", "no-cache")
	if f.immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if sameTag(r.Header.Get("If-None-Match"), form.etag) {
		header.Del("Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if form.encoding != "" {
		header.Set("Content-Encoding", form.encoding)
	}
	header.Set("Content-Length", strconv.Itoa(len(form.body)))
	w.WriteHeader(http.StatusOK)
	w.Write(form.body)
}

// sameTag is the weak comparison of If-None-Match (RFC 9110 section 13.1.2).
func sameTag(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == "*" || candidate == etag {
			return true
		}
	}
	return false
}

// choose picks the smallest form the caller takes; the plain form when nothing fits.
func (f *staticFile) choose(accept []string) staticForm {
	best, quality := f.forms[len(f.forms)-1], 0.0
	for _, form := range f.forms {
		if q := encodingQuality(accept, form.encoding); q > quality {
			best, quality = form, q
		}
	}
	return best
}

// encodingQuality is the q-value of one coding by RFC 9110 section 12.5.3: named, or by *, or 1 for the plain form when nothing is said.
func encodingQuality(accept []string, coding string) float64 {
	if coding == "" {
		coding = "identity"
	}
	named, star := -1.0, -1.0
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			switch strings.ToLower(strings.TrimSpace(name)) {
			case coding:
				named = qualityOf(params)
			case "*":
				star = qualityOf(params)
			}
		}
	}
	switch {
	case named >= 0:
		return named
	case coding == "identity" && star != 0:
		return 0.001 // acceptable, but anything asked for by name comes first
	case star >= 0:
		return star
	}
	return 0
}

func qualityOf(params string) float64 {
	key, value, ok := strings.Cut(strings.TrimSpace(params), "=")
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if !strings.EqualFold(strings.TrimSpace(key), "q") || err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}
