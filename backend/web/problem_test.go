package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
	"talentcircle/backend/secret"
	"talentcircle/backend/web"
)

func TestEveryKindOfFaultHasItsStatus(t *testing.T) {
	statuses := map[fault.Kind]int{
		fault.Malformed: 400, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.Stale: 412, fault.TooLarge: 413, fault.Unsupported: 415, fault.Invalid: 422, fault.PreconditionRequired: 428,
		fault.TooMany: 429, fault.Unavailable: 503,
	}
	for kind := fault.Malformed; kind <= fault.Unavailable; kind++ {
		status, ok := statuses[kind]
		require.True(t, ok, "kind %d has no status in this table", kind)
		err := fmt.Errorf("use case: %w", fault.New(kind, "some_code", "请先补正。").At("body.name", "请填写姓名。"))
		got := newPortal(t, failing(err)).refused(ask{method: "GET", path: "/api/v1/fail"}, status, "some_code")
		require.Equal(t, "请先补正。", got.Detail)
		require.Equal(t, []fault.Field{{Location: "body.name", Message: "请填写姓名。"}}, got.Errors)
	}
}

func TestOwnDefectsAreNeverShown(t *testing.T) {
	for name, err := range map[string]error{
		"a plain error":         errors.New("dial 10.0.0.7: canary"),
		"an internal fault":     fault.New(fault.Internal, "canary_code", "canary").At("canary", "canary").Asking(thing{Name: "canary"}),
		"a fault of no kind":    fault.New(fault.Kind(99), "canary_code", "canary"),
		"a wrapped plain error": fmt.Errorf("canary: %w", errors.New("x")),
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, failing(err))
			w := p.get("/api/v1/fail")
			require.NotContains(t, w.Body.String(), "canary")
			got := p.refused(ask{method: "GET", path: "/api/v1/fail"}, 500, "internal")
			require.Empty(t, got.Errors)
			require.Empty(t, got.Choices)
			require.Contains(t, p.log.String(), got.RequestID, "the operator finds the cause by the id")
			require.Contains(t, p.log.String(), `"error"`)
		})
	}
}

func TestComeBackLater(t *testing.T) {
	for _, c := range []struct {
		fault *fault.Error
		after string
	}{
		{fault.New(fault.Unavailable, "store_away", "数据库暂不可用。").Retry(90 * time.Second), "90"},
		{fault.New(fault.TooMany, "too_many", "请稍后再试。").Retry(1500 * time.Millisecond), "2"},
		{fault.New(fault.TooMany, "too_many", "请稍后再试。"), "5"},
		{fault.New(fault.Conflict, "clash", "冲突。").Retry(time.Second), ""},
	} {
		w := newPortal(t, failing(c.fault)).get("/api/v1/fail")
		require.Equal(t, c.after, w.Header().Get("Retry-After"), c.fault.Code)
	}
}

func TestChoicesAreShownOnlyWhenTheyAreViews(t *testing.T) {
	type leaky struct {
		web.View
		Phone secret.Field `json:"phone"`
	}
	ambiguous := fault.New(fault.Invalid, "ambiguous_title", "该名称对应多个职称,请选择。")
	at := ask{method: "GET", path: "/api/v1/fail"}

	shown := newPortal(t, failing(ambiguous.Asking(web.Items[thing]{{ID: "7", Name: "高级工程师"}}))).refused(at, 422, "ambiguous_title")
	require.JSONEq(t, `[{"id":"7","name":"高级工程师","tags":[]}]`, string(shown.Choices))

	for _, hidden := range []any{nil, []string{"canary"}, map[string]any{"x": "canary"}, leaky{}} {
		got := newPortal(t, failing(ambiguous.Asking(hidden))).refused(at, 422, "ambiguous_title")
		require.Empty(t, got.Choices)
	}
}

func TestDeadlineIs503(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		o := op("GET", "/slow", "slow")
		o.Timeout = time.Millisecond
		web.Handle(r, o, web.Public(), func(ctx context.Context, _ auth.Principal, _ *struct{}) (*web.Reply[thing], error) {
			<-ctx.Done()
			return nil, fmt.Errorf("store: %w", ctx.Err())
		})
	})
	p.refused(ask{method: "GET", path: "/api/v1/slow"}, 503, "timeout")
}

func TestAClientThatLeftIsNoError(t *testing.T) {
	started := make(chan struct{})
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/slow", "slow"), web.Public(),
			func(ctx context.Context, _ auth.Principal, _ *struct{}) (*web.Reply[thing], error) {
				close(started)
				<-ctx.Done() // the handler sees that the client left
				return nil, fault.New(fault.Unavailable, "store_away", "数据库暂不可用。").Because(ctx.Err())
			})
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-started; cancel() }()
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, ask{method: "GET", path: "/api/v1/slow"}.request().WithContext(ctx))
	require.Equal(t, 499, w.Code)
	require.Empty(t, w.Body.String())
	require.NotContains(t, p.log.String(), `"ERROR"`)
	require.Contains(t, p.log.String(), "client_gone")
}

func TestAPanicIs500WithoutContents(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/panic/{how}", "panic"), web.Public(),
			func(_ context.Context, _ auth.Principal, in *struct {
				How string `path:"how"`
			}) (*web.Reply[thing], error) {
				if in.How == "runtime" {
					var none *thing
					return web.Show(*none), nil
				}
				panic("canary 110101199003074514")
			})
	})
	got := p.refused(ask{method: "GET", path: "/api/v1/panic/text"}, 500, "internal")
	require.Contains(t, p.log.String(), got.RequestID)
	require.NotContains(t, p.log.String(), "canary")
	require.Contains(t, p.log.String(), "problem_test.go", "the stack leads to the place")

	p.refused(ask{method: "GET", path: "/api/v1/panic/runtime"}, 500, "internal")
	require.Contains(t, p.log.String(), "nil pointer dereference")
}

func TestAHandlerThatAnswersNothingIs500(t *testing.T) {
	p := newPortal(t, func(r *web.Routes) {
		web.Handle(r, op("GET", "/nothing", "nothing"), web.Public(),
			func(context.Context, auth.Principal, *struct{}) (*web.Reply[thing], error) { return nil, nil })
	})
	p.refused(ask{method: "GET", path: "/api/v1/nothing"}, http.StatusInternalServerError, "internal")
}
