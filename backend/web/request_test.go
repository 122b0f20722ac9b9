package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
	"talentcircle/backend/web"
)

// doors mounts one route of each access rule; each answers with the caller's id.
func doors(r *web.Routes) {
	who := func(_ context.Context, who auth.Principal, _ *struct{}) (*web.Reply[thing], error) {
		return web.Show(thing{ID: who.UserID}), nil
	}
	web.Handle(r, op("GET", "/public", "showPublic"), web.Public(), who)
	web.Handle(r, op("GET", "/signed-in", "showSignedIn"), web.SignedIn(), who)
	web.Handle(r, op("GET", "/allowed", "showAllowed"), web.Allow(auth.ExpertReview), who)
}

func TestWhoComesThroughWhichDoor(t *testing.T) {
	p := newPortal(t, doors)
	for _, c := range []struct {
		as                        auth.Role
		public, signedIn, allowed int
	}{
		{auth.Visitor, 200, 401, 401},
		{auth.Talent, 200, 200, 403},
		{auth.Reviewer, 200, 200, 200},
		{auth.System, 200, 200, 403},
	} {
		for path, status := range map[string]int{"public": c.public, "signed-in": c.signedIn, "allowed": c.allowed} {
			w := p.do(ask{method: "GET", path: "/api/v1/" + path, as: c.as})
			require.Equal(t, status, w.Code, "%s as %q", path, c.as)
			if status == 200 && c.as != auth.Visitor {
				require.Contains(t, w.Body.String(), "u-"+string(c.as))
			}
		}
	}
}

func TestABadTokenIsNeverAVisitor(t *testing.T) {
	p := newPortal(t, doors)
	for _, header := range []string{"Bearer forged", "Basic dTpw", "Bearer", "token-clerk", "Bearer token-clerk x"} {
		for _, path := range []string{"/api/v1/public", "/api/v1/signed-in", "/api/v1/allowed", "/healthz"} {
			a := ask{method: "GET", path: path, header: map[string]string{"Authorization": header}}
			p.refused(a, 401, "token_invalid")
			require.Equal(t, `Bearer error="invalid_token"`, p.do(a).Header().Get("WWW-Authenticate"))
		}
	}
	require.Equal(t, "Bearer", p.get("/api/v1/signed-in").Header().Get("WWW-Authenticate"))
}

func TestAccessIsDecidedBeforeAnythingIsRead(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("POST", "/things", "makeThing"), web.SignedIn(), reading[struct{ Body person }]())
	})
	a := ask{method: "POST", path: "/api/v1/things?unknown=1", body: "{", header: map[string]string{"Content-Type": "text/plain"}}
	p.refused(a, 401, "unauthenticated")
}

func TestAnAuthenticatorThatFails(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{fault.New(fault.Unavailable, "store_away", "数据库暂不可用。"), 503, "store_away"},
		{errors.New("canary"), 500, "internal"},
		{nil, 401, "token_invalid"}, // nobody, without an error
	} {
		p := newPortal(t, doors, func(cfg *web.Config) {
			cfg.Authenticate = func(context.Context, string) (auth.Principal, error) { return auth.Principal{}, c.err }
		})
		p.refused(ask{method: "GET", path: "/api/v1/public", header: map[string]string{"Authorization": "Bearer x"}}, c.status, c.code)
	}
}

func TestIfMatchIsCheckedBeforeTheHandler(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("POST", "/things/{id}/submit", "submitThing"), web.Public(),
			func(_ context.Context, _ auth.Principal, in *struct {
				ID string `path:"id"`
				web.IfMatch
			}) (*web.Reply[thing], error) {
				version, err := in.Version()
				require.NoError(t, err)
				if version != 3 {
					return nil, fault.New(fault.Stale, "stale_version", "记录已被他人修改,请刷新后再试。")
				}
				return web.Show(thing{ID: in.ID}).At(version + 1), nil
			})
	})
	submit := func(header string) ask {
		a := ask{method: "POST", path: "/api/v1/things/7/submit", header: map[string]string{}}
		if header != "" {
			a.header["If-Match"] = header
		}
		return a
	}
	w := p.do(submit(`"3"`))
	require.Equal(t, 200, w.Code)
	require.Equal(t, `"4"`, w.Header().Get("ETag"))
	p.refused(submit(""), 428, "if_match_required")
	p.refused(submit(`W/"3"`), 400, "if_match_malformed")
	p.refused(submit(`*`), 400, "if_match_malformed")
	p.refused(submit(`"2"`), 412, "stale_version")

	twice := submit(`"3"`).request()
	twice.Header.Add("If-Match", `"3"`)
	require.Equal(t, 400, p.serve(twice).Code)
}

func creating(r *web.Routes) {
	type body struct {
		Name string `json:"name"`
		Note string `json:"note,omitempty"`
	}
	o := op("POST", "/parents/{id}/things", "makeThing")
	o.Creates = true
	web.Handle(r, o, web.Public(), func(_ context.Context, who auth.Principal, in *struct {
		ID string `path:"id"`
		web.Idempotency
		Body body
	}) (*web.Reply[thing], error) {
		id := in.NewID(who)
		return web.Show(thing{ID: id, Name: in.Hash(), Tags: []string{in.Key()}}).At(1).Created("/api/v1/things/" + id), nil
	})
}

func TestIdempotentCreation(t *testing.T) {
	p := newPortal(t, creating)
	make := func(parent, key, body string, as auth.Role) thing {
		a := ask{method: "POST", path: "/api/v1/parents/" + parent + "/things", body: body, as: as, header: map[string]string{}}
		if key != "" {
			a.header["Idempotency-Key"] = key
		}
		w := p.do(a)
		require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
		require.Equal(t, `"1"`, w.Header().Get("ETag"))
		got := decode[thing](t, w)
		require.Equal(t, "/api/v1/things/"+got.ID, w.Header().Get("Location"))
		return got
	}
	first := make("1", "k1", `{"name":"a","note":"b"}`, auth.Clerk)
	require.Len(t, first.ID, 36)
	require.Equal(t, byte('8'), first.ID[14], "a UUID of version 8")
	require.Len(t, first.Name, 64)
	require.Equal(t, []string{"k1"}, first.Tags)

	require.Equal(t, first, make("1", "k1", "{ \"note\":\"b\",\n\"name\":\"\\u0061\" }", auth.Clerk), "the same content, written otherwise")
	require.Equal(t, first.ID, make("1", "k1", `{"name":"other"}`, auth.Clerk).ID)
	require.NotEqual(t, first.Name, make("1", "k1", `{"name":"other"}`, auth.Clerk).Name, "other content, other hash")
	require.NotEqual(t, first.Name, make("2", "k1", `{"name":"a","note":"b"}`, auth.Clerk).Name, "other address, other hash")
	require.NotEqual(t, first.ID, make("1", "k2", `{"name":"a","note":"b"}`, auth.Clerk).ID, "other key")
	require.NotEqual(t, first.ID, make("1", "k1", `{"name":"a","note":"b"}`, auth.Reviewer).ID, "other caller")

	none := make("1", "", `{"name":"a"}`, auth.Clerk)
	require.Empty(t, none.ID+none.Name)
}

func TestIdempotencyKeysThatAreNone(t *testing.T) {
	p := newPortal(t, creating)
	a := ask{method: "POST", path: "/api/v1/parents/1/things", body: `{"name":"a"}`, header: map[string]string{}}
	for _, key := range []string{"", "a b", "键", strings.Repeat("k", 201)} {
		a.header["Idempotency-Key"] = key
		p.refused(a, 400, "idempotency_key_malformed")
	}
	twice := a.request()
	twice.Header["Idempotency-Key"] = []string{"a", "a"}
	require.Equal(t, 400, p.serve(twice).Code)
}

func TestReplies(t *testing.T) {
	cached, err := web.Render(thing{ID: "cached"})
	require.NoError(t, err)
	require.Equal(t, len(`{"id":"cached","name":"","tags":[]}`), cached.Size())
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("POST", "/login", "login"), web.Public(), func(context.Context, auth.Principal, *struct{}) (*web.Reply[thing], error) {
			return web.Show(thing{Name: "<王>"}).Cookie(&http.Cookie{Name: "a", Value: "1", HttpOnly: true}).Cookie(&http.Cookie{Name: "b", Value: "2"}), nil
		})
		web.Handle(r, op("DELETE", "/things/{id}", "removeThing"), web.Public(), func(context.Context, auth.Principal, *struct {
			ID string `path:"id"`
		}) (*web.Reply[web.None], error) {
			return web.NoContent(), nil
		})
		web.Handle(r, op("GET", "/cached", "showCached"), web.Public(), func(context.Context, auth.Principal, *struct{}) (*web.Reply[thing], error) {
			return cached.Reply(), nil
		})
		accepted := op("POST", "/accepted", "accept")
		accepted.Status = http.StatusAccepted
		web.Handle(r, accepted, web.Public(), showing[thing]())
		list := op("GET", "/catalogue", "listCatalogue")
		list.MaxAge = 3600e9
		web.Handle(r, list, web.Public(), showing[web.Items[thing]]())
		web.Handle(r, op("GET", "/text", "showText"), web.Public(), func(context.Context, auth.Principal, *struct{}) (*web.Reply[thing], error) {
			return web.Show(thing{Name: "\xff"}), nil
		})
	})
	two, err := web.Render(countView{Counts: map[string]int{"b": 2, "c": 3, "a": 1, "d": 4}})
	require.NoError(t, err)
	require.Equal(t, `{"counts":{"a":1,"b":2,"c":3,"d":4}}`, string(bodyOf(t, two.Reply())), "the same view, the same bytes")

	login := p.do(ask{method: "POST", path: "/api/v1/login"})
	require.Equal(t, []string{"a=1; HttpOnly", "b=2"}, login.Header().Values("Set-Cookie"))
	require.Equal(t, `{"id":"","name":"<王>","tags":[]}`, login.Body.String())
	require.Equal(t, strconv.Itoa(login.Body.Len()), login.Header().Get("Content-Length"))
	require.Equal(t, "no-store", login.Header().Get("Cache-Control"))

	gone := p.do(ask{method: "DELETE", path: "/api/v1/things/1"})
	require.Equal(t, 204, gone.Code)
	require.Empty(t, gone.Body.String())
	require.Empty(t, gone.Header().Get("Content-Type"))

	require.Equal(t, `{"id":"cached","name":"","tags":[]}`, p.get("/api/v1/cached").Body.String())
	require.Equal(t, 202, p.do(ask{method: "POST", path: "/api/v1/accepted"}).Code)
	catalogue := p.get("/api/v1/catalogue")
	require.Equal(t, "[]", catalogue.Body.String())
	require.Equal(t, "public, max-age=3600", catalogue.Header().Get("Cache-Control"))
	require.Equal(t, "{\"id\":\"\",\"name\":\"\uFFFD\",\"tags\":[]}", p.get("/api/v1/text").Body.String(), "old data is mended, not a 500")
}

type countView struct {
	web.View
	Counts map[string]int `json:"counts"`
}

// bodyOf sends a reply through a route and returns what arrives.
func bodyOf[V web.Shown](t *testing.T, reply *web.Reply[V]) []byte {
	return newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/x", "showX"), web.Public(), func(context.Context, auth.Principal, *struct{}) (*web.Reply[V], error) { return reply, nil })
	}).get("/api/v1/x").Body.Bytes()
}

func TestHeadIsAnsweredWhereGetIs(t *testing.T) {
	p := newPortal(t, doors)
	get, head := p.get("/api/v1/public"), p.do(ask{method: "HEAD", path: "/api/v1/public"})
	require.Equal(t, 200, head.Code)
	require.Empty(t, head.Body.String())
	require.Equal(t, get.Header().Get("Content-Length"), head.Header().Get("Content-Length"))
	require.Equal(t, 401, p.do(ask{method: "HEAD", path: "/api/v1/signed-in"}).Code)
}

func TestPatches(t *testing.T) {
	type patch struct {
		Name web.Patch[string]   `json:"name,omitzero" maxLength:"3"`
		Tags web.Patch[[]string] `json:"tags,omitzero" maxItems:"2"`
		Home web.Patch[person]   `json:"home,omitzero"`
	}
	p := newPortal(t, taking(func(b patch) string {
		record := struct {
			name string
			tags []string
			home person
		}{"old", []string{"x"}, person{Name: "旧"}}
		b.Name.Apply(&record.name)
		b.Tags.Apply(&record.tags)
		b.Home.Apply(&record.home)
		return record.name + "|" + strings.Join(record.tags, ",") + "|" + record.home.Name + "|" + strconv.FormatBool(b.Name.Remove)
	}))
	for body, name := range map[string]string{
		`{}`:                              "old|x|旧|false",
		`{"name":"new"}`:                  "new|x|旧|false",
		`{"name":null}`:                   "|x|旧|true",
		`{"name":""}`:                     "|x|旧|false",
		`{"tags":["a","b"]}`:              "old|a,b|旧|false",
		`{"tags":null,"home":null}`:       "old|||false",
		`{"home":{"name":"王建国","age":3}}`: "old|x|王建国|false",
	} {
		w := p.do(post(body))
		require.Equal(t, 200, w.Code, "%s: %s", body, w.Body)
		require.Equal(t, name, decode[thing](t, w).Name, body)
	}
	for body, location := range map[string]string{
		`{"name":"long name"}`:               "body.name",
		`{"name":7}`:                         "body.name",
		`{"tags":["a","b","c"]}`:             "body.tags",
		`{"tags":[1]}`:                       "body.tags[0]",
		`{"home":{"name":"王建国","x":1}}`:      "body.home.x",
		`{"home":{"name":"王建国","Age":1}}`:    "body.home.Age",
		`{"home":{"name":"王建国","age":9e99}}`: "body.home.age",
		`{"home":{"age":1}}`:                 "body.home.name",
	} {
		got := p.refused(post(body), 422, "invalid")
		require.Equal(t, location, got.Errors[0].Location, body)
	}
	p.refused(post(`{"home":{"name":"王建国","name":"x"}}`), 400, "duplicate_key")
}

func TestRequestsKnowTheirIDAndTheirClient(t *testing.T) {
	mount := func(r *web.Routes) {
		web.Handle(r, op("GET", "/id", "showID"), web.Public(), func(ctx context.Context, _ auth.Principal, _ *struct{}) (*web.Reply[thing], error) {
			return web.Show(thing{ID: web.RequestID(ctx), Name: web.ClientAddr(ctx)}), nil
		})
	}
	at := ask{method: "GET", path: "/api/v1/id", header: map[string]string{"X-Forwarded-For": "203.0.113.9", "X-Request-Id": "trace-0001"}}
	direct := decode[thing](t, newPortal(t, mount).do(at))
	require.Equal(t, "trace-0001", direct.ID)
	require.Equal(t, "192.0.2.1", direct.Name, "nobody's X-Forwarded-For is believed")

	proxied := newPortal(t, mount, func(cfg *web.Config) { cfg.TrustedProxies = []string{"192.0.2.0/24"} })
	require.Equal(t, "203.0.113.9", decode[thing](t, proxied.do(at)).Name)

	require.Empty(t, web.RequestID(context.Background()))
	require.Empty(t, web.ClientAddr(context.Background()))
}

func TestDownloads(t *testing.T) {
	closed := 0
	p := newPortal(t, func(r *web.Routes) {
		o := op("GET", "/files/{kind}", "downloadFile")
		o.Produces = "text/csv"
		web.HandleFile(r, o, web.Public(), func(_ context.Context, _ auth.Principal, in *struct {
			Kind string `path:"kind"`
		}) (*web.File, error) {
			switch in.Kind {
			case "body":
				return &web.File{Name: "专家表.csv", ContentType: "text/csv", Body: []byte("a,b")}, nil
			case "reader":
				return &web.File{Name: "a.bin", Reader: closing{strings.NewReader("xyz"), &closed}, Size: 3}, nil
			case "inline":
				return &web.File{Name: "a.pdf", ContentType: "application/pdf", Body: []byte("%PDF"), Inline: true}, nil
			case "html":
				return &web.File{Name: "a.html", ContentType: "text/html", Body: []byte("<script>"), Inline: true}, nil
			case "empty":
				return &web.File{Name: "empty.csv"}, nil
			}
			return nil, fault.New(fault.NotFound, "file_not_found", "没有此文件。")
		})
	})
	w := p.get("/api/v1/files/body")
	require.Equal(t, "a,b", w.Body.String())
	require.Equal(t, "text/csv", w.Header().Get("Content-Type"))
	require.Contains(t, w.Header().Get("Content-Disposition"), "filename*=UTF-8''%E4%B8%93%E5%AE%B6%E8%A1%A8.csv")
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))

	w = p.get("/api/v1/files/reader")
	require.Equal(t, "xyz", w.Body.String())
	require.Equal(t, "3", w.Header().Get("Content-Length"))
	require.Equal(t, "application/octet-stream", w.Header().Get("Content-Type"))
	require.Equal(t, 1, closed)

	require.Empty(t, p.get("/api/v1/files/inline").Header().Get("Content-Disposition"))
	require.Contains(t, p.get("/api/v1/files/html").Header().Get("Content-Disposition"), "attachment", "HTML is never shown from here")
	require.Equal(t, 200, p.get("/api/v1/files/empty").Code)
	p.refused(ask{method: "GET", path: "/api/v1/files/none"}, 404, "file_not_found")
}

type closing struct {
	io.Reader
	closed *int
}

func (c closing) Close() error { *c.closed++; return nil }

func TestOptionalParameters(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/things", "listThings"), web.Public(), func(_ context.Context, _ auth.Principal, in *struct {
			Local web.Optional[bool] `query:"local"`
			Since web.Optional[int]  `query:"since" minimum:"1990" maximum:"2030"`
		}) (*web.Reply[thing], error) {
			return web.Show(thing{ID: strconv.FormatBool(in.Local.Or(true)), Name: strconv.Itoa(in.Since.Or(-1))}), nil
		})
	})
	for query, want := range map[string]thing{
		"":                       {ID: "true", Name: "-1", Tags: []string{}},
		"?local=false":           {ID: "false", Name: "-1", Tags: []string{}},
		"?local=true&since=2001": {ID: "true", Name: "2001", Tags: []string{}},
		"?local=&since=":         {ID: "true", Name: "-1", Tags: []string{}},
	} {
		require.Equal(t, want, decode[thing](t, p.get("/api/v1/things"+query)), query)
	}
	for query, message := range map[string]string{
		"?since=1989": "不得小于 1990。", "?since=x": "须为整数。", "?local=maybe": "须为 true 或 false。",
	} {
		got := p.refused(ask{method: "GET", path: "/api/v1/things" + query}, 422, "invalid")
		require.Equal(t, message, got.Errors[0].Message, query)
	}
}
