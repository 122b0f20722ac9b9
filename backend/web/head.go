package web

import "net/http"

// headAsGet answers HEAD wherever GET is answered, without the body.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			get := *r
			get.Method = http.MethodGet
			next.ServeHTTP(headWriter{w}, &get)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// headWriter keeps headers and status and drops the body.
type headWriter struct{ http.ResponseWriter }

func (headWriter) Write(b []byte) (int, error) { return len(b), nil }
