// Package fault is the one error type of the portal. A fault has a kind, which decides the HTTP status; a code, which is stable and
// which programs match on; and a message, a sentence a person can act on. Messages never hold private values.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure it is; web maps each kind to one HTTP status.
type Kind int

// The kinds, with the status web answers.
const (
	Internal             Kind = iota // 500: a defect of ours; the message is never shown
	Malformed                        // 400: the request can't be read
	Unauthenticated                  // 401
	Forbidden                        // 403: seen, but not the caller's to change
	NotFound                         // 404: unknown, or hidden from this caller
	Conflict                         // 409: the state or a unique key forbids it
	Stale                            // 412: If-Match no longer holds
	TooLarge                         // 413
	Unsupported                      // 415
	Invalid                          // 422: readable, but a rule refuses it
	PreconditionRequired             // 428: If-Match is missing
	TooMany                          // 429
	Unavailable                      // 503: a store or an engine is away; worth a retry
)

// Field is one complaint about one part of the input. Location is a path such as "body.titles[0].level" or "query.page".
type Field struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// Error is the one error type. Build it with New, never as a literal outside this package.
type Error struct {
	Kind       Kind
	Code       string
	Message    string
	Fields     []Field
	Choices    any           // extra data for codes that ask back, such as ambiguous_title; must be a web view
	RetryAfter time.Duration // for Unavailable and TooMany
	cause      error
}

// New makes a fault. The code is lower_snake_case and stable; the message is a Chinese sentence for the person at the screen.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Newf is New with a formatted message; never format private values into it.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return New(kind, code, fmt.Sprintf(format, args...))
}

// Because returns a copy that keeps err for the log; err's text is never shown to a caller.
func (e *Error) Because(err error) *Error {
	c := *e
	c.cause = err
	return &c
}

// At returns a copy with one more field complaint.
func (e *Error) At(location, message string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{location, message})
	return &c
}

// With returns a copy with these field complaints added.
func (e *Error) With(fields ...Field) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), fields...)
	return &c
}

// Asking returns a copy that carries choices for the caller to pick from.
func (e *Error) Asking(choices any) *Error {
	c := *e
	c.Choices = choices
	return &c
}

// Retry returns a copy that tells the caller when to come back.
func (e *Error) Retry(after time.Duration) *Error {
	c := *e
	c.RetryAfter = after
	return &c
}

func (e *Error) Error() string {
	if e.cause != nil {
		return e.Code + ": " + e.Message + ": " + e.cause.Error()
	}
	return e.Code + ": " + e.Message
}

// Unwrap gives the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors.Is(err, template) true when kind and code agree, so a fault can be declared once and matched anywhere.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// As finds the fault in err's chain.
func As(err error) (*Error, bool) {
	var f *Error
	ok := errors.As(err, &f)
	return f, ok
}

// KindOf is the kind of the fault in err's chain; Internal when there is none.
func KindOf(err error) Kind {
	if f, ok := As(err); ok {
		return f.Kind
	}
	return Internal
}

// CodeOf is the code of the fault in err's chain; "internal" when there is none.
func CodeOf(err error) string {
	if f, ok := As(err); ok {
		return f.Code
	}
	return "internal"
}
