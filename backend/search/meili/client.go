package meili

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"talentcircle/backend/fault"
	"talentcircle/backend/search"
)

// Refused is the cause of a fault when the server answered with an error, or a task ended in one. Only status and code count; the
// text of an answer is never looked at.
type Refused struct {
	Status int    // 0 for a task
	Code   string // of the API; "" when the answer was not the API's
}

func (r *Refused) Error() string {
	return fmt.Sprintf("meilisearch: status %d, code %q", r.Status, r.Code)
}

// failed is the fault of an answer that no retry mends: a defect of ours, or a wrong key.
var failed = fault.New(fault.Internal, "search_refused", "检索引擎拒绝了请求。")

// effort is how hard a call tries.
type effort struct {
	tries int
	times int // of Config.Timeout
}

var (
	reading = effort{tries: 3, times: 1}
	writing = effort{tries: 6, times: writeTimes}
)

const (
	firstPause = 40 * time.Millisecond
	// restAfterFailure is how long calls are answered Away at once after the server was not to be reached, so that a page need not
	// wait for it each time.
	restAfterFailure = time.Second
	overloadPause    = 10 * time.Second // what the server itself asks for when its queue is full
)

// breaker remembers until when the server is taken to be away.
type breaker struct{ until atomic.Int64 }

func (b *breaker) open() bool { return time.Now().UnixNano() < b.until.Load() }
func (b *breaker) trip()      { b.until.Store(time.Now().Add(restAfterFailure).UnixNano()) }
func (b *breaker) forget()    { b.until.Store(0) }

// call does one request, again while that may help, and gives a fault: Away when the server can't be used now.
func (e *Engine) call(ctx context.Context, how effort, do func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if e.breaker.open() {
		return search.Away.Retry(restAfterFailure)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, time.Duration(how.times)*e.config.Timeout, errTimeout)
	defer cancel()
	pause := firstPause
	for try := 1; ; try++ {
		err := do(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return e.ended(ctx, err)
		}
		refused := asRefused(err)
		if !again(err, refused) {
			return wrap(err, refused)
		}
		if try == how.tries {
			e.breaker.trip()
			return away(err, refused)
		}
		select {
		case <-ctx.Done():
			return e.ended(ctx, err)
		case <-time.After(pause/2 + rand.N(pause)): // jitter, so that processes do not come back together
		}
		pause *= 2
	}
}

var errTimeout = errors.New("meilisearch: no answer in time")

// ended tells the caller's end from our own deadline.
func (e *Engine) ended(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errTimeout) {
		e.breaker.trip()
		return search.Away.Because(errors.Join(errTimeout, err))
	}
	return ctx.Err()
}

// asRefused finds the server's answer in an error; nil when there was none.
func asRefused(err error) *Refused {
	var own *Refused
	if errors.As(err, &own) {
		return own
	}
	var api *meilisearch.Error
	if errors.As(err, &api) && api.StatusCode != 0 {
		return &Refused{Status: api.StatusCode, Code: api.MeilisearchApiError.Code}
	}
	return nil
}

// again reports whether another try may help: the server was not reached, or was too busy.
func again(err error, refused *Refused) bool {
	if refused != nil {
		switch refused.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	var api *meilisearch.Error
	if errors.As(err, &api) {
		return api.ErrCode == meilisearch.MeilisearchCommunicationError || api.ErrCode == meilisearch.MeilisearchTimeoutError
	}
	return true // the plain client could not send
}

func away(err error, refused *Refused) error {
	if refused != nil && refused.Code == "too_many_search_requests" {
		return search.Away.Because(refused).Retry(overloadPause)
	}
	if refused != nil {
		return search.Away.Because(refused)
	}
	return search.Away.Because(err)
}

// wrap makes the fault of an answer. A wrong key and a server's own defect make the engine unusable; the rest is our defect.
func wrap(err error, refused *Refused) error {
	switch {
	case refused == nil:
		return failed.Because(err)
	case refused.Status == http.StatusUnauthorized, refused.Status == http.StatusForbidden, refused.Status >= 500, refused.Code == "missing_master_key":
		return search.Away.Because(refused)
	}
	return failed.Because(refused)
}

// codeOf is the API's code in a fault; "" when there is none.
func codeOf(err error) string {
	var r *Refused
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

// task sends a write and waits until the server has done it; a task that failed is an error, which the client would not say.
func (e *Engine) task(ctx context.Context, send func(context.Context) (*meilisearch.TaskInfo, error)) error {
	uid, err := e.enqueue(ctx, send)
	if err != nil {
		return err
	}
	return e.await(ctx, uid)
}

func (e *Engine) enqueue(ctx context.Context, send func(context.Context) (*meilisearch.TaskInfo, error)) (uid int64, err error) {
	err = e.call(ctx, writing, func(ctx context.Context) error {
		info, err := send(ctx)
		if err == nil {
			uid = info.TaskUID // 0 is a uid like any other
		}
		return err
	})
	return uid, err
}

const (
	firstLook = 5 * time.Millisecond
	lastLook  = 200 * time.Millisecond
)

// await looks at a task until it has ended.
func (e *Engine) await(ctx context.Context, uid int64) error {
	for pause := firstLook; ; pause = min(2*pause, lastLook) {
		var t *meilisearch.Task
		err := e.call(ctx, reading, func(ctx context.Context) (err error) {
			t, err = e.service.GetTaskWithContext(ctx, uid)
			return err
		})
		if err != nil {
			return err
		}
		switch t.Status {
		case meilisearch.TaskStatusSucceeded:
			return nil
		case meilisearch.TaskStatusEnqueued, meilisearch.TaskStatusProcessing:
		default: // failed, canceled, or a word we do not know
			return failed.Because(&Refused{Code: t.Error.Code})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}
