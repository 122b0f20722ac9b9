package expert

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"talentcircle/backend/auth"
	"talentcircle/backend/cn"
	"talentcircle/backend/fault"
	"talentcircle/backend/sheet"
)

// rowReader makes an Input of one row and collects what is wrong with it.
type rowReader struct {
	words   *Vocabulary
	plan    *importPlan
	row     sheet.Row
	in      Input
	titles  [titlesPerRow]TitleInput
	refused [titlesPerRow]bool // something about this title was complained about already
	titleAt []int              // which title columns each of in.Titles came from
	qualAt  []string           // which column each of in.Qualifications came from
	consent ConsentInput
	scopes  []Scope
	agreed  bool // something stands in a consent column
	guessed bool // the identity number looks like one a spreadsheet program cut short
	bad     []RowMessage
}

// importPlan is where the columns of one file stand.
type importPlan struct {
	columns []importColumn
	at      map[string]int    // column by key
	header  map[string]string // as the file has it, by key
}

func planOf(found []ImportColumn) *importPlan {
	p := &importPlan{columns: importColumns(), at: map[string]int{}, header: map[string]string{}}
	for _, c := range found {
		p.at[c.Field], p.header[c.Field] = c.At, c.Header
	}
	return p
}

func (p *importPlan) cell(row sheet.Row, key string) sheet.Cell {
	at, ok := p.at[key]
	if !ok {
		return sheet.Cell{}
	}
	return row.Cell(at)
}

// result is what reading one row gave.
type result struct {
	row    ImportRow
	in     Input
	person string // the key that only one record of a region has
}

// readRow checks one row as if it were entered in the form; nothing is written.
func (s *Service) readRow(who auth.Principal, plan *importPlan, row sheet.Row) result {
	out := result{row: ImportRow{Row: row.Number, Status: RowSkipped, Seq: shortSeq(plan.cell(row, "seq").Text)}}
	if why := notData(plan, row); why != "" {
		out.row.Messages = []RowMessage{{At: -1, Text: why}}
		return out
	}
	r := &rowReader{words: s.words, plan: plan, row: row}
	r.read()
	e, err := s.draft(who, r.in, ByImport, Repeat{})
	r.take(err)
	if err == nil && len(r.bad) == 0 {
		out.person, out.row.Status = e.IdentityKey, RowGood
		for _, f := range missing(e) {
			r.complain(f.Location, f.Message+"导入后保存为草稿,补充后再送审。")
		}
	} else {
		out.row.Status = RowRejected
	}
	out.in, out.row.Messages, out.row.Name, out.row.Preview = r.in, r.bad, nameOf(r.in.Name), r.preview(e)
	return out
}

// missing lists what the record still lacks for a submission.
func missing(e *Expert) []fault.Field {
	f, _ := fault.As(e.complete())
	if f == nil {
		return nil
	}
	return f.Fields
}

func (r *rowReader) read() {
	for _, c := range r.plan.columns {
		at, ok := r.plan.at[c.key]
		if !ok || c.read == nil {
			continue
		}
		cell := r.row.Cell(at)
		if !r.usable(c, cell) || empty(cell.Text) {
			continue
		}
		if strings.HasPrefix(c.key, "consents.") {
			r.agreed = true
		}
		text := clean(cell.Text, c.key == "bio" || strings.HasSuffix(c.key, "].name"))
		if c.date {
			day, err := cell.Day()
			if err != nil {
				r.complain(c.key, Sentence(err))
				continue
			}
			text = day.String()
		}
		r.guessed = r.guessed || c.key == "identity" && cell.LostDigits()
		c.read(r, text)
	}
	r.joinTitles()
	r.joinConsents()
}

// usable complains about cells that don't hold what a person typed into this row.
func (r *rowReader) usable(c importColumn, cell sheet.Cell) bool {
	switch {
	case cell.TooLong:
		r.complain(c.key, "单元格内容过长,请删减后重新上传。")
	case cell.Error:
		r.complain(c.key, "单元格显示为错误值,请改正。")
	case cell.Formula:
		r.complain(c.key, "单元格为公式,请复制后选择性粘贴为数值。")
	case cell.Merged:
		r.complain(c.key, "单元格与其他单元格合并,请取消合并,逐行填写。")
	case c.digits && cell.Number && cell.LostDigits():
		r.complain(c.key, strings.Replace(cn.IdentityTurnedIntoNumber().Message, "证件号码", columnLabel(c.key), 1))
	default:
		return true
	}
	if c.key == "identity" {
		r.in.Identity = "" // nothing of it may be taken over
	}
	if n, _, ok := titleKey(c.key); ok {
		r.refused[n] = true
	}
	return false
}

// complain adds a complaint about a field; suggestion, when given, says what to do instead.
func (r *rowReader) complain(key, text string, suggestion ...string) {
	m := RowMessage{At: -1, Column: r.plan.header[key], Text: text, Suggestion: strings.Join(suggestion, "")}
	if at, ok := r.plan.at[key]; ok {
		m.At = at
	} else {
		m.Column = columnLabel(key)
	}
	r.bad = append(r.bad, m)
}

var listed = regexp.MustCompile(`^(titles|qualifications|consents|programmes)\[([0-9]+)\](?:\.(.+))?$`)

// take adds the complaints of the checker, under the columns of the file.
func (r *rowReader) take(err error) {
	f, ok := fault.As(err)
	if !ok {
		if err != nil {
			r.bad = append(r.bad, RowMessage{At: -1, Text: Sentence(err)})
		}
		return
	}
	for _, field := range f.Fields {
		key, text := strings.TrimPrefix(field.Location, "body."), field.Message
		if m := listed.FindStringSubmatch(key); m != nil {
			n, _ := strconv.Atoi(m[2])
			key = r.columnOf(m[1], n, m[3])
		}
		if key == "identity" && r.guessed {
			text = cn.IdentityTurnedIntoNumber().Message
		}
		if m := (RowMessage{Column: r.plan.header[key], Text: text}); !r.said(m) {
			r.complain(key, text)
		}
	}
}

// said keeps a complaint about several consents of one row from standing there several times.
func (r *rowReader) said(m RowMessage) bool {
	for _, b := range r.bad {
		if b.Column == m.Column && b.Text == m.Text && m.Column != "" {
			return true
		}
	}
	return false
}

func (r *rowReader) columnOf(list string, n int, field string) string {
	switch {
	case list == "titles" && n < len(r.titleAt):
		return "titles[" + strconv.Itoa(r.titleAt[n]) + "]." + field
	case list == "qualifications" && n < len(r.qualAt):
		return r.qualAt[n]
	case list == "consents":
		return "consents." + field
	}
	return list
}

var titlePart = regexp.MustCompile(`^titles\[([0-9])\]\.(.+)$`)

func titleKey(key string) (n int, field string, ok bool) {
	m := titlePart.FindStringSubmatch(key)
	if m == nil {
		return 0, "", false
	}
	n, _ = strconv.Atoi(m[1])
	return n, m[2], true
}

// preview is what the own agency may see of a row before it is committed.
func (r *rowReader) preview(e *Expert) map[string]string {
	p := map[string]string{}
	put := func(key, text string) {
		if text != "" && text == hideNumbers(text) && utf8.RuneCountInString(text) <= maxText {
			p[key] = text
		}
	}
	put("employer", r.in.Employer)
	if e != nil {
		put("identity", e.Private.Identity.Mask())
		if len(e.Facts.Titles) > 0 {
			put("title", e.Facts.Titles[0].Shown())
			put("obtainedOn", e.Facts.Titles[0].ObtainedOn.String())
		}
	}
	var scopes []string
	for _, s := range r.scopes {
		scopes = append(scopes, s.Label())
	}
	put("consents", strings.Join(scopes, "、"))
	return p
}

// nameOf is the name as the result shows it: nothing when the cell holds something else, such as a number in the wrong column.
func nameOf(text string) string {
	name := cn.CleanName(text)
	if utf8.RuneCountInString(name) > maxName || name != hideNumbers(name) || strings.Contains(name, "@") {
		return ""
	}
	return name
}

func shortSeq(text string) string {
	if text = clean(text, false); len(text) > 12 {
		return ""
	}
	return text
}

// empty reports what people write into a cell to say that there is nothing.
func empty(text string) bool {
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	switch text {
	case "", "/", "\\", "-", "—", "——", "--", "无", "暂无", "没有", "N/A", "n/a":
		return true
	}
	return false
}

// clean folds full-width digits and letters, which people type by mistake, and joins white space. Brackets and commas of Chinese text
// stay as they are. With lines, line breaks stay.
func clean(text string, lines bool) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '\uFF10' && r <= '\uFF19', r >= '\uFF20' && r <= '\uFF3A', r >= '\uFF41' && r <= '\uFF5A': // digits, @ and capitals, small letters
			return r - 0xFEE0
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r) && !unicode.IsSpace(r):
			return -1
		}
		return r
	}, text)
	if !lines {
		return strings.Join(strings.Fields(text), " ")
	}
	var kept []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
