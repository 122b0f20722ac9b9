package web

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"talentcircle/backend/fault"
)

// The refusals of a body that is not the JSON we accept.
var (
	malformedJSON = fault.New(fault.Malformed, "malformed_json", "请求内容不是正确的 JSON。")
	duplicateKey  = fault.New(fault.Malformed, "duplicate_key", "请求内容中有重复的字段。")
	controlChar   = fault.New(fault.Invalid, "control_character", "提交的内容含有不可见的控制字符,请删除后重新提交。")
	invalid       = fault.New(fault.Invalid, "invalid", "提交的内容不符合要求,请按提示修改。")
)

// readJSON is strict where encoding/json is not: duplicate names, invalid UTF-8, names that agree only when case is ignored, unknown
// members and anything after the value are errors. A validator and a decoder that understand a body differently are a way past the
// validator.
func readJSON(data []byte, into any) error {
	return json.Unmarshal(data, into, json.RejectUnknownMembers(true))
}

// written is how views are encoded: nil slices are [], members of maps are in order, and text that is not UTF-8 is mended rather than
// refused. Names are not checked for being unique: those of a struct and of a map are.
var written = json.JoinOptions(json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))

func writeJSON(w io.Writer, v any) error { return json.MarshalWrite(w, v, written) }

func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	err := writeJSON(&b, v)
	return b.Bytes(), err
}

// checkText refuses control characters other than tab and line ends inside texts. JSON itself forbids them as they are but lets them be
// written as escapes; no form types them, not every store and no .xlsx takes them, and a terminal may obey them. What is not JSON is left
// to the decoder.
func checkText(body []byte) error {
	if !bytes.Contains(body, []byte(`\u00`)) && !bytes.Contains(body, []byte(`\b`)) && !bytes.Contains(body, []byte(`\f`)) {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewReader(body))
	for token, err := d.ReadToken(); err == nil; token, err = d.ReadToken() {
		if token.Kind() == '"' && strings.ContainsFunc(token.String(), controls) {
			return controlChar.At(bodyLocation(d.StackPointer()), "含有不可见的控制字符。")
		}
	}
	return nil
}

func controls(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f }

// explainJSON makes the fault for an error of readJSON. It never repeats a value.
func explainJSON(err error) error {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &semantic): // may wrap a syntactic one, from a member's own decoder
		if errors.As(semantic.Err, &syntactic) {
			return explainSyntax(syntactic)
		}
		return invalid.At(bodyLocation(semantic.JSONPointer), semanticMessage(semantic.Err)).Because(errNotShown)
	case errors.As(err, &syntactic):
		return explainSyntax(syntactic)
	}
	return malformedJSON
}

// errNotShown stands for an error whose text may hold a private value, which therefore goes nowhere, not even into the log.
var errNotShown = errors.New("the decoder's own message is withheld")

func explainSyntax(err *jsontext.SyntacticError) error {
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return duplicateKey.At(bodyLocation(err.JSONPointer), "该字段重复出现。")
	}
	return malformedJSON.At(bodyLocation(err.JSONPointer), "第 "+strconv.FormatInt(err.ByteOffset+1, 10)+" 个字节附近有误。")
}

func semanticMessage(err error) string {
	if errors.Is(err, json.ErrUnknownName) {
		return unknownField
	}
	if f, ok := fault.As(err); ok { // a type of a feature that reads itself and says what is wrong
		return f.Message
	}
	return "格式不正确或超出范围。"
}

const maxLevels = 12 // of a location; nobody fills in a form deeper than that

// bodyLocation turns /titles/0/level into body.titles[0].level.
func bodyLocation(p jsontext.Pointer) string {
	var b strings.Builder
	b.WriteString("body")
	levels := 0
	for token := range p.Tokens() {
		if levels++; levels > maxLevels {
			b.WriteString(".*")
			break
		}
		if n, err := strconv.ParseUint(token, 10, 31); err == nil && len(token) < 7 {
			b.WriteString("[" + strconv.FormatUint(n, 10) + "]")
			continue
		}
		b.WriteString("." + safeName(token))
	}
	return b.String()
}

// safeName is a member's or parameter's name if it looks like a name. What a caller made up may be a private value, and is shown as *.
func safeName(name string) string {
	if name == "" || len(name) > 64 {
		return "*"
	}
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '-')) {
			return "*"
		}
	}
	return name
}

const keptBuffer = 1 << 20 // bytes; larger buffers are not kept

func (s *Server) takeBuffer() *bytes.Buffer {
	if b, ok := s.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

func (s *Server) giveBuffer(b *bytes.Buffer) {
	if b.Cap() <= keptBuffer {
		b.Reset()
		s.buffers.Put(b)
	}
}
