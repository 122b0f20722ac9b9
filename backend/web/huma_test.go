package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// Each default of Huma that web corrects has a test here.

func listing(r *web.Routes) {
	web.Handle(r, op("GET", "/things", "listThings"), web.Public(),
		func(_ context.Context, _ auth.Principal, in *struct {
			web.Paging
			Q    string   `query:"q" maxLength:"10"`
			City []string `query:"city,explode" enum:"110000,120000,130100"`
		}) (*web.Reply[web.List[thing]], error) {
			return web.Show(web.ListOf(in.Paging, []thing{{ID: strings.Join(in.City, "+"), Name: in.Q}}, in.Offset())), nil
		})
}

func TestUnknownQueryParametersAreRefused(t *testing.T) {
	p := newPortal(t, listing)
	got := p.refused(ask{method: "GET", path: "/api/v1/things?pagesize=3&110101199003074514=x"}, 422, "invalid")
	require.Equal(t, []fault.Field{
		{Location: "query.*", Message: "未知的查询参数。"}, // what the caller made up may be private
		{Location: "query.pagesize", Message: "未知的查询参数。"},
	}, got.Errors)
}

func TestListParametersRepeatAndOthersDoNot(t *testing.T) {
	p := newPortal(t, listing)
	w := p.get("/api/v1/things?city=110000&city=130100&q=%E7%8E%8B&page=3&pageSize=7")
	require.JSONEq(t, `{"items":[{"id":"110000+130100","name":"王","tags":[]}],"total":14,"page":3,"pageSize":7}`, w.Body.String())

	got := p.refused(ask{method: "GET", path: "/api/v1/things?q=a&q=b"}, 422, "invalid")
	require.Equal(t, []fault.Field{{Location: "query.q", Message: "此参数只能给出一次。"}}, got.Errors)
}

func TestParametersThatCannotBeReadAre400(t *testing.T) {
	p := newPortal(t, listing)
	for _, path := range []string{"/api/v1/things?q=%zz", "/api/v1/things?q=%ff", "/api/v1/things?q=a;b", "/api/v1/things?q=%00"} {
		p.refused(ask{method: "GET", path: path}, 400, "malformed_url")
	}
}

func TestNothingLinksToSchemas(t *testing.T) {
	w := newPortal(t, listing).get("/api/v1/things")
	require.Empty(t, w.Header().Get("Link"))
	require.NotContains(t, w.Body.String(), "$schema")
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
}

func TestHumasOwnPagesAreGone(t *testing.T) {
	p := newPortal(t, listing)
	for _, path := range []string{"/docs", "/schemas/Thing.json", "/openapi.json", "/openapi.yaml", "/api/v1/docs", "/api/v1/openapi.yaml"} {
		require.Equal(t, 404, p.get(path).Code, path)
	}
}

func TestAcceptIsNoReasonToRefuse(t *testing.T) {
	w := newPortal(t, listing).do(ask{method: "GET", path: "/api/v1/things", header: map[string]string{"Accept": "application/cbor"}})
	require.Equal(t, 200, w.Code)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
}

type person struct {
	Name   string            `json:"name" minLength:"2" maxLength:"5"`
	Age    int32             `json:"age,omitempty"`
	Titles []personTitle     `json:"titles,omitempty"`
	Notes  map[string]string `json:"notes,omitempty"`
}

type personTitle struct {
	Level string `json:"level" enum:"full-senior,associate-senior"`
}

func TestBodiesThatAreNotWhatTheySeem(t *testing.T) {
	p := newPortal(t, taking(func(b person) string { return b.Name }))
	for _, c := range []struct {
		name, body string
		status     int
		code       string
		location   string
	}{
		{"a name twice", `{"name":"王建国","name":"x"}`, 400, "duplicate_key", "body.name"},
		{"a name twice, deep down", `{"name":"王建国","titles":[{"level":"x"},{"level":"a","level":"b"}]}`, 400, "duplicate_key", "body.titles[1].level"},
		{"a name twice, once escaped", `{"name":"王建国","n\u0061me":"x"}`, 400, "duplicate_key", "body.name"},
		{"another case, which another decoder would take", `{"Name":"王建国"}`, 422, "invalid", "body.Name"},
		{"a good name and the same in another case", `{"name":"王建国","NAME":"this is much too long"}`, 422, "invalid", "body.NAME"},
		{"cut off", `{"name":"王建国"`, 400, "malformed_json", "body"},
		{"two values", `{"name":"王建国"}{}`, 400, "malformed_json", "body"},
		{"not UTF-8", "{\"name\":\"\xff\xfe\"}", 400, "malformed_json", "body.name"},
		{"half a surrogate", `{"name":"\ud800"}`, 400, "malformed_json", "body.name"},
		{"a comment", `{"name":"王建国"/**/}`, 400, "malformed_json", "body"},
		{"NaN", `{"name":NaN}`, 400, "malformed_json", "body.name"},
		{"nothing", ``, 400, "body_required", ""},
		{"white space", "  ", 400, "malformed_json", "body"},
		{"an array", `["王建国"]`, 422, "invalid", "body"},
		{"null", `null`, 422, "invalid", "body"},
		{"a field too many", `{"name":"王建国","extra":1}`, 422, "invalid", "body.extra"},
		{"a field too many, deep down", `{"name":"王建国","titles":[{"level":"full-senior","x":1}]}`, 422, "invalid", "body.titles[0].x"},
		{"a number out of range", `{"name":"王建国","age":99999999999}`, 422, "invalid", "body.age"},
		{"a fraction", `{"name":"王建国","age":1.5}`, 422, "invalid", "body.age"},
		{"deeper than anybody writes", strings.Repeat("[", 20_000), 422, "invalid", "body"},
		{"deeper, where it would fit", `{"notes":` + strings.Repeat(`{"a":`, 20_000), 400, "malformed_json",
			"body.notes.a.a.a.a.a.a.a.a.a.a.a.*"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := p.refused(post(c.body), c.status, c.code)
			if c.location != "" {
				require.Len(t, got.Errors, 1)
				require.Equal(t, c.location, got.Errors[0].Location)
			}
		})
	}
	require.Equal(t, 200, p.do(post(`{"name":"王建国","age":40,"titles":[{"level":"full-senior"}],"notes":{"a":"b"}}`)).Code)
}

func TestNothingTheCallerSentIsEchoed(t *testing.T) {
	const private = "110101199003074514"
	p := newPortal(t, taking(func(b person) string { return b.Name }))
	for _, body := range []string{
		`{"name":"` + private + `"}`,
		`{"name":"王建国","` + private + `":1}`,
		`{"name":"王建国","titles":[{"level":"` + private + `"}]}`,
		`{"name":"王建国","age":"` + private + `"}`,
		`{"name":"王建国","age":` + private + `}`,
		`{"name":"王建国","notes":{"` + private + `":1}}`,
		`{"name":"王建国","notes":{"` + private + `":"a","` + private + `":"b"}}`,
		`{"name":"王建国","notes":{"` + private + `":`,
		private,
		`"` + private + `"`,
	} {
		w := p.do(post(body))
		require.GreaterOrEqual(t, w.Code, 400, body)
		require.Less(t, w.Code, 500, body)
		require.NotContains(t, w.Body.String(), private, body)
		require.NotContains(t, fmt.Sprint(w.Header()), private)
	}
	w := p.get("/api/v1/things/" + private + "?" + private + "=" + private)
	require.NotContains(t, w.Body.String(), private)
	require.NotContains(t, p.log.String(), private)
}

func TestComplaintsAreBounded(t *testing.T) {
	p := newPortal(t, taking(func(b person) string { return b.Name }))
	var body strings.Builder
	body.WriteString(`{"name":"王建国"`)
	for i := range 10_000 {
		fmt.Fprintf(&body, `,"x%d":1`, i)
	}
	require.Len(t, p.refused(post(body.String()+"}"), 422, "invalid").Errors, 50)
}

func TestBodyLimits(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		o := op("POST", "/things", "makeThing")
		o.MaxBody = 100
		web.Handle(r, o, web.Public(), func(_ context.Context, _ auth.Principal, in *struct{ Body person }) (*web.Reply[thing], error) {
			return web.Show(thing{}), nil
		})
		web.Handle(r, op("POST", "/things/{id}/submit", "submitThing"), web.Public(),
			func(context.Context, auth.Principal, *struct {
				ID string `path:"id"`
			}) (*web.Reply[thing], error) {
				return web.Show(thing{}), nil
			})
	})
	exact := `{"name":"王建国"}`
	exact += strings.Repeat(" ", 100-len(exact))
	require.Equal(t, 200, p.do(post(exact)).Code, "the limit itself is allowed")
	p.refused(post(exact+" "), 413, "body_too_large")

	unannounced := post(exact + " ").request()
	unannounced.ContentLength = -1
	unannounced.Body = io.NopCloser(strings.NewReader(exact + " "))
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, unannounced)
	require.Equal(t, http.StatusRequestEntityTooLarge, w.Code, w.Body.String())
	require.Equal(t, "close", w.Header().Get("Connection"))

	submit := func(body string) ask { return ask{method: "POST", path: "/api/v1/things/1/submit", body: body} }
	require.Equal(t, 200, p.do(submit("")).Code)
	require.Equal(t, 200, p.do(submit(" {} ")).Code)
	p.refused(submit(`{"reason":"x"}`), 422, "unexpected_body")
	p.refused(submit(strings.Repeat(" ", 1<<20+1)), 413, "body_too_large")
}

func TestContentTypes(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		taking(func(b person) string { return b.Name })(r)
		web.Handle(r, op("PATCH", "/things", "changeThing"), web.Public(),
			func(context.Context, auth.Principal, *struct{ Body person }) (*web.Reply[thing], error) {
				return web.Show(thing{}), nil
			})
	})
	for _, c := range []struct {
		method, contentType string
		good                bool
	}{
		{"POST", "application/json", true},
		{"POST", "application/json; charset=UTF-8", true},
		{"POST", "Application/JSON", true},
		{"PATCH", "application/merge-patch+json", true},
		{"POST", "application/merge-patch+json", false},
		{"POST", "application/json; charset=gb18030", false},
		{"POST", "text/plain", false},
		{"POST", "application/x-www-form-urlencoded", false},
		{"POST", "multipart/form-data; boundary=x", false},
		{"POST", "application/vnd.x+json", false},
		{"POST", "a+;b", false},
		{"POST", ";", false},
	} {
		a := ask{method: c.method, path: "/api/v1/things", body: `{"name":"王建国"}`, header: map[string]string{"Content-Type": c.contentType}}
		if c.good {
			require.Equal(t, 200, p.do(a).Code, c.contentType)
		} else {
			p.refused(a, 415, "unsupported_media_type")
		}
	}
	require.Equal(t, 200, p.do(ask{method: "POST", path: "/api/v1/things", body: `{"name":"王建国"}`}).Code, "none is JSON")
}

func TestABodyThatBreaksOff(t *testing.T) {
	p := newPortal(t, taking(func(b person) string { return b.Name }))
	r := post("").request()
	r.ContentLength = 100
	r.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"name":`), brokenReader{}))
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, r)
	require.Equal(t, 400, w.Code)
	require.Contains(t, w.Body.String(), "body_incomplete")
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestABodyMayBeOptional(t *testing.T) {
	p := newPortal(t, taking(func(b *person) string {
		if b == nil {
			return "none"
		}
		return b.Name
	}))
	require.Contains(t, p.do(post("")).Body.String(), `"none"`)
	require.Contains(t, p.do(post(`{"name":"王建国"}`)).Body.String(), "王建国")
	p.refused(post(`{"name":"王"}`), 422, "invalid")
}

func TestEmptyListsAreNotNull(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/things", "listThings"), web.Public(),
			func(context.Context, auth.Principal, *struct{ web.Paging }) (*web.Reply[web.List[thing]], error) {
				return web.Show(web.List[thing]{}), nil
			})
	})
	require.Contains(t, p.get("/api/v1/things").Body.String(), `"items":[]`)
	require.NotContains(t, string(p.OpenAPI()), `"null"`)
}
