package web

import (
	"strconv"

	"talentcircle/backend/fault"
)

// IfMatch is embedded in the input of calls that change a versioned object. The header is checked before the handler runs; whether the
// version still holds is compared by the feature, inside its write.
type IfMatch struct {
	IfMatchHeader string `header:"If-Match" doc:"所改对象的版本,即最近一次读取时的 ETag,如 \"3\""`
}

// Refusals of If-Match. Comparing is the feature's: it answers fault.Stale when the version moved on.
var (
	ifMatchRequired  = fault.New(fault.PreconditionRequired, "if_match_required", "请在 If-Match 请求头中带上所改对象的版本(ETag)。")
	ifMatchMalformed = fault.New(fault.Malformed, "if_match_malformed", "If-Match 请求头应为单个版本号,写作 \"3\" 的形式。")
)

type ifMatcher interface{ ifMatch() *IfMatch }

func (m *IfMatch) ifMatch() *IfMatch { return m }

// Version is the version the caller believes to be the current one. Errors: 428 if_match_required, 400 if_match_malformed (weak tags,
// lists, * and anything that is not "N"). The handler sees no error: web has checked before.
func (m IfMatch) Version() (int64, error) { return parseIfMatch(m.IfMatchHeader) }

// parseIfMatch reads one strong tag that holds a decimal version without leading zeros.
func parseIfMatch(header string) (int64, error) {
	if header == "" {
		return 0, ifMatchRequired
	}
	n := len(header)
	if n < 3 || n > 21 || header[0] != '"' || header[n-1] != '"' {
		return 0, ifMatchMalformed
	}
	digits := header[1 : n-1]
	if digits[0] == '0' && len(digits) > 1 {
		return 0, ifMatchMalformed
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, ifMatchMalformed
		}
	}
	version, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, ifMatchMalformed
	}
	return version, nil
}

// Paging is embedded in the input of lists.
type Paging struct {
	Page     int `query:"page" minimum:"1" maximum:"100000" default:"1" doc:"页码,从 1 起"`
	PageSize int `query:"pageSize" minimum:"1" maximum:"100" default:"20" doc:"每页条数"`
}

// Offset is how many items come before the page.
func (p Paging) Offset() int { return (p.Page - 1) * p.PageSize }

// Limit is how many items the page holds at most.
func (p Paging) Limit() int { return p.PageSize }

// ListOf makes the list for one page; no items are an empty array, never null.
func ListOf[V Shown](p Paging, items []V, total int) List[V] {
	return List[V]{Items: items, Total: total, Page: p.Page, PageSize: p.PageSize}
}
