package web

import (
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
)

// mountOwn mounts what belongs to the portal itself: health, the API document and the page that shows it.
func (s *Server) mountOwn() {
	s.mountHealth(s.Routes())
	s.mountAsset(basePath+"/openapi.json", "openapi", func() (string, []byte, error) {
		return "application/openapi+json", s.OpenAPI(), nil
	})
	s.mountAsset("/api/docs", "docs", s.docsPage)
	s.mountAsset("/api/docs/page.css", "docsStyle", docsFile("page.css"))
	s.mountAsset("/api/docs/page.js", "docsScript", docsFile("page.js"))
}

// mountAsset serves something that is made once, at the first request, and stays as it is.
func (s *Server) mountAsset(path, id string, build func() (contentType string, body []byte, err error)) {
	once := sync.OnceValues(func() (*staticFile, error) {
		contentType, body, err := build()
		if err != nil {
			return nil, err
		}
		return compressedAsset(contentType, body)
	})
	s.engine.GET(path, func(c *gin.Context) {
		file, err := once()
		if err != nil {
			s.refuse(c, callOf(c.Request.Context()), err)
			return
		}
		file.write(c.Writer, c.Request)
	})
	s.table = append(s.table, Route{Method: http.MethodGet, Path: path, Access: Public().String(), ID: id})
}
