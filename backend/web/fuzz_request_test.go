package web_test

import (
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/web"
)

// FuzzRequest sends anything as query and body: the answer is never a 500, and a refusal is a problem document.
func FuzzRequest(f *testing.F) {
	f.Add("q=王&page=2", `{"name":"王建国"}`, "application/json")
	f.Add("city=1&city=2&x", `{"name":"a","name":"b"}`, "multipart/form-data; boundary=x")
	f.Add("%zz;", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x")
	s := web.New(web.Config{Authenticate: authenticate, Log: slog.New(slog.DiscardHandler)})
	listing(s.Routes())
	taking(func(b person) string { return b.Name })(s.Routes())
	web.Handle(s.Routes(), op("POST", "/upload", "upload"), web.Public(), reading[struct{ web.Upload }]())
	require.NoError(f, s.Check())
	handler := s.Handler()
	f.Fuzz(func(t *testing.T, query, body, contentType string) {
		for _, to := range []string{"GET /api/v1/things", "POST /api/v1/things", "POST /api/v1/upload"} {
			method, path, _ := strings.Cut(to, " ")
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.URL = &url.URL{Path: path, RawQuery: query}
			r.Header.Set("Content-Type", contentType)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			require.Less(t, w.Code, 500, w.Body.String())
			if w.Code >= 400 {
				require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
			}
		}
	})
}
