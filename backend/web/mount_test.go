package web_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/secret"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

func showing[V web.Shown]() func(context.Context, auth.Principal, *struct{}) (*web.Reply[V], error) {
	return func(context.Context, auth.Principal, *struct{}) (*web.Reply[V], error) {
		var v V
		return web.Show(v), nil
	}
}

func reading[I any]() func(context.Context, auth.Principal, *I) (*web.Reply[thing], error) {
	return func(context.Context, auth.Principal, *I) (*web.Reply[thing], error) { return web.Show(thing{}), nil }
}

type stored struct {
	store.Meta
	Name string `json:"name"`
}

type tree struct {
	web.View
	Name     string    `json:"name"`
	Children []tree    `json:"children"`
	Parent   *tree     `json:"parent,omitempty"`
	At       time.Time `json:"at"`
}

type hidden struct{ phone secret.Field }

func (h hidden) MarshalText() ([]byte, error) { return []byte(h.phone.Mask()), nil }

// problemsOf mounts on a fresh server and returns what Check says.
func problemsOf(mount func(*web.Routes)) string {
	s := web.New(web.Config{Authenticate: authenticate})
	mount(s.Routes())
	if err := s.Check(); err != nil {
		return err.Error()
	}
	return ""
}

func TestNothingStoredOrPrivateCanBeShown(t *testing.T) {
	type withRecord struct {
		web.View
		Record stored `json:"record"`
	}
	type deep struct {
		web.View
		Map map[string][]*struct{ Inner [1]stored } `json:"map"`
	}
	type embedded struct {
		web.View
		store.Meta
	}
	type private struct {
		web.View
		Phones []secret.Field `json:"phones"`
	}
	type viaText struct {
		web.View
		Phone hidden `json:"phone"`
	}
	type key struct {
		web.View
		By map[secret.Field]string `json:"by"`
	}
	type anything struct {
		web.View
		Value any `json:"value"`
	}
	type raw struct {
		web.View
		Value json.RawMessage `json:"value"`
	}
	type lasting struct {
		web.View
		Took time.Duration `json:"took"`
	}
	type outbox struct {
		web.View
		Waiting []store.Message `json:"waiting"`
	}
	refuse := func(name string, mount func(*web.Routes, web.Op), why string) {
		t.Helper()
		got := problemsOf(func(r *web.Routes) { mount(r, op("GET", "/x", "showX")) })
		require.Contains(t, got, why, name)
		require.Contains(t, got, "GET /api/v1/x", name)
	}
	refuse("a record as a field", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[withRecord]()) }, "stored record")
	refuse("deep down", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[deep]()) }, "stored record")
	refuse("embedded", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[embedded]()) }, "stored record")
	refuse("outbox", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[outbox]()) }, "stored record")
	refuse("in a list", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[web.List[withRecord]]()) }, "stored record")
	refuse("in a bare array", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[web.Items[*deep]]()) }, "stored record")
	refuse("private values", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[private]()) }, "private value")
	refuse("private, by a method", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[viaText]()) }, "private value")
	refuse("private as a key", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[key]()) }, "private value")
	refuse("an interface", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[anything]()) }, "interface")
	refuse("a duration", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[lasting]()) }, "duration")
	refuse("raw JSON", func(r *web.Routes, o web.Op) { web.Handle(r, o, web.Public(), showing[raw]()) }, "raw JSON")

	require.Empty(t, problemsOf(func(r *web.Routes) {
		web.Handle(r, op("GET", "/tree", "showTree"), web.Public(), showing[tree]())
		web.Handle(r, op("GET", "/trees", "listTrees"), web.Public(), showing[web.List[*tree]]())
	}), "a recursive view is fine")
}

func TestWrongDeclarationsStopTheStart(t *testing.T) {
	with := func(change func(*web.Op)) web.Op {
		o := op("POST", "/things/{id}", "changeThing")
		change(&o)
		return o
	}
	for _, c := range []struct {
		name, why string
		mount     func(*web.Routes)
	}{
		{"no access", "no access rule", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Access{}, showing[thing]())
		}},
		{"allowing nothing", "no access rule", func(r *web.Routes) {
			web.HandleFile(r, op("GET", "/x", "showX"), web.Allow(), func(context.Context, auth.Principal, *struct{}) (*web.File, error) { return nil, nil })
		}},
		{"method", "unknown method", func(r *web.Routes) {
			web.Handle(r, with(func(o *web.Op) { o.Method = "FETCH" }), web.Public(), showing[thing]())
		}},
		{"id", "lowerCamelCase", func(r *web.Routes) {
			web.Handle(r, with(func(o *web.Op) { o.ID = "Change-thing" }), web.Public(), showing[thing]())
		}},
		{"summary", "summary and tag", func(r *web.Routes) {
			web.Handle(r, with(func(o *web.Op) { o.Summary = "" }), web.Public(), showing[thing]())
		}},
		{"half a segment", "wholly {name}", func(r *web.Routes) {
			web.Handle(r, with(func(o *web.Op) { o.Path = "/things/{id}.xlsx" }), web.Public(), showing[thing]())
		}},
		{"no slash", "the path must be", func(r *web.Routes) {
			web.Handle(r, with(func(o *web.Op) { o.Path = "things" }), web.Public(), showing[thing]())
		}},
		{"caching what is not public", "only public GET", func(r *web.Routes) {
			web.Handle(r, web.Op{Method: "GET", Path: "/x", ID: "x", Summary: "x", Tag: "x", MaxAge: time.Hour}, web.SignedIn(), showing[thing]())
		}},
		{"a list that loses values", "explode", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Public(), reading[struct {
				City []string `query:"city"`
			}]())
		}},
		{"a GET with a body", "a GET has no body", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Public(), reading[struct{ Body thing }]())
		}},
		{"a body past the checks", "RawBody", func(r *web.Routes) {
			web.Handle(r, op("POST", "/x", "makeX"), web.Public(), reading[struct{ RawBody []byte }]())
		}},
		{"Creates without Idempotency", "go together", func(r *web.Routes) {
			web.Handle(r, with(func(o *web.Op) { o.Creates = true }), web.Public(), showing[thing]())
		}},
		{"Idempotency without Creates", "go together", func(r *web.Routes) {
			web.Handle(r, op("POST", "/x", "makeX"), web.Public(), reading[struct{ web.Idempotency }]())
		}},
		{"an input that is no struct", "must be a struct", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Public(), reading[string]())
		}},
		{"the same id twice", "duplicate operation ID", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Public(), showing[thing]())
			web.Handle(r, op("GET", "/y", "showX"), web.Public(), showing[thing]())
		}},
		{"the same address twice", "already registered", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Public(), showing[thing]())
			web.Handle(r, op("GET", "/x", "showXAgain"), web.Public(), showing[thing]())
		}},
		{"a pointer as a parameter", "pointers are not supported", func(r *web.Routes) {
			web.Handle(r, op("GET", "/x", "showX"), web.Public(), reading[struct {
				Q *string `query:"q"`
			}]())
		}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Contains(t, problemsOf(c.mount), c.why) })
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	s := web.New(web.Config{TrustedProxies: []string{"nonsense"}, TrustedOrigins: []string{"also nonsense"}})
	web.Handle(s.Routes(), op("GET", "/x", "showX"), web.Access{}, showing[thing]())
	err := s.Check()
	require.ErrorContains(t, err, "Authenticate is missing")
	require.ErrorContains(t, err, "trusted proxies")
	require.ErrorContains(t, err, "trusted origin")
	require.ErrorContains(t, err, "no access rule")
}

func TestMountingEndsWithTheCheck(t *testing.T) {
	s := web.New(web.Config{Authenticate: authenticate})
	require.NoError(t, s.Check())
	web.Handle(s.Routes(), op("GET", "/x", "showX"), web.Public(), showing[thing]())
	require.ErrorContains(t, s.Check(), "after the API document")
}

func TestTheRouteTable(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("POST", "/things/{id}/submit", "submitThing"), web.Allow(auth.ExpertRegister), showing[thing]())
		web.Handle(r, op("GET", "/things/{id}", "showThing"), web.SignedIn(), showing[thing]())
		web.Handle(r, web.Op{Method: "GET", Path: "/.well-known/jwks.json", Root: true, ID: "jwks", Summary: "公钥", Tag: "auth"},
			web.Public(), showing[thing]())
	})
	require.Equal(t, []web.Route{
		{"GET", "/.well-known/jwks.json", "public", "jwks"},
		{"GET", "/api/docs", "public", "docs"},
		{"GET", "/api/docs/page.css", "public", "docsStyle"},
		{"GET", "/api/docs/page.js", "public", "docsScript"},
		{"GET", "/api/v1/openapi.json", "public", "openapi"},
		{"GET", "/api/v1/things/{id}", "signed-in", "showThing"},
		{"POST", "/api/v1/things/{id}/submit", "expert.register", "submitThing"},
		{"GET", "/healthz", "public", "health"},
		{"GET", "/readyz", "public", "ready"},
	}, p.Table())
}
