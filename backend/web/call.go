package web

import (
	"context"
	"crypto/rand"
	"net"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"
)

// call is what is known about one request from its first moment; it rides in the request's context.
type call struct {
	id       string
	client   string
	tls      bool
	start    time.Time
	route    string // the operation's pattern; "" outside operations
	userID   string
	code     string // of the problem answered; "" when none
	exchange *exchange
}

type callKey struct{}

// callContext carries a call without the allocation of context.WithValue.
type callContext struct {
	context.Context
	call *call
}

func (c callContext) Value(key any) any {
	if key == (callKey{}) {
		return c.call
	}
	return c.Context.Value(key)
}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// RequestID is the id of the request this context belongs to, for logs only; "" outside a request.
func RequestID(ctx context.Context) string {
	if c := callOf(ctx); c != nil {
		return c.id
	}
	return ""
}

// ClientAddr is the caller's IP address, for throttling and the audit log: the connection's, or what a trusted proxy says; "" outside
// a request.
func ClientAddr(ctx context.Context) string {
	if c := callOf(ctx); c != nil {
		return c.client
	}
	return ""
}

// Encrypted reports whether the request came to this process through TLS; false outside a request. TLS that a proxy ends is a setting.
func Encrypted(ctx context.Context) bool {
	c := callOf(ctx)
	return c != nil && c.tls
}

// openCall starts the call and puts it into the request's context.
func (s *Server) openCall(c *gin.Context) *call {
	k := &call{start: s.now(), client: s.clientAddr(c), tls: c.Request.TLS != nil}
	if sent := c.Request.Header["X-Request-Id"]; len(sent) == 1 && saneRequestID(sent[0]) {
		k.id = sent[0]
	} else {
		k.id = rand.Text()
	}
	c.Request = c.Request.WithContext(callContext{c.Request.Context(), k})
	return k
}

// saneRequestID accepts 8 to 64 characters that can neither break a log line nor carry a private value of any length.
func saneRequestID(id string) bool {
	if len(id) < 8 || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

// clientAddr looks at forwarding headers only when proxies are trusted.
func (s *Server) clientAddr(c *gin.Context) string {
	if len(s.cfg.TrustedProxies) > 0 {
		return c.ClientIP()
	}
	host, _, err := net.SplitHostPort(c.Request.RemoteAddr)
	if err != nil {
		return ""
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().WithZone("").String()
	}
	return host
}
