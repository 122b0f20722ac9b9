package web

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// File is a download. Give Body, or Reader for content that is not in memory; a Reader that can be closed is closed.
type File struct {
	Name        string // as the person saves it; may be Chinese
	ContentType string // "" is application/octet-stream
	Body        []byte
	Reader      io.Reader
	Size        int64 // of Reader, when known
	Inline      bool  // shown in the browser instead of saved; only for types that can't run scripts
}

const octets = "application/octet-stream"

// serveFile writes headers under which no browser runs what is inside.
func (x *exchange) serveFile(f *File) {
	if c, ok := f.Reader.(io.Closer); ok {
		defer c.Close()
	}
	header := x.gin.Writer.Header()
	contentType := f.ContentType
	if contentType == "" {
		contentType = octets
	}
	header.Set("Content-Type", contentType)
	if !f.Inline || !harmless(contentType) {
		header.Set("Content-Disposition", disposition(f.Name))
	}
	x.cacheable(header)
	if f.Reader == nil {
		x.send(x.op.Status, f.Body)
		return
	}
	if f.Size > 0 {
		header.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	}
	x.done = true
	x.gin.Status(x.op.Status)
	if _, err := io.Copy(x.gin.Writer, f.Reader); err != nil {
		x.server.logFailure(x.call, "file not sent whole", err)
		panic(http.ErrAbortHandler) // the only way to tell the client that the rest is missing
	}
}

// harmless lists the types that may be shown inline. HTML and SVG run scripts.
func harmless(contentType string) bool {
	media, _, _ := mime.ParseMediaType(contentType)
	switch media {
	case "application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain", "text/csv", "application/json", "application/jwt":
		return true
	}
	return strings.HasPrefix(media, "application/") && (strings.HasSuffix(media, "+json") || strings.HasSuffix(media, "+jwt"))
}

// disposition names the file twice (RFC 6266): in ASCII for old clients, and whole.
func disposition(name string) string {
	name = fileName(name)
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
