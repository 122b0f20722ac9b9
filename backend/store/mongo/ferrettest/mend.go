package ferrettest

import (
	"encoding/binary"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// mend gives a reply the error code MongoDB would give. FerretDB answers a unique clash on update or index creation as code 1 with SQLite's
// text, where MongoDB has 11000, which the engine goes by. The text is matched here and not in the engine: it is FerretDB's defect.
func mend(reply []byte) []byte {
	const internalError, duplicateKey = 1, 11000
	body, ok := bodyOf(reply)
	if !ok {
		return reply
	}
	code, _ := body.Lookup("code").AsInt64OK()
	text, _ := body.Lookup("errmsg").StringValueOK()
	if code != internalError || !strings.Contains(text, "UNIQUE constraint failed") {
		return reply
	}
	mended, err := bson.Marshal(bson.D{
		{Key: "ok", Value: float64(0)}, {Key: "errmsg", Value: text}, {Key: "code", Value: int32(duplicateKey)}, {Key: "codeName", Value: "DuplicateKey"},
	})
	if err != nil {
		return reply
	}
	out := append(append([]byte(nil), reply[:sectionsAt+1]...), mended...)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out
}
