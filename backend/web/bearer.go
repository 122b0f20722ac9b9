package web

import (
	"strings"

	"talentcircle/backend/fault"
)

const maxBearer = 8192 // bytes

// malformedBearer has the code of any token that does not verify: to the caller it is the same.
var malformedBearer = fault.New(fault.Unauthenticated, "token_invalid", "登录凭证无效,请重新登录。")

// identify finds out who calls. Without a credential it is the visitor; a credential that is not good is refused on every route, also
// a public one, so that a forged token is never quietly taken for a visitor.
func (x *exchange) identify() error {
	token, err := parseBearer(x.gin.Request.Header["Authorization"])
	if err != nil || token == "" {
		return err
	}
	who, err := x.server.cfg.Authenticate(x.ctx, token)
	if err != nil {
		return err
	}
	if who.Anonymous() {
		return malformedBearer
	}
	x.who, x.call.userID = who, who.UserID
	return nil
}

// parseBearer reads RFC 6750: one header, the scheme Bearer, one space, and a token of the characters tokens have.
func parseBearer(headers []string) (string, error) {
	if len(headers) == 0 {
		return "", nil
	}
	if len(headers) > 1 || len(headers[0]) > maxBearer {
		return "", malformedBearer
	}
	scheme, token, ok := strings.Cut(headers[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || !token68(token) {
		return "", malformedBearer
	}
	return token, nil
}

// token68 is RFC 9110 section 11.2: letters, digits, -._~+/ and = only at the end.
func token68(s string) bool {
	body := strings.TrimRight(s, "=")
	if body == "" {
		return false
	}
	for i := range len(body) {
		c := body[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~+/", c) >= 0) {
			return false
		}
	}
	return true
}
