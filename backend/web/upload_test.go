package web_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/web"
)

const uploadLimit = 64 << 10

func importing(r *web.Routes) {
	o := op("POST", "/things/imports", "importThings")
	o.Creates, o.Status, o.MaxBody = true, http.StatusAccepted, uploadLimit
	web.Handle(r, o, web.SignedIn(), func(_ context.Context, _ auth.Principal, in *struct {
		web.Upload
		web.Idempotency
		Region string `query:"region" enum:"BJ,TJ,HE"`
	}) (*web.Reply[thing], error) {
		file, name, size, err := in.File()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(file)
		if err != nil {
			return nil, err
		}
		return web.Show(thing{ID: in.Hash(), Name: name, Tags: []string{strconv.FormatInt(size, 10), string(content[:min(3, len(content))]), in.Region}}), nil
	})
}

type part struct{ field, file, content string }

func form(t *testing.T, parts ...part) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		var target io.Writer
		var err error
		if p.file != "" {
			target, err = w.CreateFormFile(p.field, p.file)
		} else {
			target, err = w.CreateFormField(p.field)
		}
		require.NoError(t, err)
		io.WriteString(target, p.content)
	}
	require.NoError(t, w.Close())
	return b.String(), w.FormDataContentType()
}

func uploadOf(t *testing.T, parts ...part) ask {
	body, contentType := form(t, parts...)
	return ask{method: "POST", path: "/api/v1/things/imports?region=HE", body: body, as: auth.Clerk,
		header: map[string]string{"Content-Type": contentType, "Idempotency-Key": "k"}}
}

func TestUpload(t *testing.T) {
	p := newPortal(t, importing)
	w := p.do(uploadOf(t, part{"file", `C:\附件1.xlsx`, "PK\x03\x04"}))
	require.Equal(t, 202, w.Code, w.Body.String())
	first := decode[thing](t, w)
	require.Equal(t, "附件1.xlsx", first.Name)
	require.Equal(t, []string{"4", "PK\x03", "HE"}, first.Tags)

	again := decode[thing](t, p.do(uploadOf(t, part{"file", `C:\附件1.xlsx`, "PK\x03\x04"})))
	require.Equal(t, first.ID, again.ID, "the boundary is another, the content the same")
	other := decode[thing](t, p.do(uploadOf(t, part{"file", `C:\附件1.xlsx`, "PK\x03\x05"})))
	require.NotEqual(t, first.ID, other.ID)
}

func TestUploadsThatAreRefused(t *testing.T) {
	p := newPortal(t, importing)
	for _, c := range []struct {
		name     string
		parts    []part
		location string
	}{
		{"no part at all", nil, "file"},
		{"another part", []part{{"file", "a.csv", "x"}, {"110101199003074514", "", "x"}}, "body.*"},
		{"another file", []part{{"file", "a.csv", "x"}, {"more", "b.csv", "x"}}, "body.more"},
		{"two files", []part{{"file", "a.csv", "x"}, {"file", "b.csv", "x"}}, "body.file"},
		{"text instead of a file", []part{{"file", "", "x"}}, "body.file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := p.refused(uploadOf(t, c.parts...), 422, "invalid")
			require.Len(t, got.Errors, 1)
			require.Equal(t, c.location, got.Errors[0].Location)
			require.Regexp(t, `\p{Han}`, got.Errors[0].Message)
		})
	}
	bad := uploadOf(t, part{"file", "a.csv", "x"})
	bad.path = "/api/v1/things/imports?region=XX"
	require.Equal(t, "query.region", p.refused(bad, 422, "invalid").Errors[0].Location)

	bad = uploadOf(t, part{"file", "a.csv", "x"})
	bad.body = bad.body[:len(bad.body)-10]
	p.refused(bad, 400, "malformed_form")
	bad.body = ""
	p.refused(bad, 400, "malformed_form")

	for _, contentType := range []string{"application/json", "multipart/form-data", "multipart/mixed; boundary=x", ""} {
		bad = uploadOf(t, part{"file", "a.csv", "x"})
		bad.header["Content-Type"] = contentType
		p.refused(bad, 415, "unsupported_media_type")
	}
	visitor := uploadOf(t, part{"file", "a.csv", "x"})
	visitor.as = auth.Visitor
	p.refused(visitor, 401, "unauthenticated")
}

func TestUploadsAreBounded(t *testing.T) {
	p := newPortal(t, importing)
	big := uploadOf(t, part{"file", "a.csv", strings.Repeat("x", uploadLimit)})
	p.refused(big, 413, "body_too_large")

	unannounced := big.request()
	unannounced.ContentLength = -1
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, unannounced)
	require.Equal(t, 413, w.Code, w.Body.String())
	require.Contains(t, w.Body.String(), "body_too_large")
}

// TestUploadsNeverTouchTheDisk: the file is full of personal data, and a temporary file would outlive a crash.
func TestUploadsNeverTouchTheDisk(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	seen := -1
	p := newPortal(t, func(r *web.Routes) {
		o := op("POST", "/things/imports", "importThings")
		o.MaxBody = 20 << 20
		web.Handle(r, o, web.Public(), func(_ context.Context, _ auth.Principal, in *struct{ web.Upload }) (*web.Reply[thing], error) {
			_, _, size, err := in.File()
			require.NoError(t, err)
			require.EqualValues(t, 15<<20, size)
			files, err := os.ReadDir(folder)
			require.NoError(t, err)
			seen = len(files)
			return web.Show(thing{}), nil
		})
	})
	a := uploadOf(t, part{"file", "a.csv", strings.Repeat("x", 15<<20)})
	a.path = "/api/v1/things/imports"
	require.Equal(t, 200, p.do(a).Code)
	require.Zero(t, seen)
}
