package web

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"talentcircle/backend/fault"
)

// Problem is an error as it leaves (RFC 9457): application/problem+json. Programs match on Code.
type Problem struct {
	Type      string        `json:"type" doc:"固定为 about:blank,以 code 区分"`
	Title     string        `json:"title" doc:"状态的中文名称"`
	Status    int           `json:"status" doc:"HTTP 状态码"`
	Detail    string        `json:"detail" doc:"给办事人看的一句话"`
	Code      string        `json:"code" doc:"稳定的错误代码"`
	RequestID string        `json:"requestId" doc:"请求编号,报障时提供"`
	Errors    []fault.Field `json:"errors,omitempty" doc:"逐项说明"`
	Choices   any           `json:"choices,omitempty" doc:"需进一步选择时的备选项"`
}

// statusClientGone is what the log says when the client left before the answer; nobody receives it.
const statusClientGone = 499

// defaultRetry is when to come back if the fault doesn't say.
const defaultRetry = 5 * time.Second

const internalDetail = "系统内部错误,请稍后再试;如仍不成功,请将请求编号告知管理员。"

// statuses maps each kind of fault to its status.
var statuses = map[fault.Kind]int{
	fault.Internal:             http.StatusInternalServerError,
	fault.Malformed:            http.StatusBadRequest,
	fault.Unauthenticated:      http.StatusUnauthorized,
	fault.Forbidden:            http.StatusForbidden,
	fault.NotFound:             http.StatusNotFound,
	fault.Conflict:             http.StatusConflict,
	fault.Stale:                http.StatusPreconditionFailed,
	fault.TooLarge:             http.StatusRequestEntityTooLarge,
	fault.Unsupported:          http.StatusUnsupportedMediaType,
	fault.Invalid:              http.StatusUnprocessableEntity,
	fault.PreconditionRequired: http.StatusPreconditionRequired,
	fault.TooMany:              http.StatusTooManyRequests,
	fault.Unavailable:          http.StatusServiceUnavailable,
}

// titles are the Chinese names of the statuses.
var titles = map[int]string{
	http.StatusBadRequest:            "请求有误",
	http.StatusUnauthorized:          "尚未登录",
	http.StatusForbidden:             "无权办理",
	http.StatusNotFound:              "未找到",
	http.StatusMethodNotAllowed:      "方法不适用",
	http.StatusConflict:              "与现状冲突",
	http.StatusPreconditionFailed:    "内容已被更新",
	http.StatusRequestEntityTooLarge: "内容过大",
	http.StatusUnsupportedMediaType:  "格式不支持",
	http.StatusUnprocessableEntity:   "内容不符合要求",
	http.StatusPreconditionRequired:  "缺少版本",
	http.StatusTooManyRequests:       "操作过于频繁",
	http.StatusInternalServerError:   "系统内部错误",
	http.StatusServiceUnavailable:    "服务暂不可用",
}

var (
	timedOut   = fault.New(fault.Unavailable, "timeout", "处理超时,请稍后再试。")
	noSuchPath = fault.New(fault.NotFound, "not_found", "没有这个地址。")
)

// asFault makes a fault of any error. The second result is false when the client has gone and no answer is due.
func asFault(err error) (*fault.Error, bool) {
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		if _, known := statuses[f.Kind]; known {
			return f, true
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return nil, false
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut.Because(err), true
	}
	return fault.New(fault.Internal, "internal", internalDetail).Because(err), true
}

// problemOf renders a fault. What is not a view is left out of the choices.
func problemOf(f *fault.Error, requestID string) *Problem {
	status := statuses[f.Kind]
	p := &Problem{Type: "about:blank", Title: titles[status], Status: status, Detail: f.Message, Code: f.Code, RequestID: requestID}
	if f.Kind == fault.Internal {
		return p
	}
	p.Errors = f.Fields
	if choicesMayLeave(f.Choices) {
		p.Choices = f.Choices
	}
	return p
}

func choicesMayLeave(choices any) bool {
	if _, ok := choices.(Shown); !ok {
		return false
	}
	return leakIn(reflect.TypeOf(choices)) == ""
}

// problemHeaders adds what the status obliges us to say.
func problemHeaders(header http.Header, f *fault.Error) {
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	if f.Kind == fault.Unavailable || f.Kind == fault.TooMany {
		after := f.RetryAfter
		if after <= 0 {
			after = defaultRetry
		}
		header.Set("Retry-After", strconv.FormatInt(int64((after+time.Second-1)/time.Second), 10))
	}
	if f.Kind == fault.Unauthenticated {
		challenge := "Bearer"
		if f.Code != unauthenticated.Code {
			challenge = `Bearer error="invalid_token"`
		}
		header.Set("WWW-Authenticate", challenge)
	}
	if f.Kind == fault.TooLarge {
		header.Set("Connection", "close") // the rest of the body is not read
	}
}
