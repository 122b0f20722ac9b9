package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"talentcircle/backend/fault"
)

// wrongMethod has a status of its own, which no kind of fault means: services know nothing of methods.
var wrongMethod = fault.New(fault.NotFound, "method_not_allowed", "此地址不支持该请求方法。")

// noMethod answers 405; gin has set Allow.
func (s *Server) noMethod(c *gin.Context) {
	k := callOf(c.Request.Context())
	k.code = wrongMethod.Code
	p := problemOf(wrongMethod, k.id)
	p.Status, p.Title = http.StatusMethodNotAllowed, titles[http.StatusMethodNotAllowed]
	s.writeProblem(c, wrongMethod, p)
}

// noRoute serves the UI. Addresses that belong to the UI's own router get its index page; everything unknown is 404.
func (s *Server) noRoute(c *gin.Context) {
	k := callOf(c.Request.Context())
	if isAPI(c.Request.URL.Path) {
		s.refuse(c, k, noSuchPath)
		return
	}
	if !s.static.present() {
		if s.cfg.Fallback != nil {
			c.Status(http.StatusOK) // gin has prepared 404; the fallback decides
			s.cfg.Fallback.ServeHTTP(c.Writer, c.Request)
			return
		}
		s.refuse(c, k, noSuchPath)
		return
	}
	if c.Request.Method != http.MethodGet || !s.static.serve(c.Writer, c.Request) {
		s.refuse(c, k, noSuchPath)
	}
}

// acceptsHTML reports whether the caller is a browser that opens a page, and not a script that asks for data.
func acceptsHTML(accept string) bool { return strings.Contains(accept, "text/html") }
