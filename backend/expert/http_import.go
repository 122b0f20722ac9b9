package expert

import (
	"context"
	"time"

	"talentcircle/backend/auth"
	"talentcircle/backend/store"
	"talentcircle/backend/web"
)

const (
	maxUpload    = 20 << 20 // above the limit of a table, so that a file a little too large is refused in words
	spreadsheets = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// mountImports declares the routes of imports.
func (s *Service) mountImports(r *web.Routes) {
	register, see := web.Allow(auth.ExpertRegister), web.Allow(auth.ExpertRegister, auth.ExpertReview)
	web.Handle(r, web.Op{Method: "POST", Path: "/experts/imports", ID: "startImport", Summary: "上传表格并检查", Tag: "experts", Status: 202, Creates: true,
		MaxBody: maxUpload}, register, s.startImportHTTP)
	web.Handle(r, op("GET", "/experts/imports", "listImports", "导入任务"), see, s.importsHTTP)
	web.HandleFile(r, web.Op{Method: "GET", Path: "/experts/imports/template.xlsx", ID: "importTemplate", Summary: "导入模板", Tag: "experts",
		Produces: spreadsheets}, see, s.importTemplateHTTP)
	web.Handle(r, op("GET", "/experts/imports/{id}", "getImport", "导入进度"), see, s.importHTTP)
	web.Handle(r, op("GET", "/experts/imports/{id}/rows", "importRows", "逐行结果"), see, s.importRowsHTTP)
	web.HandleFile(r, web.Op{Method: "GET", Path: "/experts/imports/{id}/errors.xlsx", ID: "importErrors", Summary: "带错误原因的原表", Tag: "experts",
		Produces: spreadsheets}, see, s.importErrorsHTTP)
	web.Handle(r, op("POST", "/experts/imports/{id}/commit", "commitImport", "确认导入"), register, s.importVerbHTTP(s.CommitImport))
	web.Handle(r, op("POST", "/experts/imports/{id}/cancel", "cancelImport", "取消导入"), register, s.importVerbHTTP(s.CancelImport))
}

// ImportView is an import as the own agency sees it.
type ImportView struct {
	web.View
	ID        string             `json:"id"`
	FileName  string             `json:"fileName"`
	State     ImportState        `json:"state" enum:"reading,checked,committing,committed,cancelled,failed"`
	Counts    ImportCountsView   `json:"counts"`
	Progress  ProgressView       `json:"progress"`
	Columns   []ImportColumnView `json:"columns"`
	Notes     []string           `json:"notes"`
	Error     *ImportErrorView   `json:"error,omitempty"`
	By        string             `json:"by"`
	CreatedAt time.Time          `json:"createdAt"`
}

// ImportCountsView says what became of the rows; rows is good and bad together, committed rows are good ones.
type ImportCountsView struct {
	Rows      int `json:"rows"`
	Good      int `json:"good"`
	Bad       int `json:"bad"`
	Skipped   int `json:"skipped"`
	Committed int `json:"committed"`
}

// ProgressView is how far the present phase is.
type ProgressView struct {
	Done          int     `json:"done"`
	Total         int     `json:"total"`
	RatePerSecond float64 `json:"ratePerSecond"`
	SecondsLeft   int     `json:"secondsLeft"`
}

// ImportColumnView is a column of the file that was recognised.
type ImportColumnView struct {
	Header string `json:"header"`
	Field  string `json:"field"`
	Label  string `json:"label"`
}

// ImportErrorView says why a file could not be read.
type ImportErrorView struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ImportRowView is the result of one row; private values are masks.
type ImportRowView struct {
	web.View
	Row      int               `json:"row" doc:"表格中的行号"`
	Seq      string            `json:"seq,omitempty" doc:"序号"`
	Name     string            `json:"name,omitempty"`
	Status   RowStatus         `json:"status" enum:"good,rejected,skipped,committed"`
	Messages []RowMessageView  `json:"messages"`
	Preview  map[string]string `json:"preview"`
	ExpertID string            `json:"expertId,omitempty"`
}

// RowMessageView is a complaint or a remark about a row.
type RowMessageView struct {
	Column     string `json:"column,omitempty"`
	Text       string `json:"text"`
	Suggestion string `json:"suggestion,omitempty"`
}

func (s *Service) importView(i *Import) ImportView {
	v := ImportView{ID: i.ID, FileName: i.FileName, State: i.State, Counts: ImportCountsView(i.Counts), Columns: []ImportColumnView{},
		Notes: nonNil(i.Notes), By: i.By.Name, CreatedAt: store.Time(i.CreatedAt)}
	rate, left := i.pace(store.Millis(s.db.Now()))
	v.Progress = ProgressView{Done: i.Done, Total: i.Total, RatePerSecond: rate, SecondsLeft: left}
	for _, c := range i.Columns {
		v.Columns = append(v.Columns, ImportColumnView{Header: c.Header, Field: c.Field, Label: columnLabel(c.Field)})
	}
	if i.Error != nil {
		e := ImportErrorView(*i.Error)
		v.Error = &e
	}
	return v
}

func rowView(r *ImportRow) ImportRowView {
	v := ImportRowView{Row: r.Row, Seq: r.Seq, Name: r.Name, Status: r.Status, Messages: []RowMessageView{}, Preview: r.Preview, ExpertID: r.ExpertID}
	if v.Preview == nil {
		v.Preview = map[string]string{}
	}
	for _, m := range r.Messages {
		v.Messages = append(v.Messages, RowMessageView{Column: m.Column, Text: m.Text, Suggestion: m.Suggestion})
	}
	return v
}

func (s *Service) startImportHTTP(ctx context.Context, who auth.Principal, in *struct {
	web.Idempotency
	web.Upload
}) (*web.Reply[ImportView], error) {
	file, name, size, err := in.File()
	if err != nil {
		return nil, err
	}
	i, err := s.StartImport(ctx, who, Upload{Content: file, Name: name, Size: size}, Repeat{ID: in.NewID(who), Hash: in.Hash()})
	if err != nil {
		return nil, err
	}
	return web.Show(s.importView(i)).At(i.Rev).Created("/api/v1/experts/imports/" + i.ID), nil
}

// ImportPath is the path of one import.
type ImportPath struct {
	ID string `path:"id" maxLength:"64" doc:"导入任务标识"`
}

func (s *Service) importHTTP(ctx context.Context, who auth.Principal, in *ImportPath) (*web.Reply[ImportView], error) {
	i, err := s.GetImport(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return web.Show(s.importView(i)).At(i.Rev), nil
}

func (s *Service) importsHTTP(ctx context.Context, who auth.Principal, in *struct{ web.Paging }) (*web.Reply[web.List[ImportView]], error) {
	list, total, err := s.Imports(ctx, who, in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	v := web.List[ImportView]{Items: []ImportView{}, Total: total, Page: in.Page, PageSize: in.PageSize}
	for _, i := range list {
		v.Items = append(v.Items, s.importView(i))
	}
	return web.Show(v), nil
}

func (s *Service) importRowsHTTP(ctx context.Context, who auth.Principal, in *struct {
	ImportPath
	web.Paging
	Status string `query:"status" enum:"good,rejected,skipped,committed" doc:"只列此种结果"`
}) (*web.Reply[web.List[ImportRowView]], error) {
	rows, total, err := s.ImportRows(ctx, who, in.ID, RowStatus(in.Status), in.Page, in.PageSize)
	if err != nil {
		return nil, err
	}
	v := web.List[ImportRowView]{Items: []ImportRowView{}, Total: total, Page: in.Page, PageSize: in.PageSize}
	for _, r := range rows {
		v.Items = append(v.Items, rowView(r))
	}
	return web.Show(v), nil
}

type importVerb = func(context.Context, auth.Principal, string) (*Import, error)

func (s *Service) importVerbHTTP(act importVerb) func(context.Context, auth.Principal, *ImportPath) (*web.Reply[ImportView], error) {
	return func(ctx context.Context, who auth.Principal, in *ImportPath) (*web.Reply[ImportView], error) {
		i, err := act(ctx, who, in.ID)
		if err != nil {
			return nil, err
		}
		return web.Show(s.importView(i)).At(i.Rev), nil
	}
}

func (s *Service) importErrorsHTTP(ctx context.Context, who auth.Principal, in *ImportPath) (*web.File, error) {
	out, err := s.ImportErrors(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: out.Name, ContentType: out.Type, Body: out.Content}, nil
}

func (s *Service) importTemplateHTTP(context.Context, auth.Principal, *struct{}) (*web.File, error) {
	content, err := s.ImportTemplate()
	if err != nil {
		return nil, err
	}
	return &web.File{Name: "专家登记表.xlsx", ContentType: spreadsheets, Body: content}, nil
}
