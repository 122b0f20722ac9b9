package expert

import (
	"context"
	"fmt"
	"strings"

	"talentcircle/backend/auth"
	"talentcircle/backend/sheet"
	"talentcircle/backend/store"
)

// ImportTemplate is the table to fill in: drop-down lists, text format in every column, a table of codes, one sample row.
func (s *Service) ImportTemplate() ([]byte, error) {
	form := sheet.Form{Name: "专家登记表", Title: "高级专家登记表", Rows: [][]string{{}}, Sample: 1}
	var required []string
	for _, c := range importColumns() {
		if !c.offered {
			continue
		}
		column := sheet.Column{Header: c.label, Width: c.width, Required: c.required, Note: c.note, Open: c.open}
		if c.choices != nil {
			column.Choices = c.choices(s.words)
		}
		if c.required {
			required = append(required, c.label)
		}
		form.Columns = append(form.Columns, column)
		form.Rows[0] = append(form.Rows[0], c.sample)
	}
	form.Guide = []string{
		"填表说明",
		"1. 每行填写一位专家,从示例行的下一行起填写;示例行、合计行、空行不会导入。",
		"2. 带星号的列(" + strings.Join(required, "、") + ")为送审必填;缺少的,导入后保存为草稿,补充后再送审。",
		"3. 各列均为文本格式,请勿更改:证件号码改为数字格式后,末几位会丢失。请勿使用公式和合并单元格。",
		"4. 日期按 2016-11-18 填写;证书只有年月的,按 2016-11 填写。2016.11、2016年11月、2016/11/18 也可以识别。",
		"5. 职称按“系列、层级、名称”三项填写,名称可填证书上的曾用名称;每格只填一项,第二项填在“职称系列2”等列。",
		fmt.Sprintf("6. 可多选的列(%s等),多项用顿号分开。可选的值见“%s”。", "合作方式、授权范围", sheet.CodesName),
		"7. 授权:本人单独同意后方可填写。未填授权的,信息仅本地区人才服务机构可见;三地共享、用人单位、社会公开须分别同意。书面授权须填写授权材料编号。",
		"8. 上传后先检查、不入库;确认检查结果后再提交。未通过的行可下载带“" + errorsTitle + "”的原表,修改后重新上传。",
	}
	return sheet.Write(form)
}

// ImportErrors gives back the sender's own file with the complaints beside each row. Faults: import_not_found, import_not_ready,
// import_failed, sheet_too_large.
func (s *Service) ImportErrors(ctx context.Context, who auth.Principal, id string) (sheet.Annotated, error) {
	i, err := s.GetImport(ctx, who, id)
	if err != nil {
		return sheet.Annotated{}, err
	}
	switch i.State {
	case Reading:
		return sheet.Annotated{}, errImportReading
	case ImportFailed:
		return sheet.Annotated{}, errImportFailed
	}
	remarks := sheet.Remarks{Table: i.Table, HeaderRow: i.Header, Title: errorsTitle, ByRow: map[int][]sheet.Remark{}}
	where := store.And(store.Eq("importId", id), store.Eq("status", string(RowRejected)))
	err = s.imports.rows.Stream(ctx, where, "", func(row *ImportRow) error {
		for _, m := range row.Messages {
			remarks.ByRow[row.Row] = append(remarks.ByRow[row.Row], m.remark())
		}
		return nil
	})
	if err != nil {
		return sheet.Annotated{}, err
	}
	book, content, err := s.openFile(ctx, i)
	if err != nil {
		return sheet.Annotated{}, err
	}
	return book.Annotate(content, content.Size(), remarks)
}

func (m RowMessage) remark() sheet.Remark {
	text := m.Text + m.Suggestion
	if m.Column != "" {
		text = m.Column + ":" + text
	}
	return sheet.Remark{Column: m.At, Text: text}
}
