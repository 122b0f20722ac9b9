package web

import (
	"net/http"
	"strconv"
)

// Shown is what may leave through HTTP. It is sealed: a type becomes Shown by embedding View.
type Shown interface{ shown() }

// View is embedded in every type that leaves through HTTP.
type View struct{}

func (View) shown() {}

// None is the body of a reply without one.
type None struct{}

func (None) shown() {}

// List is one page of views with the number of all that match.
type List[V Shown] struct {
	View
	Items    []V `json:"items" doc:"本页内容"`
	Total    int `json:"total" doc:"符合条件的总数"`
	Page     int `json:"page" doc:"页码,从 1 起"`
	PageSize int `json:"pageSize" doc:"每页条数"`
}

// Items is a bare JSON array of views, for short lists that are never paged, such as catalogues.
type Items[V Shown] []V

func (Items[V]) shown() {}

// Reply is what a handler answers. Make it with Show or NoContent.
type Reply[V Shown] struct {
	Status   int // 0: the route's own
	Body     V
	version  int64
	tagged   bool
	location string
	cookies  []*http.Cookie
	encoded  []byte // from Rendered; Body is not looked at then
}

// Show answers with a view.
func Show[V Shown](body V) *Reply[V] { return &Reply[V]{Body: body} }

// NoContent answers 204.
func NoContent() *Reply[None] { return &Reply[None]{Status: http.StatusNoContent} }

// At sets the ETag to the object's version, written "N".
func (r *Reply[V]) At(version int64) *Reply[V] {
	r.version, r.tagged = version, true
	return r
}

// Created sets the Location of the new object, a path such as /api/v1/experts/01J….
func (r *Reply[V]) Created(location string) *Reply[V] {
	r.location = location
	return r
}

// Cookie adds a Set-Cookie header. Call it once per cookie.
func (r *Reply[V]) Cookie(c *http.Cookie) *Reply[V] {
	r.cookies = append(r.cookies, c)
	return r
}

func (r *Reply[V]) headers(header http.Header) {
	if r.tagged {
		header.Set("ETag", ETag(r.version))
	}
	if r.location != "" {
		header.Set("Location", r.location)
	}
	for _, c := range r.cookies {
		header.Add("Set-Cookie", c.String())
	}
}

// Rendered is a view in its wire form, for a cache that answers the same bytes many times. Only Render makes it, from a view, so it
// leaves no way around Shown.
type Rendered[V Shown] struct{ body []byte }

// Render encodes the view once.
func Render[V Shown](body V) (Rendered[V], error) {
	encoded, err := encodeJSON(body)
	return Rendered[V]{encoded}, err
}

// Reply answers with the rendered view.
func (r Rendered[V]) Reply() *Reply[V] { return &Reply[V]{encoded: r.body} }

// Size is the length of the wire form in bytes, for a cache that counts them.
func (r Rendered[V]) Size() int { return len(r.body) }

// ETag is how a version stands in the ETag and If-Match headers.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }
