package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
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
	tag := contentTag(body)
	for _, ending := range []string{".br", ".gz"} {
		if compressed, err := fs.ReadFile(from, name+ending); err == nil && len(compressed) < len(body) {
			f.forms = append(f.forms, staticForm{compressedForm(ending), compressed, `"` + tag + `-` + ending[1:] + `"`})
		}
	}
	f.forms = append(f.forms, staticForm{"", body, `"` + tag + `"`})
	t.files[name] = f
	return nil
}

// compressedAsset makes a file of something that was made at run time.
func compressedAsset(contentType string, body []byte) (*staticFile, error) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, err := w.Write(body)
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	tag := contentTag(body)
	return &staticFile{contentType: contentType, forms: []staticForm{
		{"gzip", zipped.Bytes(), `"` + tag + `-gz"`},
		{"", body, `"` + tag + `"`},
	}}, nil
}

func contentTag(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
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
	_, _ = w.Write(form.body) // an error means that the client has gone
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
