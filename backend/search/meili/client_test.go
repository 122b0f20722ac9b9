package meili

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
	"talentcircle/backend/search"
	"talentcircle/backend/search/meili/standin"
	"talentcircle/backend/search/searchtest"
)

func TestBusyServerIsAskedAgainWithTheWholeBody(t *testing.T) {
	s, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 1, put("a", 1, "单示明")))
	s.Requests()
	for _, f := range []standin.Failure{
		{Status: 503, Code: "too_many_search_requests", RetryAfter: "10"}, {Status: 502}, {Status: 504}, {Status: 429}, {Status: 0},
	} {
		s.Fail(f)
		r, err := e.Search(ctx, all(e))
		require.NoError(t, err, "%+v", f)
		require.Equal(t, 1, r.Total)
		sent := s.Requests()
		require.Len(t, sent, 2, "%+v", f)
		require.Equal(t, sent[0].Bytes, sent[1].Bytes)
		require.NotZero(t, sent[1].Bytes)
	}
	s.Fail(standin.Failure{Status: 503}, standin.Failure{Status: 503})
	require.NoError(t, e.Apply(ctx, 2, put("b", 1, "仇例君")))
	r, err := e.Search(ctx, all(e))
	require.NoError(t, err)
	require.Equal(t, 2, r.Total)
}

func TestServerAwayIsSaidQuickly(t *testing.T) {
	s, e := started(t, searchtest.Schema())
	ctx := context.Background()
	require.NoError(t, e.Apply(ctx, 1, put("a", 1, "单示明")))
	s.Close()
	_, err := e.Search(ctx, all(e))
	require.ErrorIs(t, err, search.Away)
	require.True(t, e.breaker.open(), "the next calls do not even try")
	_, err = e.Search(ctx, all(e))
	require.ErrorIs(t, err, search.Away)
	require.ErrorIs(t, e.Apply(ctx, 2, put("b", 1, "x")), search.Away)
	require.ErrorIs(t, e.Ping(ctx), search.Away)
}

func TestTimeoutAndEndAreToldApart(t *testing.T) {
	slow := http.NewServeMux()
	done := make(chan struct{})
	slow.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	s := httptest.NewServer(slow)
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(done) })
	e, err := Open(Config{URL: s.URL, Key: key, Timeout: 20 * time.Millisecond}, searchtest.Schema())
	require.NoError(t, err)
	_, err = e.Seq(context.Background())
	require.ErrorIs(t, err, search.Away)
	e, err = Open(Config{URL: s.URL, Key: key, Timeout: time.Minute}, searchtest.Schema())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(5*time.Millisecond, cancel)
	_, err = e.Seq(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func TestFaultsGoByCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want fault.Kind
	}{
		{wrap(errors.New("x"), &Refused{Status: 403, Code: "invalid_api_key"}), fault.Unavailable},
		{wrap(errors.New("x"), &Refused{Status: 401, Code: "missing_authorization_header"}), fault.Unavailable},
		{wrap(errors.New("x"), &Refused{Status: 500, Code: "internal"}), fault.Unavailable},
		{wrap(errors.New("x"), &Refused{Status: 400, Code: "invalid_search_filter"}), fault.Internal},
		{wrap(errors.New("x"), &Refused{Code: "invalid_document_id"}), fault.Internal},
		{away(errors.New("x"), &Refused{Status: 503, Code: "too_many_search_requests"}), fault.Unavailable},
	} {
		require.Equal(t, c.want, fault.KindOf(c.err))
	}
	f, ok := fault.As(away(errors.New("x"), &Refused{Status: 503, Code: "too_many_search_requests"}))
	require.True(t, ok)
	require.Equal(t, overloadPause, f.RetryAfter)
}

func TestWrongKeyIsAway(t *testing.T) {
	s, _ := started(t, searchtest.Schema())
	e, err := Open(Config{URL: s.URL, Key: "another key, but a wrong one"}, searchtest.Schema())
	require.NoError(t, err)
	err = e.Apply(context.Background(), 1, put("a", 1, "x"))
	require.ErrorIs(t, err, search.Away)
	require.Equal(t, "invalid_api_key", codeOf(err))
	require.NotContains(t, err.Error(), "another key")
}
