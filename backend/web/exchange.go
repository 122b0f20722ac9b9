package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"talentcircle/backend/auth"
)

// exchange is one request to an operation and its answer. It stands between Huma and gin: Huma reads parameters and body through it
// and validates them, but only exchange writes, so there is one place where answers are made.
type exchange struct {
	humaContext
	server *Server
	op     *operation
	gin    *gin.Context
	call   *call
	ctx    context.Context
	values url.Values // of the query
	cancel context.CancelFunc
	who    auth.Principal
	buffer *bytes.Buffer // holds body; goes back to the pool
	body   []byte
	form   *multipart.Form
	done   bool // the answer is written; what Huma still does is ignored
}

// humaContext lets exchange embed Huma's context and still have a method named Context.
type humaContext huma.Context

// guard is the middleware of one operation: it lets the caller in, reads the body, and only then goes on to Huma.
func (s *Server) guard(o *operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		x := s.open(hc, o)
		defer x.close()
		if err := x.prepare(); err != nil {
			x.refuse(err)
			return
		}
		next(x)
	}
}

func (s *Server) open(hc huma.Context, o *operation) *exchange {
	g := humagin.Unwrap(hc)
	x := &exchange{humaContext: hc, server: s, op: o, gin: g, ctx: g.Request.Context()}
	x.call = callOf(x.ctx)
	x.call.exchange, x.call.route = x, o.path
	g.Writer.Header()["Cache-Control"] = s.noStore
	if o.Timeout > 0 {
		x.ctx, x.cancel = context.WithTimeout(x.ctx, o.Timeout)
	}
	return x
}

func (x *exchange) close() {
	if x.cancel != nil {
		x.cancel()
	}
	if x.form != nil {
		_ = x.form.RemoveAll() // a file that stays in the temporary directory is no concern of the caller
	}
	if x.buffer != nil {
		x.server.giveBuffer(x.buffer)
		x.buffer, x.body = nil, nil
	}
	x.call.exchange = nil // a context that outlives the request must not reach gin's pooled context
}

// prepare decides who calls before anything of the request is read.
func (x *exchange) prepare() error {
	if err := x.identify(); err != nil {
		return err
	}
	if err := x.op.access.admit(x.who); err != nil {
		return err
	}
	if err := x.checkURL(); err != nil {
		return err
	}
	return x.readBody()
}

// bind completes the input with what Huma does not know.
func (x *exchange) bind(in any) error {
	if x.op.ifMatch {
		if len(x.gin.Request.Header["If-Match"]) > 1 {
			return ifMatchMalformed
		}
		if _, err := in.(ifMatcher).ifMatch().Version(); err != nil {
			return err
		}
	}
	if x.op.idempotent {
		return x.bindIdempotency(in.(idempotent).idempotency())
	}
	return nil
}

// refuse answers with a problem.
func (x *exchange) refuse(err error) {
	x.done = true
	x.server.refuse(x.gin, x.call, err)
}

// answer writes a view. It is encoded before anything is written, so that a failure can still become a problem.
func answer[V Shown](x *exchange, r *Reply[V]) {
	status := x.op.Status
	if r.Status != 0 {
		status = r.Status
	}
	body := r.encoded
	if _, none := any(r.Body).(None); !none && body == nil {
		buffer := x.server.takeBuffer()
		defer x.server.giveBuffer(buffer)
		if err := writeJSON(buffer, r.Body); err != nil {
			x.refuse(err)
			return
		}
		body = buffer.Bytes()
	}
	header := x.gin.Writer.Header()
	r.headers(header)
	if status < http.StatusMultipleChoices {
		x.cacheable(header)
	}
	if body == nil {
		x.done = true
		x.gin.Status(status)
		return
	}
	header.Set("Content-Type", "application/json")
	x.send(status, body)
}

// cacheable replaces no-store where the operation allows it.
func (x *exchange) cacheable(header http.Header) {
	if x.op.MaxAge > 0 {
		header["Cache-Control"] = []string{"public, max-age=" + strconv.Itoa(int(x.op.MaxAge/time.Second))}
	}
}

func (x *exchange) send(status int, body []byte) {
	x.done = true
	x.gin.Writer.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	x.gin.Status(status)
	_, _ = x.gin.Writer.Write(body) // an error means that the client has gone
}
