package web

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"talentcircle/backend/auth"
	"talentcircle/backend/fault"
)

// Idempotency is embedded in the input of creating calls. A caller who repeats a call with the same key gets the same object: the
// feature gives the new object the id of NewID, keeps Hash in it, and when the id exists already answers 201 with the stored object if
// the hashes agree, else Reused.
type Idempotency struct {
	IdempotencyKey string `header:"Idempotency-Key" doc:"重复提交时保持不变的标识,1 至 200 个可见 ASCII 字符"`

	route string
	hash  string
}

// Reused is the refusal of a key that came before with other content.
var Reused = fault.New(fault.Invalid, "idempotency_key_reused", "该幂等标识(Idempotency-Key)已用于另一次内容不同的提交,请更换后再试。")

var idempotencyKeyMalformed = fault.New(fault.Malformed, "idempotency_key_malformed",
	"Idempotency-Key 请求头应为 1 至 200 个可见 ASCII 字符。")

type idempotent interface{ idempotency() *Idempotency }

func (i *Idempotency) idempotency() *Idempotency { return i }

// Key is the key as sent; "" when there is none.
func (i *Idempotency) Key() string { return i.IdempotencyKey }

// NewID is the id of the object to be made, derived from caller, route and key (a UUID of version 8); "" without a key, then the feature
// makes a fresh one.
func (i *Idempotency) NewID(who auth.Principal) string {
	if i.IdempotencyKey == "" {
		return ""
	}
	return uuid.NewHash(sha256.New(), uuid.NameSpaceURL, []byte(who.UserID+"\x00"+i.route+"\x00"+i.IdempotencyKey), 8).String()
}

// Hash is a SHA-256 in hex of method, path, query and content; "" without a key. Content is hashed in canonical form (RFC 8785), so
// the order of members and white space don't matter; of an upload the file's bytes and name are hashed.
func (i *Idempotency) Hash() string { return i.hash }

// validIdempotencyKey accepts 1 to 200 visible ASCII characters.
func validIdempotencyKey(key string) bool {
	if key == "" || len(key) > 200 {
		return false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}

// bindIdempotency checks the key and gives the input what NewID and Hash need.
func (x *exchange) bindIdempotency(in *Idempotency) error {
	values := x.gin.Request.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return nil
	}
	if len(values) > 1 || !validIdempotencyKey(values[0]) {
		return idempotencyKeyMalformed
	}
	in.route = x.op.Method + " " + x.op.path
	sum := sha256.New()
	sum.Write([]byte(x.op.Method + "\x00" + x.gin.Request.URL.Path + "\x00" + x.gin.Request.URL.Query().Encode() + "\x00"))
	if x.form != nil {
		if err := hashForm(sum, x.form); err != nil {
			return err
		}
	} else if len(x.body) > 0 {
		canonical := jsontext.Value(append([]byte(nil), x.body...))
		if err := canonical.Canonicalize(); err != nil {
			return malformedJSON.Because(err)
		}
		sum.Write(canonical)
	}
	in.hash = hex.EncodeToString(sum.Sum(nil))
	return nil
}
