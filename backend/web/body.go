package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"talentcircle/backend/fault"
)

// Refusals of a request before anything in it is understood.
var (
	bodyTooLarge   = fault.New(fault.TooLarge, "body_too_large", "提交的内容超过大小限制。")
	bodyRequired   = fault.New(fault.Malformed, "body_required", "请提交内容。")
	bodyUnexpected = fault.New(fault.Invalid, "unexpected_body", "此操作不接收内容。")
	bodyBroken     = fault.New(fault.Malformed, "body_incomplete", "提交的内容未完整收到,请重试。")
	formMalformed  = fault.New(fault.Malformed, "malformed_form", "上传的表单格式有误。")
	wrongType      = fault.New(fault.Unsupported, "unsupported_media_type", "不支持此种内容类型。")
	malformedURL   = fault.New(fault.Malformed, "malformed_url", "地址或查询参数的编码有误。")
	invalidQuery   = fault.New(fault.Invalid, "invalid", "查询参数不符合要求,请按提示修改。")
)

// checkURL refuses what Huma would silently pass over: parameters that can't be decoded, unknown ones, and single ones given twice.
func (x *exchange) checkURL() error {
	u := x.gin.Request.URL
	if !cleanText(u.Path) {
		return malformedURL
	}
	if u.RawQuery == "" {
		return nil
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return malformedURL
	}
	refusal := invalidQuery
	for name, given := range values {
		repeatable, known := x.op.query[name]
		if !known {
			refusal = refusal.At("query."+safeName(name), unknownParameter)
		} else if len(given) > 1 && !repeatable {
			refusal = refusal.At("query."+name, "此参数只能给出一次。")
		}
		for _, value := range given {
			if !cleanText(value) {
				return malformedURL
			}
		}
	}
	if len(refusal.Fields) > 0 {
		return sorted(refusal)
	}
	x.values = values
	return nil
}

// cleanText reports whether s is UTF-8 without NUL, which no store and no engine takes.
func cleanText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func (x *exchange) readBody() error {
	r := x.gin.Request
	if r.ContentLength == 0 && x.op.body == nil && !x.op.upload {
		return nil
	}
	if r.ContentLength > x.op.MaxBody {
		return bodyTooLarge
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.Body = http.MaxBytesReader(x.gin.Writer, r.Body, x.op.MaxBody)
	if x.op.upload {
		return x.readForm(r)
	}
	return x.readContent(r)
}

func (x *exchange) readContent(r *http.Request) error {
	x.buffer = x.server.takeBuffer()
	if r.ContentLength > 0 {
		x.buffer.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	if _, err := x.buffer.ReadFrom(r.Body); err != nil {
		return unreadable(err)
	}
	x.body = x.buffer.Bytes()
	if x.op.body == nil {
		// Clients send {} with calls that take nothing; anything more would be lost without a word.
		if content := bytes.TrimSpace(x.body); len(content) > 0 && string(content) != "{}" {
			return bodyUnexpected
		}
		return nil
	}
	if len(x.body) == 0 {
		if x.op.bodyMay {
			return nil
		}
		return bodyRequired
	}
	if err := x.checkType(r); err != nil {
		return err
	}
	return checkText(x.body)
}

// checkType accepts JSON, merge patches on PATCH, and no type at all.
func (x *exchange) checkType(r *http.Request) error {
	given := r.Header["Content-Type"]
	if len(given) == 0 || len(given) == 1 && given[0] == "application/json" {
		return nil
	}
	if len(given) > 1 {
		return wrongType
	}
	media, params, err := mime.ParseMediaType(given[0])
	if err != nil {
		return wrongType
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return wrongType
	}
	if media == "application/json" || media == "application/merge-patch+json" && x.op.Method == http.MethodPatch {
		return nil
	}
	return wrongType
}

func (x *exchange) readForm(r *http.Request) error {
	if media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		media != "multipart/form-data" || params["boundary"] == "" {
		return wrongType
	}
	err := r.ParseMultipartForm(x.op.MaxBody) // all of it in memory: nothing private goes to a temporary file
	x.form = r.MultipartForm
	if err != nil {
		if fault.KindOf(unreadable(err)) == fault.TooLarge {
			return bodyTooLarge
		}
		return formMalformed
	}
	return checkForm(x.form)
}

// unreadable says why a body could not be read.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return bodyTooLarge
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return bodyBroken
	}
	return bodyBroken.Because(err)
}
