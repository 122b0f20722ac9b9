package expert

import (
	"regexp"
	"slices"
	"strings"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/store"
)

// Import is one uploaded table on its way into the register: read without writing any record (a dry run), then committed by a person
// who saw the result, or cancelled. The file itself and the values of each row are kept sealed.
type Import struct {
	store.Meta
	Region   cn.Region `json:"region"`
	AgencyID string    `json:"agencyId"`
	By       Operator  `json:"by"`
	Commits  *Operator `json:"commits,omitempty"` // who committed it

	FileName string         `json:"fileName"`
	Size     int64          `json:"size"`
	FileID   string         `json:"fileId"` // of its pieces
	Pieces   int            `json:"pieces"`
	Table    int            `json:"table"`
	Header   int            `json:"header"` // number of the header row
	Columns  []ImportColumn `json:"columns"`
	Notes    []string       `json:"notes,omitempty"`

	State  ImportState  `json:"state"`
	Error  *ImportError `json:"error,omitempty"`
	Counts ImportCounts `json:"counts"`
	Total  int          `json:"total"`   // rows of the present phase
	Done   int          `json:"done"`    // of them
	Since  int64        `json:"since"`   // ms, when the present phase was begun or taken up again
	SinceN int          `json:"sinceN"`  // Done at that time
	ReadTo int          `json:"readTo"`  // the last row whose result is kept
	Reused string       `json:"request"` // hash of the request that made it

	// Work is what a worker has to do on it: read, commit, settle; empty for nothing. Holder has it in hand until LeaseUntil (ms).
	Work       string `json:"work"`
	Holder     string `json:"holder,omitempty"`
	LeaseUntil int64  `json:"leaseUntil"`
}

// The kinds of work.
const (
	workRead   = "read"
	workCommit = "commit"
	workSettle = "settle" // cancelled while committing: find out what was written
)

// ImportState is where an import stands.
type ImportState string

// The states.
const (
	Reading         ImportState = "reading"
	Checked         ImportState = "checked"
	Committing      ImportState = "committing"
	Committed       ImportState = "committed"
	ImportCancelled ImportState = "cancelled"
	ImportFailed    ImportState = "failed"
)

// ImportCounts says what became of the rows. Committed rows are good ones; Rows is Good and Bad together.
type ImportCounts struct {
	Rows      int `json:"rows"`
	Good      int `json:"good"`
	Bad       int `json:"bad"`
	Skipped   int `json:"skipped"`
	Committed int `json:"committed"`
}

// ImportError says why a file could not be read to its end.
type ImportError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ImportColumn is a column of the file that was recognised.
type ImportColumn struct {
	Header string `json:"header"` // as the file has it
	Field  string `json:"field"`  // key of importColumns
	At     int    `json:"at"`     // counted from 0
}

// Operator is the person who uploads or commits. The worker acts in their name.
type Operator struct {
	UserID string `json:"userId"`
	Name   string `json:"name"`
}

// principal is the clerk in whose name the worker writes.
func (i *Import) principal(o Operator) auth.Principal {
	return auth.Principal{UserID: o.UserID, Name: o.Name, Role: auth.Clerk, Region: i.Region, AgencyID: i.AgencyID}
}

// RowStatus is what became of a row.
type RowStatus string

// The outcomes. Every row ends as good, later committed, or as rejected; what is no data is skipped.
const (
	RowGood      RowStatus = "good"
	RowRejected  RowStatus = "rejected"
	RowSkipped   RowStatus = "skipped"
	RowCommitted RowStatus = "committed"
)

// ImportRow is the result of one row. What the row says is in Sealed; the rest may be shown to the own agency.
type ImportRow struct {
	store.Meta
	ImportID string            `json:"importId"`
	Row      int               `json:"row"` // number in the file
	Status   RowStatus         `json:"status"`
	Seq      string            `json:"seq,omitempty"` // 序号 as the sender numbered it
	Name     string            `json:"name,omitempty"`
	Messages []RowMessage      `json:"messages,omitempty"`
	Preview  map[string]string `json:"preview,omitempty"`
	Sealed   []byte            `json:"sealed,omitempty"` // the Input, until it is committed
	ExpertID string            `json:"expertId,omitempty"`
}

// RowMessage is a complaint or a remark about a row. Text never repeats what the cell holds.
type RowMessage struct {
	Column     string `json:"column,omitempty"` // header as the file has it
	At         int    `json:"at"`               // column, counted from 0; -1: the row
	Text       string `json:"text"`
	Suggestion string `json:"suggestion,omitempty"`
}

// The faults of imports.
var (
	errNoImport       = fault.New(fault.NotFound, "import_not_found", "未找到该导入任务。")
	errNoHeader       = fault.New(fault.Invalid, "import_no_header", "未找到表头:前 30 行内应有一行包含“姓名”及其他栏目名称,请参照导入模板。")
	errImportReading  = fault.New(fault.Conflict, "import_not_ready", "表格正在检查,请待检查完成后再办理。")
	errImportFailed   = fault.New(fault.Conflict, "import_failed", "该表格未能读取,请修改后重新上传。")
	errImportStopped  = fault.New(fault.Conflict, "import_cancelled", "该导入任务已取消,请重新上传。")
	errImportFinished = fault.New(fault.Conflict, "import_committed", "该导入任务已完成,不能取消。")
	errNothingGood    = fault.New(fault.Conflict, "import_nothing_good", "没有通过检查的行,请修改后重新上传。")
)

// visible reports whether the caller is a clerk or reviewer of the agency whose import it is; to others it is unknown.
func (i *Import) visible(who auth.Principal) bool {
	return who.Of(i.Region) && who.AgencyID == i.AgencyID && slices.Contains([]auth.Role{auth.Clerk, auth.Reviewer}, who.Role)
}

// commit begins writing the good rows. Committing again changes nothing; changed says whether it did.
func (i *Import) commit(who auth.Principal) (changed bool, err error) {
	switch i.State {
	case Committing, Committed:
		return false, nil
	case Reading:
		return false, errImportReading
	case ImportCancelled:
		return false, errImportStopped
	case ImportFailed:
		return false, errImportFailed
	}
	if i.Counts.Good == 0 {
		return false, errNothingGood
	}
	i.State, i.Work, i.Commits = Committing, workCommit, &Operator{UserID: who.UserID, Name: who.Name}
	i.Total, i.Done, i.LeaseUntil, i.Holder = i.Counts.Good, 0, 0, ""
	return true, nil
}

// cancel stops whatever goes on; rows already committed stay. Cancelling again changes nothing.
func (i *Import) cancel() (changed bool, err error) {
	switch i.State {
	case ImportCancelled, ImportFailed:
		return false, nil
	case Committed:
		return false, errImportFinished
	case Committing:
		i.Work = workSettle // by the worker who has it in hand, or another when that one died
	default:
		i.Work = ""
	}
	i.State = ImportCancelled
	return true, nil
}

// finish ends the work of a phase.
func (i *Import) finish(state ImportState) {
	i.State, i.Work, i.Holder, i.LeaseUntil = state, "", "", 0
}

// pace is how many rows are done per second in the present phase, and how many seconds the rest takes at that rate; 0 when unknown.
func (i *Import) pace(now int64) (perSecond float64, left int) {
	if i.Work == "" || i.Done <= i.SinceN || now <= i.Since {
		return 0, 0
	}
	perSecond = float64(i.Done-i.SinceN) * 1000 / float64(now-i.Since)
	return perSecond, int(float64(max(i.Total-i.Done, 0))/perSecond + 0.5)
}

var longNumber = regexp.MustCompile(`[0-9]{10,}[0-9Xx]?`)

// hideNumbers stars long numbers in a text that is kept in the open, such as a file's name: they may be identity or telephone numbers.
func hideNumbers(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(n string) string { return strings.Repeat("*", len(n)) })
}
